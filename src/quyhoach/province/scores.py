"""The capital link: points of a ranking as the priority scores of projects. Money follows the ranking of the stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from quyhoach.findings import Finding, Place, finding
from quyhoach.province.criteria_sets import sets_in
from quyhoach.province.province import Province, Scenario
from quyhoach.province.ranking import AskedRanking, answered, ask, placements
from quyhoach.province.thread import zones_of


@dataclass(frozen=True)
class ProjectScores:
    """Scores 0–100 of projects by the set a scenario names.

    ``points``: project → score; ``of``: project → the ranked object it took the score from, itself or a zone it lies in.
    ``digest``: of the ranking question. A project that is not in ``points`` has no score and is not planned.
    """

    set: str
    version: int
    digest: str
    method: str
    points: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    of: Mapping[str, str] = field(default_factory=dict, hash=False)
    findings: tuple[Finding, ...] = ()


def project_scores(province: Province, scenario: Scenario | None) -> ProjectScores | None:
    """The scores of a scenario that takes them from a ranking; None for one that states them itself."""
    name = scenario.info.ranking if scenario else ""
    if scenario is None or not name:
        return None
    if name not in sets_in(scenario):
        place = Place(file=f"scenarios/{scenario.info.name}/scenario.toml", column="ranking")
        known = ", ".join(sets_in(scenario)) or "–"
        return ProjectScores(name, 0, "", "", findings=(finding("RNK-101", place, set=name, known=known),))
    asked = ask(province, scenario, name)
    return scored(province, scenario, asked)


def scored(province: Province, scenario: Scenario, asked: AskedRanking) -> ProjectScores:
    """Points of every project that is ranked, or lies in a ranked zone: the narrowest one."""
    found = {place.id: Decimal(str(place.points)) for place in placements(asked, answered(asked))}
    of: dict[str, str] = {}
    for project, row in province.facts["projects"].by_key().items():
        around = (project,) if asked.set.ranks == "projects" else (zone.text("zone") for zone in zones_of(province, row.text("zone")))
        source = next((name for name in around if name in found), None)
        if source is not None:
            of[project] = source
    points = {project: found[source] for project, source in of.items()}
    scores = ProjectScores(asked.set.id, asked.version, asked.digest, str(asked.question.method), points, of)
    return replace(scores, findings=tuple(_told(scenario, scores)))


def _told(scenario: Scenario, scores: ProjectScores) -> Iterator[Finding]:
    """RNK-108: nothing was ranked. RNK-105: a project with sources but no score. RNK-100: a stated score that says otherwise."""
    if not scores.points:
        yield finding("RNK-108", Place(object_id=scores.set), set=scores.set)
        return
    for project in dict.fromkeys(row.text("project") for row in scenario.tables["funding"].rows):
        if project not in scores.points:
            yield finding("RNK-105", Place(object_id=project), project=project, set=scores.set)
    for row in scenario.tables["project_values"].rows:
        project, stated = row.text("project"), _decimal(row.text("value"))
        if row.text("field") == "score" and stated is not None and scores.points.get(project, stated) != stated:
            place = replace(row.place, column="value", object_id=project)
            yield finding("RNK-100", place, project=project, stated=stated, ranked=scores.points[project], set=scores.set)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "."))
    except ArithmeticError:
        return None


def with_ranking(province: Province, scenario: str, name: str) -> Province:
    """The same province, its scenario taking the scores of another set. Raises KeyError for an unknown scenario."""
    chosen = province.scenarios[scenario]
    changed = replace(chosen, info=replace(chosen.info, ranking=name))
    return replace(province, scenarios={**province.scenarios, scenario: changed})
