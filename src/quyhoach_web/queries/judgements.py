"""The page on which one member says how much each criterion weighs: its sliders, and what follows from where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import override

from quyhoach.province.specs.rankings import WEIGHING
from quyhoach_web.language import language, say
from quyhoach_web.models import Role
from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.people import role_label
from quyhoach_web.queries.ranking_page import digits, percent
from quyhoach_web.queries.rankings import Asked, said

Row = dict[str, Any]
Pair = tuple[str, str, str]
_SHOWN = 8
_SAID = ("RNK-031", "RNK-035")
"""Findings of judgements that do not fit each other: the page says it beside the figure, with the slider to look at."""


def member_code(account: Any) -> str:
    """What the tables call a person of the office: a number, never a name."""
    return f"TK{account.pk}"


def member_names(roles: Sequence[Role], taken: set[str]) -> tuple[str, str]:
    """The office a new member speaks for, in both languages, told apart from those there are."""
    found = []
    for lang in ("vi", "en"):
        with override(lang):
            found.append(role_label(roles[0]) if roles else say("Thành viên", "Member"))
    number = next(n for n in range(1, 1000) if (found[0] if n == 1 else f"{found[0]} {n}") not in taken)
    return (found[0], found[1]) if number == 1 else (f"{found[0]} {number}", f"{found[1]} {number}")


def ways(asked: Asked, member: str, current: str, saved: str) -> list[Row]:
    """The four ways of weighing as links."""
    base = reverse("priorities-judge", args=[asked.set.id])
    return [{"code": code, "label": said(words), "current": code == current, "saved": code == saved,
             "url": f"{base}?{urlencode({'scenario': asked.scenario, 'member': member, 'way': code})}"} for code, words in WEIGHING.items()]


def about(way: str) -> str:
    """How to answer in this way."""
    return {
        "direct": say("Cho mỗi tiêu chí một số điểm từ 0 đến 100; chỉ tỷ lệ giữa chúng là có nghĩa.",
                      "Give each criterion 0 to 100 points; only their proportions count."),
        "pairwise": say("Với mỗi cặp, kéo về phía tiêu chí quan trọng hơn; giữa là ngang nhau, hết cỡ là gấp 9. Phím mũi tên cũng được.",
                        "For each pair, drag towards the more important; the middle is equal, the end nine times. Arrow keys work too."),
        "best_worst": say("Chọn tiêu chí quan trọng nhất và ít quan trọng nhất, rồi so chúng với các tiêu chí còn lại, từ 1 đến 9 lần.",
                          "Choose the most and the least important criterion, then compare them with the others, 1 to 9 times."),
        "swing": say("Hình dung mọi tiêu chí đang ở mức kém nhất. Tiêu chí nào đáng nâng lên mức tốt nhất trước được 100 điểm; "
                     "các tiêu chí khác được điểm theo mức đáng nâng so với nó.",
                     "Imagine every criterion at its worst. The one you would raise to its best first gets 100 points; "
                     "the others get points by how much raising them is worth against that one."),
    }[way]


def criteria(asked: Asked) -> list[Row]:
    """The criteria by code and name."""
    return [{"code": c.id, "name": asked.set.criterion_name(c.id, language())} for c in asked.question.criteria]


def groups(asked: Asked, way: str, points: Mapping[str, Decimal], judged: Mapping[Pair, Decimal]) -> list[Row]:
    """The sliders of a way, where the member's rows have them; in the middle, or at one, where there is no row yet."""
    names = {c["code"]: c["name"] for c in criteria(asked)}
    if way == "pairwise":
        return _pairs(names, judged)
    if way == "best_worst":
        return _against(names, judged)
    start = Decimal(round(100 / len(names)) if way == "direct" and names else 0)
    return [{"title": "", "sliders": [_slider(f"w:{code}", f"s-{n}", name, 0, 100, "1", format(points.get(code, start), "f"))
                                      for n, (code, name) in enumerate(names.items())]}]


