"""The order of clearing and the fund's cash ahead, beside the published plan: made once a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from quyhoach.findings import Finding
from quyhoach.reports.order_report import OrderReport
from quyhoach.reports.plan_report import PlanReport
from quyhoach_web.models import Run
from quyhoach_web.services import making, previews, runs

PATHS = 2_000
"""Futures drawn."""


@dataclass(frozen=True, eq=False)
class Outlook:
    """``plan``: the capital plan it stands beside; ``order``: with the foresight; None with ``findings`` where it cannot be made."""

    plan: PlanReport | None
    order: OrderReport | None
    findings: tuple[Finding, ...] = ()


def outlook(run: Run) -> tuple[Outlook | None, int]:
    """The outlook of a finished run, or None and the seconds it has been in the making."""
    return making.made(("outlook", run.pk), lambda: _work(run))


def _work(run: Run) -> Callable[[], Outlook]:
    base = previews.base_of(run)

    def work() -> Outlook:
        try:
            report = base()
            return Outlook(report, runs.land_outlook(report, PATHS))
        except runs.Failed as problem:
            return Outlook(None, None, tuple(problem.findings))

    return work
