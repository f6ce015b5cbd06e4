"""The formulas of compensation, one function each, exact to the last đồng.

| formula | reckons | article |
|---|---|---|
| quantity_price | quantity × unit price × coefficient | Law 31/2024 Art 91, 96–99; Decree 88/2024 Art 14a–17, 24 |
| remaining_value | (G1 − G1/T × T1 + added share × G1, from 0 to G1) × quantity | Decree 88/2024 Art 14 |
| rice_months | persons × months × kg of rice × price of rice | Decree 88/2024 Art 19 |
| income_share | share × after-tax income of a year | Decree 88/2024 Art 20 |
| person_months | persons × months × pay of a month | Decree 88/2024 Art 20 |
| price_times | times × table price × area, within the quota | Decree 88/2024 Art 22 |
| minimum_top_up | value of the least resettlement plot − compensation of land, from 0 on | Law 31/2024 Art 111 |
| price_gap | area × (mean negotiated price − price of the plan), from 0 on | Resolution 254/2025 Art 3 |

A figure the line does not state leaves it open; a figure beyond the law is held at the law's, and said. Fractions of a đồng are kept to
the end of the line and rounded there once, half up (``whole_dong``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor

from quyhoach.land.compensation_law import LAND_PRICE, LIMITS, MONTHS, CompensationLaw
from quyhoach.land.compensation_lines import CompensationLine

Token = int | Decimal | str
"""A figure as stated, or a sign between figures."""


@dataclass(frozen=True, slots=True)
class OverLimit:
    """A figure of a line beyond what the law allows, and where the law says so (parameter, row)."""

    column: str
    given: Decimal
    allowed: Decimal
    article: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Worked:
    """One line reckoned: the exact amount (None when open), the figures as they went in, what is lacking, what was beyond the law.

    ``articles`` are the (parameter, row) of the law read beside the component itself; ``below_share`` is the share of farmland lost
    that gives no right to months; ``worn_out``: used longer than its service life.
    """

    amount: Fraction | None
    tokens: tuple[Token, ...] = ()
    lacking: tuple[str, ...] = ()
    over: tuple[OverLimit, ...] = ()
    articles: tuple[tuple[str, str], ...] = ()
    below_share: Decimal | None = None
    worn_out: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What a formula reads beside its line: the law of the day and the price of rice at approval (đồng a kg)."""

    law: CompensationLaw
    rice_price_vnd: int | None
    land_vnd: Mapping[str, int | None] = field(default_factory=dict)
    """Compensation of land by holder, whole đồng; None while a line of it is open."""


def whole_dong(amount: Fraction) -> int:
    """Whole đồng, half a đồng up."""
    return floor(amount + Fraction(1, 2))


def quantity_price(line: CompensationLine, terms: Terms) -> Worked:
    """quantity × unit price × coefficient. Without a quantity the price is the amount; land needs what the law of the day asks for."""
    lacking = _lacking(line, "unit_price_vnd")
    articles: tuple[tuple[str, str], ...] = ()
    if line.component == "land":
        lacking += _lacking(line, "quantity")
        if terms.law.needs_coefficient():
            articles = ((LAND_PRICE, "table_coefficient"),)
            lacking += _lacking(line, "coefficient")
    if lacking or line.unit_price_vnd is None:
        return Worked(None, lacking=lacking, articles=articles)
    figures: list[int | Decimal] = [
        figure for figure in (line.quantity, line.unit_price_vnd, line.coefficient) if figure is not None
    ]
    return Worked(_product(*figures), _times(*figures), articles=articles)


def remaining_value(line: CompensationLine, terms: Terms) -> Worked:
    """(G1 − G1/T × T1 + added share × G1) × quantity, never below nothing, never above the share of G1 the law allows."""
    lacking = _lacking(line, "new_value_vnd", "life_years", "used_years")
    new, life, used = line.new_value_vnd, line.life_years, line.used_years
    if new is None or life is None or used is None or life <= 0:
        return Worked(None, lacking=lacking or ("life_years",))
    added = line.extra_share or Decimal(0)
    value = max(Fraction(0), Fraction(new) - Fraction(new) / Fraction(life) * Fraction(used)) + Fraction(added) * new
    tokens: tuple[Token, ...] = (new, "−", new, "/", life, "×", used)
    tokens += ("+", added, "×", new) if added else ()
    most = terms.law.most("structure")
    over: tuple[OverLimit, ...] = ()
    if most is not None and value > Fraction(most) * new:
        over = (OverLimit("extra_share", _decimal(value / new), most, (LIMITS, "structure")),)
        value, tokens = Fraction(most) * new, (most, "×", new)
    if line.quantity is not None:
        value, tokens = value * Fraction(line.quantity), ("(", *tokens, ")", "×", line.quantity)
    return Worked(value, tokens, over=over, articles=((LIMITS, "structure"),), worn_out=used > life)


