"""What the checks say of the data as they stand: asked once a province and scenario, for every page that shows it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property

from quyhoach.findings import Finding
from quyhoach.province.checks import check
from quyhoach.province.province import Province
from quyhoach_web.language import language
from quyhoach_web.queries.privacy import open_findings


@dataclass(frozen=True, eq=False)
class Checked:
    """Every finding of one asking; two askings are never the same."""

    all: tuple[Finding, ...]

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        """Those that stand in no private table or cell."""
        return open_findings(self.all)


_kept: dict[str, tuple[Province, Checked]] = {}
_asking = threading.Lock()


def checked(province: Province, scenario: str | None) -> Checked:
    """The findings of the facts, and of the scenario when the province has it; kept as long as the province does not change.

    Many who ask at once wait for one answer, instead of each slowing the others down.
    """
    name = scenario if scenario in province.scenarios else None
    with _asking:
        known = _kept.get(name or "")
        if known is None or known[0] is not province:
            known = _kept[name or ""] = (province, Checked(check(province, name)))
    return known[1]


def shown(one: Finding) -> dict[str, str]:
    """A finding as ``parts/findings.html`` shows it."""
    said = {part: one.text(part, language()) for part in ("message", "why", "remedy")}
    return {"code": one.code, "severity": str(one.severity), "where": str(one.where), **said}
