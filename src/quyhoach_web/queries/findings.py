"""A long list of findings as a page shows it: how many, the worst ones, the rest folded by code, one code page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator

FOLDED = 100
"""Findings of one code that a page holds; a code with more has pages of its own."""

EACH = 5
"""Findings of one code among those that stand open: a hundred of one kind do not push the others away."""

_WEIGHT = {"error": 0, "warning": 1, "note": 2}
Said = dict[str, Any]


def summary(found: Sequence[Said], code: str = "", page: str | None = None, first: int = 5) -> dict[str, Any]:
    """What ``parts/findings_long.html`` shows. ``found``: as ``parts/findings.html`` takes them. ``code``: only that one, by pages."""
    ordered = sorted(found, key=lambda one: _WEIGHT[one["severity"]])
    count = Counter(one["severity"] for one in ordered)
    counts = {"total": len(ordered), "errors": count["error"], "warnings": count["warning"], "notes": count["note"]}
    named = [one for one in ordered if one["code"] == code] if code else []
    if named:
        return {**counts, "code": code, "page": Paginator(named, FOLDED).get_page(page)}
    open_ = _open(ordered, first)
    return {**counts, "code": "", "first": open_, "folded": _folded(ordered, open_)}


def _open(ordered: Sequence[Said], first: int) -> list[Said]:
    seen: Counter[str] = Counter()
    found = []
    for one in ordered:
        seen[one["code"]] += 1
        if seen[one["code"]] <= EACH and len(found) < first:
            found.append(one)
    return found


def _folded(ordered: Sequence[Said], open_: Sequence[Said]) -> list[dict[str, Any]]:
    """By code, worst first: how many there are and those that do not stand above."""
    known: dict[str, list[Said]] = {}
    for one in ordered:
        known.setdefault(one["code"], []).append(one)
    shown = Counter(one["code"] for one in open_)
    return [{"code": code, "severity": those[0]["severity"], "count": len(those), "rest": those[shown[code]:][:FOLDED],
             "left": len(those) - shown[code], "more": len(those) - shown[code] > FOLDED}
            for code, those in known.items() if len(those) > shown[code]]
