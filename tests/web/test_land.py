"""The room of land: parcels by step, a proof entered, the public catalogue, requests, the clearing order and the cash ahead."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quyhoach_web.models import AuditEntry, Import, Record, Role, Run
from quyhoach_web.queries import land_board
from quyhoach_web.services import making, people, provinces, records, standing

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 24)
"""The day every page of these tests is looked at."""


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch):
    """A test's rows are rolled back, its revision comes again: what was read for it must not stay."""
    from django.utils import timezone  # app-ready

    monkeypatch.setattr(timezone, "localdate", lambda *_: ON)
    standing.forget()
    making.forget()
    yield
    standing.forget()
    making.forget()


def text(answer, status=200):
    assert answer.status_code == status, answer.status_code
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", "", answer.content.decode(), flags=re.S))))


def put(table, key, **values):
    found = Record.objects.filter(layer="facts", table=table, key=key).first()
    before = found.values if found else None
    records.apply([records.RowChange("facts", table, key, before, {**(before or {}), **values})], "test", "edit")


def codes(answer):
    return [row["code"] for row in answer.context["rows"]]


# --- the board


def test_the_board_counts_parcels_and_hectares_by_step_and_puts_the_urgent_first(sign_in):
    page = sign_in("land_fund").get("/land/")
    assert [(one["count"], str(one["area"]), one["late"]) for one in page.context["columns"]] == [(1, "0.5", 0), (4, "5.0", 0)]
    assert codes(page) == ["TD05", "TD01", "TD02", "TD03", "TD04"]
    assert page.context["rows"][0]["expired"]
    assert [figure["value"] for figure in page.context["figures"]] == ["5", "4", "0", "1", "0"]


def test_a_clock_that_has_run_out_is_late_and_stands_first(sign_in):
    """The plan was approved on 20/01/2026; without a proof of payment the thirty days ended in Tết, so on 23/02/2026."""
    undone = ("payment", "handover", "managed")
    paid = [row for row in Record.objects.filter(table="clearance_steps").order_by("position")
            if row.values["step"] in undone and row.values.get("parcel") != "TD04"]
    records.apply([records.RowChange("facts", row.table, row.key, row.values, None) for row in paid], "test", "edit")
    page = sign_in("planner").get("/land/")
    first = page.context["rows"][0]
    assert codes(page)[:3] == ["TD01", "TD02", "TD03"]
    assert (first["late"], first["waits"], first["due"]) == (True, "chi trả bồi thường, hỗ trợ", "23/02/2026, trễ hạn")
    assert page.context["figures"][2]["value"] == "3"
    assert [(one["project"], one["parcels"]) for one in page.context["waiting"]] == [("DA02", ["TD01", "TD02", "TD03"])]
    assert "điều 94 khoản 3" in text(sign_in("planner").get("/land/parcels/TD01/"))


def test_a_code_may_hold_a_slash_and_a_list_may_lack_everything(sign_in):
    put("land_parcels", "12/85/", parcel="12/85", source="thử", as_of="2026-01-01")
    put("sites", "K/1", site="K/1", name_vi="Khu một", for_investors=True, source="thử", as_of="2026-01-01")
    client = sign_in("planner")
    page = client.get("/land/?q=12/85")
    assert codes(page) == ["12/85", "TD01"], "sheet 12, number 85 is found as well"
    assert "chưa bước nào" in text(page)
    assert text(client.get("/land/parcels/12/85/"))
    assert "chưa rõ diện tích" in text(sign_in("").get("/land/sites/K/1/"))
    assert text(sign_in("").get("/land/sites/"))
    said = {"step": "recovery_plan", "done_on": "20/11/2026", "document": "1/KH", "digest": "b" * 64}
    assert client.post("/land/parcels/12/85/proof/", said).status_code == 302
    assert client.get("/land/?q=12/85").context["rows"][0]["step"] == "kế hoạch thu hồi đất, bồi thường, hỗ trợ, tái định cư"