def _slider(name: str, html_id: str, left: str, least: int, most: int, step: str, value: str, **more: Any) -> Row:
    return {"name": name, "id": html_id, "left": left, "min": str(least), "max": str(most), "step": step, "value": value, "text": value,
            **more}


def _pairs(names: Mapping[str, str], judged: Mapping[Pair, Decimal]) -> list[Row]:
    """A group for each criterion with those after it. To the left the first weighs more."""
    found = []
    pairs = list(combinations(names, 2))
    for first in names:
        mine = [(n, other) for n, (one, other) in enumerate(pairs) if one == first]
        if mine:
            found.append({"title": "", "sliders": [
                _slider(f"p:{first}|{other}", f"s-{n}", names[first], -8, 8, "1", str(_step(judged, first, other)), right=names[other],
                        format="ratio") for n, other in mine]})
    return found


def _step(judged: Mapping[Pair, Decimal], first: str, second: str) -> int:
    """Where the slider of a pair stands: −8 (first nine times) … 8 (second nine times)."""
    times = judged.get(("pairwise", first, second))
    if times is None and (back := judged.get(("pairwise", second, first))):
        times = 1 / back
    if not times:
        return 0
    return -min(8, round(times) - 1) if times >= 1 else min(8, round(1 / times) - 1)


def _against(names: Mapping[str, str], judged: Mapping[Pair, Decimal]) -> list[Row]:
    best = {second: times for (kind, _, second), times in judged.items() if kind == "best_to_others"}
    worst = {first: times for (kind, first, _), times in judged.items() if kind == "others_to_worst"}
    return [
        {"title": say("Tiêu chí quan trọng nhất gấp mấy lần …", "The most important is how many times …"), "sliders": [
            _slider(f"b:{code}", f"b-{n}", name, 1, 9, "1", format(best.get(code, Decimal(1)), "f"), format="times", best=code)
            for n, (code, name) in enumerate(names.items())]},
        {"title": say("… gấp mấy lần tiêu chí ít quan trọng nhất", "… is how many times the least important"), "sliders": [
            _slider(f"o:{code}", f"o-{n}", name, 1, 9, "1", format(worst.get(code, Decimal(1)), "f"), format="times", worst=code)
            for n, (code, name) in enumerate(names.items())]}]


def ends(asked: Asked, judged: Mapping[Pair, Decimal]) -> tuple[str, str]:
    """The best and the worst criterion a member named; the first and the last where none was named."""
    codes = [c.id for c in asked.question.criteria]
    best = next((first for kind, first, _ in judged if kind == "best_to_others"), codes[0] if codes else "")
    worst = next((second for kind, _, second in judged if kind == "others_to_worst"), codes[-1] if codes else "")
    return best, worst


# What follows ----------------------------------------------------------------------------------------------------------------


def judged(asked: Asked, member: str, places: Sequence[Any], base: Sequence[Any]) -> Row:
    """The weights that follow, how well the judgements agree, which to look at again, and the order by this view alone."""
    view = next(one for one in asked.weighing.members if one.id == member)
    if view.weights is None:
        told = [shown(one) for one in view.findings]
        return {"refused": told[0]["message"] if told else say("Chưa suy ra được trọng số.", "No weights follow yet."), "findings": told}
    names = {c.id: asked.set.criterion_name(c.id, language()) for c in asked.question.criteria}
    weights = sorted(zip(names, view.weights, strict=True), key=lambda one: -one[1])
    return {
        "sentence": say("{name} nặng nhất: {w}.", "{name} weighs most: {w}.", name=names[weights[0][0]], w=percent(weights[0][1])),
        "weights": [{"code": code, "name": names[code], "value": weight, "text": percent(weight)} for code, weight in weights],
        "consistency": _consistency(view, names), "ranking": _order(asked, places, base),
        "findings": [shown(one) for one in view.findings if one.code not in _SAID],
    }


