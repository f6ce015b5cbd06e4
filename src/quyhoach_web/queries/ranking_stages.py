"""The stages a resolution orders: where each object stands, what keeps it, and the mechanisms each stage opens for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from quyhoach.dates import format_as_of
from quyhoach.money import format_number
from quyhoach.province.specs.stages import COMPARISON
from quyhoach_web.language import language, say
from quyhoach_web.queries.rankings import Asked, said

Row = dict[str, Any]
_STATUS = {
    "in_force": ("đang có hiệu lực", "in force", "state-in"), "not_yet": ("chưa đến ngày hiệu lực", "not in force yet", "state-waiting"),
    "ended": ("đã hết hiệu lực", "ended", "state-out"), "not_issued": ("chưa ban hành", "not issued", "state-out"),
    "unclear": ("chưa rõ hiệu lực", "force not stated", "state-waiting"),
}


def status(code: str) -> dict[str, str]:
    """A status in words with its look."""
    vi, en, look = _STATUS[code]
    return {"text": say(vi, en), "look": look}


def stages(asked: Asked) -> list[Row]:
    """Each stage in order: who has come to it, and who waits for it with what is lacking."""
    view = asked.stages
    return [{
        "code": stage.id, "name": stage.name(language()), "order": stage.order, "document": stage.document,
        "reached": [asked.name(one.object, language()) for one in view.objects.values() if stage.id in one.passed],
        "waiting": [_waits(asked, one) for one in view.objects.values() if one.waits_for == stage.id],
    } for stage in view.stages]


def _waits(asked: Asked, one: Any) -> Row:
    return {"name": asked.name(one.object, language()), "unmet": [_condition(asked, c) for c in one.unmet]}


def _condition(asked: Asked, one: Any) -> str:
    lang = language()
    value = one.measured.value
    have = say("chưa có số liệu", "no figure") if value is None else say("hiện là {v}", "now {v}", v=_figure(value))
    known = one.comparison and one.threshold is not None
    level = f"{said(COMPARISON[one.comparison])} {_figure(one.threshold)}" if known else say("mức chưa rõ", "a threshold not known")
    words = f"{one.name(lang)}: {have}, {say('cần', 'needs')} {level}"
    return words if not one.of else f"{words} ({asked.name(one.of, lang)})"


def _figure(value: Decimal) -> str:
    return format_number(Decimal(value).normalize() + 0, language())


def mechanisms(asked: Asked) -> list[Row]:
    """By stage: each mechanism with document, start, status, who must act, and the objects it is for."""
    names = {stage.id: stage.name(language()) for stage in asked.stages.stages}
    return grouped(names, [(one.stage, one.mechanism, asked.name(one.object, language()), _mechanism(one))
                           for one in asked.stages.mechanisms])


def grouped(names: Mapping[str, str], told: Iterable[tuple[str, str, str, Row]]) -> list[Row]:
    """(stage, mechanism, object, its line) → stages with one line a mechanism: a document is the same for all it is for."""
    found: dict[str, dict[str, Row]] = {}
    for stage, mechanism, name, row in told:
        line = found.setdefault(stage, {}).setdefault(mechanism, {**row, "for": [], "later": 0})
        line["for"].append({"name": name, "opened": row["opened"]})
        line["later"] += not row["opened"]
    return [{"stage": names.get(stage, stage), "rows": list(by.values()), "usable": sum(row["usable"] for row in by.values()),
             "only": _only(list(by.values()))} for stage, by in found.items()]


def _only(rows: list[Row]) -> str:
    """The one object all of them are for, "" where there are more."""
    names = {one["name"] for row in rows for one in row["for"]}
    return names.pop() if len(names) == 1 and all(one["opened"] for row in rows for one in row["for"]) else ""


def _mechanism(one: Any) -> Row:
    dated = one.starts_on or one.issued_on
    return {
        "name": one.name(language()), "opened": one.opened, "status": status(str(one.status)), "document": one.document, "title": one.title,
        "issuer": one.issuer, "starts": format_as_of(dated) if dated else "", "starts_known": bool(one.starts_on), "printed": one.printed,
        "replacement": one.replacement, "replacement_status": status(str(one.replacement_status)) if one.replacement_status else None,
        "must": " – ".join(part for part in (one.must_issue_name or one.must_issue, one.must_issue_text) if part),
        "usable": one.usable, "assumed": one.assumed, "source": one.source,
    }
