"""The room of plans: the tree, what each reader sees, a plan's page, its land against areas counted by hand, two drawings compared."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyproj import Transformer

from quyhoach.province.specs.plans import PLANS
from quyhoach.tables import read_table
from quyhoach_web.models import Record
from quyhoach_web.services import provinces, records, standing

pytestmark = pytest.mark.django_db

EAST, NORTH = 376_000.0, 2_441_000.0
TO_DEGREES = Transformer.from_crs("EPSG:9215", "EPSG:4326", always_xy=True)


@pytest.fixture(autouse=True)
def _read_anew():
    """A test's rows are rolled back, its revision comes again: what was read for it must not stay."""
    standing.forget()
    yield
    standing.forget()


STOPS = (0, 497, 500, 550, 700, 990, 1000), (0, 150, 400)
"""Every border has a corner wherever another may meet it, so that what is turned to degrees and back still meets."""


def box(west, south, east, north):
    xs, ys = ([stop for stop in stops if low <= stop <= high] for stops, low, high in ((STOPS[0], west, east), (STOPS[1], south, north)))
    round_ = [*((x, south) for x in xs), *((east, y) for y in ys), *((x, north) for x in reversed(xs)), *((west, y) for y in reversed(ys))]
    corners = [here for here, before in zip(round_, [None, *round_], strict=False) if here != before]
    return {"type": "Polygon", "coordinates": [[[round(c, 13) for c in TO_DEGREES.transform(EAST + x, NORTH + y)] for x, y in corners]]}


def shape(fid, role, edges, **said):
    return {"type": "Feature", "properties": {"id": fid, "role": role, "plan": "QH03", **said}, "geometry": box(*edges)}


def save(name, split, status="decided", more=0, **colours):
    """A plan of 1000 m × 400 m: A up to ``split``, B from there (``more`` metres into A) to 700, C and D beyond, 10 m × 250 m free."""
    rows = [("A", "SKN", (0, 0, split, 400), "Kho bãi A", "Ban Quản Lý Kín"), ("B", "TMD", (split - more, 0, 700, 400), "Dịch vụ B", ""),
            ("C", "DGT", (700, 0, 1000, 150), "Đường C", ""), ("D", "DKV", (700, 150, 990, 400), "Cây xanh D", "")]
    units = [shape(fid, "unit", edges, code=use, name=title, owner=owner, status=status, colour=colours.get(use))
             for fid, use, edges, title, owner in rows]
    outline = shape("R", "plan", (0, 0, 1000, 400), closes=False, stated_ha=40, status=status, name="Ranh")
    provinces.save_layer(name, {"type": "FeatureCollection", "features": [outline, *units]}, f"{name}.geojson", "test")


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", "", answer.content.decode(), flags=re.S))))


def codes(answer):
    """Codes of the rows asked for; those that only show the way down are left out."""
    return re.findall(r'class="deep-\d">\s*<td>([^<]+)</td>', answer.content.decode())


def put(table, key, **values):
    standing_row = Record.objects.filter(layer="facts", table=table, key=key).first()
    before = standing_row.values if standing_row else None
    records.apply([records.RowChange("facts", table, key, before, {**(before or {}), **values})], "test", "edit")


# --- the tree


def test_parents_stand_before_their_children_and_ended_plans_name_their_successor(sign_in):
    page = sign_in("planner").get("/zones/")
    assert re.findall(r'<tr class="deep-(\d)">\s*<td>(\w+)</td>', page.content.decode()) == [
        ("0", "QH01"), ("1", "QH02"), ("2", "QH03"), ("0", "QH04")]
    ended = page.content.decode().partition("<td>QH04</td>")[2]
    assert "chỉ đọc" in ended
    assert '<a href="/zones/QH01/">QH01</a>' in ended.partition("</tr>")[0]


def test_search_needs_no_accents_and_keeps_the_way_down(sign_in):
    client = sign_in("planner")
    page = client.get("/zones/?q=trung chuyen hang hoa")
    assert re.findall(r'class="deep-\d( context)?">\s*<td>(\w+)</td>', page.content.decode()) == [
        (" context", "QH01"), (" context", "QH02"), ("", "QH03")]
    assert codes(client.get("/zones/?status=ended")) == ["QH04"]
    assert codes(client.get("/zones/?q=khong co gi")) == []
    assert len(codes(client.get("/zones/?level=forged&page=zz"))) == 4


def test_a_plan_without_a_decision_says_so_and_is_found_by_it(sign_in):
    put("plans", "QH05", plan="QH05", name_vi="Quy hoạch phân khu số 1", level="zoning", parent="QH02", source="thử", as_of="2026-01-01")
    client = sign_in("planner")
    assert "chưa rõ quyết định" in client.get("/zones/").content.decode().partition("<td>QH05</td>")[2].partition("</tr>")[0]
    found = client.get("/zones/?decision=none")
    assert codes(found) == ["QH05"]
    assert "ZON-140" in text(client.get("/zones/QH05/"))