@pytest.mark.parametrize(("query", "found"), [
    ("q=mat bang duong", ["TD01", "TD02", "TD03"]), ("q=td05", ["TD05"]), ("site=MB02X", ["TD04"]),
    ("project=DA02", ["TD01", "TD02", "TD03"]),
    ("mark=expired", ["TD05"]), ("mark=open", ["TD05"]), ("step=meeting", ["TD05"]), ("mark=forged&page=zz&q=khong co", []),
])
def test_search_needs_no_accents_and_filters_narrow(sign_in, query, found):
    assert codes(sign_in("planner").get(f"/land/?{query}")) == found


@pytest.mark.parametrize("address", ["/land/?q={}", "/land/sites/?q={}"])
def test_a_list_asks_as_often_for_one_row_as_for_three(sign_in, address):
    client, asked = sign_in("planner"), []
    one, three = ("td05", "mat bang duong") if "sites" not in address else ("kho lanh", "kh")
    client.get(address.format(""))
    for words in (one, three):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address.format(words))
        asked.append((len(queries), len(page.context["rows"])))
    assert asked[0][0] == asked[1][0]
    assert asked[0][1] < asked[1][1]


def test_the_exported_list_loads_back_without_a_difference(sign_in):
    client = sign_in("planner")
    book = client.get("/land/parcels.xlsx?site=MB01").content
    said = {"layer": "facts", "table": "land_parcels", "file": SimpleUploadedFile("thua-dat.xlsx", book)}
    assert client.post("/data/imports/new/", said).status_code == 302
    assert {change["kind"] for change in Import.objects.latest("pk").changes} == {"unchanged"}
    assert len(Import.objects.latest("pk").changes) == 3


def commune_officer(client, areas):
    from quyhoach_web.models import Account  # app-ready

    account = Account.objects.get(username="test-commune")
    people.change("test", account.pk, account.version, "Xã", True, [people.Held(Role.COMMUNE, "", areas)])
    return client


def test_a_commune_officer_sees_the_parcels_of_the_commune(sign_in):
    here = commune_officer(sign_in("commune"), ("2025-00011",))
    assert len(codes(here.get("/land/"))) == 5
    there = commune_officer(sign_in("commune"), ("2025-00013",))
    assert codes(there.get("/land/")) == []
    assert there.get("/land/parcels/TD01/").status_code == 404
    assert there.post("/land/parcels/TD01/proof/").status_code == 403


# --- a parcel and its proofs


def test_a_parcel_shows_its_dated_proofs_and_its_money_to_their_readers_alone(sign_in):
    whole, less = text(sign_in("land_fund").get("/land/parcels/TD01/")), text(sign_in("agency").get("/land/parcels/TD01/"))
    assert "19/QĐ-UBND-TH (tưởng tượng)" in whole
    assert "19/QĐ-UBND-TH (tưởng tượng)" in less
    for secret in ("H01", "3.910.800.000", "15.000 × 60.000 × 1,2 = 1.080.000.000"):
        assert secret in whole
        assert secret not in less


def test_an_expired_notice_takes_the_parcel_down_and_says_so_with_the_article(sign_in):
    page = sign_in("planner").get("/land/parcels/TD05/")
    said = text(page)
    assert "LND-011" in said
    assert "điều 85" in said
    assert page.context["parcel"]["waits"] == "thông báo thu hồi đất"


def enter(client, **said):
    asked = {"step": "notice", "done_on": "20/11/2026", "document": "77/TB-UBND", "digest": "", "why": "thông báo lại"}
    return client.post("/land/parcels/TD05/proof/", {**asked, **said})


def test_a_proof_is_hashed_written_down_and_the_parcel_climbs(sign_in):
    client, file = sign_in("planner"), b"ban quet thong bao"
    page = enter(client, file=SimpleUploadedFile("thong-bao.pdf", file))
    assert page.status_code == 302, text(page, page.status_code)
    row = Record.objects.get(layer="facts", table="clearance_steps", key="TD05-notice-1")
    assert row.values["digest"] == hashlib.sha256(file).hexdigest()
    assert (row.values["parcel"], row.values["done_on"], row.values["document"]) == ("TD05", "2026-11-20", "77/TB-UBND")
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.who, entry.why, entry.object_id) == (
        "proof", "test-planner", "thông báo lại", "facts/clearance_steps/TD05-notice-1")
    now = client.get("/land/?q=td05").context["rows"][0]
    assert (now["step"], now["expired"]) == ("thông báo thu hồi đất", False)


