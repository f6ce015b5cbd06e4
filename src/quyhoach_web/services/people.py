"""Accounts and what they may do: made, changed, closed, each with its audit entry; somebody always stays who can do it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from quyhoach_web.models import Account, Assignment, Role
from quyhoach_web.services.audit import Act, record

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike when written down


@dataclass(frozen=True, slots=True)
class Held:
    """One role: for one agency, or "" for every; in the areas named, or everywhere."""

    role: str
    agency: str = ""
    areas: tuple[str, ...] = ()


class LastAdmin(Exception):
    """The change would leave nobody who administers accounts."""


class AccountChanged(Exception):
    """Somebody saved the account meanwhile; ``now`` is how it stands."""

    def __init__(self, now: Account) -> None:
        super().__init__(now.username)
        self.now = now


def state(account: Account) -> dict[str, Any]:
    """What the audit keeps of an account. No password, not even its hash."""
    roles = [{"role": a.role, "agency": a.agency, "areas": list(a.areas)} for a in account.assignments.all()]
    return {
        "display_name": account.display_name, "is_active": account.is_active,
        "roles": sorted(roles, key=lambda held: (held["role"], held["agency"], held["areas"])),
    }


@transaction.atomic
def create(
    who: object, username: str, display_name: str, held: Sequence[Held], password: str | None = None, demo: bool = False,
) -> Account:
    """A new account. Without ``password`` nobody can sign in until one is set. Raises IntegrityError for a name in use."""
    account = Account(username=username, display_name=display_name, demo=demo)
    account.set_password(password)
    account.save()
    _hold(account, held)
    record(who, [Act("create", "account", username, None, state(account))])
    return account


@transaction.atomic
def change(who: object, pk: int, version: int, display_name: str, is_active: bool, held: Sequence[Held], why: str = "") -> Account:
    """Save an account as a form has it. Raises AccountChanged, LastAdmin, Account.DoesNotExist."""
    list(Account.objects.select_for_update().filter(assignments__role=Role.ADMIN))  # two admins leave one after the other
    account = Account.objects.select_for_update().get(pk=pk)
    if account.version != version:
        raise AccountChanged(account)
    before, had_admin = state(account), _admins().exists()
    account.display_name, account.is_active, account.version = display_name, is_active, version + 1
    account.save(update_fields=["display_name", "is_active", "version"])
    account.assignments.all().delete()
    _hold(account, held)
    if had_admin and not _admins().exists():
        raise LastAdmin
    record(who, [Act("change", "account", account.username, before, state(account), why)])
    return account


def _hold(account: Account, held: Sequence[Held]) -> None:
    Assignment.objects.bulk_create(Assignment(account=account, role=h.role, agency=h.agency, areas=list(h.areas)) for h in held)


def _admins() -> Any:
    return Account.objects.filter(is_active=True, assignments__role=Role.ADMIN)


@transaction.atomic
def reset_password(who: object, pk: int) -> tuple[Account, str]:
    """A new password, said once and kept nowhere; the person's open sessions end. Raises Account.DoesNotExist."""
    account = Account.objects.select_for_update().get(pk=pk)
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    account.set_password(password)
    account.last_login = None  # the next sign-in leads to the page where the person chooses an own one
    account.save(update_fields=["password", "last_login"])
    passwords_changed(who, account)
    return account, password


def passwords_changed(who: object, account: Account) -> None:
    """The audit says that a password changed, not to what."""
    now = state(account)
    record(who, [Act("password", "account", account.username, now, now)])