def test_plans_in_a_circle_are_still_listed(sign_in):
    put("plans", "QH01", parent="QH03")
    assert sorted(codes(sign_in("planner").get("/zones/"))) == ["QH01", "QH02", "QH03", "QH04"]
    assert sign_in("planner").get("/zones/QH01/").status_code == 200


def test_the_list_asks_as_often_for_one_plan_as_for_many(sign_in):
    save("ban-ve", 500)
    client, asked = sign_in("planner"), []
    client.get("/zones/")
    for address, count in (("/zones/?status=ended", 1), ("/zones/?q=q", 4)):
        with CaptureQueriesContext(connection) as queries:
            assert len(codes(client.get(address))) == count
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_plan_page_asks_as_often_with_one_opinion_and_shape_as_with_three(sign_in):
    client, asked = sign_in("planner"), []
    for known in (1, 3):
        for n in range(known):
            put("opinions", f"YT{n}", opinion=f"YT{n}", plan="QH02", side="public", summary_vi="Giữ lối đi.", source="thử", as_of="2026")
        client.get("/zones/QH02/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/zones/QH02/")
        assert page.content.decode().count('<article class="opinion"') == known
        asked.append(len(queries))
    assert asked[0] == asked[1]


# --- who sees what


def test_signed_out_only_decided_plans_show_and_no_note(sign_in):
    put("plans", "QH03", note="ghi chú kín")
    put("plans", "QH05", plan="QH05", name_vi="Bản đang lập", status="draft", parent="QH02", source="thử", as_of="2026")
    public, planner = sign_in(""), sign_in("planner")
    assert codes(public.get("/zones/")) == ["QH01", "QH02", "QH03", "QH04"]
    assert public.get("/zones/QH05/").status_code == public.get("/zones/QH05/shapes.geojson").status_code == 404
    assert planner.get("/zones/QH05/").status_code == 200
    assert "Bản đang lập" not in text(public.get("/zones/QH02/"))
    assert "ghi chú kín" in text(planner.get("/zones/QH03/"))
    assert "ghi chú kín" not in text(public.get("/zones/QH03/"))
    assert b"ghi ch" not in b"".join(everything(public.get("/zones/plans.xlsx").content))


def everything(book):
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def test_signed_out_no_draft_drawing_no_owner_and_no_finding(sign_in):
    save("ban-nhap", 550, "draft")
    save("ban-ve", 500, more=3)
    public, planner = sign_in(""), sign_in("planner")
    for address in ("/zones/QH03/", "/zones/QH03/?layer=ban-nhap", "/zones/QH03/shapes.geojson",
                    "/zones/QH03/shapes.geojson?layer=ban-nhap"):
        said = public.get(address).content.decode()
        assert "Ban Quản Lý Kín" not in said
        assert "ban-nhap/" not in said
        assert "ZON-" not in said
    assert "ban-nhap" in planner.get("/zones/QH03/").content.decode()
    assert "Ban Qu" not in "".join(part.decode("utf-8", "replace") for part in everything(public.get("/zones/QH03/balance.xlsx").content))
    assert public.get("/zones/QH03/compare/ban-nhap/").headers["Location"].startswith("/sign-in/")


def test_a_zone_of_a_joint_project_shows_the_public_no_area(sign_in):
    assert "HT01" in Record.objects.get(table="joint_projects", key="HT01").key
    zone = Record.objects.get(table="joint_projects", key="HT01").values["zone"]
    put("zones", zone, area_ha="77777.7")
    for address in ("/zones/", *(f"/zones/QH0{n}/" for n in range(1, 5))):
        assert "77.777" not in text(sign_in("").get(address))
    inside = [row.key for row in Record.objects.filter(table="plans") if row.values.get("zone") == zone]
    assert all("77.777,7" in text(sign_in("planner").get(f"/zones/{plan}/")) for plan in inside)


def test_an_ended_plan_is_read_only(sign_in):
    client = sign_in("planner")
    assert "/data/facts/plans/QH02/edit/" in client.get("/zones/QH02/").content.decode()
    ended = client.get("/zones/QH04/").content.decode()
    assert "/edit/" not in ended
    assert "Quy hoạch kế tiếp:" in ended


# --- one plan


