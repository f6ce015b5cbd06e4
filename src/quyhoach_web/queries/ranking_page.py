"""A ranking as a page shows it: the list by stage, how firm each place is, how far each weight may move, the sliders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from quyhoach.money import format_number
from quyhoach_web.language import language, say
from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.rankings import Asked

MOST = 200
"""Objects a page holds, the first of the list; the files of a recorded run hold all."""
CLASSES = 5
"""Looks of a place: with more objects than that, later places share one."""
Row = dict[str, Any]


def digits(value: float, places: int = 4) -> str:
    """A figure to so many digits after the comma, in the reader's marks."""
    return format_number(Decimal(f"{value:.{places}f}").normalize() + 0, language())


def exact(value: float) -> str:
    """A figure that must hold as printed: every digit but the noise of the last ones."""
    return format_number(Decimal(repr(round(value, 12))).normalize() + 0, language())


def percent(part: float) -> str:
    """A part of 1 as a percentage with one digit."""
    return f"{format_number(Decimal(f'{part * 100:.1f}').normalize() + 0, language())} %"


def groups(places: int) -> list[tuple[int, int]]:
    """First and last place of each look: each place for itself while there are few."""
    if places <= CLASSES:
        return [(n, n) for n in range(1, places + 1)]
    return [(1, 1), (2, 2), (3, 3), (4, 5), (6, places)]


def legend(places: int) -> list[dict[str, Any]]:
    """What each look of a bar means."""
    return [{"n": n, "text": _place_words(first, last)} for n, (first, last) in enumerate(groups(places), 1)]


def _place_words(first: int, last: int) -> str:
    return say("hạng {a}", "place {a}", a=first) if first == last else say("hạng {a}–{b}", "places {a}–{b}", a=first, b=last)


def bar(shares: Sequence[float]) -> dict[str, Any]:
    """A bar of shares of places as pieces of 100, with the same in words."""
    pieces, at, words = [], 0.0, []
    whole = sum(shares) or 1.0  # objects that tie share a place: the pieces then keep their proportions
    for n, (first, last) in enumerate(groups(len(shares)), 1):
        part = sum(shares[first - 1:last])
        if part > 0:
            pieces.append({"n": n, "x": f"{at:.2f}", "w": f"{100 * part / whole:.2f}"})
            words.append(f"{_place_words(first, last)}: {percent(part)}")
        at += 100 * part / whole
    return {"pieces": pieces, "words": "; ".join(words)}


def listed(found: Any, base: Any = None) -> list[Row]:
    """The list, one group a stage: place, name, points, how it moved against ``base``, how firm its place by score is."""
    before = {place.id: place.rank for place in base.places} if base else {}
    rows = [_line(found, place, before.get(place.id)) for place in found.places[:MOST]]
    return groups_of(rows, {stage.id: stage.name(language()) for stage in found.asked.stages.stages})


def _line(found: Any, place: Any, before: int | None) -> Row:
    firm, asked = found.firm, found.asked
    known = firm is not None and place.id in firm.objects
    shares = firm.of(place.id).share if known else ()
    kept = shares[place.score_rank - 1] if 0 < place.score_rank <= len(shares) else None
    moved = before - place.rank if before is not None else 0
    return {
        "id": place.id, "rank": place.rank, "score_rank": place.score_rank, "name": asked.name(place.id, language()),
        "url": object_url(asked, place.id), "score": digits(place.score), "points": digits(place.points, 1), "value": place.score,
        "stage": place.stage, "moved": moved, "moved_text": _moved(moved), "bar": bar(shares) if shares else None,
        "first": percent(shares[0]) if shares else "–", "kept": percent(kept) if kept is not None else "–",
        "firm": kept is not None and kept >= 0.5, "mean": digits(firm.of(place.id).mean_rank, 1) if known else "–",
        "shares": [percent(share) if share else "" for share in shares],
    }


def _moved(steps: int) -> str:
    if not steps:
        return ""
    return say("lên {n}", "up {n}", n=steps) if steps > 0 else say("xuống {n}", "down {n}", n=-steps)


def groups_of(rows: list[Row], names: Mapping[str, str]) -> list[Row]:
    """Lines in order, one group a stage with its name."""
    found: list[Row] = []
    for row in rows:
        if not found or found[-1]["stage"] != row["stage"]:
            found.append({"stage": row["stage"], "title": names.get(row["stage"], ""), "rows": []})
        found[-1]["rows"].append(row)
    return found


def object_url(asked: Asked, code: str) -> str:
    """The page of what is ranked; "" where it has none of its own."""
    return reverse("project", args=[code]) if asked.set.ranks == "projects" else ""


def beyond(found: Any) -> int:
    """How many ranked objects the page does not hold."""
    return max(0, len(found.places) - MOST)


