"""Compensation reckoned again: every line by its formula, every holder's account, the totals of the plan, beside what the plan states.

A line is rounded to whole đồng once, half up; sums are sums of rounded lines. A line with a figure missing stays open: it is named, left
out of the sums, and every sum it belongs to says that it is not whole. The law is that of the day the plan was approved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from quyhoach.findings import Finding, Place, finding
from quyhoach.land.compensation_law import COMPONENTS, CompensationLaw, Component, Side
from quyhoach.land.compensation_lines import CompensationLine, CompensationPlan
from quyhoach.land.compensation_totals import LandArea, PlanTotals, total_findings, totals_of
from quyhoach.land.figure_words import figure_words
from quyhoach.land.formulas import FORMULAS, OverLimit, Terms, Token, whole_dong
from quyhoach.law import Citation, LawError, LawView

SHORTFALL = "resettlement_shortfall"
"""The one component that looks at other lines of its holder, and so is reckoned after them."""


@dataclass(frozen=True, slots=True)
class TracedLine:
    """A line with its formula, the figures as they went in, the amount in whole đồng (None: open) and the articles it rests on."""

    line: CompensationLine
    component: Component | None
    amount_vnd: int | None
    tokens: tuple[Token, ...] = ()
    articles: tuple[Citation, ...] = ()

    @property
    def side(self) -> Side | None:
        """Compensation, support, bonus or deduction; None for a component the law of the day does not know."""
        return self.component.side if self.component else None

    @property
    def difference_vnd(self) -> int | None:
        """Stated less reckoned, đồng; None unless both are known."""
        stated = self.line.amount_vnd
        return None if stated is None or self.amount_vnd is None else stated - self.amount_vnd


@dataclass(frozen=True, slots=True)
class HolderAccount:
    """What one holder is due under one plan, whole đồng. ``debt_vnd``: what could not be deducted and is recorded as a debt;
    ``whole`` False: a line of the holder is open, the sums lack it."""

    holder: str
    compensation_vnd: int
    support_vnd: int
    bonus_vnd: int
    deducted_vnd: int
    debt_vnd: int
    whole: bool = True

    @property
    def gross_vnd(self) -> int:
        """Before deductions."""
        return self.compensation_vnd + self.support_vnd + self.bonus_vnd

    @property
    def net_vnd(self) -> int:
        """To be paid."""
        return self.gross_vnd - self.deducted_vnd


@dataclass(frozen=True, slots=True)
class PlanReckoning:
    """A plan reckoned again: lines in table order, holders by code, totals, findings."""

    plan: CompensationPlan
    lines: tuple[TracedLine, ...]
    holders: tuple[HolderAccount, ...]
    totals: PlanTotals
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """Whether no line is open."""
        return all(line.amount_vnd is not None for line in self.lines)


def reckon(
    plan: CompensationPlan, lines: Iterable[CompensationLine], view: LawView, land: Mapping[str, LandArea],
) -> PlanReckoning:
    """The plan reckoned by the law of ``view``; ``land``: code and area of each parcel. Lines of other plans are left aside.

    A day the law on file does not cover gives LND-068 and open lines.
    """
    own = [line for line in lines if line.plan == plan.plan]
    terms = Terms(CompensationLaw(view), plan.rice_price_vnd)
    first = {n: _traced(line, terms) for n, line in enumerate(own) if line.component != SHORTFALL}
    after = replace(terms, land_vnd=_land_of([one for one, _ in first.values()]))
    both = [first[n] if n in first else _traced(line, after) for n, line in enumerate(own)]
    traced, findings = [one for one, _ in both], [told for _, found in both for told in found]
    holders, debts = accounts_of(traced)
    totals = totals_of(plan, [(one.line, one.amount_vnd, one.side) for one in traced], land, sum(one.deducted_vnd for one in holders))
    return PlanReckoning(plan, tuple(traced), holders, totals, (*findings, *debts, *total_findings(plan, totals, terms.law)))


def _land_of(lines: Iterable[TracedLine]) -> dict[str, int | None]:
    """Compensation of land by holder; None while a line of it is open."""
    found: dict[str, int | None] = {}
    for one in lines:
        if one.line.component == "land":
            before = found.get(one.line.holder, 0)
            found[one.line.holder] = None if before is None or one.amount_vnd is None else before + one.amount_vnd
    return found


def _traced(line: CompensationLine, terms: Terms) -> tuple[TracedLine, list[Finding]]:
    """One line reckoned, and what is wrong with it."""
    findings = [] if line.holder else [finding("LND-063", _at(line, "holder"), line=line.line)]
    try:
        component = terms.law.component(line.component)
        if component is None:
            findings.append(finding("LND-056", _at(line, "component"), line=line.line, component=line.component))
            return TracedLine(line, None, None), findings
        return _reckoned(line, component, terms, findings)
    except LawError as error:
        said = error.finding
        told = finding("LND-068", _at(line), line=line.line, reason_vi=said.text("message", "vi"), reason_en=said.text("message", "en"))
        return TracedLine(line, None, None), [*findings, told]


def _reckoned(line: CompensationLine, component: Component, terms: Terms, findings: list[Finding]) -> tuple[TracedLine, list[Finding]]:
    worked = FORMULAS[component.formula](line, terms)
    amount = None if worked.amount is None else whole_dong(worked.amount)
    cited = ((COMPONENTS, component.code), *worked.articles)
    traced = TracedLine(line, component, amount, worked.tokens, tuple(terms.law.cite(*article) for article in dict.fromkeys(cited)))
    label = {"what_vi": component.label["vi"], "what_en": component.label["en"]}
    if worked.lacking:
        vi, en = figure_words(worked.lacking)
        findings.append(finding("LND-050", _at(line, worked.lacking[0]), line=line.line, lacking_vi=vi, lacking_en=en, **label))
    findings += [_over(line, over, terms, label) for over in worked.over]
    if worked.worn_out:
        findings.append(finding("LND-054", _at(line, "used_years"), line=line.line, used=line.used_years, life=line.life_years))
    if worked.below_share is not None:
        share = (worked.below_share * 100).quantize(Decimal("0.1"))
        findings.append(finding("LND-055", _at(line, "farmland_lost_m2"), line=line.line, share=share))
    if traced.difference_vnd:
        findings.append(finding(
            "LND-051", _at(line, "amount_vnd"), line=line.line, stated=Decimal(line.amount_vnd or 0), reckoned=Decimal(amount or 0),
            difference=Decimal(traced.difference_vnd), **label,
        ))
    return traced, findings


def _over(line: CompensationLine, over: OverLimit, terms: Terms, label: Mapping[str, str]) -> Finding:
    cited = terms.law.cite(*over.article)
    vi, en = figure_words((over.column,))
    return finding(
        "LND-053", _at(line, over.column), line=line.line, figure_vi=vi, figure_en=en, given=_short(over.given),
        allowed=_short(over.allowed), article=f"{cited.document}, {cited.article}", **label,
    )


def _short(number: Decimal) -> Decimal:
    """A figure to four decimals, without trailing noughts."""
    return number.quantize(Decimal("0.0001")).normalize() + 0


def accounts_of(lines: Sequence[TracedLine]) -> tuple[tuple[HolderAccount, ...], tuple[Finding, ...]]:
    """The account of every holder, by code, and a note for every debt that the deductions leave (LND-060)."""
    by_holder: dict[str, list[TracedLine]] = {}
    for line in lines:
        by_holder.setdefault(line.line.holder, []).append(line)
    accounts, findings = [], []
    for holder in sorted(by_holder):
        own = by_holder[holder]
        account = _account(holder, own)
        accounts.append(account)
        if account.debt_vnd:
            place = next(_at(one.line, "amount_vnd") for one in own if one.side is Side.DEDUCTION)
            findings.append(finding("LND-060", place, holder=holder or "–", debt=Decimal(account.debt_vnd)))
    return tuple(accounts), tuple(findings)


def _account(holder: str, lines: Sequence[TracedLine]) -> HolderAccount:
    """Deductions one after the other: each from the components the law names, what those cannot bear is a debt."""
    sums = dict.fromkeys(Side, 0)
    left: dict[str, int] = {}
    for line in lines:
        if line.side is not None and line.side is not Side.DEDUCTION and line.amount_vnd is not None:
            sums[line.side] += line.amount_vnd
            left[line.line.component] = left.get(line.line.component, 0) + line.amount_vnd
    owed = taken = 0
    deductions = [line for line in lines if line.side is Side.DEDUCTION]
    for line in sorted(deductions, key=lambda one: not (one.component and one.component.taken_from)):  # the narrow ones first
        if line.amount_vnd is None or line.component is None:
            continue
        owed += line.amount_vnd
        taken += _take(line.amount_vnd, left, line.component.taken_from or tuple(left))
    whole = all(line.amount_vnd is not None for line in lines)
    return HolderAccount(holder, sums[Side.COMPENSATION], sums[Side.SUPPORT], sums[Side.BONUS], taken, owed - taken, whole)


def _take(amount: int, left: dict[str, int], components: Iterable[str]) -> int:
    """Takes up to ``amount`` out of what is left of the components; returns what was taken."""
    taken = 0
    for code in components:
        part = min(amount - taken, left.get(code, 0))
        left[code] = left.get(code, 0) - part
        taken += part
    return taken


def _at(line: CompensationLine, column: str = "") -> Place:
    return replace(line.place, column=column, object_id=line.line)
