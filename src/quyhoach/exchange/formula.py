"""A cell of ours out of the rows of a foreign list; what cannot be understood is noted with its place and leaves the cell empty."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from difflib import get_close_matches

from quyhoach.exchange.foreign_file import ForeignRow
from quyhoach.exchange.mapping import Condition, Formula
from quyhoach.findings import Finding, Place, finding
from quyhoach.money import UNITS, MoneyUnit
from quyhoach.tables.folding import fold
from quyhoach.tables.numbers import exact

Given = str | Decimal | None
"""A cell on its way: text, a number, or nothing."""


@dataclass
class Notes:
    """What was met while filling cells, each kind of trouble once with where first and in how many cells of the list."""

    first: dict[tuple[str, str], tuple[Place, dict[str, object]]] = field(default_factory=dict)
    places: dict[tuple[str, str], set[Place]] = field(default_factory=dict)

    def add(self, code: str, subject: str, place: Place, **values: object) -> None:
        """``code`` about ``subject`` at a place; a cell that several tables draw on counts once."""
        self.first.setdefault((code, subject), (place, values))
        self.places.setdefault((code, subject), set()).add(place)

    def findings(self) -> tuple[Finding, ...]:
        """One finding a kind of trouble, in the order met."""
        return tuple(finding(code, place, **{**values, "count": len(self.places[code, subject])})
                     for (code, subject), (place, values) in self.first.items())


@dataclass(frozen=True)
class Filling:
    """What cells are filled with: the value maps, our money unit, and the notes taken."""

    values: Mapping[str, Mapping[str, str]]
    unit: MoneyUnit
    notes: Notes
    used: set[tuple[str, str]] = field(default_factory=set)

    def cell(self, formula: Formula, rows: Sequence[ForeignRow], take: str = "same") -> Given:
        """The value of ``formula`` over the rows of one group, in file order."""
        if formula.constant is not None:
            return formula.constant
        if formula.parts:
            parts = [self.cell(part, rows, take) for part in formula.parts]
            return self._added(parts) if formula.added else _joined(parts, formula)
        asked = formula.take or take
        kept = [row for row in (rows[-1:] if asked == "latest" else rows) if holds(formula.where, row)]
        found = [value for value in (self._leaf(formula, row) for row in kept) if value is not None]
        return self._taken(formula, asked, found, kept)

    def _added(self, parts: Sequence[Given]) -> Given:
        """The sum; nothing when a term is missing, since a missing figure is never zero."""
        numbers = [number_of(part, "", ".") if isinstance(part, str) else part for part in parts]
        return None if None in numbers else sum((number for number in numbers if number is not None), Decimal(0))

    def _taken(self, formula: Formula, take: str, found: Sequence[str | Decimal], rows: Sequence[ForeignRow]) -> Given:
        if take == "count":
            return Decimal(len(found))
        if not found:
            return None
        if take in ("sum", "max", "min"):
            numbers = [value for value in found if isinstance(value, Decimal)]
            return sum(numbers, Decimal(0)) if take == "sum" else max(numbers) if take == "max" else min(numbers)
        if len(set(found)) > 1:
            several = "; ".join(dict.fromkeys(f"{value}" for value in found))
            self.notes.add("MAP-037", formula.column, rows[0].at(formula.column), column=formula.column, several=several)
            return None
        return f"{formula.prefix}{found[0]}" if formula.prefix else found[0]

    def _leaf(self, formula: Formula, row: ForeignRow) -> Given:
        text = row.text(formula.column)
        if not text:
            return None
        if formula.pattern:
            match = re.search(formula.pattern, text)
            if match is None:
                self.notes.add("MAP-032", f"{formula.column} {text}", row.at(formula.column), value=text, pattern=formula.pattern)
                return None
            text = (match[1] or "").strip()
        if formula.values:
            return self._mapped(formula, text, row) or None
        if formula.unless_dates:
            return text if _day(row, formula.column, text, formula.unless_dates) is None else None
        if formula.dates:
            return self._date(formula, text, row)
        return self._number(formula, text, row) if formula.numeric else text

    def _mapped(self, formula: Formula, text: str, row: ForeignRow) -> str:
        known = self.values[formula.values]
        if text not in known:
            near = [spelt for spelt in known if fold(spelt) == fold(text)]
            codes = {known[spelt] for spelt in near}
            if len(codes) != 1:
                many = "; ".join(near if near else get_close_matches(text, known, 3)) or "–"
                code = "MAP-031" if near else "MAP-030"
                self.notes.add(code, f"{formula.values} {text}", row.at(formula.column), value=text, map=formula.values, near=many)
                return ""
            self.used.update((formula.values, spelt) for spelt in near)
            return codes.pop()
        self.used.add((formula.values, text))
        return known[text]

    def _date(self, formula: Formula, text: str, row: ForeignRow) -> Given:
        day = _day(row, formula.column, text, formula.dates)
        if day is None:
            self.notes.add("MAP-033", f"{formula.column} {text}", row.at(formula.column), value=text, format=formula.dates)
            return None
        return day.isoformat()

    def _number(self, formula: Formula, text: str, row: ForeignRow) -> Given:
        number = _figure(row, formula.column, text)
        if number is None:
            self.notes.add("MAP-034", f"{formula.column} {text}", row.at(formula.column), value=text)
            return None
        if formula.times is not None:
            number *= formula.times
        return self._money(formula, number, row) if formula.unit else number

    def _money(self, formula: Formula, number: Decimal, row: ForeignRow) -> Given:
        theirs = UNITS[formula.unit]
        place = row.at(formula.column)
        if theirs.currency != self.unit.currency:
            self.notes.add("MAP-038", formula.unit, place, unit=theirs.code, ours=self.unit.code)
            return None
        amount = number * theirs.size / self.unit.size
        whole = amount.to_integral_value(ROUND_HALF_EVEN)
        if whole != amount:
            code = "MAP-036" if formula.rounded else "MAP-035"
            self.notes.add(code, formula.column, place, column=formula.column, value=row.text(formula.column), unit=self.unit.code)
        return whole if whole == amount or formula.rounded else None


def holds(where: Mapping[str, Condition], row: ForeignRow) -> bool:
    """Whether a row meets every condition. A cell that is not a number is neither above nor below one."""
    return all(_meets(condition, row, column) for column, condition in where.items())


def _meets(condition: Condition, row: ForeignRow, column: str) -> bool:
    text = row.text(column)
    if (condition.among and text not in condition.among) or text in condition.other_than:
        return False
    if condition.column and text != row.text(condition.column):
        return False
    if condition.above is None and condition.below is None:
        return True
    number = _figure(row, column, text)
    return number is not None and not (
        (condition.above is not None and number <= condition.above) or (condition.below is not None and number >= condition.below)
    )


def _figure(row: ForeignRow, column: str, text: str) -> Decimal | None:
    """A number that a workbook holds as one, as it is; else ``text`` as the file writes numbers."""
    cell = row.cells.get(column)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return exact(cell) if isinstance(cell, float) else Decimal(cell)
    return number_of(text, row.kind.thousands, row.kind.decimal)


def number_of(text: str, thousands: str, decimal: str) -> Decimal | None:
    """A number as the file writes it; None when it is not one."""
    plain = text.replace(thousands, "") if thousands else text
    plain = plain.replace(decimal, ".") if decimal and decimal != "." else plain
    return Decimal(plain) if re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", plain) else None


def _day(row: ForeignRow, column: str, text: str, form: str) -> date | None:
    cell = row.cells.get(column)
    if isinstance(cell, date):
        return cell
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


def _joined(parts: Sequence[Given], formula: Formula) -> Given:
    return formula.between.join(str(part) for part in parts if part is not None) or None
