"""Where a table comes from: the file, the sheet and the page that explains its columns; every finding is made here."""

from __future__ import annotations

from dataclasses import dataclass

from quyhoach.findings import Finding, Place, finding
from quyhoach.tables.spec import TableSpec

PAGES = "docs/reference/tables"


@dataclass(frozen=True, slots=True)
class Origin:
    """``file`` is a name without folders, ``sheet`` is "" in a CSV file, ``page`` is the reference page named in remedies."""

    file: str
    sheet: str = ""
    page: str = PAGES

    def of(self, sheet: str, spec: TableSpec | None = None) -> Origin:
        """The same file seen through one sheet, and through the spec it is read by."""
        return Origin(self.file, sheet, reference_path(spec) if spec else self.page)

    def place(self, row: int = 0, column: str = "") -> Place:
        """A cell or a row of this sheet; ``row`` is counted from 1 as a person sees it."""
        return Place(self.file, self.sheet, row, column)

    def finding(self, code: str, row: int = 0, column: str = "", **values: object) -> Finding:
        """A finding at that place, with the reference page among its values."""
        return finding(code, self.place(row, column), page=self.page, column=column, **values)


def reference_path(spec: TableSpec) -> str:
    """The page that describes the table, from the root of the repository."""
    return f"{PAGES}/{spec.name}.md"
