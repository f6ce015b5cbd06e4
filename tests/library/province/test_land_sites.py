"""Sites and compensation of whole provinces: the tiny full life to the đồng, the reference province with its published figures."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from quyhoach.land.catalogue import SiteQuery
from quyhoach.province.folder import read_province
from quyhoach.province.land_compensation import compensation_book, due_by_parcel
from quyhoach.province.land_sites import SiteBook, site_book, zones_inside
from quyhoach.province.province import Province
from quyhoach.tables.spec import Table

EXAMPLES = Path(__file__).parents[3] / "examples"
DAY = date(2026, 11, 24)


@cache
def province(name: str) -> Province:
    found = read_province(EXAMPLES / name).province
    assert found is not None
    return found


@cache
def book(name: str) -> SiteBook:
    return site_book(province(name), DAY)


def without(name: str, table: str, **cells: str) -> Province:
    """The province less the rows of a table that hold these cells."""
    whole = province(name)
    rows = tuple(row for row in whole.facts[table].rows if not all(row.text(column) == value for column, value in cells.items()))
    return replace(whole, facts={**whole.facts, table: Table(whole.facts[table].spec, rows)})


def test_the_tiny_compensation_plans_are_right_to_the_dong() -> None:
    made = compensation_book(province("tinh_nho"), DAY)
    assert (made.findings, made.late) == ((), ())
    assert {plan.plan.plan: (plan.whole, plan.totals.paid_vnd, plan.totals.budget_vnd) for plan in made.plans} == {
        "PA01": (True, 7_600_000_000, 8_000_000_000), "PA02": (True, 2_000_000_000, 2_000_000_000),
    }
    assert {holder.holder: holder.net_vnd for plan in made.plans for holder in plan.holders} == {
        "H01": 3_910_800_000, "H02": 2_047_000_000, "H03": 1_642_200_000, "H04": 2_000_000_000,
    }
    assert made.plans[0].totals.area_ha == {"CLN": Decimal("1.5"), "LUC": Decimal("1.5"), "ONT": Decimal("1.0")}


def test_what_was_paid_is_what_was_due_and_delay_is_owed() -> None:
    unpaid = compensation_book(without("tinh_nho", "clearance_steps", parcel="TD01", step="payment"), date(2026, 3, 5))
    assert [(one.parcel, one.due, one.days, one.extra_vnd) for one in unpaid.late] == [("TD01", date(2026, 2, 23), 10, 11_732_400)]
    assert [f.code for f in unpaid.findings] == ["LND-062"]
    assert due_by_parcel(unpaid.plans[0])["TD01"] == 3_910_800_000


def test_one_dong_wrong_is_found(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLES / "tinh_nho", tmp_path / "tinh_nho"))
    lines = folder / "facts" / "compensation_lines.csv"
    lines.write_text(lines.read_text("utf-8").replace("1080000000", "1080000001"), "utf-8")
    spoilt = read_province(folder).province
    assert spoilt is not None
    (told,) = compensation_book(spoilt, DAY).findings
    assert (told.code, told.where.row, told.where.object_id, told.values["difference"]) == ("LND-051", 2, "BTH01", Decimal(1))


def test_what_is_owed_comes_off_what_is_due() -> None:
    whole = province("tinh_nho")
    table = whole.facts["compensation_lines"]
    owed = replace(table.rows[-1], values={**table.rows[-1].values, "line": "BTH23", "component": "duties_owed", "quantity": Decimal(1),
                                           "unit_price_vnd": 100_000_000, "amount_vnd": 100_000_000})
    made = compensation_book(replace(whole, facts={**whole.facts, table.spec.name: Table(table.spec, (*table.rows, owed))}), DAY)
    assert due_by_parcel(made.plans[1]) == {"TD04": 1_900_000_000}
    assert [(f.code, f.values["paid"], f.values["due"]) for f in made.findings] == [("LND-064", 2_000_000_000, 1_900_000_000)]


def test_a_plan_counts_from_its_decision() -> None:
    days = (date(2025, 5, 19), date(2025, 5, 20))
    found = [site_book(province("tinh_nho"), day).by_site["MB03X"].element("plan") for day in days]
    assert [(str(one.state), one.documents) for one in found if one] == [
        ("missing", ("20/QĐ-UBND (tưởng tượng)",)), ("met", ("20/QĐ-UBND (tưởng tượng)",))]


def test_the_tiny_sites_are_clean_by_proof_only() -> None:
    found = book("tinh_nho")
    assert {one.site.id: (one.clean, one.expected) for one in found.standings} == {
        "MB01": (False, "2027-06"), "MB02X": (True, ""), "MB03X": (False, ""),
    }
    assert [element.element for element in found.by_site["MB01"].missing] == ["power", "price"]
    assert found.by_site["MB01"].cleared_ha == Decimal("4.0")
    assert [(one.site.id, one.clean) for one in found.public] == [("MB02X", True), ("MB03X", False)]
    assert found.taken == {"MB02X": "NC01"}


def test_one_proof_less_and_a_site_is_no_longer_clean() -> None:
    steps, papers = "clearance_steps", "site_proofs"
    for table, cells in ((steps, {"parcel": "TD04", "step": "handover"}), (steps, {"parcel": "TD04", "step": "payment"}),
                         (papers, {"site": "MB02X", "element": "water"})):
        assert not site_book(without("tinh_nho", table, **cells), DAY).by_site["MB02X"].clean, (table, cells)


def test_the_tiny_auction_site_is_clean_from_the_day_of_its_price() -> None:
    days = (date(2026, 6, 30), date(2026, 7, 1))
    assert [site_book(province("tinh_nho"), day).by_site["MB02X"].clean for day in days] == [False, True]


def test_a_notice_of_twelve_months_and_a_day_takes_the_expected_day_away() -> None:
    waiting = without("tinh_nho", "clearance_steps", parcel="TD04", step="recovery")
    before = site_book(waiting, date(2026, 9, 22)).by_site["MB02X"]
    after = site_book(waiting, date(2026, 9, 23)).by_site["MB02X"]
    assert [str(one.missing[0].state) for one in (before, after)] == ["missing", "expired"]
    assert [one.missing[0].element for one in (before, after)] == ["recovery", "recovery"]
    assert (before.waits_for, after.waits_for) == ("recovery", "notice")


def test_the_auction_of_the_tiny_site_is_followed_to_the_end() -> None:
    first, second = book("tinh_nho").requests
    assert (first.site, first.route.route, first.next_step) == ("MB02X", "auction", None)
    assert [(step.code, step.amount_vnd) for step in first.steps if step.amount_vnd] == [("payment", 3_100_000_000)]
    assert first.route.citation is not None
    assert (first.route.citation.article, str(first.route.citation.certainty)) == ("Điều 125", "unverified")
    assert (second.site, second.route.route, [match.standing.site.id for match in second.matches]) == ("", "", ["MB03X"])


def test_zones_inside_zones_are_searched() -> None:
    assert zones_inside(province("tinh_nho"), ["KV01"]) == {"KV01", "KV02"}
    found = book("tinh_nho").matches(SiteQuery(zones=frozenset({"KV01"}), gate="KV01", gate_km=Decimal(2)))
    assert {match.standing.site.id: match.fits for match in found} == {"MB01": True, "MB02X": False, "MB03X": True}


def test_without_law_on_file_papers_still_speak() -> None:
    whole = province("tinh_nho")
    foreign = replace(whole, info=replace(whole.info, jurisdiction="US"))
    found = site_book(foreign, DAY)
    assert ([one.site.id for one in found.standings if one.clean], found.requests) == ([], ())
    assert [f.code for f in compensation_book(foreign, DAY).findings] == ["LAW-005"]


def test_money_sent_out_of_order_is_named_by_its_decision() -> None:
    """MB03X waits in the zone from 1 March 2026; the fund advances money for MB09 outside any zone on 20 March."""
    whole = province("tinh_nho")
    sites, advances = whole.facts["sites"], whole.scenarios["co-so"].tables["advances"]
    outside = replace(sites.rows[0], values={**sites.rows[0].values, "site": "MB09", "zone": None, "listed_on": date(2025, 1, 1)})
    waits = replace(sites.rows[2], values={**sites.rows[2].values, "listed_on": date(2026, 3, 1)})
    decided = {"site": "MB09", "decided_on": date(2026, 3, 20), "decision": "9/QĐ"}
    sent = replace(advances.rows[0], values={**advances.rows[0].values, **decided})
    parcels = whole.facts["land_parcels"]
    own = tuple(replace(parcels.rows[0], values={**parcels.rows[0].values, "parcel": f"TDX{n}", "site": site, "project": None})
                for n, site in enumerate(("MB09", "MB03X")))
    facts = {**whole.facts, "sites": Table(sites.spec, (outside, waits)), "land_parcels": Table(parcels.spec, own)}
    scenario = replace(whole.scenarios["co-so"], tables={**whole.scenarios["co-so"].tables, "advances": Table(advances.spec, (sent,))})
    spoilt = replace(whole, facts=facts, scenarios={"co-so": scenario})
    found = {one.work.site: one for one in site_book(spoilt, DAY, scenario="co-so").order}
    assert (found["MB09"].broken, found["MB09"].passed, found["MB09"].work.by) == (True, ("MB03X",), "9/QĐ")
    assert [one.work.site for one in site_book(spoilt, DAY).order if one.broken] == []


def test_reference_sites_are_never_clean_without_proof() -> None:
    found = book("lang_son")
    assert (len(found.standings), [one.site.id for one in found.standings if one.clean]) == (18, [])
    figures = {record.record: record.figures for record in found.published["MB23"]}
    assert (figures["L009"]["area_done_ha"], figures["L009"]["area_required_ha"]) == (Decimal("455.61"), Decimal("458.19"))
    parts = {record.record: record.figures.get("households_total", Decimal(0)) for record in found.published["MB24"]}
    assert parts["L011"] + parts["L012"] == parts["L013"] == 1802


def test_contradicting_figures_of_the_reference_province_stand_side_by_side() -> None:
    told = [(f.where.object_id, f.where.column) for f in book("lang_son").findings if f.code == "LND-075"]
    assert told == [("MB13", "area_done_ha"), ("MB13", "households_total"), ("MB14", "households_total"), ("MB23", "area_required_ha")]
    said = {f.where.object_id: f for f in book("lang_son").findings if f.code == "LND-075"}
    assert "L008 (07/07/2025): 458,4; L009 (27/10/2025): 458,19" in said["MB23"].text("message", "vi")
    assert "L008 (07/07/2025): 458.4; L009 (27/10/2025): 458.19" in said["MB23"].text("message", "en")


def test_the_order_of_the_reference_province_is_left_open_where_days_are_missing() -> None:
    found = book("lang_son")
    assert [one.work.site for one in found.order if one.broken] == []
    assert {one.work.site for one in found.order if one.open} == {"MB24", "MB25", "MB26"}
    assert {one.work.site: (one.rank, one.work.by) for one in found.order}["MB13"] == (1, "")
