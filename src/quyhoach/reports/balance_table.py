"""A balance as tables print it: rows by zone and use, hectares that add up, the building figures of each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from quyhoach.findings import Finding
from quyhoach.tables.folding import fold
from quyhoach.zones.balance import Balance, Part
from quyhoach.zones.balance_lines import PlanTotal
from quyhoach.zones.hectares import rounded, rounded_table
from quyhoach.zones.land_use import CodeList, land_use_codes
from quyhoach.zones.layer import PlanLayer, Shape
from quyhoach.zones.quotas import QuotaUse, uses

_EXISTING = ("hien trang", "existing")
USES_LAST = ("(uncoded)", "(disputed)", "(unallocated)", "(outside)")


@dataclass(frozen=True)
class BalanceReport:
    """A layer's balance with what else is printed beside it. ``findings``: of reading, balance and norms, in that order."""

    layer: PlanLayer
    balance: Balance
    law_date: date
    findings: tuple[Finding, ...] = ()
    codes: CodeList = field(default_factory=land_use_codes)

    def quota_uses(self) -> tuple[QuotaUse, ...]:
        """Every quota beside its land."""
        return uses(self.balance.lines, self.balance.quotas, self.codes)

    def stages(self, plan: str) -> list[str]:
        """Stages of a plan: what exists first, then by name."""
        found = (total.stage for total in self.balance.totals if total.plan == plan)
        return sorted(found, key=lambda stage: (fold(stage) not in _EXISTING, stage))

    def plans(self) -> list[str]:
        """Plans of the layer, in order."""
        return sorted({total.plan for total in self.balance.totals})


@dataclass(frozen=True)
class TableRow:
    """One printed row: ``hectares`` as they add up; ``quota_ha`` where one is set for just this zone and code."""

    zone: str
    use: str
    hectares: Decimal
    share: float
    quota_ha: Decimal | None


def use_order(use: str, codes: CodeList) -> tuple[int, int, str]:
    """Codes in order of the list, then what is not known."""
    if use in USES_LAST:
        return 1, USES_LAST.index(use), ""
    return (0, *codes.position(use))


def table_rows(report: BalanceReport, total: PlanTotal) -> list[TableRow]:
    """Rows of one plan and stage: zones by name, land without a zone last, uses in order of the code list."""
    areas = _areas(report, total)
    printed = rounded_table({zone: list(land.values()) for zone, land in areas.items()}, rounded(sum_of(areas)))
    quotas = {(use.quota.zone, use.quota.code): use.quota.area_ha for use in report.quota_uses() if (use.plan, use.stage) == _key(total)}
    return [
        TableRow(zone, use, hectares, area / (total.area_m2 or 1.0), quotas.get((zone, use)))
        for zone, land in areas.items() for (use, area), hectares in zip(land.items(), printed[zone], strict=True)
    ]


def sum_of(areas: dict[str, dict[str, float]]) -> float:
    """The total of areas by zone and use, m²."""
    return sum(area for land in areas.values() for area in land.values())


def _key(total: PlanTotal) -> tuple[str, str]:
    return total.plan, total.stage


def _areas(report: BalanceReport, total: PlanTotal) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    here = [line for line in report.balance.lines if (line.plan, line.stage) == _key(total)]
    for zone in sorted({line.zone for line in here}, key=lambda zone: (zone == "", zone)):
        land: dict[str, float] = {}
        mine = [line for line in here if line.zone == zone]
        for line in sorted(mine, key=lambda line: use_order(line.use, report.codes)):
            land[line.use] = land.get(line.use, 0.0) + line.area_m2
        found[zone] = land
    return found


def building_figures(report: BalanceReport, plan: str, zone: str, use: str) -> tuple[float | None, float | None, float | None]:
    """Greatest density (0–1), storeys and floor area ratio the units of a row state; None where none does."""
    units = [shape for shape in _units(report, plan) if shape.zone == zone and shape.code == use]
    density, storeys, far = (max((v for v in values if v is not None), default=None) for values in (
        [u.density for u in units], [u.storeys for u in units], [u.far for u in units]))
    return density, storeys, far


def _units(report: BalanceReport, plan: str) -> Iterator[Shape]:
    parts: Iterable[Part] = (part for part in report.balance.parts if part.group.plan == plan)
    return (report.layer.attributes[row] for part in parts for row in part.group.rows.tolist())
