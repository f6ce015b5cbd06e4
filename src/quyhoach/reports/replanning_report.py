"""A re-planning together with what is needed to print it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quyhoach.capital.compare import Comparison, compare
from quyhoach.capital.plan import CapitalPlan
from quyhoach.capital.replanning import NearPlan, Replanning
from quyhoach.money import format_number
from quyhoach.reports.plan_report import PlanReport

NAMES = {
    "least": ("Ít xáo trộn nhất (D*)", "Least disturbance (D*)"),
    "double": ("Trong 2 × D*", "Within 2 × D*"),
    "free": ("Không giới hạn", "Free"),
}
"""The three plans as a reader calls them."""


@dataclass(frozen=True)
class ReplanningReport:
    """``after``: the plan that is printed, as any plan is; ``before``: the assigned one; ``found``: all plans; ``near``: the
    printed one among them."""

    after: PlanReport
    before: CapitalPlan
    found: Replanning
    near: NearPlan

    def against(self, near: NearPlan) -> Comparison:
        """What enters, leaves and moves in a plan against the assigned one."""
        return compare(self.before, near.plan)


def name_of(near: NearPlan, lang: str) -> str:
    """The name of one of the three plans."""
    return NAMES[near.name][0 if lang == "vi" else 1]


def moved_rows(report: ReplanningReport, lang: str) -> Iterator[tuple[str, str, str, int, int, int]]:
    """Every amount that moves: id, name, source, year, before, after; in the order of project, source, year."""
    plan = report.after
    for one in report.near.money:
        yield one.id, plan.name(one.id, lang), plan.fund_name(one.fund, lang), one.year, one.before, one.after


def headline(report: ReplanningReport, lang: str) -> str:
    """The re-planning in one sentence."""
    found, near, unit = report.found, report.near, report.after.money_label(lang)
    proven = found.least == found.least_bound
    said = {
        "vi": ("Mức xáo trộn nhỏ nhất D* = {least} {unit} × năm ({proof}); phương án in dưới đây ({name}) chuyển {change} {unit} "
               "ở {cells} ô vốn."),
        "en": ("The least disturbance D* = {least} {unit} × years ({proof}); the plan below ({name}) changes {change} {unit} in "
               "{cells} amounts."),
    }[lang]
    proof = {"vi": "đã chứng minh" if proven else f"chứng minh được từ {format_number(found.least_bound, lang)}",
             "en": "proven" if proven else f"proven from {format_number(found.least_bound, lang)}"}[lang]
    return said.format(least=format_number(found.least, lang), unit=unit, proof=proof, name=name_of(near, lang),
                       change=format_number(near.change, lang), cells=format_number(len(near.money), lang))
