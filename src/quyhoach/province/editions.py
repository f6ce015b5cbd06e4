"""How one edition of a list changed from another: which projects entered or left, and the money by source and year that moved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from quyhoach.province.province import Province, Scenario


@dataclass(frozen=True, slots=True)
class StatedChange:
    """Money one edition and the other ask for a project from one source in one year. ``project`` is "" in a sum over projects."""

    project: str
    fund: str
    year: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class EditionChange:
    """``entered``: projects of the second edition only, ``left``: of the first only, ``kept``: of both, by code.

    ``asked_a``/``asked_b``: money of all years by project; ``years``: those both editions speak of, in which alone money can be said
    to have moved. ``money``: project, source and year in these years where the two differ; ``by_source``: source and year over all
    projects, every year of either.
    """

    entered: tuple[str, ...]
    left: tuple[str, ...]
    kept: tuple[str, ...]
    asked_a: dict[str, int]
    asked_b: dict[str, int]
    years: tuple[int, ...]
    money: tuple[StatedChange, ...]
    by_source: tuple[StatedChange, ...]

    @property
    def total_a(self) -> int:
        """All the money of the first edition."""
        return sum(self.asked_a.values())

    @property
    def total_b(self) -> int:
        """All the money of the second edition."""
        return sum(self.asked_b.values())


def states_money(scenario: Scenario) -> bool:
    """Whether the scenario's tables state money by source and year."""
    return any(row.text("view") == "source" for row in scenario.tables["proposals"].rows)


def compare_editions(province: Province, a: str, b: str) -> EditionChange:
    """Scenario ``b`` against ``a``, as their tables state them; nothing is planned. Raises KeyError for an unknown scenario."""
    first, second = (province.scenarios[name] for name in (a, b))
    books = _money(first), _money(second)
    projects = [_projects(scenario, book) for scenario, book in zip((first, second), books, strict=True)]
    years = tuple(sorted({year for _, _, year in books[0]} & {year for _, _, year in books[1]}))
    money = tuple(change for change in _changes(*books) if change.year in years and change.before != change.after)
    by_source = tuple(_changes(_over_projects(books[0]), _over_projects(books[1])))
    asked = [_by_project(book, names) for book, names in zip(books, projects, strict=True)]
    return EditionChange(
        tuple(sorted(projects[1] - projects[0])), tuple(sorted(projects[0] - projects[1])), tuple(sorted(projects[0] & projects[1])),
        asked[0], asked[1], years, money, by_source,
    )


Book = dict[tuple[str, str, int], int]


def _money(scenario: Scenario) -> Book:
    book: Counter[tuple[str, str, int]] = Counter()
    for row in scenario.tables["proposals"].rows:
        if row.text("view") == "source":
            book[row.text("project"), row.text("item"), row.whole("year") or 0] += row.whole("amount") or 0
    return dict(book)


def _projects(scenario: Scenario, book: Book) -> set[str]:
    """The projects of an edition: those it lists, or those it asks money for when it lists none."""
    return {row.text("project") for row in scenario.tables["listings"].rows} or {project for project, _, _ in book}


def _over_projects(book: Book) -> Book:
    sums: Counter[tuple[str, str, int]] = Counter()
    for (_, fund, year), amount in book.items():
        sums["", fund, year] += amount
    return dict(sums)


def _by_project(book: Book, projects: set[str]) -> dict[str, int]:
    sums = dict.fromkeys(sorted(projects), 0)
    for (project, _, _), amount in book.items():
        sums[project] = sums.get(project, 0) + amount
    return sums


def _changes(a: Book, b: Book) -> list[StatedChange]:
    return [StatedChange(*key, a.get(key, 0), b.get(key, 0)) for key in sorted(a.keys() | b.keys())]
