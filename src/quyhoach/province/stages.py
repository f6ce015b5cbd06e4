"""Stages: where each object stands, which condition keeps it from the next stage, and which mechanisms each stage opens.

A condition is a figure of the province against a threshold. A figure that is missing neither meets nor breaks it: the condition is
then open, and the object waits. docs/explanation/priorities.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from quyhoach.findings import Finding, Place, finding
from quyhoach.province.criteria_sets import rows_of
from quyhoach.province.measures import Measured, measured_by
from quyhoach.province.mechanisms import OpenedMechanism, PolicyStatus, opened, policy_status, successor_of
from quyhoach.province.province import Province, Scenario
from quyhoach.tables.spec import Row

ValueOf = Callable[[str, Row], Measured]
"""(object, condition row) → the figure the condition looks at."""


@dataclass(frozen=True, slots=True)
class PriorityStage:
    """A stage in the resolution's order. ``follows``: stages from which objects move here."""

    id: str
    order: int
    name_vi: str
    name_en: str
    follows: tuple[str, ...]
    document: str
    place: Place = field(default=Place(), compare=False)

    def name(self, lang: str) -> str:
        """The stage's name."""
        return (self.name_en if lang == "en" else "") or self.name_vi or self.id


@dataclass(frozen=True, slots=True)
class ConditionMet:
    """A condition judged for one object. ``holds``: None when the figure is missing, or the ``comparison`` ("") or ``threshold``
    (None) it is held against. ``of``: the object the figure is of."""

    id: str
    stage: str
    name_vi: str
    name_en: str
    of: str
    measured: Measured
    comparison: str
    threshold: Decimal | None
    holds: bool | None

    def name(self, lang: str) -> str:
        """The condition in words."""
        return (self.name_en if lang == "en" else "") or self.name_vi or self.id


@dataclass(frozen=True, slots=True)
class ObjectStage:
    """Where an object stands. ``first``: the stage it is listed for; ``now``: the last one reached, "" when not even that;
    ``waits_for``: the next stage, "" when there is none; ``conditions``: those of the stages passed and of the one it waits for."""

    object: str
    first: str
    now: str
    passed: tuple[str, ...]
    waits_for: str
    conditions: tuple[ConditionMet, ...]

    @property
    def unmet(self) -> tuple[ConditionMet, ...]:
        """What keeps it from the next stage."""
        return tuple(c for c in self.conditions if c.stage == self.waits_for and c.holds is not True)


@dataclass(frozen=True)
class StageView:
    """Stages in order, every object's stage, and the mechanisms in order of stage, object, mechanism."""

    stages: tuple[PriorityStage, ...] = ()
    objects: Mapping[str, ObjectStage] = field(default_factory=dict, hash=False)
    mechanisms: tuple[OpenedMechanism, ...] = ()
    findings: tuple[Finding, ...] = ()

    def order_of(self, object_id: str) -> int:
        """The order of the stage an object is listed for; 0 without stages."""
        orders = {stage.id: stage.order for stage in self.stages}
        at = self.objects.get(object_id)
        return orders.get(at.first, 0) if at else 0

    def stage(self, stage_id: str) -> PriorityStage | None:
        """A stage by its code."""
        return next((stage for stage in self.stages if stage.id == stage_id), None)


def stages_of(scenario: Scenario, name: str) -> tuple[PriorityStage, ...]:
    """The stages of a set, in the resolution's order."""
    rows = sorted(rows_of(scenario, "stages", name), key=lambda row: (row.whole("order") or 0, row.text("stage")))
    return tuple(
        PriorityStage(row.text("stage"), row.whole("order") or 0, row.text("name_vi"), row.text("name_en"), row.codes("follows"),
              row.text("document"), row.place) for row in rows
    )


def in_force_of(province: Province, scenario: Scenario, name: str, day: date) -> Callable[[str, str], Measured]:
    """(object, stage) → the share of the mechanisms of that stage for that object that are in force, themselves or through the
    document that replaced them."""
    policies = province.facts["policies"].by_key()

    def share(object_id: str, stage: str) -> Measured:
        rows = [row for row in rows_of(scenario, "mechanisms", name)
                if row.text("stage") == stage and (not row.codes("objects") or object_id in row.codes("objects"))]
        if not rows:
            return Measured(None)
        usable = sum(_usable(policies, row.text("policy"), day) for row in rows)
        return measured_by((Decimal(usable) / len(rows)).quantize(Decimal("0.0001")), rows)

    return share


def _usable(policies: Mapping[str, Row], code: str, day: date) -> bool:
    later = successor_of(policies, code)
    states = (policy_status(policies.get(code), day), policy_status(later, day) if later else None)
    return PolicyStatus.IN_FORCE in states


