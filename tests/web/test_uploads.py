"""Files as a commune's officer has them: every kind that the library reads works here, every other is refused with a clear word."""

from __future__ import annotations

import io
import unicodedata
import zipfile

import pytest
from sent_files import newest, ods, text, upload, xls, xlsx

from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables.kinds import header
from quyhoach_web.models import AuditEntry, Import, Record

pytestmark = pytest.mark.django_db
FUNDING = [
    [header(SCENARIO["funding"].column(name), "vi") for name in ("project", "fund", "year_cap_share", "life_cap", "as_of")],
    ["DA10", "NSDP.CD", "40%", "1.234.567", "03/04/2026"], ["DA10", "NSDP.SDD", "12,5 %", "2.000", "04/2026"]]
ZONES = [[header(FACTS["zones"].column(name), "vi") for name in ("zone", "name_vi", "area_ha", "established")],
         ["KV09", "Khu thử Đường Ốc", "1.234.567,8", "2026"]]


KINDS = {
    "a.xlsx": xlsx, "a.xlsm": xlsx, "a.xls": xls, "a.ods": ods,
    "a.csv": lambda rows: text(rows, ";", "utf-8-sig"),  # Vietnamese Excel, "CSV UTF-8"
    "b.csv": lambda rows: text(rows, ";", "utf-16"),
    "a.txt": lambda rows: text(rows, "\t", "utf-16"),    # Excel, "Unicode Text"
    "a.tsv": lambda rows: text(rows, "\t", "utf-8"),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_file_the_library_reads_comes_in(sign_in, name):
    client = sign_in("planner")
    assert upload(client, KINDS[name](FUNDING), name, "co-so", "funding").status_code == 302
    assert [one for one in newest().findings["vi"] if one["severity"] == "error"] == []
    assert client.post(f"/data/imports/{newest().pk}/accept/").status_code == 302
    said = {row.key: row.values for row in Record.objects.filter(layer="co-so", table="funding", key__startswith="DA10/")}
    assert said == {
        "DA10/NSDP.CD": {"project": "DA10", "fund": "NSDP.CD", "year_cap_share": "0.4", "life_cap": 1234567, "as_of": "2026-04-03"},
        "DA10/NSDP.SDD": {"project": "DA10", "fund": "NSDP.SDD", "year_cap_share": "0.125", "life_cap": 2000, "as_of": "2026-04"}}
    assert upload(client, KINDS[name](ZONES), name, "facts", "zones").status_code == 302
    client.post(f"/data/imports/{newest().pk}/accept/")
    zone = Record.objects.get(layer="facts", table="zones", key="KV09").values
    assert zone == {"zone": "KV09", "name_vi": "Khu thử Đường Ốc", "area_ha": "1234567.8", "established": 2026}


def old_vietnamese(words):
    """Text in Windows-1258: letters with their marks behind them, as that page has them."""
    marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    parts = []
    for letter in words:
        plain = unicodedata.normalize("NFD", letter)
        behind = "".join(mark for mark in plain if mark in marks)
        parts.append(unicodedata.normalize("NFC", "".join(mark for mark in plain if mark not in marks)) + behind)
    return "".join(parts).encode("cp1258")


@pytest.mark.parametrize(("name", "content", "code", "words"), [
    ("cu.csv", old_vietnamese("\r\n".join(";".join(line) for line in ZONES)), "TAB-008", "CSV UTF-8"),
    ("van-ban.xlsx", None, "TAB-005", "không phải tệp bảng"),
    ("mat-khau.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(2000), "TAB-006",
     "bỏ mật khẩu"),
    ("rong.xlsx", b"", "WEB-003", "rỗng"), ("trang.csv", b" \r\n ", "TAB-002", "không có nội dung"),
    ("anh.jpg", b"\xff\xd8", "WEB-001", ".xlsx"), ("goi.zip", b"PK\x03\x04", "WEB-001", "giải nén trước"),
    ("xa.shp", b"x", "WEB-012", "QGIS"), ("xa.KML", b"x", "WEB-012", "EPSG:4326"), ("cut.xlsx", xlsx(ZONES)[:900], "TAB-004", "bị cắt cụt"),
])
def test_a_file_nobody_can_open_is_refused_at_once(sign_in, name, content, code, words):
    if content is None:  # a letter saved by Word, renamed
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", "<w/>")
        content = buffer.getvalue()
    answer = upload(sign_in("planner"), content, name, table="zones")
    page = answer.content.decode()
    assert (answer.status_code, code in page, words in page) == (422, True, True)
    assert not Import.objects.exists()


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(sign_in):
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(ZONES))) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        with new.open("xl/media/image1.xml", "w", force_zip64=True) as member:
            for _ in range(260):
                member.write(bytes(2**20))
    assert len(buffer.getvalue()) < 400_000
    answer = upload(sign_in("planner"), buffer.getvalue(), "bom.xlsx", table="zones")
    assert (answer.status_code, "TAB-007" in answer.content.decode()) == (422, True)
    assert not Import.objects.exists()


def test_a_sheet_without_a_header_shows_what_is_wanted_and_waits_for_nobody(sign_in):
    client = sign_in("planner")
    answer = upload(client, xlsx(ZONES[1:]), "khong-tieu-de.xlsx", table="zones")
    page = client.get(answer["Location"]).content.decode()
    assert [words for words in ("TAB-021", "Mã khu", "Không đọc được dòng nào", "không có gì để nhận") if words not in page] == []
    assert "/accept/" not in page
    assert (newest().state, newest().changes) == ("empty", [])
    assert "khong-tieu-de" not in client.get("/desk/").content.decode()


