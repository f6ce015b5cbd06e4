"""A clearing order, or the fund's foresight over it, with what is needed to print it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quyhoach.findings import Finding
from quyhoach.land.clearing import ClearingPlan, SiteToClear
from quyhoach.land.foresight import Foresight
from quyhoach.money import format_number
from quyhoach.province.land_order import OrderQuestion
from quyhoach.reports.clearing_words import clearing_word, hectares
from quyhoach.reports.words import percent_at_most


@dataclass(frozen=True)
class OrderReport:
    """What was asked and answered. ``more``: by year, the order with one step more money; ``foresight``: where it was asked for."""

    title: str
    scenario: str
    illustrative: bool
    question: OrderQuestion
    plan: ClearingPlan
    findings: tuple[Finding, ...]
    more: Mapping[int, ClearingPlan] = field(default_factory=dict, hash=False)
    foresight: Foresight | None = None
    of: str = "order"

    def unit(self, lang: str) -> str:
        """The printed money unit."""
        return self.question.unit.label_vi if lang == "vi" else self.question.unit.label_en

    def step(self, lang: str) -> str:
        """The amount that money is valued by, with its unit."""
        return f"{format_number(self.question.step, lang)} {self.unit(lang)}"

    def cleared(self) -> list[tuple[SiteToClear, int]]:
        """Sites of the order by year, then by code."""
        return sorted(((s, self.plan.clearings[s.id]) for s in self.question.problem.sites if s.id in self.plan.clearings),
                      key=lambda pair: (pair[1], pair[0].id))

    def left(self) -> list[tuple[SiteToClear, str]]:
        """Sites that are not cleared, each with its cause: ladder or cash."""
        last = self.question.problem.years[-1]
        sites = sorted((s for s in self.question.problem.sites if s.id not in self.plan.clearings), key=lambda s: s.id)
        return [(site, "ladder" if site.earliest > last else "cash") for site in sites]

    def worths(self) -> list[tuple[int, float, float | None, int | None]]:
        """By year: worth of one step by its price (ha·years), and solved again: land gained (ha·years), years late fewer."""
        rows = []
        for year, price in zip(self.question.problem.years, self.plan.cash_prices(), strict=True):
            again = self.more.get(year)
            land = None if again is None else (again.land - self.plan.land) / 10_000
            rows.append((year, price * self.question.step / 10_000, land, None if again is None else self.plan.late - again.late))
        return rows


def plain_words(report: OrderReport, lang: str) -> str:
    """The order in a few sentences."""
    plan, problem = report.plan, report.question.problem
    if not plan.proof:
        return clearing_word("none", lang)
    cleared = [site for site, _ in report.cleared()]
    low = min(plan.balances)
    late = clearing_word("some_late", lang, n=len(plan.unmet), years=plan.late) if plan.unmet else clearing_word("none_late", lang)
    near = clearing_word("proven", lang) if plan.objective >= plan.bound else clearing_word(
        "near", lang, gap=percent_at_most(plan.gap, lang), ha=hectares(plan.bound - plan.objective, lang))
    return clearing_word(
        "plain_order", lang, first=problem.years[0], last=problem.years[-1], n=len(cleared), all=len(problem.sites), near=near,
        late=late,
        area=hectares(sum(s.area_m2 for s in cleared), lang), cost=format_number(sum(s.cost for s in cleared), lang),
        unit=report.unit(lang),
        land=hectares(plan.land, lang), low=format_number(low, lang), low_year=problem.years[plan.balances.index(low)],
    )
