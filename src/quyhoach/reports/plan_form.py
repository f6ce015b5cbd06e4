"""The plan in the shape of the ministry's form: sections by ladder level, one row a project, money by year and source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from xlsxwriter.worksheet import Worksheet

from quyhoach.capital.plan import Allocation, ProjectDecision
from quyhoach.reports.plan_report import PlanReport, sections, why
from quyhoach.reports.sheets import Book, Cell
from quyhoach.reports.words import word

_A3 = 8
_FIXED = ("number", "code", "project", "group", "term", "public_total", "need", "allocated")
_WIDTHS = (6, 12, 48, 7, 13, 16, 16, 16)
_HEADER = 2
Parts = Sequence[tuple[int, str | None]]
Block = tuple[str, set[str], tuple[ProjectDecision, ...]]


def plan_sheet(file: Book, report: PlanReport, lang: str) -> None:
    """The plan's sheet. A year column is followed by one column for each source that gives money in that year."""
    parts = _money_columns(report.plan.allocations)
    sheet = file.sheet(word("plan_sheet", lang), [*_WIDTHS, *[14] * len(parts), 9, 50], paper=_A3)
    title = f"{word('plan', lang)} {report.info.first_year}–{report.info.last_year}: {report.title(lang)}"
    file.row(sheet, 0, [f"{title} ({report.money_label(lang)})"], ["title"])
    if report.info.illustrative:
        file.row(sheet, 1, [word("illustrative", lang)], ["banner"])
    _header(file, sheet, parts, lang)
    row = _HEADER + 2
    allocations = report.plan.allocations
    blocks = _blocks(report, lang)
    _line(file, sheet, row, "", word("total", lang), allocations, parts)
    for letter, (label, ids, decisions) in zip(_roman(), blocks, strict=False):
        row += 1
        _line(file, sheet, row, letter, label, [a for a in allocations if a.id in ids], parts)
        for n, decision in enumerate(decisions, 1):
            row += 1
            _project(file, sheet, row, n, report, decision, parts, lang)
    listed = set().union(*(ids for _, ids, _ in blocks))
    _rest(file, sheet, row + 1, [a for a in allocations if a.id not in listed], parts, lang)


def _money_columns(allocations: Iterable[Allocation]) -> Parts:
    """(year, None) for a year's total, then (year, fund) for its sources."""
    pairs = sorted({(a.year, a.fund) for a in allocations})
    return [part for year, group in groupby(pairs, lambda pair: pair[0]) for part in ((year, None), *group)]


def _header(file: Book, sheet: Worksheet, parts: Parts, lang: str) -> None:
    header = file.formats["header"]
    for n, key in enumerate(_FIXED):
        sheet.merge_range(_HEADER, n, _HEADER + 1, n, word(key, lang), header)
    column = len(_FIXED)
    for year, group in groupby(parts, lambda part: part[0]):
        funds = [fund for _, fund in group]
        sheet.merge_range(_HEADER, column, _HEADER, column + len(funds) - 1, f"{word('year', lang)} {year}", header)
        file.row(sheet, _HEADER + 1, [fund or word("total", lang) for fund in funds], ["header"] * len(funds), first=column)
        column += len(funds)
    sheet.merge_range(_HEADER, column, _HEADER + 1, column, word("score", lang), header)
    sheet.merge_range(_HEADER, column + 1, _HEADER + 1, column + 1, word("reasons", lang), header)
    sheet.freeze_panes(_HEADER + 2, 3)
    sheet.repeat_rows(_HEADER, _HEADER + 1)


def _blocks(report: PlanReport, lang: str) -> list[Block]:
    """Label, ids and decisions of each section, down the ladder; an obligation is a section of its own money."""
    found: list[tuple[int, Block]] = [
        (o.rank, (f"{o.id}: {report.rank_label(o.rank, lang)}", {o.id}, ()))
        for o in report.question.problem.obligations if o.id in report.money
    ]
    for section in sections(report):
        block = (report.rank_label(section.rank, lang), {d.id for d in section.decisions}, section.decisions)
        found.append((section.rank or report.question.problem.last_rank, block))
    return [block for _, block in sorted(found, key=lambda pair: pair[0])]


def _amounts(allocations: Iterable[Allocation], parts: Parts) -> list[Cell]:
    """Total, then the sum of every money column; a column with no money is an empty cell."""
    sums: Counter[tuple[int, str | None]] = Counter()
    total = 0
    for a in allocations:
        total += a.amount
        sums[a.year, None] += a.amount
        sums[a.year, a.fund] += a.amount
    return [total, *(sums[part] or None for part in parts)]


def _line(
    file: Book, sheet: Worksheet, row: int, number: str, label: str, allocations: Iterable[Allocation], parts: Parts,
) -> None:
    money = _amounts(allocations, parts)
    cells: list[Cell] = [number, None, label, None, None, None, None, *money, None, None]
    file.row(sheet, row, cells, [*["section"] * 7, *["section_money"] * len(money), "section", "section"])


def _project(
    file: Book, sheet: Worksheet, row: int, n: int, report: PlanReport, decision: ProjectDecision, parts: Parts, lang: str,
) -> None:
    asked = report.asked.get(decision.id)
    given = report.money.get(decision.id, ())
    money = _amounts(given, parts)
    # What the engine is asked for is net of the locks; the money shown beside it is not.
    need = asked.need + sum(a.amount for a in given if a.kind == "lock") if asked else None
    cells: list[Cell] = [
        n, decision.id, report.name(decision.id, lang), _group(report, decision.id), f"{decision.start_year}–{decision.end_year}",
        asked.size if asked else None, need, *money, asked.score if asked else None, "\n".join(why(report, decision, lang)),
    ]
    file.row(sheet, row, cells, ["year", *["text"] * 4, *["money"] * (len(money) + 2), "score", "text"])


def _group(report: PlanReport, project: str) -> str:
    """The group the scenario states; the facts' when it states none."""
    values = report.province.scenarios[report.scenario].tables["project_values"].by_key()
    stated = values.get(f"{project}/group")
    if stated:
        return stated.text("value")
    row = report.province.facts["projects"].by_key().get(project)
    return row.text("group") if row else ""


def _rest(file: Book, sheet: Worksheet, row: int, locks: Sequence[Allocation], parts: Parts, lang: str) -> None:
    """Money locked for projects that are no row above, so that the sections add up to the total."""
    if locks:
        _line(file, sheet, row, "", word("locked", lang), locks, parts)


def _roman() -> Iterable[str]:
    signs = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return ("X" * (n // 10) + signs[n % 10] for n in range(1, 1000))