def test_a_second_sheet_is_named_when_one_table_was_asked_for(sign_in):
    client = sign_in("planner")
    upload(client, xlsx(ZONES, "Năm 2026", [("Năm 2027", [ZONES[0], ["KV10", "Khu khác", "3", "2027"]])]), "hai.xlsx", table="zones")
    assert [one["key"] for one in newest().changes] == ["KV09"]
    told = next(one for one in newest().findings["vi"] if one["code"] == "WEB-013")
    assert "“Năm 2026”; không đọc: Năm 2027" in told["message"]
    upload(client, xlsx(ZONES), "mot.xlsx", table="zones")
    assert "WEB-013" not in [one["code"] for one in newest().findings["vi"]]


def test_sheets_named_after_tables_come_in_together(sign_in):
    client = sign_in("planner")
    book = xlsx(ZONES, "zones", [("agencies", [["agency", "name_vi"], ["CQ09", "Cơ quan thử"]])])
    upload(client, book, "hai-bang.xlsx", table="")
    found = sorted((one["table"], one["key"], one["kind"]) for one in newest().changes)
    assert found == [("agencies", "CQ09", "new"), ("zones", "KV09", "new")]


def test_a_text_file_is_known_by_its_name_or_the_table_must_be_chosen(sign_in):
    client = sign_in("planner")
    answer = upload(client, text(ZONES, ";", "utf-8"), "so-lieu.csv", table="")
    assert (answer.status_code, "WEB-011" in answer.content.decode()) == (422, True)
    assert upload(client, text(ZONES, ";", "utf-8"), "zones.csv", table="").status_code == 302
    assert [(one["table"], one["key"]) for one in newest().changes] == [("zones", "KV09")]


def test_the_same_file_twice_says_nothing_new(sign_in):
    client, content = sign_in("planner"), xlsx(ZONES)
    upload(client, content, "khu.xlsx", table="zones")
    first = newest()
    client.post(f"/data/imports/{first.pk}/accept/")
    before = AuditEntry.objects.count()
    page = client.get(upload(client, content, "khu-ban-2.xlsx", table="zones")["Location"]).content.decode()
    assert [one["kind"] for one in newest().changes] == ["unchanged"]
    assert (newest().state, AuditEntry.objects.count()) == ("empty", before)
    assert "Không có gì mới" in page
    assert f'Đúng tệp này đã nạp rồi: <a href="/data/imports/{first.pk}/">' in page
    forced = client.post(f"/data/imports/{newest().pk}/accept/", follow=True).content.decode()
    assert ("Tệp này: không có gì để nhận" in forced, AuditEntry.objects.count()) == (True, before)


def test_a_long_file_is_shown_by_pages_and_comes_in_whole(sign_in):
    client = sign_in("planner")
    rows = [ZONES[0], *([f"Z{n:04d}", f"Khu số {n}", "mười" if n >= 2850 else str(n), "2026"] for n in range(3000))]
    page = client.get(upload(client, xlsx(rows), "dai.xlsx", table="zones")["Location"])
    text = page.content.decode()
    assert len(page.context["rows"]) == 100
    assert "1–100 trong 3.000 dòng" in text
    assert text.count('class="finding finding-error"') == 5 + 100
    assert "145 phát hiện nữa trong 150" in text
    only = client.get(f"{page.request['PATH_INFO']}?code=TAB-062&page=2").content.decode()
    assert (only.count('class="finding finding-error"'), "101–150 trong 150 dòng" in only) == (50, True)
    client.post(f"/data/imports/{newest().pk}/accept/")
    assert Record.objects.filter(layer="facts", table="zones", key__startswith="Z").count() == 2850


def test_the_preview_speaks_english_to_who_asked_for_it(sign_in):
    client = sign_in("planner")
    client.cookies["django_language"] = "en"
    rows = [ZONES[0], ["KV09", "Khu thử", "một nghìn", "2026"], ["KV10", "Khu mới", "1.000,5", "2026"]]
    page = client.get(upload(client, xlsx(rows), "zones.xlsx", table="zones")["Location"]).content.decode()
    wanted = ("Findings by cell", "sheet Trang 1, row 2, column Diện tích", "is not a number", "What to do:", "Accept the good rows (1)",
              "wrong, kept out")
    assert [words for words in wanted if words not in page] == []
    assert [words for words in ("Phát hiện", "Cách sửa", "không nhận", "Nhận 1") if words in page] == []
    refused = upload(client, b"x", "xa.shp").content.decode()
    assert "is a map file of a kind that is not read" in refused


def test_the_second_of_two_who_accept_one_preview_is_told(sign_in):
    first, second = sign_in("planner"), sign_in("planner")
    upload(first, xlsx(ZONES), "khu.xlsx", table="zones")
    pk, own = newest().pk, "Đã nhận các dòng đúng"
    assert own in first.post(f"/data/imports/{pk}/accept/", follow=True).content.decode()
    after = AuditEntry.objects.count()
    for late in ("accept", "drop"):
        page = second.post(f"/data/imports/{pk}/{late}/", follow=True).content.decode()
        assert "test-planner đã quyết định tệp này trước (đã nhận" in page
        assert own not in page
    assert (AuditEntry.objects.count(), Record.objects.filter(table="zones", key="KV09").count()) == (after, 1)
