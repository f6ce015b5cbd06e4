"""The order of clearing and the fund's cash ahead, beside the published plan: made once a run, in a thread of its own when it is long."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from quyhoach.findings import Finding
from quyhoach.reports.order_report import OrderReport
from quyhoach.reports.plan_report import PlanReport
from quyhoach_web.models import Run
from quyhoach_web.services import previews, runs

log = logging.getLogger(__name__)

PATHS = 2_000
"""Futures drawn."""
_PATIENCE = 0.9
"""Seconds a page waits; what takes longer shows that it is being made."""
_KEPT = 3


@dataclass(frozen=True, eq=False)
class Outlook:
    """``plan``: the capital plan it stands beside; ``order``: with the foresight; None with ``findings`` where it cannot be made."""

    plan: PlanReport | None
    order: OrderReport | None
    findings: tuple[Finding, ...] = ()


class _Making(threading.Thread):
    """One outlook under way; it asks the database nothing."""

    def __init__(self, base: Any) -> None:
        super().__init__(name="land-outlook", daemon=True)
        self.base, self.began = base, perf_counter()
        self.made: Outlook | None = None

    def run(self) -> None:
        try:
            report = self.base()
            self.made = Outlook(report, runs.land_outlook(report, PATHS))
        except runs.Failed as problem:
            self.made = Outlook(None, None, tuple(problem.findings))
        except Exception:
            log.exception("land outlook")
            self.made = Outlook(None, None)


_kept: dict[int, _Making] = {}
_asking = threading.Lock()


def outlook(run: Run) -> tuple[Outlook | None, int]:
    """The outlook of a finished run, or None and the seconds it has been in the making."""
    with _asking:
        making = _kept.get(run.pk)
        if making is None:
            while len(_kept) >= _KEPT:
                _kept.pop(next(iter(_kept)))
            making = _kept[run.pk] = _Making(previews.base_of(run))
            making.start()
    making.join(_PATIENCE)
    return making.made, int(perf_counter() - making.began)


def forget() -> None:
    """Keep nothing: runs of a history that was rolled back have their numbers again."""
    _kept.clear()
