"""Sites: clean by live proof only, what is missing and when it is expected, searches, offers with reasons, the order of work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from quyhoach import law
from quyhoach.findings import Place
from quyhoach.land.allocation import (
    AllocationRecord,
    SiteOffer,
    SiteRequest,
    allocation_findings,
    request_standing,
    route_of,
    steps_of,
)
from quyhoach.land.catalogue import SiteQuery, best_first, search
from quyhoach.land.published import PublishedFigures, disagreements
from quyhoach.land.site import ElementState, ParcelsOfSite, Site, SiteProof, SiteStanding, by_papers, smaller, standing
from quyhoach.land.site_findings import site_findings, standing_findings
from quyhoach.land.work_order import OrderRule, SiteWork, order_findings, order_of_work

CASES = Path(__file__).parents[2] / "cases"
PAPERS = yaml.safe_load((CASES / "land_sites.yaml").read_text("utf-8"))
ORDERS = yaml.safe_load((CASES / "land_work_order.yaml").read_text("utf-8"))
DAY = date(2026, 11, 1)
NEEDS = ("road", "power")


def paper(element: str, entry: int = 1, digest: str = "", **values: Any) -> SiteProof:
    """A paper; a digest of one letter is 64 of them."""
    return SiteProof("MB", element, entry, digest=digest * 64 if len(digest) == 1 else digest, **values)


def proven(*elements: str, **values: Any) -> list[SiteProof]:
    return [paper(element, done_on=date(2026, 5, 1), document=f"{element}/QĐ", digest="a", **values) for element in elements]


def site(**values: Any) -> Site:
    usual = {"id": "MB", "name_vi": "Mặt bằng", "area_ha": Decimal(4), "needs": NEEDS, "agency": "CQ0", "for_investors": True}
    return Site(**{**usual, **values})


ALL = ("plan", "recovery", "compensation", "cleared", "road", "power", "price", "no_dispute")


def clean(**values: Any) -> SiteStanding:
    return standing(site(**values), [replace(one, site=values.get("id", "MB")) for one in proven(*ALL)], None, None, DAY)


# --- conditions


@pytest.mark.parametrize("case", PAPERS, ids=lambda case: case["name"])
def test_a_condition_is_met_by_a_live_paper_only(case: dict[str, Any]) -> None:
    one = by_papers("price", [paper("price", **values) for values in case["papers"]], DAY, "CQ0")
    assert str(one.state) == case["expect"]
    if "expected" in case:
        assert (one.expected, one.agency) == (case["expected"], case["agency"])


def test_a_site_is_clean_when_every_condition_is_proven() -> None:
    one = standing(site(), proven(*ALL), None, None, DAY)
    assert (one.clean, one.missing, one.expected) == (True, (), "")
    assert [element.element for element in one.elements] == list(ALL)


@pytest.mark.parametrize("lost", ALL)
def test_a_site_without_one_proof_is_not_clean(lost: str) -> None:
    one = standing(site(), [p for p in proven(*ALL) if p.element != lost], None, None, DAY)
    assert (one.clean, [element.element for element in one.missing]) == (False, [lost])


def test_a_site_without_area_or_without_stated_needs_is_not_clean() -> None:
    assert standing(site(area_ha=None), proven(*ALL), None, None, DAY).clean is False
    bare = standing(site(needs=()), proven(*ALL), None, None, DAY)
    assert [element.element for element in bare.missing] == ["infrastructure"]


def test_the_last_condition_says_when_a_site_will_be_clean() -> None:
    papers = [*proven("plan", "recovery", "compensation", "cleared", "road"), paper("power", expected="2027-03"),
              paper("price", expected="2027"), paper("no_dispute", expected="2027-06-30")]
    assert standing(site(), papers, None, None, DAY).expected == "2027"
    assert standing(site(), papers[:-1], None, None, DAY).expected == ""


def test_who_holds_a_condition_is_said_not_supposed() -> None:
    one = standing(site(), [paper("price", expected="2027", agency="CQ7")], None, None, DAY)
    held = {element.element: element.agency for element in one.missing}
    assert held == {"plan": "", "recovery": "CQ0", "compensation": "CQ0", "cleared": "CQ0", "road": "", "power": "", "price": "CQ7",
                    "no_dispute": ""}


def parcels(**values: Any) -> ParcelsOfSite:
    done = {"recovery": 3, "compensation": 3, "cleared": 3}
    given = {"of": 3, "done": done, "documents": {name: (f"{name}/BB",) for name in done}, "last_on": dict.fromkeys(done, date(2026, 4, 1)),
             "area_ha": Decimal(4), "cleared_ha": Decimal(4), **values}
    return ParcelsOfSite(**given)


def test_the_ladder_of_the_parcels_decides_where_they_are_on_file() -> None:
    papers = proven("plan", "road", "power", "price", "no_dispute")
    assert standing(site(), papers, parcels(), None, DAY).clean
    two = parcels(done={"recovery": 3, "compensation": 3, "cleared": 2}, clear_on=date(2027, 1, 15))
    (missing,) = standing(site(), papers, two, None, DAY).missing
    assert (missing.element, missing.state) == ("cleared", ElementState.MISSING)
    assert (missing.done, missing.of, missing.expected) == (2, 3, "2027-01-15")


def test_a_paper_does_not_outdo_the_ladder() -> None:
    one = standing(site(), proven(*ALL), parcels(done={"recovery": 3, "compensation": 3, "cleared": 0}), None, DAY)
    assert [(element.element, element.state) for element in one.missing] == [("cleared", ElementState.CONTRADICTED)]
    assert [f.code for f in standing_findings([one], [], DAY)] == ["LND-073"]


def test_an_expired_proof_of_a_parcel_takes_the_site_down() -> None:
    one = standing(site(), proven("plan", "road", "power", "price", "no_dispute"), parcels(done={}, expired=1), None, DAY)
    assert {element.state for element in one.missing} == {ElementState.EXPIRED}


def test_parcels_smaller_than_the_site_leave_it_uncleared() -> None:
    papers = proven("plan", "road", "power", "price", "no_dispute")
    one = standing(site(), papers, parcels(area_ha=Decimal("3.4")), None, DAY)
    assert [element.element for element in one.missing] == ["cleared"]
    found = site_findings([site()], [], {"MB": parcels(area_ha=Decimal("3.4"))})
    assert [f.code for f in found] == ["LND-074"]


@pytest.mark.parametrize(("one", "other", "less"), [
    ("3.5", "4", False), ("3.4", "4", True), ("3.99", "4.00", True), ("3.995", "4.00", False),
])
def test_areas_are_compared_to_the_digit_printed(one: str, other: str, less: bool) -> None:
    assert smaller(Decimal(one), Decimal(other)) is less


def test_what_is_wrong_with_papers_is_told_at_once() -> None:
    sites = [site(needs=("road", "wifi"), area_ha=None)]
    papers = [paper("price", done_on=date(2026, 1, 1), document="1/QĐ"), paper("road", document="2/BB"), paper("power", expected="2027")]
    assert [f.code for f in site_findings(sites, papers, {})] == ["LND-070", "LND-079", "LND-070", "LND-077", "LND-076"]
    papers = [paper("power", expected="2026-06"), paper("price", done_on=date(2027, 1, 1), document="3", digest="c")]
    late = standing(site(), papers, None, None, DAY)
    assert sorted(f.code for f in standing_findings([late], papers, DAY)) == ["LND-072", "LND-078"]


@pytest.mark.parametrize(("lat", "lon", "codes"), [("22.1", "106.5", []), ("1e20", "106.5", ["LND-067"]), ("22.1", None, ["LND-067"])])
def test_a_place_that_is_nowhere_is_told(lat: str, lon: str | None, codes: list[str]) -> None:
    one = site(lat=Decimal(lat), lon=None if lon is None else Decimal(lon))
    assert [f.code for f in site_findings([one], [], {})] == codes
    assert (one.point is None) is bool(codes)


# --- catalogue


def test_a_search_says_what_fits_what_fails_and_what_nobody_knows() -> None:
    shown = [clean(id="A", zone="K1", area_ha=Decimal(4)), clean(id="B", zone="K2", area_ha=Decimal(9)), clean(id="C", area_ha=Decimal(4))]
    query = SiteQuery(Decimal(3), Decimal(5), frozenset({"K1"}), "G", Decimal(10), ("road",), "", True)
    found = search(shown, query, {"A": 2.0, "B": 3.0})
    assert [(match.standing.site.id, match.fits) for match in found] == [("A", True), ("B", False), ("C", None)]
    assert [str(verdict.criterion) for verdict in found[1].failing] == ["area_most", "zone"]
    assert [match.standing.site.id for match in best_first(reversed(found))] == ["A", "C", "B"]


def test_infrastructure_counts_only_when_proven() -> None:
    one = standing(site(), [p for p in proven(*ALL) if p.element != "power"], None, None, DAY)
    (match,) = search([one], SiteQuery(needs=("road", "power")), {})
    assert (match.fits, match.verdicts[0].has) == (False, "power")


# --- requests and routes


def test_routes_follow_the_case_and_unknown_stays_unknown() -> None:
    view = law.at(DAY)
    expected = {"auction_land": "auction", "bidding_project": "bidding", "public_work": "direct", "ppp": "direct", "park_sublease": ""}
    assert route_of(view, "").route == ""
    assert {case: route_of(view, case).route for case in expected} == expected
    assert route_of(law.at(date(2020, 1, 1)), "ppp").route == ""
    assert [step.code for step in steps_of(view, "auction")][:3] == ["clean", "plan", "price"]
    assert steps_of(view, "") == ()


def test_a_request_sees_sites_offered_with_reasons_and_follows_its_steps() -> None:
    view = law.at(DAY)
    shown = [clean(id="A"), clean(id="B"), standing(site(id="C"), [], None, None, DAY), clean(id="D", for_investors=False)]
    offers = [SiteOffer("NC1", "A", answer="accepted"), SiteOffer("NC2", "B", answer="accepted")]
    records = [AllocationRecord("NC1", "A", "auction", "clean", date(2026, 6, 1), "1/BB"),
               AllocationRecord("NC1", "A", "auction", "plan", date(2026, 6, 9), "2/QĐ")]
    one = request_standing(SiteRequest("NC1", case="auction_land"), shown, offers, records, view)
    assert [(match.standing.site.id, match.fits) for match in one.matches] == [("A", True), ("C", False)]
    assert (one.site, one.next_step and one.next_step.code) == ("A", "price")
    assert [step.done_on for step in one.steps][:3] == [date(2026, 6, 1), date(2026, 6, 9), None]


def test_wrong_turns_of_an_allocation_are_told() -> None:
    view = law.at(DAY)
    shown = [clean(id="A"), standing(site(id="C"), [], None, None, DAY)]
    offers = [SiteOffer("NC1", "A", answer="accepted"), SiteOffer("NC2", "A", answer="accepted"), SiteOffer("NC2", "C", answer="waiting")]
    records = [
        AllocationRecord("NC1", "A", "bidding", "plan", date(2026, 6, 1), "1"),
        AllocationRecord("NC1", "A", "auction", "clean", date(2026, 7, 1), "2"),
        AllocationRecord("NC1", "A", "auction", "dance", date(2026, 7, 1), "3"),
    ]
    asked = [request_standing(SiteRequest("NC1", case="auction_land"), shown, offers, records, view),
             request_standing(SiteRequest("NC2"), shown, offers, records, view)]
    codes = [f.code for f in allocation_findings(asked, records, {one.site.id: one for one in shown})]
    assert sorted(codes) == ["LND-080", "LND-081", "LND-082", "LND-083", "LND-084", "LND-085"]


# --- order of work

RULES = (OrderRule("TT1", 1, "Khu kinh tế", zone_kinds=("economic_zone",)), OrderRule("TT2", 2, "Phần còn lại"))


@pytest.mark.parametrize("case", ORDERS, ids=lambda case: case["name"])
def test_the_order_is_called_broken_only_when_the_days_say_so(case: dict[str, Any]) -> None:
    works = [
        SiteWork(name, name, ((f"Z{name}", one["zone"]),), one.get("listed"), one.get("began"), None, "UBND xã", one.get("complete", True),
                 one.get("exception", ""))
        for name, one in case["sites"].items()
    ]
    found = order_of_work(works, RULES, DAY)
    assert {one.work.site: list(one.passed) for one in found if one.broken} == case["broken"]
    assert {one.work.site: list(one.open) for one in found if one.open} == case["open"]
    assert {one.work.site: list(one.passed) for one in found if one.passed and not one.broken} == case.get("excepted", {})
    codes = {"broken": "LND-090", "open": "LND-091", "excepted": "LND-092"}
    assert [f.code for f in order_findings(found)] == [code for key, code in codes.items() if case.get(key)]


def test_a_breach_names_who_began() -> None:
    works = [SiteWork("A", "Trong khu", (("Z1", "economic_zone"),), date(2025, 1, 1)),
             SiteWork("B", "Ngoài khu", (), date(2025, 1, 1), date(2025, 9, 1), None, "UBND xã Suối Chè")]
    (told,) = order_findings(order_of_work(works, RULES, DAY))
    assert told.values["by"] == "UBND xã Suối Chè"
    assert told.text("message") == ("Mặt bằng B (thứ 2) bắt đầu ngày 01/09/2025, khi mặt bằng thứ trước còn chờ: A (Trong khu). "
                                    "Bên bắt đầu: UBND xã Suối Chè.")


def test_a_rule_holds_from_its_day_and_a_site_in_no_rule_is_told() -> None:
    rules = (OrderRule("TT1", 1, "Khu kinh tế", zone_kinds=("economic_zone",), since=date(2026, 1, 1)),)
    works = [SiteWork("A", "A", (("Z1", "economic_zone"),), None, date(2025, 5, 1))]
    assert [one.rule for one in order_of_work(works, rules, DAY)] == [None]
    assert [f.code for f in order_findings(order_of_work(works, rules, DAY))] == ["LND-093"]


# --- published figures


def told(record: str, day: str, **figures: str) -> PublishedFigures:
    return PublishedFigures(record, day, {name: Decimal(value) for name, value in figures.items()}, "", "", "", Place())


def test_published_figures_disagree_when_a_total_changes_or_work_is_undone() -> None:
    records = [told("L1", "2024", area_done_ha="127.49", households_total="495"), told("L2", "2025-02", area_done_ha="80"),
               told("L3", "2025-07", area_done_ha="97", households_total="1006")]
    assert [f.where.column for f in disagreements("MB", records)] == ["area_done_ha", "households_total"]
    assert list(disagreements("MB", [told("L1", "2025-07", area_done_ha="451.6"), told("L2", "2025-10", area_done_ha="455.61")])) == []


def test_parts_beside_their_total_do_not_disagree() -> None:
    parts = [told("L1", "2025-03", area_required_ha="49.35", households_total="818"),
             told("L2", "2025-03", area_required_ha="31.52", households_total="984"),
             told("L3", "2025-03", area_required_ha="80.87", households_total="1802")]
    assert list(disagreements("MB", parts)) == []
    assert [f.where.column for f in disagreements("MB", [*parts[:2], told("L3", "2025-03", area_required_ha="80.88")])] == [
        "area_required_ha", "households_total"]