@pytest.mark.parametrize(("said", "word"), [
    ({}, "Cần tệp hoặc mã băm"), ({"digest": "abc"}, "đúng 64 ký tự"), ({"digest": "a" * 64, "done_on": "25/11/2026"}, "chưa đến"),
    ({"digest": "a" * 64, "done_on": "mai"}, "Ngày viết như"), ({"digest": "a" * 64, "step": "forged"}, "forged"),
    ({"digest": "a" * 64, "document": ""}, "Chưa ghi"), ({"digest": "a" * 64, "document": "MẬT"}, "mật"),
])
def test_what_proves_nothing_is_refused_and_nothing_typed_is_lost(sign_in, said, word):
    before = Record.objects.filter(table="clearance_steps").count()
    page = enter(sign_in("planner"), **said)
    told = text(page, 422)
    assert word.lower() in told.lower()
    assert 'value="thông báo lại"' in page.content.decode()
    assert Record.objects.filter(table="clearance_steps").count() == before


# --- sites


def test_everybody_sees_the_sites_offered_and_a_site_is_clean_with_live_proof_only(sign_in):
    page = sign_in("").get("/land/sites/")
    assert [(row["id"], row["clean"]) for row in page.context["rows"]] == [("MB02X", True), ("MB03X", False)]
    assert sign_in("").get("/land/sites/MB01/").status_code == 404
    assert "NC01" not in text(sign_in("").get("/land/sites/MB02X/"))
    proof = Record.objects.get(layer="facts", table="site_proofs", key__startswith="MB02X/price")
    put("site_proofs", proof.key, valid_to="2026-11-23")
    rows = sign_in("").get("/land/sites/").context["rows"]
    assert [row["clean"] for row in rows if row["id"] == "MB02X"] == [False]
    assert "hết hiệu lực" in text(sign_in("").get("/land/sites/MB02X/"))


@pytest.mark.parametrize(("query", "found"), [
    ("area_least=1,5", ["MB03X"]), ("area_most=1", ["MB02X"]), ("zone=KV02", ["MB02X", "MB03X"]), ("needs=water", ["MB02X"]),
    ("clean=on", ["MB02X"]), ("q=bai xe", ["MB03X"]), ("area_least=nhieu&zone=forged&gate_km=-1", ["MB02X", "MB03X"]),
])
def test_an_investor_searches_by_area_zone_and_infrastructure(sign_in, query, found):
    assert [row["id"] for row in sign_in("").get(f"/land/sites/?{query}").context["rows"]] == found


def test_distance_is_measured_to_the_gate_asked_for(sign_in):
    client = sign_in("")
    gate = Record.objects.get(table="site_requests", key="NC01").values["gate"]
    rows = client.get(f"/land/sites/?gate={gate}&gate_km=2").context["rows"]
    assert [(row["id"], str(row["km"])) for row in rows] == [("MB03X", "1.9")]


def test_the_map_of_the_public_shows_no_other_site(sign_in):
    drawn = {role: {one["properties"]["id"] for one in json.loads(sign_in(role).get("/land/sites/sites.geojson").content)["features"]}
             for role in ("", "planner")}
    assert drawn == {"": {"MB02X", "MB03X"}, "planner": {"MB01", "MB02X", "MB03X"}}


def test_the_panel_of_a_site_is_a_fragment(sign_in):
    answer = sign_in("").get("/land/sites/MB03X/", headers={"X-Requested-With": "fetch"}).content.decode()
    assert "<html" not in answer
    assert "04/2027" in answer


# --- requests


def test_a_request_shows_reasons_route_and_dated_steps(sign_in):
    said = text(sign_in("zone_board").get("/land/requests/NC01/"))
    assert "đấu giá quyền sử dụng đất" in said
    assert "3.100.000.000" in said
    assert "− không quá rộng (2 ha)" in said
    investor = Record.objects.get(table="site_requests", key="NC01").values["investor"]
    assert investor in text(sign_in("land_fund").get("/land/requests/NC01/"))
    assert investor not in said


# --- the order and the cash ahead


