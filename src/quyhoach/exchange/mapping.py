"""What a map says: which files, which of their columns fill which of ours, how values are spelt, what is assumed or left missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from quyhoach.tables.spec import TableSpec

TAKES = ("same", "latest", "sum", "max", "min", "count")
"""How the rows of one group become one value: all must agree, the last of the latest edition, or arithmetic."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Which rows count: the cell is one of ``among``, none of ``other_than``, the cell of ``column``, ``above`` or ``below`` a number."""

    among: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    column: str = ""
    above: Decimal | None = None
    below: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """How one cell of ours is filled: from a ``column``, a ``constant``, or ``parts`` that are joined or added.

    ``values``: name of a value map; ``pattern``: a regular expression whose first group is kept; ``dates``: a format like
    ``%m/%d/%y``; ``unless_dates``: the text, where it is no date in that format; ``unit``: money unit of the column;
    ``rounded``: amounts that are not whole in our unit go to the nearest (a half to the even one); ``times``: a factor.
    """

    column: str = ""
    constant: str | None = None
    parts: tuple[Formula, ...] = ()
    added: bool = False
    between: str = "; "
    prefix: str = ""
    values: str = ""
    pattern: str = ""
    dates: str = ""
    unless_dates: str = ""
    unit: str = ""
    rounded: bool = False
    times: Decimal | None = None
    take: str = ""
    where: Mapping[str, Condition] = field(default_factory=dict, hash=False)

    def walk(self) -> Iterator[Formula]:
        """The formula and all its parts."""
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def numeric(self) -> bool:
        """Whether the cell is counted with, not copied."""
        return bool(self.unit or self.times is not None or self.take in ("sum", "max", "min", "count"))


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """The files of one kind. ``pattern`` is a glob; ``header_row`` is counted from 1; ``missing`` are texts that mean empty;
    ``unused``: column → why it is not taken."""

    alias: str
    pattern: str
    sheet: str = ""
    header_row: int = 1
    missing: tuple[str, ...] = ()
    thousands: str = ""
    decimal: str = "."
    unused: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class MappedTable:
    """One table of ours out of one kind of file. ``take``: what cells without their own ``take`` do with several rows;
    ``assumed``: the rule its figures follow; ``needs``: a row is made only where one of these columns has a value."""

    spec: TableSpec
    file: str
    columns: Mapping[str, Formula] = field(hash=False)
    where: Mapping[str, Condition] = field(default_factory=dict, hash=False)
    take: str = "same"
    assumed: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedRow:
    """A row that the map itself states, as text by column."""

    spec: TableSpec
    cells: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class ForeignMap:
    """A whole map. ``by``: the column that tells editions apart ("" when the list is one); ``name``: of a scenario, with gaps like
    ``{by}`` and ``{by+5}`` that ``scenario`` and ``as_of`` have too; ``values``: spelling → our code, by name of the value map;
    ``left_missing``: ``table.column`` → why nothing fills it."""

    file: str
    province: Mapping[str, str] = field(hash=False)
    scenario: Mapping[str, str] = field(hash=False)
    name: str
    by: str
    source: str
    as_of: str
    files: Mapping[str, ForeignFile] = field(hash=False)
    values: Mapping[str, Mapping[str, str]] = field(hash=False)
    tables: tuple[MappedTable, ...]
    rows: tuple[StatedRow, ...]
    left_missing: Mapping[str, str] = field(hash=False)
