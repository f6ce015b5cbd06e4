"""What a member's form says: points, comparisons of pairs, or best and worst. Anything a slider cannot say is refused in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Any

from quyhoach_web.forms.what_if import Refused
from quyhoach_web.language import say
from quyhoach_web.services.judgements import Pair, Said

WAYS = ("direct", "pairwise", "best_worst", "swing")
POINTS, TIMES = 100, 9
"""The greatest number of points, and Saaty's greatest judgement."""
_OWN = {"way", "mark", "scenario", "member", "why", "csrfmiddlewaretoken"}


def pairs_of(criteria: Sequence[str]) -> list[tuple[str, str]]:
    """Every pair once, in the order of the criteria."""
    return list(combinations(criteria, 2))


def said_of(form: Mapping[str, Any], criteria: Sequence[str]) -> Said:
    """What the form says of these criteria. Raises ``Refused``."""
    way = str(form.get("way", ""))
    if way not in WAYS:
        raise Refused(say("Không có cách cho trọng số này.", "There is no such way of weighing."))
    if way == "pairwise":
        return Said(way, {}, _pairwise(form, criteria))
    if way == "best_worst":
        return Said(way, {}, _best_worst(form, criteria))
    _no_other(form, {f"w:{code}" for code in criteria})
    points = {code: _number(form.get(f"w:{code}", ""), 0, POINTS) for code in criteria}
    if not any(points.values()):
        raise Refused(say("Mọi tiêu chí đang là 0 điểm: cho ít nhất một tiêu chí điểm lớn hơn 0.",
                          "Every criterion has 0 points: give at least one of them more than 0."))
    return Said(way, points, {})


def _pairwise(form: Mapping[str, Any], criteria: Sequence[str]) -> dict[Pair, Decimal]:
    pairs = pairs_of(criteria)
    _no_other(form, {f"p:{first}|{second}" for first, second in pairs})
    said: dict[Pair, Decimal] = {}
    for first, second in pairs:
        step = _whole(form.get(f"p:{first}|{second}", ""), 1 - TIMES, TIMES - 1)
        ordered = (first, second) if step <= 0 else (second, first)
        said["pairwise", *ordered] = Decimal(abs(step) + 1)
    return said


def _best_worst(form: Mapping[str, Any], criteria: Sequence[str]) -> dict[Pair, Decimal]:
    best, worst = str(form.get("best", "")), str(form.get("worst", ""))
    if best not in criteria or worst not in criteria or best == worst:
        raise Refused(say("Chọn tiêu chí quan trọng nhất và tiêu chí ít quan trọng nhất, khác nhau.",
                          "Choose the most and the least important criterion, two different ones."))
    _no_other(form, {"best", "worst", *(f"{side}:{code}" for side in "bo" for code in criteria)})
    said: dict[Pair, Decimal] = {}
    for code in criteria:
        if code != best:
            said["best_to_others", best, code] = _number(form.get(f"b:{code}", ""), 1, TIMES)
        if code not in (best, worst):
            said["others_to_worst", code, worst] = _number(form.get(f"o:{code}", ""), 1, TIMES)
    said["others_to_worst", best, worst] = said["best_to_others", best, worst]  # one comparison, which stands in both lists
    return said


def _no_other(form: Mapping[str, Any], known: Collection[str]) -> None:
    forged = sorted(set(form) - set(known) - _OWN)
    if forged:
        raise Refused(say("Bộ tiêu chí này không có “{name}”; hãy tải lại trang.", "This set has no “{name}”; reload the page.",
                          name=forged[0][:60]))


def _number(text: Any, least: int, most: int) -> Decimal:
    try:
        number = Decimal(str(text).strip().replace(",", ".")) if len(str(text)) < 20 else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not least <= number <= most:
        raise Refused(say("Mỗi mức là một số từ {a} đến {b}.", "Each value is a number from {a} to {b}.", a=least, b=most))
    return round(number, 6).normalize() + 0


def _whole(text: Any, least: int, most: int) -> int:
    return int(_number(text, least, most))
