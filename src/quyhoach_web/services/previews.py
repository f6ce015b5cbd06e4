"""What a slider answers while it moves: a quick checked plan beside the plan it started from. Nothing is recorded."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Any

from django.db import DatabaseError, connection

from quyhoach.capital.plan import Status
from quyhoach.province.province import Province
from quyhoach.reports.plan_report import PlanReport
from quyhoach.reports.words import nearness
from quyhoach_web.language import language, say
from quyhoach_web.models import Run, RunFile
from quyhoach_web.queries.moves import inside, moves, placed
from quyhoach_web.queries.published import data_changed, published_run
from quyhoach_web.services import provinces, runs
from quyhoach_web.services.runs import Failed

log = logging.getLogger(__name__)

_KEPT = 4
"""Plans to start from that are kept in memory."""
_AFTER = 0.2
"""Seconds after which a plan to start from is made ready: the page that shows the slider goes out first."""


@dataclass(frozen=True, slots=True)
class Start:
    """What is changed. ``run``: a finished run, on its own ``inputs`` (their digest), and its plan is what is moved from; None: the
    scenario on the data as they stand, and a quick plan of it."""

    scenario: str
    changes: tuple[str, ...] = ()
    gamma: float | None = None
    law_date: date | None = None
    run: int | None = None
    inputs: str = ""


def start_of(run: Run) -> Start:
    """From a finished run: the plan its headline speaks of, on the data it was made from."""
    return Start(run.scenario, tuple(run.changes), run.gamma, run.law_date, run.pk, run.snapshot_id)


def start_at(scenario: str) -> Start:
    """From a scenario as written: the published run where it answers just that on the data as they stand."""
    run = published_run()
    as_written = run is not None and run.scenario == scenario and not run.changes and run.gamma is None and run.law_date is None
    return start_of(run) if run and as_written and not data_changed(run, provinces.revision()) else Start(scenario)


def preview(start: Start, changes: Sequence[str], gamma: float | None = None) -> dict[str, Any]:
    """A page's values: sentence, gap, objective, who enters and leaves against the start and why, ms. Raises ``Failed``."""
    base = _base(start)
    return {**_moved(start, base, base.province, changes, gamma), "changes": list(changes), "gamma": gamma}


def preview_on(start: Start, province: Province) -> dict[str, Any]:
    """The same on other data, such as other scores, against the same start. Raises ``Failed``."""
    return _moved(start, _base(start), province)


def _moved(
    start: Start, base: PlanReport, province: Province, changes: Sequence[str] = (), gamma: float | None = None,
) -> dict[str, Any]:
    clock = perf_counter()
    report = runs.previewed(
        province, start.scenario, (*start.changes, *changes), start.gamma if gamma is None else gamma, start.law_date, base.plan)
    if report.plan.status is Status.NONE:
        raise Failed(report.findings)
    return {**_shown(report, base), "ms": max(1, round((perf_counter() - clock) * 1000))}


_kept: dict[Start, tuple[Province | None, PlanReport]] = {}
_making = threading.Lock()


def base_of(run: Run) -> Callable[[], PlanReport]:
    """What a finished run answered, made once; calling what comes back asks the database nothing. Calling raises ``Failed``."""
    start = start_of(run)
    found = _found(start, None)
    if found:
        return lambda: found
    make = _maker(start, None)
    return lambda: _ready(start, None, make)


def warm(start: Start) -> threading.Timer | None:
    """Make ready what ``preview`` starts from, shortly after the page that shows the slider: the first answer is as quick as the
    next. The thread that does it asks the database nothing; None when it is ready already."""
    data = _data(start)
    if _found(start, data):
        return None
    made = threading.Timer(_AFTER, _ready, (start, data, _maker(start, data)))
    made.name, made.daemon = "slider-ready", True
    made.start()
    return made


def make_ready() -> None:
    """What the public slider starts from, made ready as this process of the office begins; nothing while nothing is published."""
    try:
        run = published_run()
        if run is not None:
            _base(start_of(run))
    except (Failed, provinces.NotLoaded, DatabaseError) as problem:
        log.info("the slider is not ready: %s", problem)
    finally:
        connection.close()  # this thread's own


def _data(start: Start) -> Province | None:
    """The data a scenario stands on; None for a run, which never changes."""
    return None if start.run else provinces.current()


def _found(start: Start, data: Province | None) -> PlanReport | None:
    kept = _kept.get(start)
    return kept[1] if kept and kept[0] is data else None


def _base(start: Start) -> PlanReport:
    data = _data(start)
    return _found(start, data) or _ready(start, data, _maker(start, data))


def _ready(start: Start, data: Province | None, make: Callable[[], PlanReport]) -> PlanReport:
    """Made once, whoever asks first; the others wait for it."""
    with _making:
        found = _found(start, data)
        if found is None:
            found = make()
            _kept.pop(start, None)
            while len(_kept) >= _KEPT:
                _kept.pop(next(iter(_kept)))
            _kept[start] = data, found
        return found


def _maker(start: Start, data: Province | None) -> Callable[[], PlanReport]:
    """Reads what is needed now; what it returns only computes."""
    if data is not None:
        return lambda: runs.previewed(data, start.scenario, start.changes, start.gamma, start.law_date)
    run = Run.objects.select_related("snapshot").get(pk=start.run)
    content = bytes(RunFile.objects.get(run=run, name="plan.vi.json").content)
    at_hand = None if data_changed(run, provinces.revision()) else provinces.current()
    return lambda: runs.answered(run, json.loads(content), at_hand)


def _shown(report: PlanReport, base: PlanReport) -> dict[str, Any]:
    before, after, lang = inside(base.plan), inside(report.plan), language()
    known = {d.id for d in report.plan.decisions}
    moved, money = moves(base, report), placed(report.plan)
    return {
        **moved, "report": report, "funded": len(after), "before": len(before), "near": nearness(report.plan.gap, lang),
        "sentence": _sentence(report, len(after), len(moved["entering"]), len(moved["leaving"])),
        "objective": round(report.plan.objective, 1), "objective_change": round(report.plan.objective - base.plan.objective, 1),
        "objective_sign": "+" if report.plan.objective >= base.plan.objective else "",
        "states": {code: "in" if code in after else "out" for code in known if (code in after) != (code in before)},
        "money": money, "money_change": money - placed(base.plan), "sign": "+" if money >= placed(base.plan) else "",
    }


def _sentence(report: PlanReport, funded: int, entering: int, leaving: int) -> str:
    moved = say("không dự án nào vào hay ra", "none enters or leaves") if not entering and not leaving else say(
        "{a} dự án vào, {b} dự án ra", "{a} entering, {b} leaving", a=entering, b=leaving)
    return say("{n} dự án được bố trí vốn: {moved}; {near}.", "{n} projects funded: {moved}; {near}.",
               n=funded, moved=moved, near=nearness(report.plan.gap, language()))
