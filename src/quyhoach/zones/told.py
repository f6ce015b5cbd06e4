"""Findings of one file being read: each fault by its row, and after many of one kind one line for the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from quyhoach.findings import Finding, Place, finding

MOST = 50
"""Findings of one code told one by one; a file of a million faults stays readable."""


@dataclass
class Told:
    """What was found, in order. ``file`` names the file, ``sheet`` the layer inside it ("" = its only one)."""

    file: str
    sheet: str = ""
    _found: list[Finding] = field(default_factory=list)
    _count: Counter[str] = field(default_factory=Counter)

    def say(self, code: str, row: int = 0, column: str = "", object_id: str = "", **values: object) -> None:
        """One finding at a row (1-based) or column of the file; beyond ``MOST`` of a code only counted."""
        self._count[code] += 1
        if self._count[code] <= MOST:
            place = Place(self.file, self.sheet, row, column, object_id)
            self._found.append(finding(code, place, **{"row": row, **values}))

    def all(self) -> tuple[Finding, ...]:
        """Everything said, and ZON-029 for each code that was said too often."""
        more = [
            finding("ZON-029", Place(self.file), fault=code, count=count - MOST)
            for code, count in self._count.items() if count > MOST
        ]
        return (*self._found, *more)
