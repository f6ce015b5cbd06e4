"""``serve``: the office on one machine: its folder, its database, its pages and its worker, started and kept up together."""

from __future__ import annotations

import argparse
import ipaddress
import os
import socket
import sys

from quyhoach.cli.command import DONE, Command, Reply, Unusable
from quyhoach.cli.output import tell
from quyhoach.cli.progress import stage_words
from quyhoach.findings import finding
from quyhoach_web.commands.children import Child, keep_up
from quyhoach_web.commands.office import home, open_office

_WORDS = {
    "folder": ("nạp thư mục hoặc tệp Excel này khi văn phòng còn trống", "load this folder or workbook when the office is empty"),
    "demo": ("mở bản dùng thử: một cú nhấp để vào từng vai trò; không dùng với số liệu thật",
             "the demo: one click signs in as any role; never with real data"),
    "host": ("địa chỉ nghe (mặc định 127.0.0.1)", "address to listen on (default 127.0.0.1)"),
    "port": ("cổng (mặc định 8000)", "port (default 8000)"),
}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    text = {key: pair[lang == "en"] for key, pair in _WORDS.items()}
    parser.add_argument("folder", metavar="FOLDER", nargs="?", help=text["folder"])
    parser.add_argument("--demo", action="store_true", help=text["demo"])
    parser.add_argument("--host", metavar="HOST", default="127.0.0.1", help=text["host"])
    parser.add_argument("--port", metavar="PORT", type=int, default=8000, help=text["port"])


def run(args: argparse.Namespace) -> Reply:
    """Serves until Ctrl-C or SIGTERM. Unusable when the port is taken, the folder cannot be read, or a demo would meet real data."""
    _free(args.host, args.port)
    if args.demo and not _is_loopback(args.host):
        raise Unusable(finding("CLI-028", host=args.host))
    os.environ["QUYHOACH_DEMO"] = "1" if args.demo else "0"
    _say(args, f"mở {home()}", f"opening {home()}")
    open_office(args.lang)
    _fill(args)
    address = f"http://{args.host}:{args.port}"
    ready = {"vi": f"{address} · Ctrl-C để dừng", "en": f"{address} · Ctrl-C stops it"}[args.lang]
    if not keep_up(_children(args), lambda: _say(args, ready, ready), (args.host, args.port)):
        raise Unusable(finding("CLI-029"))
    return Reply(DONE, {"stopped": True}, {"vi": "Đã dừng.", "en": "Stopped."}[args.lang])


def _say(args: argparse.Namespace, vi: str, en: str) -> None:
    print(f"quyhoach: {en if args.lang == 'en' else vi}", file=sys.stderr, flush=True)


def _free(host: str, port: int) -> None:
    """Raises Unusable unless the address can be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind((host, port))
    except (OSError, OverflowError) as error:
        raise Unusable(finding("CLI-027", address=f"{host}:{port}", reason=getattr(error, "strerror", None) or error)) from error


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _fill(args: argparse.Namespace) -> None:
    """Load the folder into an empty office, plan and publish its first scenario, make the demo's accounts. Raises Unusable."""
    from quyhoach_web.models import Account  # app-ready
    from quyhoach_web.services import demo, provinces, queue  # app-ready

    if args.demo and Account.objects.exists() and not Account.objects.filter(demo=True).exists():
        raise Unusable(finding("CLI-028", host=home()))
    try:
        provinces.revision()
    except provinces.NotLoaded:
        if not args.folder:
            _say(args, "văn phòng còn trống: nạp bằng quyhoach serve THƯ_MỤC", "the office is empty: load it by quyhoach serve FOLDER")
            return
        _load(args)
    run = demo.first_run(demo.WHO if args.demo else "quyhoach serve")
    if run and args.demo:
        _say(args, f"lập phương án {run.scenario}", f"planning {run.scenario}")
        demo.plan_now(run, lambda stage: _say(args, f"… {stage_words(stage, 'vi')}", f"… {stage_words(stage, 'en')}"))
        demo.rank_now()
    elif run:
        queue.enqueue(run)
    if args.demo:
        demo.open_books()
        demo.make_accounts()


def _load(args: argparse.Namespace) -> None:
    from quyhoach.findings import Severity  # app-ready
    from quyhoach_web.services import provinces  # app-ready

    _say(args, f"nạp {args.folder}", f"loading {args.folder}")
    found = provinces.load(args.folder, "quyhoach serve")
    try:
        provinces.revision()
    except provinces.NotLoaded:
        raise Unusable(*found) from None
    tell(tuple(f for f in found if f.severity is Severity.ERROR), args.lang)


def _children(args: argparse.Namespace) -> list[Child]:
    from django.db import connection  # app-ready

    connection.close()
    workers = "1" if connection.vendor == "sqlite" else "2"
    host = f"[{args.host}]" if ":" in args.host else args.host
    pages = ("-m", "gunicorn", "quyhoach_web.wsgi:application", "--bind", f"{host}:{args.port}", "--worker-class", "gthread",
             "--workers", workers, "--threads", "8", "--timeout", "60", "--graceful-timeout", "5", "--log-level", "warning",
             "--no-control-socket", "--worker-tmp-dir", str(home()))  # nothing outside the home: two offices may share a machine
    return [Child("pages", pages), Child("worker", ("-m", "quyhoach", "worker", "--lang", args.lang))]


COMMAND = Command(
    "serve", "mở văn phòng: trang web và bộ phận tính toán trên máy này", "open the office: its pages and its worker on this machine",
    _add_arguments, run,
)
