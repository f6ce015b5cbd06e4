"""From a province and a scenario to the ranking of a set: where the rooms meet.

The set's criteria, values from the province's tables or from scores, the members' weights and the stages are read here and reach
the engines as plain numbers. A value that is missing stays missing; the policy of the set says what becomes of its object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from quyhoach.findings import Finding, Place, finding
from quyhoach.priorities.criteria import Criterion, Method, Transformation
from quyhoach.priorities.engine import rank
from quyhoach.priorities.question import Ranking, RankingQuestion
from quyhoach.province.criteria_sets import CriteriaSet, digest_of, of_the_lock, of_the_time, rows_of, set_of, sets_in
from quyhoach.province.measures import Measured, Measures
from quyhoach.province.province import Province, Scenario
from quyhoach.province.stages import StageView, ValueOf, in_force_of, staged
from quyhoach.province.valuing import valued
from quyhoach.province.weighing import Weighing, weighed
from quyhoach.tables.spec import Row


@dataclass(frozen=True)
class AskedRanking:
    """A ranking question with its context.

    ``values``: (object, criterion) → the value with its source, its scorer or the measure that gave it. ``names``: object →
    (vi, en). ``member``: whose weights are used, "" for those the set counts. ``day``: on which stages and policies are judged.
    ``findings``: everything met while asking; the engine adds its own to the answer.
    """

    set: CriteriaSet
    scenario: str
    question: RankingQuestion
    values: Mapping[tuple[str, str], Measured] = field(hash=False)
    names: Mapping[str, tuple[str, str]] = field(hash=False)
    weighing: Weighing
    stages: StageView
    member: str
    day: date
    findings: tuple[Finding, ...]

    @property
    def version(self) -> int:
        """The version of the set."""
        return self.set.version

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything the engine is told, so that two runs of one digest must agree."""
        return digest_of(question_data(self.question))

    def name(self, object_id: str, lang: str) -> str:
        """The name of an object; its code when it has none."""
        vi, en = self.names.get(object_id, ("", ""))
        return (en if lang == "en" else "") or vi or object_id


@dataclass(frozen=True, slots=True)
class Placement:
    """An object's place in the list: ``rank`` with the resolution's stages first, ``score_rank`` by score alone; ties share a rank.

    ``score``: the method's, the higher the better. ``points``: the same on 0–100, as the capital plan takes it.
    """

    id: str
    rank: int
    score_rank: int
    score: float
    points: float
    stage: str
    contributions: tuple[float, ...] = ()


def rankings_of(province: Province, scenario: str) -> tuple[str, ...]:
    """Codes of the criteria sets of a scenario, in file order. Raises KeyError for an unknown scenario."""
    return sets_in(province.scenarios[scenario])


def question_for(
    province: Province, scenario: str, name: str, *, method: Method | None = None, weights: tuple[float, ...] | None = None,
    member: str = "", day: date | None = None,
) -> AskedRanking:
    """The ranking question of a set. ``method`` and ``weights`` (one for each criterion, any scale) replace the set's; ``member``
    takes that member's weights; ``day`` judges stages and policies (the scenario's ``as_of`` when None).

    Raises KeyError for an unknown scenario, set or member.
    """
    return ask(province, province.scenarios[scenario], name, method=method, weights=weights, member=member, day=day)


def ask(
    province: Province, chosen: Scenario, name: str, *, method: Method | None = None, weights: tuple[float, ...] | None = None,
    member: str = "", day: date | None = None,
) -> AskedRanking:
    """The same of a scenario in hand. Raises KeyError for an unknown set or member."""
    found = set_of(chosen, name)
    at = day or chosen.info.as_of
    weighing = weighed(chosen, found)
    if member and member not in {one.id for one in weighing.members}:
        raise KeyError(member)
    measures = Measures(province, chosen, in_force_of(province, chosen, name, at))
    objects, wrong = _objects(province, chosen, found)
    values, told = valued(chosen, found, objects, measures)
    stages = staged(province, chosen, name, at, _value_of(measures, values))
    used = weights or _weights_of(weighing, member) or (0.0,) * len(found.criteria)
    question = RankingQuestion(
        objects, found.criteria, tuple(tuple(_number(values[o, c.id]) for c in found.criteria) for o in objects), used,
        method or found.method, found.missing, found.order,
    )
    of_set = (*of_the_lock(found), *of_the_time(found, chosen.info.law_date), *_of_codes(chosen, found))
    findings = (*of_set, *wrong, *told, *weighing.findings, *stages.findings)
    return AskedRanking(found, chosen.info.name, question, values, _names(province, objects), weighing, stages, member, at, findings)


def _number(measured: Measured) -> float | None:
    return None if measured.value is None else float(measured.value)


def _weights_of(weighing: Weighing, member: str) -> tuple[float, ...] | None:
    if not member:
        return weighing.used
    return next(one.weights for one in weighing.members if one.id == member)