def rice_months(line: CompensationLine, terms: Terms) -> Worked:
    """persons × months × kg of rice × price of rice; the months follow from the share of farmland lost and from moving."""
    lacking = _lacking(line, "persons", "moving", "farmland_held_m2", "farmland_lost_m2")
    held, lost = line.farmland_held_m2, line.farmland_lost_m2
    lacking += ("rice_price_vnd",) if terms.rice_price_vnd is None else ()
    kg = terms.law.rice_kg()
    if lacking or not held or lost is None or line.persons is None or kg is None or terms.rice_price_vnd is None:
        return Worked(None, lacking=lacking or ("farmland_held_m2",))
    share = lost / held
    rule = terms.law.months(share, line.moving)
    if rule is None:
        return Worked(Fraction(0), (0,), articles=((MONTHS, ""),), below_share=share)
    allowed = rule.months if rule.months is not None else rule.months_most
    months = line.months if line.months is not None else rule.months
    if months is None or allowed is None:
        return Worked(None, lacking=("months",), articles=((MONTHS, rule.code),))
    over: tuple[OverLimit, ...] = ()
    if months > allowed:
        over = (OverLimit("months", Decimal(months), Decimal(allowed), (MONTHS, rule.code)),)
        months = allowed
    elif rule.months is not None:
        months = rule.months
    figures = (line.persons, months, kg, terms.rice_price_vnd)
    return Worked(_product(*figures), _times(*figures), over=over, articles=((LIMITS, "rice_kg"), (MONTHS, rule.code)))


def income_share(line: CompensationLine, terms: Terms) -> Worked:
    """share × after-tax income of a year, mean of three years."""
    lacking = _lacking(line, "income_vnd", "share")
    if line.income_vnd is None or line.share is None:
        return Worked(None, lacking=lacking)
    share, over = _held("share", line.share, terms.law.most("business"), (LIMITS, "business"))
    return Worked(_product(share, line.income_vnd), _times(share, line.income_vnd), over=over, articles=((LIMITS, "business"),))


def person_months(line: CompensationLine, terms: Terms) -> Worked:
    """persons × months × pay of a month."""
    lacking = _lacking(line, "persons", "months", "unit_price_vnd")
    if line.persons is None or line.months is None or line.unit_price_vnd is None:
        return Worked(None, lacking=lacking)
    months, over = _held("months", Decimal(line.months), terms.law.most("stoppage_months"), (LIMITS, "stoppage_months"))
    figures = (line.persons, months, line.unit_price_vnd)
    return Worked(_product(*figures), _times(*figures), over=over, articles=((LIMITS, "stoppage_months"),))


def price_times(line: CompensationLine, terms: Terms) -> Worked:
    """times × farmland price of the table × area lost, within the quota. The table's own price: no coefficient."""
    lacking = _lacking(line, "times", "unit_price_vnd", "quantity", "quota_m2")
    if line.times is None or line.unit_price_vnd is None or line.quantity is None or line.quota_m2 is None:
        return Worked(None, lacking=lacking)
    times, over = _held("times", line.times, terms.law.most("job_times"), (LIMITS, "job_times"))
    area = min(line.quantity, line.quota_m2)
    figures = (times, line.unit_price_vnd, area)
    return Worked(_product(*figures), _times(*figures), over=over, articles=((LIMITS, "job_times"),))


def minimum_top_up(line: CompensationLine, terms: Terms) -> Worked:
    """value of the least resettlement plot − the holder's compensation of land; nothing where that is enough."""
    lacking = _lacking(line, "new_value_vnd")
    land = terms.land_vnd.get(line.holder, 0)
    lacking += ("land",) if land is None else ()
    if line.new_value_vnd is None or land is None:
        return Worked(None, lacking=lacking)
    return Worked(Fraction(max(0, line.new_value_vnd - land)), (line.new_value_vnd, "−", land))


def price_gap(line: CompensationLine, terms: Terms) -> Worked:
    """area × (mean negotiated price − price of the plan); nothing where the plan's price is higher."""
    lacking = _lacking(line, "quantity", "unit_price_vnd", "plan_price_vnd")
    if line.quantity is None or line.unit_price_vnd is None or line.plan_price_vnd is None:
        return Worked(None, lacking=lacking)
    gap = max(0, line.unit_price_vnd - line.plan_price_vnd)
    return Worked(_product(line.quantity, gap), (line.quantity, "×", "(", line.unit_price_vnd, "−", line.plan_price_vnd, ")"))


FORMULAS: Mapping[str, Callable[[CompensationLine, Terms], Worked]] = {
    "quantity_price": quantity_price, "remaining_value": remaining_value, "rice_months": rice_months, "income_share": income_share,
    "person_months": person_months, "price_times": price_times, "minimum_top_up": minimum_top_up, "price_gap": price_gap,
}
"""By the name the law files use."""


def _lacking(line: CompensationLine, *columns: str) -> tuple[str, ...]:
    return tuple(column for column in columns if getattr(line, column) in (None, ""))


def _held(column: str, given: Decimal, most: Decimal | None, article: tuple[str, str]) -> tuple[Decimal, tuple[OverLimit, ...]]:
    """The figure within the law, and what was beyond it."""
    if most is None or given <= most:
        return given, ()
    return most, (OverLimit(column, given, most, article),)


def _product(*figures: int | Decimal) -> Fraction:
    amount = Fraction(1)
    for figure in figures:
        amount *= Fraction(figure)
    return amount


def _times(*figures: int | Decimal) -> tuple[Token, ...]:
    tokens: list[Token] = []
    for figure in figures:
        tokens += ["×", figure] if tokens else [figure]
    return tuple(tokens)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
