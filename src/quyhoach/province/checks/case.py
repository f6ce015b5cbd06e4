"""What a rule looks at: the province, one of its scenarios, and the law on any day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from quyhoach.findings import Finding, Place, finding
from quyhoach.law import LawError, LawView
from quyhoach.law.kinds import CERTAINTY_WORDS, Certainty
from quyhoach.law.schema import ARTICLE_UNKNOWN
from quyhoach.places.units import Register
from quyhoach.province.province import Province, Scenario
from quyhoach.province.scores import ProjectScores
from quyhoach.province.specs.projects import PROJECTS
from quyhoach.tables.cells import read_cell
from quyhoach.tables.spec import Column, Kind, Row, Table, Value
from quyhoach.zones.plan import PlanRegister

PLANNED_OWNERSHIP = ("public", "ppp")
"""Ownerships whose public part the province funds; the others are tracked only."""

ENDED_STATUS = ("completed", "dropped")
"""Statuses with nothing left to decide."""

_PLAN_KINDS = {"score": Kind.DECIMAL, "min_year_share": Kind.SHARE, "max_year_share": Kind.SHARE, "counterpart_share": Kind.SHARE}
"""Kinds of the planning values that are not a column of the project list; what is not here is a whole number."""


@dataclass(frozen=True)
class Case:
    """``laws`` gives the law on a day; None where no law is on file and legal rules are not asked. ``scores``: those of the ranking
    a scenario names; they take the place of stated scores."""

    province: Province
    scenario: Scenario | None
    laws: Callable[[date], LawView] | None
    scores: ProjectScores | None = None

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Facts and the scenario's tables by name; without a scenario, the facts alone."""
        return {**self.province.facts, **(self.scenario.tables if self.scenario else {})}

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table; () when there is no such table in this case."""
        return self.tables[table].rows if table in self.tables else ()

    @cached_property
    def projects(self) -> dict[str, Row]:
        """Projects by code."""
        return {row.text("project"): row for row in self.rows("projects")}

    @cached_property
    def register(self) -> Register:
        """Administrative units with their succession."""
        return Register.of(self.rows("units"))

    @cached_property
    def plans(self) -> PlanRegister:
        """Plans with those above and below them."""
        return PlanRegister.of(self.rows("plans"))

    @cached_property
    def stated(self) -> dict[tuple[str, str], Row]:
        """Planning values of the scenario by (project, field)."""
        return {(row.text("project"), row.text("field")): row for row in self.rows("project_values")}

    def listed(self, project: str) -> bool:
        """Whether the scenario considers the project: its edition lists it, or it lists none."""
        return not self._listing or project in self._listing

    @cached_property
    def _listing(self) -> frozenset[str]:
        return frozenset(row.text("project") for row in self.rows("listings"))

    def planning(self, project: str, field: str) -> Value:
        """A project's ``field``: what the scenario states and can be understood, else the fact; None when nobody says it."""
        if field == "score" and self.scores is not None:
            return self.scores.points.get(project)
        stated = self.stated.get((project, field))
        value = read_cell(stated.text("value"), planning_column(field)).value if stated else None
        fact = self.projects[project].values.get(field) if project in self.projects else None
        return fact if value is None else value

    def planning_whole(self, project: str, field: str) -> int | None:
        """The same as a whole number."""
        value = self.planning(project, field)
        return value if isinstance(value, int) else None

    def planning_text(self, project: str, field: str) -> str:
        """The same as text, "" when nobody says it."""
        value = self.planning(project, field)
        return "" if value is None else str(value)

    def planning_date(self, project: str, field: str) -> date | None:
        """The same as a date."""
        value = self.planning(project, field)
        return value if isinstance(value, date) else None

    def basis(self, day: date | None, parameter: str, part: str = "") -> dict[str, str]:
        """``basis_vi``/``basis_en``: the article a finding rests on, with how sure we are; empty where no law on file says."""
        try:
            citation = self.laws(day).cite(parameter, part) if self.laws and day else None
        except (LawError, KeyError):
            citation = None
        if citation is None:
            return {"article": "", "basis_vi": "", "basis_en": ""}
        article = citation.document if citation.article == ARTICLE_UNKNOWN else f"{citation.document}, {citation.article}"
        sure_vi, sure_en = ("", "") if citation.certainty is Certainty.SEEN else (f" ({w})" for w in CERTAINTY_WORDS[citation.certainty])
        return {"article": article, "basis_vi": f" Căn cứ: {article}{sure_vi}.", "basis_en": f" Basis: {article}{sure_en}."}


Rule = Callable[[Case], Iterable[Finding]]


def planning_column(field: str) -> Column:
    """The column by which a planning value is read: the project list's own, or one of the right kind."""
    known = {column.name: column for column in PROJECTS.columns}
    return known.get(field) or Column(field, _PLAN_KINDS.get(field, Kind.WHOLE), field, field)


def cell(row: Row, column: str = "", object_id: str = "") -> Place:
    """The place of a cell of ``row``."""
    return row.place.at(column, object_id)


def number(amount: int) -> Decimal:
    """An amount as a finding holds it: never taken for a year, printed the way of the language."""
    return Decimal(amount)


def no_law(error: LawError, where: Place, object_id: str) -> Finding:
    """CHK-104: what the law on file cannot answer, so that ``object_id`` was not judged."""
    said = error.finding
    return finding("CHK-104", where, id=object_id, reason_vi=said.text("message", "vi"), reason_en=said.text("message", "en"))
