"""Why one object stands above another, criterion by criterion, and the smallest changes that would turn the two."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from quyhoach.money import format_number
from quyhoach_web.language import language, say
from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.ranking_page import digits, exact, percent
from quyhoach_web.queries.rankings import Asked, method_label

Row = dict[str, Any]
_SAID = ("RNK-052", "RNK-062", "RNK-063")
"""Findings whose sentence the panel itself says."""


def pair(found: Any, one: str, other: str) -> tuple[str, str] | None:
    """The two in the order of the list: the one that stands above first. None when one of them is not ranked, or both are the same."""
    order = [place.id for place in found.places]
    if one == other or one not in order or other not in order:
        return None
    return (one, other) if order.index(one) < order.index(other) else (other, one)


def why(found: Any, told: Any) -> Row:
    """The panel: the sentence, the table by criterion, what would turn the two. ``told``: the engine's answer, a ``Why``."""
    asked, places = found.asked, {place.id: place for place in found.places}
    above, below, swap = told.a, told.b, told.swap
    a, b = places[above], places[below]
    lang = language()
    names = {"a": asked.name(above, lang), "b": asked.name(below, lang)}
    staged = told.by_stage
    rows = [_row(found, part, above, below) for part in told.parts]
    return {
        **names, "above": above, "below": below, "rank_a": a.rank, "rank_b": b.rank, "score_a": digits(a.score), "score_b": digits(b.score),
        "method": method_label(str(asked.question.method)), "rows": rows, "dominates": told.dominates,
        "by_score": say(" (chỉ xét điểm)", " (by score alone)") if staged else "",
        "sentence": _sentence(names, a, b, rows, staged), "methods": _methods(told, names), "state": swap.state,
        "changes": [*changes(asked, swap, names), *_budget(asked, told.budget, names)],
        "findings": [shown(one) for one in told.findings if one.code not in _SAID],
    }


def _row(found: Any, part: Any, above: str, below: str) -> Row:
    asked = found.asked
    n = [c.id for c in asked.question.criteria].index(part.criterion)
    values = [asked.values[name, part.criterion].value for name in (above, below)]
    gain = part.difference
    return {
        "name": asked.set.criterion_name(part.criterion, language()), "unit": asked.set.unit(part.criterion),
        "a": _value(values[0], part.value_a), "b": _value(values[1], part.value_b), "filled_a": values[0] is None,
        "filled_b": values[1] is None, "weight": percent(found.ranking.weights[n]), "gain": gain,
        "gain_text": signed(round(gain, 4)), "better": "a" if gain > 1e-12 else "b" if gain < -1e-12 else "",
    }


def _value(value: Any, counted: float) -> str:
    """The value as the tables have it; of a missing one what it counts as."""
    return exact(counted) if value is None else format_number(Decimal(value).normalize() + 0, language())


