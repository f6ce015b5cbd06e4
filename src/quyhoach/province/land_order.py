"""The clearing order of a scenario: sites from its tables and the ladder, needed years from a capital plan, cash from the fund's rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from quyhoach import law
from quyhoach.capital.plan import CapitalPlan
from quyhoach.capital.problem import CapitalProblem, Parcel
from quyhoach.findings import Finding, Place, finding
from quyhoach.land.clearing import ClearingPlan, ClearingProblem, SiteToClear
from quyhoach.land.fund_shocks import DEFAULT_FUND_SHOCKS, FundShock, parse_fund_shocks
from quyhoach.land.order import best_order, worth_of_money
from quyhoach.money import MoneyUnit
from quyhoach.province.checks.case import Case, cell
from quyhoach.province.land_waiting import SiteReadiness, readiness_of, sites_of
from quyhoach.province.province import Province
from quyhoach.tables.spec import Row

SQUARE_METRES = 10_000
LATE_YEAR_HA = 1_000
"""What a year of a waiting project counts where the scenario says nothing: so much that land gives way to dates."""
DEFAULT_MONTHS = {"inflow": (1, 12), "clearing": (1, 12), "refund": (12, 12), "auction": (12, 12)}
RESOLVED = 20
"""Sites up to which one more tỷ in each year is really solved again."""


@dataclass(frozen=True, slots=True)
class FundSettings:
    """What a scenario states of the fund's foresight: months of each kind of money (first, last), shocks, m² of clean land a year
    of a waiting project counts, and what was found while reading it."""

    months: Mapping[str, tuple[int, int]] = field(hash=False)
    shocks: tuple[FundShock, ...]
    late_year_m2: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class OrderQuestion:
    """A clearing problem with its context: names of sites, who repays each (revenue, project or none), the ladder's word, settings, the
    amount by which money is valued (1 tỷ đồng, or a million of another currency), the money's unit, and findings."""

    problem: ClearingProblem
    names: Mapping[str, str] = field(hash=False)
    repaid_by: Mapping[str, str] = field(hash=False)
    ready: Mapping[str, SiteReadiness] = field(hash=False)
    settings: FundSettings
    step: int
    unit: MoneyUnit
    findings: tuple[Finding, ...]


def order_question(province: Province, scenario: str, capital: CapitalProblem, plan: CapitalPlan | None) -> OrderQuestion:
    """The question of a scenario. ``plan``: answers ``capital`` and says when sites are needed; None: no project waits."""
    chosen = province.scenarios[scenario]
    note = law.jurisdiction_note(province.info.jurisdiction)
    case = Case(province, chosen, None if note else law.at)
    settings, found = fund_settings(case), list[Finding]()
    rows = {row.text("parcel"): row for row in case.rows("parcels")}
    wanted = tuple(sites_of(case, chosen.info.as_of, chosen.info.first_year, {p.id: p for p in capital.projects}, found))
    starts = {d.id: d.start_year for d in plan.decisions if d.in_plan and d.start_year is not None} if plan else {}
    sites = tuple(_site(parcel, rows[parcel.id], starts, settings.late_year_m2) for parcel in wanted)
    found += _told(sites, rows)
    unit = province.info.money_unit
    step = max(1, (10**9 if unit.currency == "VND" else 10**6) // unit.size)
    return OrderQuestion(
        ClearingProblem(capital.years, sites, capital.fund_opening, dict(capital.fund_inflow)),
        {name: row.text("name_vi") for name, row in rows.items()}, {name: row.text("repaid_by") for name, row in rows.items()},
        readiness_of(province, chosen.info.as_of), settings, step, unit, (*found, *settings.findings),
    )


def _site(parcel: Parcel, row: Row, starts: Mapping[str, int], late_year_m2: int) -> SiteToClear:
    waiting = tuple(name for name in parcel.projects if name in starts)
    needed = min((starts[name] + parcel.needed_after for name in waiting), default=None)
    area = row.decimal("area_ha") or Decimal(0)
    return SiteToClear(
        parcel.id, parcel.cost, int((area * SQUARE_METRES).to_integral_value(ROUND_HALF_UP)), parcel.earliest, needed, waiting,
        parcel.repayment, parcel.repay_lag, late_year_m2 * len(waiting),
    )


def _told(sites: tuple[SiteToClear, ...], rows: Mapping[str, Row]) -> Iterator[Finding]:
    for site in sites:
        if rows[site.id].decimal("area_ha") is None:
            yield finding("LND-152", cell(rows[site.id], "area_ha", site.id), site=site.id)


def clearing_order(question: OrderQuestion, warm: Mapping[str, int] | None = None) -> ClearingPlan:
    """The best order. Raises OverflowError for figures beyond exact numbers."""
    return best_order(question.problem, warm)


def more_money(question: OrderQuestion, plan: ClearingPlan) -> dict[int, ClearingPlan]:
    """By year, the order with ``question.step`` more money from that year on; {} where that would take too long."""
    return worth_of_money(question.problem, plan, question.step) if len(question.problem.sites) <= RESOLVED else {}


def fund_settings(case: Case) -> FundSettings:
    """The settings of a scenario; a wrong one is LND-154 and the usual one is taken, what is not stated is said to be assumed."""
    months, shocks, late, found = dict(DEFAULT_MONTHS), None, LATE_YEAR_HA, list[Finding]()
    for row in case.rows("land_settings"):
        name, value = row.text("setting"), row.text("value").strip()
        try:
            if name == "shocks":
                shocks = parse_fund_shocks(value)
            elif name == "late_year_ha":
                late = _hectares(value)
            else:
                months[name.removesuffix("_months")] = _months(value)
        except ValueError:
            found.append(finding("LND-154", cell(row, "value", name), setting=name, value=value))
    if shocks is None:
        home = f"scenarios/{case.scenario.info.name}/land_settings.csv" if case.scenario else ""
        found.append(finding("LND-153", Place(file=home), shocks="; ".join(shock.text for shock in DEFAULT_FUND_SHOCKS)))
    found += _unknown_sites(case, shocks or ())
    return FundSettings(months, DEFAULT_FUND_SHOCKS if shocks is None else shocks, late * SQUARE_METRES, tuple(found))


def _unknown_sites(case: Case, shocks: tuple[FundShock, ...]) -> Iterator[Finding]:
    known = sorted(row.text("parcel") for row in case.rows("parcels"))
    for shock in shocks:
        for site in shock.scope:
            if site not in known:
                near = ", ".join(known[:5]) or "–"
                yield finding("LND-155", Place(column="shocks", object_id=site), site=site, shock=shock.text, near=near)


def _months(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not all(part.strip().isascii() and part.strip().isdigit() for part in (first, last or first)):
        raise ValueError(text)
    found = int(first), int(last or first)
    if not 1 <= found[0] <= found[1] <= 12:
        raise ValueError(text)
    return found


def _hectares(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 1_000_000:
        raise ValueError(text)
    return int(text)