def test_procedure_shows_every_step_with_its_article_and_what_is_missing(sign_in):
    client = sign_in("planner")
    page = text(client.get("/zones/QH03/"))
    steps = ["phê duyệt nhiệm vụ", "lập đồ án", "lấy ý kiến cơ quan", "lấy ý kiến cộng đồng", "thẩm định", "phê duyệt", "công bố"]
    said = page.partition("Trình tự theo luật")[2]
    places = [said.find(step + " ") for step in steps]
    assert -1 not in places
    assert "06/01/2025 – 20/02/2025" in said
    assert "Luật Xây dựng 50/2014/QH13" in said
    gone = Record.objects.filter(layer="facts", table="plan_steps", values__plan="QH03", values__step="appraisal").get()
    records.apply([records.RowChange("facts", "plan_steps", gone.key, gone.values, None)], "test", "edit")
    page = client.get("/zones/QH03/").content.decode()
    assert re.search(r'<tr class="is-missing"><td><strong>thẩm định</strong></td>\s*<td><span class="badge state-out">thiếu</span>', page)


def test_consultation_shows_reply_outcome_and_what_changed(sign_in):
    page = text(sign_in("planner").get("/zones/QH03/")).partition("Lấy ý kiến cơ quan và cộng đồng")[2]
    assert "3 ý kiến; 2 ý kiến làm đồ án thay đổi; 0 ý kiến chưa được trả lời" in page
    assert re.search(r"YK02 · cộng đồng dân cư · cộng đồng dân cư thôn Suối Chè · 25/01/2025 .*"
                     r"Giữ lối đi rộng 4 m.*\(10/02/2025\).*tiếp thu.*ND05", page)
    put("opinions", "YK03", reply_vi="", replied_on="", outcome="")
    assert "1 ý kiến chưa được trả lời" in text(sign_in("planner").get("/zones/QH03/"))


def test_items_show_what_asks_for_them_and_who_carries_them_out(sign_in):
    page = sign_in("planner").get("/zones/QH02/").content.decode()
    row = page.partition('id="item-ND02"')[2].partition("</tr>")[0]
    assert "CD01-1" in row
    assert 'href="/zones/QH01/#item-ND01"' in row
    assert 'href="/capital/projects/DA02/"' in row
    assert "/capital/" not in sign_in("").get("/zones/QH02/").content.decode().partition('id="item-ND02"')[2].partition("</tr>")[0]
    put("plan_items", "ND09", item="ND09", plan="QH02", name_vi="Việc không ai giao", source="thử", as_of="2026")
    row = sign_in("planner").get("/zones/QH02/").content.decode().partition('id="item-ND09"')[2].partition("</tr>")[0]
    assert "chưa nêu căn cứ" in row
    assert "chưa ai thực hiện" in row


# --- land


def test_the_balance_is_that_of_the_rectangles_and_adds_up(sign_in):
    save("ban-ve", 500)
    page = text(sign_in("planner").get("/zones/QH03/")).partition("Bảng cân bằng")[2].partition("Chỉ tiêu đang")[0]
    for use, hectares in (("SKN", "20,00"), ("TMD", "8,00"), ("DGT", "4,50"), ("DKV", "7,25")):  # 500×400, 200×400, 300×150, 290×250
        assert re.search(rf"\({use}\) {hectares} ", page), use
    assert re.search(r"chưa phân bổ 0,25 0,6 %", page)
    assert re.search(r"Tổng 40,00 100 %", page)