def left_out(found: Any) -> list[Row]:
    """What could not be ranked, and the sentence that says why."""
    told = {(f.where.object_id, f.code): f.text("message", language()) for f in found.ranking.findings}
    return [{"id": code, "name": found.asked.name(code, language()), "why": told.get((code, why), why)}
            for code, why in found.ranking.left_out[:MOST]]


def sentence(found: Any, base: Any = None) -> str:
    """The answer in one sentence: who leads, and how many places moved."""
    if not found.places:
        return say("Chưa xếp được hạng; xem phát hiện bên dưới.", "No ranking is possible; see the findings below.")
    first = [place for place in found.places if place.rank == 1]
    name = found.asked.name(first[0].id, language())
    leads = say("{name} đứng đầu", "{name} is first", name=name) if len(first) == 1 else say(
        "{name} và {n} đối tượng nữa cùng đứng đầu", "{name} and {n} more share the first place", name=name, n=len(first) - 1)
    if base is None:
        return say("{leads}, trong {n} đối tượng được xếp hạng.", "{leads}, of {n} ranked.", leads=leads, n=len(found.places))
    before = {place.id: place.rank for place in base.places}
    moved = sum(before.get(place.id) != place.rank for place in found.places)
    rest = say("không ai đổi hạng", "no place moves") if not moved else say("{n} đối tượng đổi hạng", "{n} places move", n=moved)
    return f"{leads}; {rest}."


# Weights ---------------------------------------------------------------------------------------------------------------------


def sliders(base: Any) -> list[Row]:
    """A slider for each criterion at the weight in use, in per cent."""
    asked = base.asked
    weights = dict(zip((c.id for c in asked.question.criteria), base.ranking.weights, strict=True))
    return [{"code": c.id, "name": f"w:{c.id}", "id": f"w-{n}", "label": asked.set.criterion_name(c.id, language()),
             "value": slid(weights[c.id]), "least": percent(c.least_weight), "most": percent(c.most_weight),
             "bounded": c.least_weight > 0 or c.most_weight < 1} for n, c in enumerate(asked.question.criteria)]


def slid(weight: float) -> str:
    """A weight as its slider prints it: per cent, half points."""
    return f"{round(weight * 200) / 2:g}"


def weights_of(form: Mapping[str, str], base: Any) -> tuple[float, ...] | None:
    """The weights the sliders say, None when none was moved. A slider that was not moved stands for the exact weight, not for the
    rounded one it shows. Raises ValueError."""
    found, moved = [], False
    for criterion, weight in zip(base.asked.question.criteria, base.ranking.weights, strict=True):
        text = form.get(f"w:{criterion.id}", slid(weight))[:12]
        value = float(text)
        if not 0 <= value <= 100:
            raise ValueError(text)
        still = text == slid(weight)
        moved |= not still
        found.append(weight * 100 if still else value)
    if moved and not any(found):
        raise ValueError("0")
    return tuple(found) if moved else None


def intervals(found: Any) -> list[Row]:
    """Of each weight: what it is, and between which it may move without a change of the first place, and of the order."""
    by = {one.criterion: one for one in found.intervals}
    return [_interval(found.asked, by[c.id]) for c in found.asked.question.criteria if c.id in by]


def _interval(asked: Asked, one: Any) -> Row:
    first, order = one.first, one.order
    pair = next((end.pair for end in (one.order_low, one.order_high) if end.pair), None)
    tied = is_tied(order)
    return {
        "name": asked.set.criterion_name(one.criterion, language()), "weight": percent(one.weight), "at": f"{100 * one.weight:.2f}",
        "first": f"{percent(first[0])} – {percent(first[1])}", "order": within(order),
        "first_x": f"{100 * first[0]:.2f}", "first_w": f"{100 * max(first[1] - first[0], 0.3):.2f}",
        "order_x": f"{100 * order[0]:.2f}", "order_w": f"{100 * max(order[1] - order[0], 0.3):.2f}",
        "whole": first[0] <= 0 and first[1] >= 1, "tight": not tied and order[1] - order[0] < 0.02, "tied": tied,
        "meets": say("{a} gặp {b}", "{a} meets {b}", a=asked.name(pair[0], language()), b=asked.name(pair[1], language())) if pair else "",
    }


def is_tied(order: Sequence[float]) -> bool:
    """Whether any change of the weight changes the order: objects share a place now."""
    return order[1] - order[0] < 1e-9


def within(order: Sequence[float]) -> str:
    """An interval in words."""
    if is_tied(order):
        return say("mọi thay đổi đều tách đồng hạng", "any change parts a tie")
    return f"{percent(order[0])} – {percent(order[1])}"


def faults(found: Any) -> list[dict[str, str]]:
    """What was met while asking and while ranking, each once."""
    asked = found.asked
    return [shown(one) for one in dict.fromkeys((*asked.findings, *found.ranking.findings, *found.findings))]
