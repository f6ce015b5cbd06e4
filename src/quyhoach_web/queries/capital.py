"""The list of projects: searched without accents, filtered and sorted by indexed columns, a page of it as shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page
from django.db.models import F, QuerySet

from quyhoach.money import UNITS
from quyhoach.province.specs.projects import GROUP, OWNERSHIP, STATUS
from quyhoach.tables.folding import fold
from quyhoach_web.language import language, say
from quyhoach_web.models import Office, Project, Record
from quyhoach_web.queries.plan_documents import PlanDocument

PAGE = 50
FILTERS = ("status", "ownership", "sector", "agency", "zone")
SORTS = {
    "name": ("sort_key",), "-name": ("-sort_key",),
    "total": (F("total_investment").asc(nulls_last=True), "sort_key"), "-total": (F("total_investment").desc(nulls_last=True), "sort_key"),
    "start": (F("start_year").asc(nulls_last=True), "sort_key"), "-start": (F("start_year").desc(nulls_last=True), "sort_key"),
}
_WORDS = 8
"""Words of a search that count; each must be found."""
_NAME = 24
"""Letters of a name in a filter: a list that opens stays narrower than a phone."""


def money_label() -> str:
    """The province's money unit in the reader's language; "" while no province is loaded."""
    settings = Office.objects.filter(pk=1).values_list("settings", flat=True).first() or {}
    unit = UNITS.get(str(settings.get("money_unit", "")))
    return (unit.label_en if language() == "en" else unit.label_vi) if unit else ""


def label(choices: Mapping[str, tuple[str, str]], code: str) -> str:
    """A choice's label in the reader's language; the code itself when it is none of them."""
    return say(*choices[code]) if code in choices else code


def projects(asked: Mapping[str, str], plan: PlanDocument | None) -> QuerySet[Project]:
    """The projects asked for, in order. ``asked``: q, status, ownership, sector, agency, zone, plan (in, out, none), sort."""
    found = Project.objects.order_by(*SORTS.get(asked.get("sort", ""), SORTS["name"]), "pk")
    for word in fold(asked.get("q", "")).split()[:_WORDS]:
        found = found.filter(search_text__contains=word)
    found = found.filter(**{name: asked[name] for name in FILTERS if asked.get(name)})
    inside, outside = (plan.inside, plan.outside) if plan else (frozenset(), frozenset())
    if asked.get("plan") == "none":
        return found.exclude(code__in=inside | outside)
    return found.filter(code__in=inside if asked["plan"] == "in" else outside) if asked.get("plan") else found


def filter_choices() -> dict[str, list[tuple[str, str]]]:
    """What each filter offers: only what stands in the list."""
    names = _names()
    labels = {"status": STATUS, "ownership": OWNERSHIP}
    choices = {}
    for name in FILTERS:
        values = [value for value in Project.objects.order_by(name).values_list(name, flat=True).distinct() if value]
        choices[name] = [(value, label(labels[name], value) if name in labels else _named(name, value, names)) for value in values]
    return choices


def _names() -> dict[tuple[str, str], str]:
    """Names of agencies and zones by filter and code."""
    rows = Record.objects.filter(layer="facts", table__in=("agencies", "zones")).values_list("table", "key", "values__name_vi")
    return {("agency" if table == "agencies" else "zone", key): str(name or "") for table, key, name in rows}


def _named(name: str, value: str, names: Mapping[tuple[str, str], str]) -> str:
    said = names.get((name, value), "")
    short = said if len(said) <= _NAME else said[:_NAME].rstrip() + "…"
    return f"{short} ({value})" if said else value


def shown(page: Page[Project], plan: PlanDocument | None) -> list[dict[str, Any]]:
    """The page's rows as the list prints them; ``state`` as ``PlanDocument.state`` says it."""
    rows = list(page.object_list)
    values = dict(Record.objects.filter(pk__in=[row.record_id for row in rows]).values_list("pk", "values"))
    return [_shown(row, values.get(row.record_id, {}), plan) for row in rows]


def _shown(row: Project, values: Mapping[str, Any], plan: PlanDocument | None) -> dict[str, Any]:
    decision = plan.decided.get(row.code) if plan else None
    return {
        "code": row.code, "name": (language() == "en" and values.get("name_en")) or row.name,
        "about": _about(row),
        "status": label(STATUS, row.status), "total": row.total_investment, "disbursed": row.disbursed,
        "assumed": values.get("assumed", ""),
        "state": plan.state(row.code) if plan else "",
        "year": str(row.start_year or ""), "start": str(decision["start_year"]) if decision and decision["start_year"] else "",
    }


def _about(row: Project) -> str:
    """Group and sector, the small line under a name."""
    group = say("nhóm {group}", "group {group}", group=label(GROUP, row.group)) if row.group else ""
    return " · ".join(part for part in (group, row.sector) if part)