def staged(province: Province, scenario: Scenario, name: str, day: date, value_of: ValueOf) -> StageView:
    """Stages, objects and mechanisms of a set on a day."""
    stages = stages_of(scenario, name)
    if not stages:
        return StageView()
    conditions: dict[str, list[Row]] = {}
    for row in rows_of(scenario, "stage_conditions", name):
        conditions.setdefault(row.text("stage"), []).append(row)
    objects = {
        row.text("object"): _object_stage(row, stages, conditions, value_of) for row in rows_of(scenario, "ranked_objects", name)
    }
    found = tuple(_mechanisms(province, scenario, name, day, stages, objects))
    told = (*_of_objects(scenario, name, stages), *_of_circles(stages), *_of_conditions(objects), *_of_mechanisms(found))
    return StageView(stages, objects, found, told)


def _object_stage(row: Row, stages: tuple[PriorityStage, ...], conditions: Mapping[str, list[Row]], value_of: ValueOf) -> ObjectStage:
    """Walks from the first stage on, as far as the conditions hold; among several next stages the earlier in order comes first."""
    name, first = row.text("object"), row.text("stage")
    passed: list[str] = []
    judged: list[ConditionMet] = []
    waiting = [stage for stage in stages if stage.id == first]
    while waiting:
        results = {stage.id: tuple(_judge(name, c, value_of) for c in conditions.get(stage.id, ())) for stage in waiting}
        taken = next((stage for stage in waiting if all(c.holds for c in results[stage.id])), None)
        judged += results[(taken or waiting[0]).id]
        if taken is None:
            return ObjectStage(name, first, passed[-1] if passed else "", tuple(passed), waiting[0].id, tuple(judged))
        passed.append(taken.id)
        waiting = [stage for stage in stages if taken.id in stage.follows and stage.id not in passed]
    return ObjectStage(name, first, passed[-1] if passed else "", tuple(passed), "", tuple(judged))


def _judge(name: str, row: Row, value_of: ValueOf) -> ConditionMet:
    of = row.text("of") or name
    measured, threshold, comparison = value_of(of, row), row.decimal("threshold"), row.text("comparison")
    value = measured.value
    holds = None
    if value is not None and threshold is not None and comparison:
        holds = value >= threshold if comparison == "at_least" else value <= threshold
    return ConditionMet(
        row.text("condition"), row.text("stage"), row.text("name_vi"), row.text("name_en"), of, measured, comparison, threshold, holds,
    )


def _mechanisms(
    province: Province, scenario: Scenario, name: str, day: date, stages: tuple[PriorityStage, ...], objects: Mapping[str, ObjectStage],
) -> Iterator[OpenedMechanism]:
    """For each stage the objects listed for it, or that have come to it, with its mechanisms."""
    rows = rows_of(scenario, "mechanisms", name)
    for stage in stages:
        for at in objects.values():
            if stage.id not in (at.first, at.waits_for, *at.passed):
                continue
            for row in rows:
                if row.text("stage") == stage.id and (not row.codes("objects") or at.object in row.codes("objects")):
                    yield opened(province, row, at.object, stage.id in at.passed, day)


def _of_objects(scenario: Scenario, name: str, stages: tuple[PriorityStage, ...]) -> Iterator[Finding]:
    """RNK-096: a stage that does not exist, named by an object, a condition, a mechanism or another stage."""
    known = {stage.id for stage in stages}
    for table, column in (("ranked_objects", "stage"), ("stage_conditions", "stage"), ("mechanisms", "stage"), ("stages", "follows")):
        for row in rows_of(scenario, table, name):
            for wrong in (code for code in (row.codes(column) or (row.text(column),)) if code and code not in known):
                yield finding("RNK-096", row.place, stage=wrong, table=table, known=", ".join(sorted(known)))


def _of_circles(stages: tuple[PriorityStage, ...]) -> Iterator[Finding]:
    """RNK-113: stages that, followed back, come to themselves: no object can be said to have come so far before."""
    before = {stage.id: stage.follows for stage in stages}
    for stage in stages:
        reached, open_ = set[str](), list(stage.follows)
        while open_:
            code = open_.pop()
            if code not in reached:
                reached.add(code)
                open_ += before.get(code, ())
        if stage.id in reached:
            yield finding("RNK-113", Place(object_id=stage.id), stage=stage.id)


def _of_conditions(objects: Mapping[str, ObjectStage]) -> Iterator[Finding]:
    """RNK-095: a condition nobody can judge, since its figure is missing."""
    for at in objects.values():
        for condition in at.conditions:
            if condition.holds is None:
                yield finding("RNK-095", Place(object_id=at.object), object=at.object, stage=condition.stage, of=condition.of,
                              condition_vi=condition.name("vi"), condition_en=condition.name("en"))


def _of_mechanisms(found: tuple[OpenedMechanism, ...]) -> Iterator[Finding]:
    """RNK-097: not issued or ended, and nobody named who must act. RNK-098: a document whose force nobody states."""
    told: set[str] = set()
    for one in found:
        if one.mechanism in told:
            continue
        values = {"mechanism": one.mechanism, "name_vi": one.name("vi"), "name_en": one.name("en"), "stage": one.stage}
        if not one.usable and one.status is not PolicyStatus.UNCLEAR and not one.must_issue and not one.must_issue_text:
            yield finding("RNK-097", one.place, **values)
        elif one.status is PolicyStatus.UNCLEAR:
            yield finding("RNK-098", one.place, **values, document=one.document)
        told.add(one.mechanism)
