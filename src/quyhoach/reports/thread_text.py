"""The thread in words: one wording of its knots for the command line and for every page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from quyhoach.dates import format_as_of
from quyhoach.money import format_number
from quyhoach.province.thread import Step
from quyhoach.reports.words import word

_LAND = ("parcel", "land")


@dataclass(frozen=True, slots=True)
class Knot:
    """A knot as it is printed: ``word`` names its kind, ``label`` is what it says, ``text`` what stands beside it.

    ``kind`` and ``code`` are the step's; ``assumed`` the rule behind it; ``missing``: it says that nothing is recorded.
    """

    kind: str
    code: str
    word: str
    label: str
    text: str = ""
    assumed: str = ""
    missing: bool = False


def knots(steps: Iterable[Step], lang: str, unit: str) -> tuple[Knot, ...]:
    """The thread's knots in ``lang``, money in ``unit`` (the printed money unit).

    Sources it may draw on are one knot, the plan's money is one, added up by year; a thread without land says so.
    """
    steps = tuple(steps)
    told = [_told(step, lang, unit) for step in steps if step.kind not in ("funding", "allocated", *_LAND)]
    told += _open(steps, lang) + _given(steps, lang, unit) + [_land(step, lang, unit) for step in steps if step.kind in _LAND]
    if steps and not any(step.kind in _LAND for step in steps):
        told.append(Knot("parcel", "", word("knot_parcel", lang), word("no_parcel", lang), missing=True))
    return tuple(told)


def _name(step: Step, lang: str) -> str:
    return (step.name_en if lang == "en" else "") or step.name_vi


def _money(amount: int, lang: str, unit: str) -> str:
    return f"{format_number(amount, lang)} {unit}"


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _told(step: Step, lang: str, unit: str) -> Knot:
    """A sentence with its document and date; an amount with what it is; a place or project by name, with its code."""
    name, when = _name(step, lang), format_as_of(step.period)
    if step.kind == "directive":
        label, text = f"“{name}”", _joined(step.source, when, step.id)
    elif step.amount is not None:
        label, text = _money(step.amount, lang, unit), _joined(name, when)
    else:
        label, text = name or step.id, step.id
    return Knot(step.kind, step.id, word(f"knot_{step.kind}", lang), label, text, step.assumed)


def _open(steps: tuple[Step, ...], lang: str) -> list[Knot]:
    sources = [step for step in steps if step.kind == "funding"]
    names = dict.fromkeys(_name(step, lang) for step in sources)
    assumed = next((step.assumed for step in sources if step.assumed), "")
    return [Knot("funding", sources[0].id, word("knot_funding", lang), _joined(*names), "", assumed)] if sources else []


def _given(steps: tuple[Step, ...], lang: str, unit: str) -> list[Knot]:
    years: dict[str, int] = {}
    for step in steps:
        if step.kind == "allocated":
            years[step.period] = years.get(step.period, 0) + (step.amount or 0)
    each = _joined(*(f"{year}: {format_number(amount, lang)}" for year, amount in sorted(years.items())))
    code = next((step.id for step in steps if step.kind == "allocated"), "")
    return [Knot("allocated", code, word("knot_allocated", lang), _money(sum(years.values()), lang, unit), each)] if years else []


def _land(step: Step, lang: str, unit: str) -> Knot:
    """A parcel with its area, what clearing costs and when; a record of the facts with what is needed and what is done."""
    area, done = (format_number(_plain(size), lang) if size is not None else "" for size in (step.area, step.done))
    if step.kind == "parcel":
        cost = word("clearing_cost", lang, money=_money(step.amount, lang, unit)) if step.amount is not None else ""
        year = word("cleared_in", lang, year=step.period) if step.period else ""
        label = f"{area} ha" if area else word("land_unknown", lang)
        text = _joined(_name(step, lang), cost, year, step.id)
    else:
        key = "land_both" if area and done else "land_needed" if area else "land_done" if done else "land_unknown"
        label = word(key, lang, area=area, done=done)
        text = _joined(_name(step, lang), format_as_of(step.period), step.id)
    return Knot(step.kind, step.id, word(f"knot_{step.kind}", lang), label, text, step.assumed)


def _plain(size: Decimal) -> Decimal:
    """1.7250 is printed as 1.725."""
    return Decimal(f"{size.normalize():f}")