def test_the_official_form_has_the_same_total(sign_in):
    save("ban-ve", 500)
    answer = sign_in("planner").get("/zones/QH03/balance.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content), data_only=True).worksheets[0]
    totals = [row for row in sheet.iter_rows(values_only=True) if row[1] == "Tổng cộng" or row[1] == "Tổng"]
    assert [round(row[3], 2) for row in totals] == [40.0]


def test_findings_name_exact_square_metres_owners_and_remedy(sign_in):
    save("ban-ve", 500, more=3)
    page = text(sign_in("planner").get("/zones/QH03/")).partition("Phát hiện và cách sửa")[2].partition("Trình tự theo luật")[0]
    assert re.search(r"Lỗi ZON-053 1\.200 m² · A, B .*Cách sửa: .*dời ranh xa nhất 3 m", page)  # 3 m × 400 m
    assert re.search(r"ZON-050 2\.500 m² · D, C .*dời ranh xa nhất 10 m", page)  # 10 m × 250 m
    assert "Ai quyết:" in page


def test_the_map_draws_the_shapes_where_they_are(sign_in):
    save("ban-ve", 500, more=3)
    drawn = json.loads(sign_in("planner").get("/zones/QH03/shapes.geojson").content)["features"]
    by_id = {one["properties"]["id"]: one for one in drawn}
    assert list(by_id)[:2] == ["R", "A"]
    assert set(by_id) == {"R", "A", "B", "C", "D", "fault-1", "fault-2"}
    back = Transformer.from_crs("EPSG:4326", "EPSG:9215", always_xy=True)
    for name, (west, south, east, north) in (("A", (0, 0, 500, 400)), ("fault-1", (497, 0, 500, 400))):
        coordinates = by_id[name]["geometry"]["coordinates"]
        ring = coordinates[0] if by_id[name]["geometry"]["type"] == "Polygon" else coordinates[0][0]
        points = [back.transform(*corner) for corner in ring]
        found = [min(p[0] for p in points), min(p[1] for p in points), max(p[0] for p in points), max(p[1] for p in points)]
        assert found == pytest.approx([EAST + west, NORTH + south, EAST + east, NORTH + north], abs=0.005)  # the way back through the datum
    assert by_id["A"]["properties"]["panel"] == "/map/panel/plan/ban-ve/A/"


def test_the_legend_says_whose_colours_they_are(sign_in):
    save("ban-ve", 500)
    assert "Màu trung tính của chương trình, chỉ để phân biệt" in text(sign_in("").get("/zones/QH03/"))
    save("ban-ve", 500, SKN="#FAAAA0")
    page = sign_in("").get("/zones/QH03/")
    assert 'fill="#faaaa0"' in page.content.decode()
    assert "mã đất không có màu trong lớp" in text(page)
    save("ban-ve", 500, SKN="#FAAAA0", TMD="#FAAAA1", DGT="#FAAAA2", DKV="javascript:")
    assert "javascript:" not in sign_in("").get("/zones/QH03/").content.decode()
    save("ban-ve", 500, SKN="#FAAAA0", TMD="#FAAAA1", DGT="#FAAAA2", DKV="#FAAAA3")
    assert "Màu theo lớp bản đồ của tỉnh." in text(sign_in("").get("/zones/QH03/"))


def test_a_layer_that_moves_moves_the_balance(sign_in):
    save("ban-ve", 500)
    client = sign_in("planner")
    assert "(SKN) 20,00 " in text(client.get("/zones/QH03/"))
    save("ban-ve", 550)
    assert "(SKN) 22,00 " in text(client.get("/zones/QH03/"))


def test_quotas_stand_beside_the_land_with_their_amendments(sign_in):
    page = text(sign_in("").get("/zones/QH02/")).partition("Chỉ tiêu đang có hiệu lực")[2]
    assert "chưa vẽ" in page
    assert "Đất thương mại, dịch vụ (TMD)" in page


def test_a_layer_nobody_can_read_breaks_no_page(sign_in):
    broken = [shape("X", "unit", (0, 0, 1000, 400)) | {"geometry": None}, "x"]
    provinces.save_layer("a/../b c", {"type": "FeatureCollection", "features": broken}, "x", "test")
    save("ban-ve", 500)
    assert "(SKN) 20,00 " in text(sign_in("planner").get("/zones/QH03/"))


# --- two drawings


def test_the_comparison_says_what_became_what(sign_in):
    save("ban-cu", 500)
    save("ban-moi", 550)
    client = sign_in("council")
    page = text(client.get("/zones/QH03/compare/ban-moi/?layer=ban-cu"))
    assert "2,00 ha đổi mục đích sử dụng; 2 ô đất không đổi." in page  # 50 m × 400 m
    assert "2,00 ha : Đất thương mại, dịch vụ (TMD) → Đất cụm công nghiệp (SKN)" in page
    assert "Tổng sau 22,00 6,00 4,50 7,25 0,25 40,00" in page
    book = openpyxl.load_workbook(io.BytesIO(client.get("/zones/QH03/compare/ban-moi/difference.xlsx?layer=ban-cu").content))
    assert 2.0 in [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]


def test_a_comparison_with_itself_or_with_nothing_is_not_there(sign_in):
    client = sign_in("planner")
    assert client.get("/zones/QH02/compare/QH02/").status_code == 404
    assert client.get("/zones/QH02/compare/khong-co/").status_code == 404
    assert client.get("/zones/QH01/compare/QH02/").status_code == 404


# --- files


def test_the_list_reads_back_as_the_table(sign_in, tmp_path):
    file = tmp_path / "plans.xlsx"
    file.write_bytes(sign_in("planner").get("/zones/plans.xlsx").content)
    read = read_table(file, PLANS)
    assert [row.values for row in read.table.rows] == [row.values for row in provinces.current().facts["plans"].rows]


def test_codes_with_a_slash_have_a_page(sign_in):
    put("plans", "05/QH", plan="05/QH", name_vi="Quy hoạch có gạch chéo", parent="QH01", source="thử", as_of="2026")
    client = sign_in("planner")
    assert 'href="/zones/05/QH/"' in client.get("/zones/").content.decode()
    assert "Quy hoạch có gạch chéo" in text(client.get("/zones/05/QH/"))
