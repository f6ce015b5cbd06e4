"""Accounts and roles as pages show them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from quyhoach.tables.folding import fold
from quyhoach_web.language import language, say
from quyhoach_web.models import Account, Record, Role

_LABELS = {
    Role.LEADER: ("Lãnh đạo UBND tỉnh", "Provincial leader"), Role.PLANNER: ("Cán bộ kế hoạch (Sở Tài chính)", "Planner"),
    Role.COUNCIL: ("Hội đồng nhân dân", "People's Council"), Role.PROJECT_OWNER: ("Chủ đầu tư", "Project owner"),
    Role.TREASURY: ("Kho bạc Nhà nước", "State Treasury"), Role.ZONE_BOARD: ("Ban quản lý khu kinh tế", "Zone board"),
    Role.LAND_FUND: ("Quỹ phát triển đất", "Land development fund"), Role.AGENCY: ("Cơ quan, sở, ngành", "Agency"),
    Role.COMMUNE: ("Cán bộ xã, phường", "Commune officer"), Role.JUSTICE: ("Sở Tư pháp", "Justice officer"),
    Role.AUDITOR: ("Kiểm toán, thanh tra", "Auditor"), Role.ADMIN: ("Quản trị tài khoản", "Account administrator"),
    Role.PARTNER: ("Đối tác của dự án chung", "Partner of a joint project"),
}


def role_label(role: str) -> str:
    """The role in the reader's language."""
    return say(*_LABELS[Role(role)])


def role_choices() -> list[tuple[str, str]]:
    """Every role with its label, in the order of the roles."""
    return [(str(role), role_label(role)) for role in Role]


def demo_accounts() -> list[dict[str, str]]:
    """One-click accounts of the demo, in the order of the roles."""
    order = list(Role)
    found = Account.objects.filter(demo=True, is_active=True).prefetch_related("assignments")
    rows = [(order.index(Role(held[0].role)), account.username, held[0].role) for account in found if (held := account.assignments.all())]
    return [{"username": username, "label": role_label(role)} for _, username, role in sorted(rows)]


def accounts(text: str = "", role: str = "") -> QuerySet[Account]:
    """Accounts by name, with their assignments; ``text`` is searched in both names, without accents."""
    found = Account.objects.order_by("username").prefetch_related("assignments")
    if role in list(Role):
        found = found.filter(assignments__role=role).distinct()
    if text:
        named = Account.objects.values_list("pk", "username", "display_name")
        found = found.filter(pk__in=[pk for pk, *names in named if fold(text) in fold(" ".join(names))])
    return found


def account_rows(page: Any) -> list[dict[str, Any]]:
    """What the list shows of each account: roles in words, where each holds, whether sign-in is locked."""
    names, locked = place_names(), locked_names()
    return [{
        "account": account, "locked": account.username in locked,
        "held": [{"role": role_label(a.role), "where": where(a.agency, a.areas, names)} for a in account.assignments.all()],
    } for account in page]


def where(agency: str, areas: list[str], names: dict[str, str]) -> str:
    """Agency and areas in words; "" where the role holds everywhere."""
    return " · ".join(f"{names.get(code, code)} ({code})" for code in (agency, *areas) if code)


def place_names() -> dict[str, str]:
    """Names of agencies, communes and zones by code, in the reader's language where the tables have it."""
    rows = Record.objects.filter(layer="facts", table__in=("agencies", "units", "zones", "joint_parties")).values_list("key", "values")
    return {key: _name(values) or key for key, values in rows}


def agency_choices() -> list[tuple[str, str]]:
    """Agencies that still exist first, then ended ones marked so."""
    rows = Record.objects.filter(layer="facts", table="agencies").order_by("position").values_list("key", "values")
    ended = say("(đã kết thúc)", "(ended)")
    named = [(key, f"{_name(values) or key} ({key})", bool(values.get("valid_to"))) for key, values in rows]
    return [(key, f"{name} {ended}" if over else name) for key, name, over in sorted(named, key=lambda row: row[2])]


def area_names() -> dict[str, str]:
    """Communes, zones and parties of joint projects by code, ended ones marked so.

    A new commune often has the name of an old one, and is the one meant.
    """
    rows = Record.objects.filter(layer="facts", table__in=("units", "zones", "joint_parties")).order_by("table", "position")
    rows = rows.values_list("key", "values")
    ended = say("(đã kết thúc)", "(ended)")
    return {key: f"{_name(values) or key} {ended}" if values.get("valid_to") else _name(values) or key for key, values in rows}


def _name(values: dict[str, Any]) -> str:
    english = values.get("name_en", "") if language() == "en" else ""
    return english or values.get("name_vi", "")


def locked_names() -> frozenset[str]:
    """Names that tried too often and are locked now."""
    since = timezone.now() - cool_off()
    found = AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gte=since)
    return frozenset(name for name in found.values_list("username", flat=True) if name)


def cool_off() -> timedelta:
    """How long a locked name waits."""
    return timedelta(hours=settings.AXES_COOLOFF_TIME)


def unlocked_at() -> datetime:
    """When a name that has just been locked may try again."""
    return timezone.now() + cool_off()