def _consistency(view: Any, names: Mapping[str, str]) -> Row | None:
    if view.consistency is None:
        return None
    pairwise, fits = view.weighing == "pairwise", view.revision is None
    return {"label": say("Tỷ số nhất quán", "Consistency ratio") if pairwise else "ξ", "value": digits(view.consistency, 3),
            "poor": pairwise and not fits, "verdict": _verdict(pairwise, fits), "revisit": [] if fits else [_revisit(view, names)]}


def _verdict(pairwise: bool, fits: bool) -> str:
    if not pairwise:
        return say("các so sánh hợp nhau.", "the judgements fit each other.") if fits else say(
            "các so sánh chưa khớp hẳn; lệch nhất là so sánh dưới đây.", "the judgements do not quite agree; this one least.")
    return say("các so sánh hợp nhau (chuẩn thường dùng: không quá 0,10).", "the judgements fit each other (0.10 or less is usual).") \
        if fits else say("các so sánh chưa hợp nhau; xem lại so sánh dưới đây trước.",
                         "the judgements do not fit each other; look at this one first.")


def _revisit(view: Any, names: Mapping[str, str]) -> Row:
    """The judgement to look at again and what it would have to be. The link leads to its slider: criteria stand in the set's order."""
    told, codes, pairwise = view.revision, list(names), view.weighing == "pairwise"
    text = say("Đang nói {given}; nếu {mended} thì các so sánh hợp nhau nhất, chỉ số còn {ratio}.",
               "It says {given}; with {mended} the judgements would agree best, the figure falling to {ratio}.",
               given=_times(names, told.first, told.second, Decimal(str(told.given))),
               mended=_times(names, told.first, told.second, Decimal(str(told.mended))), ratio=digits(told.ratio, 3))
    first, second = sorted((told.first, told.second), key=codes.index)
    number = list(combinations(codes, 2)).index((first, second))
    against = f"“{names[first]}” – “{names[second]}”. "
    return {"text": against + text, "name": f"p:{first}|{second}" if pairwise else f"b:{told.second}",
            "id": f"s-{number}" if pairwise else f"b-{codes.index(told.second)}"}


def _order(asked: Asked, places: Sequence[Any], base: Sequence[Any]) -> list[Row]:
    before = {place.id: place.rank for place in base}
    found = []
    for place in places[:_SHOWN]:
        moved = before.get(place.id, place.rank) - place.rank
        text = "" if not moved else say("lên {n}", "up {n}", n=moved) if moved > 0 else say("xuống {n}", "down {n}", n=-moved)
        found.append({"rank": place.rank, "name": asked.name(place.id, language()), "moved": moved, "moved_text": text})
    return found


def apart(asked: Asked, stand: Any, said_now: Any) -> list[Row]:
    """Where what stands and what a person entered differ: criterion or pair, what stands, what was entered."""
    names = {c["code"]: c["name"] for c in criteria(asked)}
    if said_now.judgements:
        kinds = {kind for kind, _, _ in said_now.judgements}
        old = {pair: times for pair, times in stand.pairs.items() if pair[0] in kinds}
        found = []
        for kind, first, second in said_now.judgements:
            new, was = said_now.judgements[kind, first, second], old.get((kind, first, second))
            back = old.get((kind, second, first)) if kind == "pairwise" else None
            if new != was and (was is not None or back is not None):
                now = _times(names, first, second, was) if was is not None else _times(names, second, first, back)
                found.append({"what": f"{names.get(first, first)} – {names.get(second, second)}", "now": now,
                              "typed": _times(names, first, second, new)})
        return found
    return [{"what": names.get(code, code), "now": digits(float(stand.points[code])), "typed": digits(float(new))}
            for code, new in said_now.points.items() if code in stand.points and stand.points[code] != new]


def _times(names: Mapping[str, str], first: str, second: str, times: Decimal) -> str:
    if times == 1:
        return say("ngang nhau", "equal")
    heavy, factor = (first, times) if times > 1 else (second, 1 / times)
    return say("{a} gấp {n}", "{a} {n} times", a=names.get(heavy, heavy), n=digits(float(factor), 2))