def _value_of(measures: Measures, values: Mapping[tuple[str, str], Measured]) -> ValueOf:
    def value(object_id: str, row: Row) -> Measured:
        if row.text("criterion"):
            return values.get((object_id, row.text("criterion")), Measured(None))
        return measures.measure(row.text("measure"), object_id, row.text("measure_part")) if row.text("measure") else Measured(None)

    return value


def placements(asked: AskedRanking, ranking: Ranking) -> tuple[Placement, ...]:
    """The list people read: objects of an earlier stage first, then by score. Ties share a rank within their stage."""
    ordered = sorted(ranking.standings, key=lambda s: (asked.stages.order_of(s.id), s.rank, s.id))
    found: list[Placement] = []
    before: tuple[int, int] | None = None
    for n, standing in enumerate(ordered, 1):
        place = (asked.stages.order_of(standing.id), standing.rank)
        at = found[-1].rank if found and place == before else n
        stage = asked.stages.objects.get(standing.id)
        found.append(Placement(standing.id, at, standing.rank, standing.score, points(asked.question, standing.score),
                               stage.first if stage else "", standing.contributions))
        before = place
    return tuple(found)


def points(question: RankingQuestion, score: float) -> float:
    """A score as points 0–100 for the capital plan: weighted sum, TOPSIS and VIKOR × 100 (a weighted sum of scores used as they are
    stays as it is), PROMETHEE II from net flow −1..1. Rounded to six digits, so that a sum of whole points is whole."""
    if question.method is Method.PROMETHEE_2:
        return round((score + 1) * 50, 6)
    as_scored = question.criteria and all(c.transformation is Transformation.AS_SCORED for c in question.criteria)
    return round(score if question.method is Method.WEIGHTED_SUM and as_scored else score * 100, 6)


def question_data(question: RankingQuestion) -> dict[str, object]:
    """A question as JSON data: what the engine is told, nothing else."""
    return {
        "objects": list(question.objects),
        "criteria": [_criterion_data(criterion) for criterion in question.criteria],
        "values": [list(row) for row in question.values],
        "weights": list(question.weights),
        "method": str(question.method),
        "missing": str(question.missing),
        "order": [list(pair) for pair in question.order],
    }


def _criterion_data(criterion: Criterion) -> dict[str, object]:
    return {
        "id": criterion.id, "direction": str(criterion.direction), "transformation": str(criterion.transformation),
        "low": criterion.low, "high": criterion.high, "indifference": criterion.indifference, "preference": criterion.preference,
        "shape": str(criterion.shape), "role": str(criterion.role),
        "least_weight": criterion.least_weight, "most_weight": criterion.most_weight,
    }


def _objects(province: Province, scenario: Scenario, found: CriteriaSet) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """The objects of a set that the facts know, and RNK-083 for the others."""
    known = province.facts["zones" if found.ranks == "zones" else "projects"].by_key()
    rows = rows_of(scenario, "ranked_objects", found.id)
    wrong = tuple(
        finding("RNK-083", row.place, set=found.id, object=row.text("object"), table="zones" if found.ranks == "zones" else "projects")
        for row in rows if row.text("object") not in known
    )
    return tuple(dict.fromkeys(row.text("object") for row in rows if row.text("object") in known)), wrong


def _names(province: Province, objects: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    tables = (province.facts["zones"].by_key(), province.facts["projects"].by_key())
    rows = {name: next(table[name] for table in tables if name in table) for name in objects}
    return {name: (row.text("name_vi"), row.text("name_en")) for name, row in rows.items()}


def _of_codes(scenario: Scenario, found: CriteriaSet) -> Iterator[Finding]:
    """RNK-082: a row of the set that names a criterion, member or object the set does not have."""
    known = {
        "criterion": set(found.rows), "member": {row.text("member") for row in rows_of(scenario, "members", found.id)},
        "object": {row.text("object") for row in rows_of(scenario, "ranked_objects", found.id)},
    }
    columns = (
        ("criterion_values", "object", "object"), ("criterion_values", "criterion", "criterion"), ("weights", "member", "member"),
        ("weights", "criterion", "criterion"), ("judgements", "member", "member"), ("judgements", "first", "criterion"),
        ("judgements", "second", "criterion"), ("stage_conditions", "criterion", "criterion"), ("criteria", "at_least_as", "criterion"),
        ("mechanisms", "objects", "object"),
    )
    for table, column, noun in columns:
        for row in rows_of(scenario, table, found.id):
            for code in row.codes(column) or (row.text(column),):
                if code and code not in known[noun]:
                    place = Place(row.place.file, row.place.sheet, row.place.row, column, code)
                    yield finding("RNK-082", place, set=found.id, table=table, column=column, wrong=code,
                                  known=", ".join(sorted(known[noun])) or "–")
    member = found.weights_of
    if member and member not in known["member"]:
        yield finding("RNK-092", found.row.place, set=found.id, member=member, known=", ".join(sorted(known["member"])) or "–")


def answered(asked: AskedRanking) -> Ranking:
    """The order of an asked question, quickly and without proof."""
    return rank(asked.question)
