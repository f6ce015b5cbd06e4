"""``account create NAME --role ROLE``: the first account of an office, and any other; the password is typed or piped in."""

from __future__ import annotations

import argparse
import getpass
import sys

from quyhoach.cli.command import DONE, Command, Reply, Unusable
from quyhoach.findings import finding
from quyhoach_web.commands.office import open_office

ROLES = ("leader", "planner", "council", "project_owner", "treasury", "zone_board", "land_fund", "agency", "commune", "justice",
         "auditor", "admin", "partner")
"""As ``models.Role``, which needs Django; a test holds them equal."""

_WORDS = {
    "verb": ("create: tạo tài khoản; mật khẩu hỏi trên màn hình hoặc đọc từ stdin",
             "create: make an account; the password is asked for, or read from stdin"),
    "name": ("tên đăng nhập", "user name"),
    "role": ("vai trò; dùng được nhiều lần", "role; may be repeated"),
    "agency": ("mã cơ quan mà vai trò giới hạn trong đó", "code of the agency the role is limited to"),
    "area": ("mã xã hoặc khu mà vai trò giới hạn trong đó; dùng được nhiều lần",
             "code of a commune or zone the role is limited to; may be repeated"),
    "display": ("họ tên", "full name"),
}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    text = {key: pair[lang == "en"] for key, pair in _WORDS.items()}
    parser.add_argument("verb", metavar="create", choices=("create",), help=text["verb"])
    parser.add_argument("name", metavar="NAME", help=text["name"])
    parser.add_argument("--role", choices=ROLES, action="append", required=True, help=text["role"])
    parser.add_argument("--agency", metavar="CODE", default="", help=text["agency"])
    parser.add_argument("--area", metavar="CODE", action="append", default=[], help=text["area"])
    parser.add_argument("--display-name", metavar="TEXT", default="", help=text["display"])


def run(args: argparse.Namespace) -> Reply:
    """Makes the account. Unusable for a name in use, and for a password the rules refuse."""
    open_office(args.lang)
    from django.contrib.auth.password_validation import validate_password  # app-ready
    from django.core.exceptions import ValidationError  # app-ready

    from quyhoach_web.models import Account  # app-ready
    from quyhoach_web.services.people import Held, create  # app-ready

    if Account.objects.filter(username=args.name).exists():
        raise Unusable(finding("CLI-025", name=args.name))
    unsaved = Account(username=args.name, display_name=args.display_name)
    password = _password(args.lang)
    try:
        Account.username_validator(args.name)
        validate_password(password, unsaved)
    except ValidationError as error:
        raise Unusable(finding("CLI-026", name=args.name, reason=" ".join(error.messages))) from error
    create("quyhoach account", args.name, args.display_name, [Held(role, args.agency, tuple(args.area)) for role in args.role], password)
    said = {"vi": "Đã tạo tài khoản {name}: {roles}.", "en": "Account {name} is made: {roles}."}[args.lang]
    return Reply(DONE, {"name": args.name, "roles": args.role}, said.format(name=args.name, roles=", ".join(args.role)))


def _password(lang: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass({"vi": "Mật khẩu: ", "en": "Password: "}[lang])
    return sys.stdin.readline().rstrip("\n")


COMMAND = Command("account", "tạo tài khoản của văn phòng", "make an account of the office", _add_arguments, run)
