"""A row that names what is nowhere is told by its cell before anything is accepted; the good rows may still come in."""

from __future__ import annotations

import pytest
from sent_files import newest, upload, xlsx

from quyhoach.province.checks import check
from quyhoach_web.models import Record
from quyhoach_web.services import provinces, records

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FUNDING = ["project", "fund", "year_cap_share", "assumed"]


def kinds():
    return {one["key"]: one["kind"] for one in newest().changes}


def told(*codes):
    return sorted((one["code"], one["where"], one["severity"]) for one in newest().findings["vi"] if one["code"] in codes)


def test_unknown_project_source_and_rule_are_told_by_cell_and_the_good_row_comes_in(sign_in):
    client = sign_in("planner")
    rows = [FUNDING, ["DA10", "NSDP.CD", 0.4, "nguon-von"], ["DA99", "NSDP.CD", 0.4, "nguon-von"], ["DA10", "NSTW.XX", 0.4, "nguon-von"],
            ["DA10", "NSDP.SDD", 0.4, "khong-co"]]
    answer = upload(client, xlsx(rows, "S"), "nguon.xlsx", "co-so", "funding")
    assert kinds() == {"DA10/NSDP.CD": "new", "DA99/NSDP.CD": "wrong", "DA10/NSTW.XX": "wrong", "DA10/NSDP.SDD": "wrong"}
    assert told("CHK-181", "CHK-182") == [
        ("CHK-181", "trang S, dòng 3, cột project", "error"), ("CHK-181", "trang S, dòng 4, cột fund", "error"),
        ("CHK-182", "trang S, dòng 5, cột assumed", "error")]
    page = client.get(answer["Location"]).content.decode()
    wanted = ("Bảng Nguồn vốn được bố trí cho dự án ghi mã “DA99”, không có trong bảng Danh mục dự án", "“NSTW.XX”",
              "Mã gần đúng: NSTW.TN, NSTW.NN", "Nhận 1 dòng đúng")
    assert [words for words in wanted if words not in page] == []
    client.post(f"/data/imports/{newest().pk}/accept/")
    assert list(Record.objects.filter(layer="co-so", key__in=kinds()).values_list("key", flat=True)) == ["DA10/NSDP.CD"]
    assert [one.code for one in check(provinces.current(), "co-so") if one.code in ("CHK-181", "CHK-182")] == []


def test_rows_of_one_upload_know_each_other_but_not_those_kept_out(sign_in):
    client = sign_in("planner")
    zones = [["zone", "name_vi", "parent", "area_ha"], ["KV05", "Khu năm", "KV06", 1], ["KV06", "Khu sáu", "", 2],
             ["KV07", "Khu bảy", "KV08", 3], ["KV08", "Khu tám", "KV99", 4]]
    projects = [["project", "name_vi", "ownership", "zone"], ["X1", "Dự án một", "public", "KV05"], ["X2", "Dự án hai", "public", "KV07"]]
    upload(client, xlsx(zones, "zones", [("projects", projects)]), "hai.xlsx", "facts", "")
    assert kinds() == {"KV05": "new", "KV06": "new", "KV07": "wrong", "KV08": "wrong", "X1": "new", "X2": "wrong"}
    client.post(f"/data/imports/{newest().pk}/accept/")
    assert set(Record.objects.filter(key__in=kinds()).values_list("key", flat=True)) == {"KV05", "KV06", "X1"}


def test_what_stood_wrong_before_is_not_held_against_a_row_that_mends_something_else(sign_in):
    row = Record.objects.get(layer="facts", table="projects", key="DA01")
    records.apply([records.RowChange("facts", "projects", "DA01", row.values, {**row.values, "agency": "CQ77"})], "t", "edit")
    client = sign_in("planner")
    head = ["project", "name_vi", "ownership", "agency", "capacity"]
    upload(client, xlsx([head, ["DA01", row.values["name_vi"], "public", "CQ77", "130 m"]]), "a.xlsx")
    assert (kinds(), told("CHK-181")) == ({"DA01": "changed"}, [])
    upload(client, xlsx([head, ["DA01", row.values["name_vi"], "public", "CQ78", "130 m"]]), "a.xlsx")
    assert (kinds(), told("CHK-181")) == ({"DA01": "wrong"}, [("CHK-181", "trang Trang 1, dòng 2, cột agency", "error")])


def test_an_old_commune_is_told_with_its_successor(sign_in):
    client = sign_in("planner")
    head = ["project", "name_vi", "ownership", "status", "units"]
    upload(client, xlsx([head, ["X1", "Dự án", "public", "new_start", "00012"]]), "a.xlsx")
    assert kinds() == {"X1": "new"}
    assert told("CHK-142") == [("CHK-142", "trang Trang 1, dòng 2, cột units", "note")]
    assert "2025-00011" in next(one["message"] for one in newest().findings["vi"] if one["code"] == "CHK-142")


def test_a_table_that_is_not_there_yet_is_told_once_and_keeps_no_row_out(sign_in):
    gone = [records.RowChange("facts", "zones", row.key, row.values, None) for row in Record.objects.filter(layer="facts", table="zones")]
    records.apply(gone, "t", "edit")
    client = sign_in("planner")
    head = ["project", "name_vi", "ownership", "zone"]
    upload(client, xlsx([head, ["X1", "Dự án một", "public", "KV01"], ["X2", "Dự án hai", "public", "KV02"]]), "a.xlsx")
    assert kinds() == {"X1": "new", "X2": "new"}
    assert [one["code"] for one in newest().findings["vi"] if one["code"].startswith("CHK")] == ["CHK-183"]


def test_a_row_that_went_between_preview_and_accept_is_told(sign_in):
    client = sign_in("planner")
    upload(client, xlsx([["zone", "name_vi"], ["KV09", "Khu chín"]]), "khu.xlsx", table="zones")
    zone = newest().pk
    client.post(f"/data/imports/{zone}/accept/")
    head = ["project", "name_vi", "ownership", "zone"]
    upload(client, xlsx([head, ["X1", "Dự án", "public", "KV09"], ["X2", "Dự án hai", "public", "KV01"]]), "du-an.xlsx")
    pk = newest().pk
    client.post(f"/data/imports/{zone}/undo/")
    answer = client.post(f"/data/imports/{pk}/accept/")
    page = answer.content.decode()
    assert (answer.status_code, "facts/projects/X1" in page, "“KV09”" in page) == (409, True, True)
    assert not Record.objects.filter(table="projects", key__in=("X1", "X2")).exists()
    assert kinds() == {"X1": "wrong", "X2": "new"}
    client.post(f"/data/imports/{pk}/accept/")
    assert list(Record.objects.filter(table="projects", key__in=("X1", "X2")).values_list("key", flat=True)) == ["X2"]


def test_the_whole_province_comes_in_again_without_a_finding_of_references(sign_in):
    client = sign_in("planner")
    for layer, table in (("facts", "projects"), ("facts", "zones"), ("co-so", "funding"), ("co-so", "locks")):
        upload(client, client.get(f"/data/{layer}/{table}/export.xlsx").content, "a.xlsx", layer, table)
        errors = [one["code"] for one in newest().findings["vi"] if one["severity"] == "error"]
        assert (set(kinds().values()), errors) == ({"unchanged"}, [])