def signed(value: float) -> str:
    """A difference with its sign."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{exact(abs(value))}"


def _sentence(names: Row, a: Any, b: Any, rows: list[Row], staged: bool) -> str:
    if staged:
        return say("{a} đứng trước {b} vì thuộc giai đoạn trước; thứ tự giai đoạn do nghị quyết quy định, không do điểm.",
                   "{a} stands before {b} since its stage comes first; the resolution sets the stages, the score does not.", **names)
    if a.rank == b.rank:
        return say("{a} và {b} cùng hạng {n}, điểm bằng nhau.", "{a} and {b} share place {n}: their scores are equal.", n=a.rank,
                   a=names["a"], b=names["b"])
    return reasons(names["a"], names["b"], _best(rows, "a"), _best(rows, "b"))


def _methods(told: Any, names: Row) -> str:
    """Whether all four methods put a above b by score, or which do not; "" where that was not asked, or the two are level."""
    if told.against is None or (told.swap.state == "level" and not told.by_stage):
        return ""
    if not told.against:
        return say("Cả bốn phương pháp đều xếp {a} trên {b} theo điểm.", "All four methods put {a} above {b} by score.", **names)
    return say("Không xếp {a} trên {b} theo điểm: {methods}.", "By {methods}, {a} is not above {b}.", a=names["a"], b=names["b"],
               methods=", ".join(method_label(str(method)) for method in told.against))


def reasons(a: str, b: str, ahead: list[str], behind: list[str]) -> str:
    """The sentence; what counts most first, two criteria for each side."""
    joined = [say(" và ", " and ").join(f"“{name}”" for name in side[:2]) for side in (ahead, behind)]
    by = joined[0] or say("tổng thể", "the whole")
    told = say("{a} đứng trên {b} nhờ {by}", "{a} stands above {b} by {by}", a=a, b=b, by=by)
    return told + (say(", dù {b} hơn ở {behind}.", ", although {b} is ahead in {behind}.", b=b, behind=joined[1]) if behind else ".")


def _best(rows: list[Row], side: str) -> list[str]:
    """The criteria that speak for one side, those that count most first."""
    return [row["name"] for row in sorted((row for row in rows if row["better"] == side), key=lambda row: -abs(row["gain"]))]


def changes(asked: Asked, swap: Any, names: Row) -> list[Row]:
    """What would put b above a, the least of each kind, in words."""
    if swap.state != "changes":
        return []
    found = []
    if swap.one_weight:
        found.append(_one_weight(asked, swap.one_weight))
    if swap.all_weights:
        found.append(_all_weights(asked, swap))
    if swap.one_score:
        found.append(_one_score(asked, swap.one_score))
    if not found:
        found.append({"kind": say("Không gì đổi được", "Nothing turns them"), "text": say(
            "Không thay đổi nào của riêng một trọng số hay một điểm trong thang làm {b} vượt {a}.",
            "No change of a single weight, or of a single score within its scale, puts {b} above {a}.", **names), "parts": []})
    return found


def _one_weight(asked: Asked, one: Any) -> Row:
    name = asked.set.criterion_name(one.criterion, language())
    return {"kind": say("Một trọng số", "One weight"), "agreed": one.agreed, "parts": [], "text": say(
        "“{name}” từ {x} thành {y} ({d} điểm %), các trọng số khác giữ tỷ lệ với nhau.",
        "“{name}” from {x} to {y} ({d} percentage points), the other weights keeping their proportions.",
        name=name, x=percent(one.weight), y=f"{digits(100 * one.enough, 4)} %", d=signed(100 * one.change))}


def _all_weights(asked: Asked, swap: Any) -> Row:
    total = sum(asked.question.weights) or 1.0
    before = [w / total for w in asked.question.weights]
    parts = [f"{asked.set.criterion_name(c.id, language())}: {percent(old)} → {_fine(new)}"
             for c, old, new in zip(asked.question.criteria, before, swap.all_weights.weights, strict=True) if abs(new - old) > 5e-5]
    text = say("Tổng thay đổi {d} điểm %.", "A change of {d} percentage points in all.", d=digits(100 * swap.all_weights.change, 4))
    return {"kind": say("Mọi trọng số cùng lúc, ít nhất", "All weights together, the least"), "agreed": swap.all_weights.agreed,
            "parts": parts, "text": text}


def _one_score(asked: Asked, one: Any) -> Row:
    unit = asked.set.unit(one.criterion)
    return {"kind": say("Một điểm số", "One score"), "agreed": True, "parts": [], "text": say(
        "“{name}” của {object} từ {x} thành {y} {unit} ({d}).", "“{name}” of {object} from {x} to {y} {unit} ({d}).",
        name=asked.set.criterion_name(one.criterion, language()), object=asked.name(one.object, language()),
        x=exact(one.value), y=exact(one.enough), unit=unit, d=signed(one.change))}


def budget_of(text: str) -> int | None:
    """A budget as typed, 1.234.567; None when nothing is typed. Raises ValueError."""
    plain = text.strip().replace(".", "").replace(",", "").replace(" ", "")
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit() or len(plain) > 15:
        raise ValueError(text)
    return int(plain)


def _budget(asked: Asked, told: Any, names: Row) -> list[Row]:
    """What the budget would have to be for the lower of the two to be funded and the upper not."""
    if told is None:
        return []
    lang = language()
    if told.state == "changes":
        text = say("{x} thành {y} ({d}) thì {b} được bố trí mà {a} thì không.", "{x} to {y} ({d}) funds {b} and not {a}.", a=names["a"],
                   b=names["b"], x=format_number(told.budget, lang), y=format_number(told.enough, lang),
                   d=f"{'+' if told.change > 0 else '−'}{format_number(abs(told.change), lang)}")
    else:
        text = {"already": say("Với ngân sách này, {b} đã được bố trí mà {a} thì không.", "With this budget {b} is funded and {a} is not.",
                               **names),
                "never": say("Không ngân sách nào làm {b} được bố trí mà {a} thì không.", "No budget funds {b} and not {a}.", **names)}.get(
                    told.state, say("Không tính được; xem phát hiện.", "Not known; see the finding."))
    moved = [say("vào: {names}", "enters: {names}", names=_names(asked, told.enters))] if told.enters else []
    moved += [say("ra: {names}", "leaves: {names}", names=_names(asked, told.leaves))] if told.leaves else []
    return [{"kind": say("Ngân sách", "The budget"), "agreed": True, "parts": moved, "text": text}]


def _names(asked: Asked, codes: tuple[str, ...]) -> str:
    return ", ".join(asked.name(code, language()) for code in codes)


def _fine(weight: float) -> str:
    """A weight that must be enough as printed."""
    return f"{exact(100 * weight)} %"
