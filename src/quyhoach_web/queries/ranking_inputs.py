"""What a ranking rests on: the criteria, every value with its origin, and the members' views beside each other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from quyhoach.dates import format_as_of
from quyhoach.money import format_number
from quyhoach.province.specs.rankings import DIRECTION, MEASURE, MISSING_POLICY, ROLE, TRANSFORMATION, WEIGHING
from quyhoach_web.language import language, say
from quyhoach_web.queries.ranking_page import MOST, digits, percent
from quyhoach_web.queries.rankings import Asked, said

Row = dict[str, Any]


def criteria(asked: Asked) -> list[Row]:
    """Each criterion: unit, direction, scale, role, bounds, where its values come from and how many are missing."""
    return [_criterion(asked, one) for one in asked.question.criteria]


def _criterion(asked: Asked, one: Any) -> Row:
    row = asked.set.rows[one.id]
    values = [asked.values[name, one.id] for name in asked.question.objects]
    missing = [name for name, value in zip(asked.question.objects, values, strict=True) if value.value is None]
    measure = row.text("measure")
    return {
        "code": one.id, "name": asked.set.criterion_name(one.id, language()), "unit": asked.set.unit(one.id) or "–",
        "direction": said(DIRECTION[str(one.direction)]), "scale": said(TRANSFORMATION[str(one.transformation)]) + _marks(one),
        "role": said(ROLE[str(one.role)]) if str(one.role) != "plain" else "",
        "bounds": f"{percent(one.least_weight)} – {percent(one.most_weight)}",
        "from": say("số liệu tỉnh: {m}", "the province's data: {m}", m=said(MEASURE[measure])) if measure in MEASURE
        else say("điểm có người chấm", "scores somebody gave"),
        "assumed": sum(bool(value.assumed) for value in values if value.value is not None), "known": len(values) - len(missing),
        "of": len(values), "missing": [asked.name(name, language()) for name in missing],
    }


def _marks(one: Any) -> str:
    return f" ({digits(one.low)} – {digits(one.high)})" if one.low is not None and one.high is not None else ""


def policy(asked: Asked) -> str:
    """What becomes of an object that lacks a value."""
    return said(MISSING_POLICY[str(asked.question.missing)])


def values(asked: Asked, places: Any) -> list[Row]:
    """One line an object in the order of the list, those not ranked last; one cell a criterion, with its origin."""
    order = [place.id for place in places]
    rest = [name for name in asked.question.objects if name not in order]
    return [{"id": name, "name": asked.name(name, language()),
             "cells": [_cell(asked.values[name, c.id]) for c in asked.question.criteria]} for name in (*order, *rest)[:MOST]]


def _cell(one: Any) -> Row:
    parts = [one.source, format_as_of(one.as_of) if one.as_of else "", one.scorer, one.evidence,
             say("giả định theo quy tắc {rule}", "assumed by rule {rule}", rule=one.assumed) if one.assumed else ""]
    text = format_number(Decimal(one.value).normalize() + 0, language()) if one.value is not None else "–"
    return {"text": text, "missing": one.value is None, "assumed": one.assumed, "origin": " · ".join(part for part in parts if part)}


def sources(asked: Asked) -> list[Row]:
    """Every source of the values once, with the criteria that rest on it and how many values."""
    found: dict[str, dict[str, int]] = {}
    for (_, criterion), one in asked.values.items():
        if one.value is not None:
            origin = one.source or one.scorer or (say("giả định theo quy tắc {rule}", "assumed by rule {rule}", rule=one.assumed)
                                                  if one.assumed else say("không ghi nguồn", "no source stated"))
            by = found.setdefault(origin, {})
            by[criterion] = by.get(criterion, 0) + 1
    return [{"source": origin, "count": sum(by.values()),
             "criteria": ", ".join(asked.set.criterion_name(code, language()) for code in by)} for origin, by in found.items()]


# Members ---------------------------------------------------------------------------------------------------------------------


def members(asked: Asked, beside: Row | None = None) -> Row:
    """Members' weights beside each other, the group's, the weights in use, and how far they lie apart on each criterion;
    the mirror's weights of ``ranking_beside.beside``."""
    weighing = asked.weighing
    used = weighing.used_of
    head = [{"id": one.id, "name": one.name(language()), "way": said(WEIGHING[one.weighing]) if one.weighing in WEIGHING else "–",
             "power": digits(one.power, 2), "used": one.id == used, "consistency": _consistency(one)} for one in weighing.members]
    rows = []
    for n, criterion in enumerate(asked.question.criteria):
        apart = weighing.disagreement[n] if n < len(weighing.disagreement) else 0.0
        rows.append({
            "name": asked.set.criterion_name(criterion.id, language()),
            "cells": [percent(one.weights[n]) if one.weights else "–" for one in weighing.members],
            "group": percent(weighing.group[n]) if weighing.group else "–", "apart_value": f"{apart:.4f}",
            "apart": say("{d} điểm %", "{d} points", d=digits(100 * apart, 1)),
            "mirror": [one["cells"][n] for one in beside["mirror"]] if beside else [],
            "used": percent(weighing.used[n]) if weighing.used else "–"})
    widest = max(rows, key=lambda row: float(row["apart_value"]), default=None)
    return {"head": head, "rows": rows, "group_used": not used, "widest": widest if widest and float(widest["apart_value"]) > 0 else None,
            "chart": _chart(asked) if sum(one.weights is not None for one in weighing.members) > 1 else None}


def _consistency(one: Any) -> Row | None:
    if one.consistency is None:
        return None
    return {"text": digits(one.consistency, 3), "poor": one.weighing == "pairwise" and one.revision is not None,
            "label": say("tỷ số nhất quán", "consistency ratio") if one.weighing == "pairwise" else "ξ"}


def _chart(asked: Asked) -> Row:
    weighing = asked.weighing
    series = [{"name": one.name(language()), "values": [round(100 * w, 1) for w in one.weights]} for one in weighing.members if one.weights]
    line = {"name": say("Cả nhóm", "Group"), "values": [round(100 * w, 1) for w in weighing.group]} if weighing.group else None
    return {"kind": "bars", "title": say("Trọng số của từng thành viên", "Each member's weights"), "unit": "%",
            "x": [asked.set.criterion_name(c.id, language()) for c in asked.question.criteria], "series": series, "line": line}
