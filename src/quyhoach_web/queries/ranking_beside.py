"""What stands beside a ranking: the other methods, the members' own orders, weights the values alone would give, disturbed lists."""

from __future__ import annotations

from typing import Any

from quyhoach_web.language import language, say
from quyhoach_web.queries.ranking_page import MOST, digits, percent
from quyhoach_web.queries.rankings import method_label

Row = dict[str, Any]


def beside(found: Any) -> Row | None:
    """Everything of it, None for a list without proof."""
    told = found.proved.beside
    if told is None:
        return None
    return {"methods": _methods(found, told.agreement), "members": _members(found, told.members), "mirror": _mirror(told.mirror),
            "dominance": _dominance(told.dominance), "reversal": _reversal(found)}


def _methods(found: Any, told: Any) -> Row:
    """Places by each method, in the order of the list."""
    by = dict(zip(told.objects, told.places, strict=True))
    rows = [{"name": found.asked.name(place.id, language()), "cells": by[place.id], "same": len(set(by[place.id])) == 1}
            for place in found.places[:MOST] if place.id in by]
    said = say("{n} trong {of} cặp được cả bốn phương pháp xếp cùng chiều", "All four methods agree on {n} of {of} pairs",
               n=told.pairs, of=told.of_pairs)
    return {"head": [method_label(str(method)) for method in told.methods], "rows": rows, "sentence": said + _concordance(told.concordance)}


def _concordance(value: float | None) -> str:
    return "." if value is None else say("; hệ số đồng thuận Kendall W = {w} (0: không, 1: hoàn toàn).",
                                         "; Kendall's W = {w} (0 none, 1 complete agreement).", w=digits(value, 2))


def _members(found: Any, told: Any) -> Row | None:
    """Places by each member's own weights; None with fewer than two."""
    if len(told.members) < 2:
        return None
    names = {one.id: one.name(language()) for one in found.asked.weighing.members}
    by = dict(zip(told.objects, told.places, strict=True))
    rows = [{"name": found.asked.name(place.id, language()), "cells": by[place.id], "apart": max(by[place.id]) - min(by[place.id])}
            for place in found.places[:MOST] if place.id in by]
    widest = max(rows, key=lambda row: row["apart"], default=None)
    said = say("Mỗi cột là hạng theo điểm nếu chỉ dùng trọng số của thành viên ấy",
               "Each column is the place by score by that member's weights alone")
    return {"head": [names.get(member, member) for member in told.members], "rows": rows, "sentence": said + _concordance(told.concordance),
            "widest": widest if widest and widest["apart"] else None}


def _mirror(told: Any) -> list[Row]:
    """Entropy and CRITIC weights, "–" where the values do not allow them."""
    names = {"entropy": "entropy", "critic": "CRITIC"}
    return [{"name": names[code], "cells": [percent(w) for w in one.weights] or ["–"] * len(one.criteria)} for code, one in told.items()]


def _dominance(told: Any) -> str:
    """How many others are beaten on every criterion by somebody."""
    if not told.dominated:
        return say("Không đối tượng nào thua một đối tượng khác ở mọi tiêu chí: thứ tự nào cũng là chọn lựa về trọng số.",
                   "Nobody is beaten on every criterion by another: any order is a choice of weights.")
    return say("{n} đối tượng thua hẳn ít nhất một đối tượng khác ở mọi tiêu chí; không trọng số nào đưa chúng lên đầu.",
               "{n} objects are beaten on every criterion by another; no weights can put them first.", n=len(told.dominated))


def _reversal(found: Any) -> str:
    """What adding, copying or dropping an object turns, by the method used."""
    proof = found.proved.proof
    tests = proof.reversal.by(found.asked.question.method) if proof else ()
    if not tests:
        return ""
    turning = [test for test in tests if test.count or test.changes_first]
    first = sum(test.changes_first for test in turning)
    if not turning:
        return say("Thêm bản sao, thêm đối tượng tốt nhất hay kém nhất, bỏ bớt từng đối tượng ({n} phép thử): không cặp nào đảo thứ tự.",
                   "Adding a copy, a best or a worst object, dropping each one ({n} tests): no pair turns.", n=len(tests))
    return say("Thêm hay bỏ bớt một đối tượng ({n} phép thử): {k} lần có cặp đảo thứ tự, {f} lần đổi người đứng đầu.",
               "Adding or dropping an object ({n} tests): pairs turn in {k}, the first place changes in {f}.",
               n=len(tests), k=len(turning), f=first)
