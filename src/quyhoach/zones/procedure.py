"""The procedure of a plan as a dated timeline: every step of the law beside what is recorded of it.

The day it is looked at is given, never read from a clock. Where a moment is only known to the month or year, a step is called
late, short or out of order only when it is so on every day the moment may mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from quyhoach.findings import Place
from quyhoach.law import LawView
from quyhoach.tables.spec import Row
from quyhoach.zones.moments import first_day, last_day, surely_before
from quyhoach.zones.plan import PlanGroup
from quyhoach.zones.plan_law import LegalStep, steps_of, type_of


class StageState(StrEnum):
    """Where a step stands on the day it is looked at."""

    DONE = "done"
    RUNNING = "running"
    UNDATED = "undated"
    """Recorded, without a day."""
    MISSING = "missing"
    """Nothing is recorded of it, though a later step is done or its day is past."""
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One recorded step. Moments are as precise as printed, "" when not known."""

    record: str
    plan: str
    step: str
    begun_on: str
    done_on: str
    document: str
    authority: str
    agency: str
    result: str
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the law with its records. ``due``: the last day the law gives it, None where no clock runs; ``days``: the most
    days it may have lasted, None when a moment is missing; ``after``: codes of earlier steps that were surely done later."""

    step: LegalStep
    state: StageState
    records: tuple[StepRecord, ...] = ()
    begun_on: str = ""
    done_on: str = ""
    due: date | None = None
    late: bool = False
    days: int | None = None
    short: bool = False
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Stages in the order of the law, then the amendments by date. Without stages the law on file has no procedure for the plan."""

    plan: str
    stages: tuple[Stage, ...]
    amendments: tuple[StepRecord, ...]

    @property
    def missing(self) -> tuple[Stage, ...]:
        """Steps passed over."""
        return tuple(stage for stage in self.stages if stage.state is StageState.MISSING)


def records_of(rows: Iterable[Row], plan: str = "") -> tuple[StepRecord, ...]:
    """The records of a ``plan_steps`` table, or those of one plan, in table order."""
    return tuple(
        StepRecord(
            row.text("record"), row.text("plan"), row.text("step"), row.text("begun_on"), row.text("done_on"), row.text("document"),
            row.text("authority"), row.text("agency"), row.text("result_vi"), row.place,
        )
        for row in rows if plan in ("", row.text("plan"))
    )


def timeline(plan: PlanGroup, records: Sequence[StepRecord], view: LawView, as_of: date) -> Timeline:
    """The timeline of ``plan`` by the law of ``view``, as it stands on ``as_of``. Records of other plans are left aside.

    The plan's own decision stands in for a decision that has no record of its own.
    """
    own = [record for record in records if record.plan == plan.code]
    amendments = sorted((r for r in own if r.step == "amendment"), key=lambda r: (r.done_on == "", r.done_on))
    if plan.decided_on and not any(record.step == "decision" for record in own):
        own.append(StepRecord("", plan.code, "decision", "", plan.decided_on, plan.decision, plan.authority, "", "", plan.place))
    kind = type_of(view, plan.type)
    steps = steps_of(view, kind.procedure) if kind else ()
    recorded = [_recorded(step, [record for record in own if record.step == step.code]) for step in steps]
    return Timeline(plan.code, tuple(_judged(recorded, as_of)), tuple(amendments))


def day_of_law(plan: PlanGroup, as_of: date) -> date:
    """The day whose law governs the plan's procedure: that of its decision, else the day it is looked at."""
    return last_day(plan.decided_on) or as_of


def _recorded(step: LegalStep, records: Sequence[StepRecord]) -> Stage:
    """The stage as recorded: begun with the first record, done with the last; not yet judged beside the others."""
    begun = min((record.begun_on for record in records if record.begun_on), default="")
    done = max((record.done_on for record in records if record.done_on), default="")
    state = StageState.DONE if done else StageState.RUNNING if begun else StageState.UNDATED if records else StageState.AHEAD
    first, last = first_day(begun), last_day(done)
    days = (last - first).days + 1 if first and last else None
    short = days is not None and step.least_days is not None and days < step.least_days
    return Stage(step, state, tuple(records), begun, done, days=days, short=short)


def _judged(stages: Sequence[Stage], as_of: date) -> Iterator[Stage]:
    by_code = {stage.step.code: stage for stage in stages}
    for stage in stages:
        later_done = any(s.step.rank > stage.step.rank and s.state is StageState.DONE for s in stages)
        due = _due(stage.step, by_code)
        passed = stage.state is StageState.AHEAD and (later_done or (due is not None and as_of > due))
        state = StageState.MISSING if passed else stage.state
        late = due is not None and _late(stage, due, as_of)
        after = tuple(s.step.code for s in stages if s.step.rank < stage.step.rank and surely_before(stage.done_on, s.done_on))
        yield replace(stage, state=state, due=due, late=late, after=after)


def _due(step: LegalStep, by_code: dict[str, Stage]) -> date | None:
    before = by_code.get(step.after)
    begins = last_day(before.done_on) if before else None
    return begins + timedelta(days=step.within_days) if begins and step.within_days is not None else None


def _late(stage: Stage, due: date, as_of: date) -> bool:
    """Done surely after the day due; or begun, not done, and that day is past. What is not recorded at all is missing, not late."""
    if stage.done_on:
        done = first_day(stage.done_on)
        return done is not None and done > due
    return stage.state is StageState.RUNNING and as_of > due
