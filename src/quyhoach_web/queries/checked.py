"""What the checks say of the data as they stand: asked once a province and scenario, for every page that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from quyhoach.findings import Finding
from quyhoach.province.checks import check
from quyhoach.province.province import Province
from quyhoach_web.language import language


@dataclass(frozen=True, eq=False)
class Checked:
    """Every finding of one asking; two askings are never the same."""

    all: tuple[Finding, ...]


_kept: dict[str, tuple[Province, Checked]] = {}


def checked(province: Province, scenario: str | None) -> Checked:
    """The findings of the facts, and of the scenario when the province has it; kept as long as the province does not change."""
    name = scenario if scenario in province.scenarios else None
    key = name or ""
    if key not in _kept or _kept[key][0] is not province:
        _kept[key] = (province, Checked(check(province, name)))
    return _kept[key][1]


def shown(one: Finding) -> dict[str, str]:
    """A finding as ``parts/findings.html`` shows it."""
    said = {part: one.text(part, language()) for part in ("message", "why", "remedy")}
    return {"code": one.code, "severity": str(one.severity), "where": str(one.where), **said}