def test_the_order_says_which_site_when_how_good_and_who_waits(sign_in):
    page = sign_in("leader").get("/land/order/")
    said = text(page)
    assert page.context["state"] == "made"
    assert [(row["site"], row["year"], row["cost"]) for row in page.context["page"]["lines"]] == [("MB01", "2027", 8000)]
    assert page.context["page"]["gap"] == 0
    assert "Đã chứng minh không thứ tự nào tốt hơn" in said
    assert [(row["site"], row["project"]) for row in page.context["page"]["waits"]] == [("MB01", "DA02")]
    assert [row["land"] for row in page.context["page"]["worths"]] == [4, 0, 0]


def test_the_cash_ahead_shows_every_month_in_its_range(sign_in):
    page = sign_in("leader").get("/land/foresight/").context["page"]
    assert [row["month"] for row in page["months"]][:2] == ["01/2026", "02/2026"]
    assert len(page["months"]) == 36
    assert all(row["p05"] <= row["p50"] <= row["p95"] for row in page["months"])
    assert "1.000 triệu đồng" in page["rest"] + page["first"]


def test_what_takes_longer_says_so_and_comes_by_itself(sign_in, monkeypatch):
    monkeypatch.setattr(making, "PATIENCE", 0)
    client = sign_in("leader")
    first = client.get("/land/foresight/")
    assert first.status_code == 200
    assert first.context["state"] in ("making", "made")
    run = Run.objects.get(published=True)
    making._asked["outlook", run.pk].join(30)
    answer = client.get("/land/foresight/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"


def test_a_long_ladder_says_that_it_is_being_made(sign_in, monkeypatch):
    monkeypatch.setattr(making, "PATIENCE", 0)
    monkeypatch.setattr(land_board, "_kept", [])
    made, ready, begun = land_board.ladder_of, threading.Event(), threading.Event()

    def slow(*asked):
        begun.set()
        ready.wait(30)
        return made(*asked)

    monkeypatch.setattr(land_board, "ladder_of", slow)
    client = sign_in("planner")
    assert "Đang tính" in text(client.get("/land/"))
    assert begun.wait(30)
    polled = {"HX-Request": "true", "HX-Target": "making"}
    assert "hx-get" in client.get("/land/", headers=polled).content.decode()
    ready.set()
    next(iter(making._asked.values())).join(30)
    assert client.get("/land/", headers=polled).headers["HX-Refresh"] == "true"
    assert len(codes(client.get("/land/"))) == 5


def test_without_a_published_plan_the_pages_say_what_to_do(sign_in):
    Run.objects.update(published=False)
    for address in ("/land/order/", "/land/foresight/"):
        assert "Chưa có phương án vốn nào được công bố" in text(sign_in("leader").get(address))


def test_the_menu_leads_the_public_to_the_sites_and_others_to_the_board(sign_in):
    menus = {role: [one["url"] for one in sign_in(role).get("/land/sites/").context["menu"] if one["url"].startswith("/land/")]
             for role in ("", "planner")}
    assert menus == {"": ["/land/sites/"], "planner": ["/land/"]}
    tabs = [one["url"] for one in sign_in("treasury").get("/land/").context["subnav"]]
    assert tabs == ["/land/", "/land/sites/", "/land/order/", "/land/foresight/", "/land/fund/"]


def test_the_ladder_is_read_once_while_nothing_changes(sign_in):
    province = provinces.current()
    assert land_board.ladder_now(province, ON) is land_board.ladder_now(province, ON)


def test_the_desk_of_who_clears_land_leads_to_the_urgent_parcels(sign_in):
    waits = {role: [(one["text"], one["url"]) for one in sign_in(role).get("/desk/").context["waiting"] if "/land/" in one["url"]]
             for role in ("land_fund", "commune", "council")}
    one = ("1 thửa có chứng cứ hết hiệu lực", "/land/?mark=expired")
    assert waits == {"land_fund": [one], "commune": [one], "council": []}


def test_an_address_of_a_refused_form_leads_back(sign_in) -> None:
    fund = sign_in("land_fund")
    parcel = Record.objects.filter(table="land_parcels").values_list("key", flat=True)[0]
    assert fund.get(reverse("land-proof", args=[parcel])).headers["Location"] == reverse("land-parcel", args=[parcel])
    assert fund.get(reverse("land-fund-statement-new")).headers["Location"] == reverse("land-fund-statements")
