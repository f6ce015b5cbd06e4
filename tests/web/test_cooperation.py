"""Joint projects from both sides: no field crosses without a rule, on any page, file, search or log; released, it is where it should be."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from quyhoach.province.specs import FACTS
from quyhoach.province.specs.cooperation import COOPERATION, RELEASED_TABLE
from quyhoach.tables.spec import Kind
from quyhoach_web.models import Account, AuditEntry, Import, Record
from quyhoach_web.queries.chinese import untranslated
from quyhoach_web.services import people, records, standing
from quyhoach_web.services.records import Classified, RowChange, apply

pytestmark = pytest.mark.django_db

FIRST = ("HTZX", "TKZX")
"""Codes of the joint project and of the other side's party in the world of sentinels."""
KEYS = {"joint_projects": "HTZX", "joint_parties": "HTZX/TKZX", "joint_budgets": "HTZX/PBZX/2187", "joint_minutes": "BBZX",
        "commitments": "CKZX", "progress_reports": "CKPZX/9187", "partner_statements": "PSZX", "zones": "KVZX", "projects": "DAZX"}
FIXED = {
    ("joint_projects", "joint"): "HTZX", ("joint_projects", "zone"): "KVZX", ("joint_projects", "projects"): ["DAZX"],
    ("joint_parties", "party"): "TKZX", ("joint_parties", "side"): "theirs", ("joint_budgets", "party"): "PBZX",
    ("joint_budgets", "year"): 2187, ("joint_minutes", "minutes"): "BBZX", ("commitments", "commitment"): "CKZX",
    ("progress_reports", "commitment"): "CKPZX", ("progress_reports", "entry"): 9187, ("partner_statements", "statement"): "PSZX",
    ("partner_statements", "table"): "joint_budgets", ("zones", "zone"): "KVZX", ("projects", "project"): "DAZX",
    ("joint_parties", "jurisdiction"): "ZXQJ7",
}


@pytest.fixture(autouse=True)
def _nothing_kept():
    standing.forget()
    yield
    standing.forget()


def sentinel(table: str, column, n: int):
    """A value no page holds by chance, and every spelling in which it could stand there."""
    name, kind = column.name, column.kind
    fixed = FIXED.get((table, name))
    if column.choices:
        return fixed or next(iter(column.choices)), set()  # labels are the product's own words: looked at by field below
    if name == "joint" or fixed is not None:
        value = fixed if fixed is not None else "HTZX"
        text = value[0] if isinstance(value, list) else str(value)
        return value, {text, f"{value:,}", f"{value:,}".replace(",", ".")} if isinstance(value, int) else {text}
    if kind is Kind.DATE:
        day = date(2150 + n % 40, 1 + n % 12, 1 + n % 28)
        return day.isoformat(), {day.isoformat(), f"{day:%d/%m/%Y}", f"{day.year}年{day.month}月{day.day}日"}
    if kind is Kind.AS_OF:
        return f"2{n + 200}-07", {f"2{n + 200}-07", f"07/2{n + 200}", f"2{n + 200}年7月"}
    if kind is Kind.YEAR:
        return 2061 + len(YEARS), {YEARS.setdefault((table, name), str(2061 + len(YEARS)))}
    if kind in (Kind.MONEY, Kind.WHOLE):
        value = 660000 + n
        return value, {str(value), f"{value:,}", f"{value:,}".replace(",", ".")}
    if kind is Kind.SHARE:
        value = Decimal(f"0.{n}39{n}")
        shown = format((value * 100).normalize(), "f")
        return str(value), {str(value), shown, shown.replace(".", ",")}
    if kind is Kind.DECIMAL:
        value = f"88{n}.{n}7"
        return value, {value, f"88,{value[2:]}", f"88.{value[2:5]},{n}7", value.replace(".", ",")}
    if kind is Kind.CODES:
        return [f"cZx{n}q"], {f"cZx{n}q"}
    text = f"cZx{n}q" if kind is Kind.CODE else f"Zx{n}q <&\"'> ước 汉{n}字"
    return text, {f"Zx{n}q"}


YEARS: dict[tuple[str, str], str] = {}
SENTINELS: dict[tuple[str, str], set[str]] = {}
ROWS: dict[str, dict[str, object]] = {}
for _table in RELEASED_TABLE:
    ROWS[_table] = {}
    for _column in FACTS[_table].columns:
        if _column.name != "secrecy":
            ROWS[_table][_column.name], SENTINELS[_table, _column.name] = sentinel(_table, _column, len(SENTINELS) + 100)
SENTINELS["joint_parties", "currency"] = {ROWS["joint_parties"]["currency"]}


@pytest.fixture
def world(db) -> Client:
    """A joint project with a sentinel in every field of every table, nothing released; and its partner, signed in."""
    changes = [RowChange("facts", table, KEYS[table], None, {name: value for name, value in values.items() if value is not None})
               for table, values in ROWS.items()]
    apply(changes, "test", "load")
    made = people.create("test", "doi.tac", "Đối Tác", [people.Held("partner", "", ("HTZX/TKZX",))])
    client = Client()
    client.force_login(Account.objects.get(pk=made.pk), backend="django.contrib.auth.backends.ModelBackend")
    return client


def release(table: str, *names: str, rule: str = "CXZX", party: str = "TKZX", since: str = "2026-01-05", **more: str) -> None:
    standing_rule = Record.objects.filter(layer="facts", table="release_rules", key=rule).first()
    values = {"rule": rule, "joint": "HTZX", "table": table, "fields": list(names), "parties": [party], "since": since,
              "decision": "QDZX7/QĐ", "decided_on": "2026-01-02", "note": "noteZXrule", **more}
    apply([RowChange("facts", "release_rules", rule, standing_rule.values if standing_rule else None, values)], "test", "release-rule")


_TOKEN = re.compile(rb"[A-Za-z0-9]{64}")
"""What a form carries against forgery: chance letters, in which anything may stand."""
ADDRESSES = ("/partner/", "/partner/?lang=vi", "/partner/?lang=zh", "/partner/log/", "/partner/log/?lang=vi", "/partner/released.xlsx",
             "/partner/?q=ZX", "/partner/?q=khong-co")
PUBLIC = ("/", "/map/", "/map/panel/zone/KVZX/", "/map/panel/project/DAZX/", "/map/layers/zones.geojson", "/zones/", "/zones/QH02/",
          "/ogc/collections/zones/items?f=json&limit=1000", "/ogc/collections/projects/items?f=json&limit=1000",
          "/ogc/collections/zones/items/KVZX?f=json", "/ogc/collections/zones/items/KVZX?f=html")


def parts(answer) -> list[tuple[str, bytes]]:
    """The bytes of an answer and, of a workbook, of each of its parts; headers too."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    found = [("headers", repr(dict(answer.headers)).encode()), ("body", _TOKEN.sub(b"", body))]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            found += [(name, archive.read(name)) for name in archive.namelist()]
    return found


def spellings(text: str) -> set[bytes]:
    """A text as pages, JSON, workbooks and UTF-16 write it."""
    plain = {text, html.escape(text), json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    return {form for one in plain for form in (one.encode(), one.encode("utf-16-le"), one.encode("utf-16-be"))}


def found_in(answer, words: set[str]) -> set[str]:
    bodies = [content for _, content in parts(answer)]
    return {word for word in words if any(form in body for form in spellings(word) for body in bodies)}


EVERY = {word for words in SENTINELS.values() for word in words} | {"CXZX", "QDZX7", "noteZXrule"}


def test_sentinels_cover_every_field_and_are_unlike_each_other():
    assert set(SENTINELS) == {(table, column.name) for table in RELEASED_TABLE for column in FACTS[table].columns} - {
        (spec.name, "secrecy") for spec in COOPERATION}
    blank = {at for at, words in SENTINELS.items() if not words}
    assert {(table, name) for table, name in blank if not FACTS[table].column(name).choices
            } == set()


def test_nothing_withheld_is_anywhere_on_the_other_side(world):
    leaks = {address: found_in(world.get(address), EVERY - {"ZX"}) for address in ADDRESSES}
    assert {address: words for address, words in leaks.items() if words} == {}
    assert "对方尚未公开任何内容" in world.get("/partner/?lang=zh").content.decode()
    for name in ("say", "rows/1/report", "rows/1/sign"):
        answer = world.post(f"/partner/{name}/", {"row": "1", "field": "name_vi", "value": "x"})
        assert (answer.status_code, found_in(answer, EVERY)) == (404, set())


def test_every_other_address_refuses_and_says_nothing(world):
    own = {"partner", "partner-export", "partner-log", "partner-say", "partner-report", "partner-sign", "sign-out", "password", "language",
           "sign-in", "demo-sign-in"}
    given = {"layer": "facts", "table": "joint_projects", "key": "HTZX", "joint": "HTZX", "commitment": "CKZX", "kind": "zone",
             "code": "KVZX", "name": "zones", "suffix": "xlsx", "scenario": "co-so", "number": 1}
    wrong = {}
    for pattern in get_resolver().url_patterns:
        if pattern.name in own:
            continue
        arguments = {name: given.get(name, 1 if "Int" in type(converter).__name__ else "zones")
                     for name, converter in pattern.pattern.converters.items()}
        answer = world.get(reverse(pattern.name, kwargs=arguments))
        if answer.status_code != 403 or found_in(answer, EVERY - {str(v) for v in given.values()}):
            wrong[pattern.name] = answer.status_code
    assert wrong == {}


def test_public_pages_show_no_withheld_figure_of_a_joint_zone_or_project(db, world):
    """What everybody sees the other side sees: a joint row's name and kind stand on the map, its figures only by a rule."""
    named = {word for at in (("zones", "zone"), ("zones", "name_vi"), ("zones", "name_en"), ("zones", "lat"), ("zones", "lon"),
                             ("zones", "parent"), ("zones", "coord_basis"),
                             ("projects", "project"), ("projects", "name_vi"), ("projects", "name_en")) for word in SENTINELS[at]}
    leaks = {address: found_in(Client().get(address), EVERY - named) for address in PUBLIC}
    assert {address: words for address, words in leaks.items() if words} == {}


@pytest.mark.parametrize("table", [name for name in RELEASED_TABLE if name != "partner_statements"])
def test_a_released_field_is_where_it_should_be_and_no_other(world, table):
    for column in FACTS[table].columns:
        if column.name == "secrecy":
            continue
        release(table, column.name)
        own = SENTINELS[table, column.name]
        for address in ("/partner/", "/partner/?lang=vi", "/partner/?lang=zh", "/partner/released.xlsx"):
            answer = world.get(address)
            got = found_in(answer, EVERY)
            same = {at for at, words in SENTINELS.items() if words & own}  # a joint's code stands in every table
            allowed = {word for at in same for word in SENTINELS[at]}
            assert got <= allowed, (column.name, address, got - allowed)
            if own and "xlsx" not in address:
                assert got & own, (column.name, address)
                assert [(section["table"], [field["name"] for row in section["rows"] for field in row["fields"]])
                        for section in answer.context["sections"]] == [(table, [column.name])]


def test_a_rule_of_another_party_day_or_row_releases_nothing(world):
    for more in ({"party": "HQZX"}, {"since": "2999-01-01"}, {"until": "2026-01-06"}, {"row": "HTKHAC"}, {"joint": "HTKHAC"}):
        release("joint_projects", "name_vi", "name_zh", **more)
        assert found_in(world.get("/partner/"), EVERY) == set(), more


def test_a_withdrawn_field_is_gone_from_page_file_and_log(world):
    release("joint_projects", "name_zh", "aim_zh")
    words = SENTINELS["joint_projects", "name_zh"] | SENTINELS["joint_projects", "aim_zh"]
    assert found_in(world.get("/partner/"), EVERY) == words
    apply([RowChange("facts", "joint_projects", "HTZX", now := Record.objects.get(table="joint_projects", key="HTZX").values,
                     {**now, "name_zh": "SauZX"})], "test", "edit")
    assert found_in(world.get("/partner/"), words | {"SauZX"}) == SENTINELS["joint_projects", "aim_zh"] | {"SauZX"}
    assert found_in(world.get("/partner/log/"), words | {"SauZX"}) == words | {"SauZX"}, "a change of a released field shows both values"
    release("joint_projects", "aim_zh")
    world.get("/partner/")
    for address in ADDRESSES:
        assert found_in(world.get(address), words | {"SauZX"}) <= SENTINELS["joint_projects", "aim_zh"], address


def test_searching_tells_nothing_of_what_is_withheld(world):
    release("joint_projects", "name_zh")
    world.get("/partner/")
    for words in (SENTINELS["joint_projects", "name_vi"], SENTINELS["projects", "note"], SENTINELS["commitments", "text_vi"]):
        for word in words:
            assert world.get("/partner/", {"q": word}).context["sections"] == []
    hit = next(iter(SENTINELS["joint_projects", "name_zh"]))
    assert len(world.get("/partner/", {"q": hit}).context["sections"]) == 1


def test_everything_that_crosses_is_logged_once_with_its_rule_and_value(world):
    before = AuditEntry.objects.count()
    world.get("/partner/")
    assert AuditEntry.objects.count() == before, "who sees nothing leaves nothing"
    release("joint_projects", "area_ours_ha")
    for _ in range(3):
        world.get("/partner/")
    entries = list(AuditEntry.objects.filter(kind="release"))
    value = next(word for word in SENTINELS["joint_projects", "area_ours_ha"] if "," in word and "." not in word)
    assert [(one.who, one.object_id, one.before, one.after) for one in entries] == [("doi.tac", "HTZX/TKZX/doi.tac", None, {
        "joint_projects/HTZX/area_ours_ha": {"rule": "CXZX", "since": "2026-01-05", "value": value}})]
    world.get("/partner/released.xlsx")
    assert AuditEntry.objects.filter(kind="release", action="release-export").count() == 1
    release("joint_projects", "area_theirs_ha")
    world.get("/partner/")
    newest = AuditEntry.objects.filter(kind="release", action="release").order_by("-number").first()
    assert (list(newest.before), list(newest.after)) == (["joint_projects/HTZX/area_ours_ha"], ["joint_projects/HTZX/area_theirs_ha"])


def test_words_of_the_product_are_chinese():
    assert {spec.name: untranslated(spec) for spec in COOPERATION if spec.name in RELEASED_TABLE and untranslated(spec)} == {}
    assert {name: untranslated(FACTS[name]) for name in ("zones", "projects") if untranslated(FACTS[name])} == {}


# --- the invented province, worked on from both sides


def page(client: Client, address: str = "/partner/") -> str:
    return client.get(address).content.decode()


def rows_of(client: Client, table: str) -> dict[str, dict]:
    sections = {section["table"]: section["rows"] for section in client.get("/partner/").context["sections"]}
    return {row["title"]: row for row in sections.get(table, [])}


def test_both_sides_see_equal_values(sign_in):
    theirs, ours = page(sign_in("partner"), "/partner/?lang=vi"), sign_in("planner")
    lines = ours.get("/cooperation/HT01/released/").context["sides"][0]["lines"]
    shown = [line for line in lines if line["ours"] != "–"]
    assert len(shown) > 50
    assert [line for line in shown if html.escape(line["ours"]) not in theirs] == []
    assert [(line["label"], line["ours"], line["theirs"]) for line in lines if line["state"] == "different"] == [
        ("Diện tích phía bạn", "30 ha", "32")]
    english = sign_in("planner")
    english.cookies["django_language"] = "en"
    assert english.get("/cooperation/HT01/released/").status_code == 200


def test_the_page_is_chinese_first_and_vietnamese_when_asked(sign_in):
    client = sign_in("partner")
    answer = client.get("/partner/")
    assert '<html lang="zh-Hans"' in answer.content.decode()
    assert (answer.headers["Content-Language"], answer.headers["Cache-Control"].split(", ")[-1]) == ("zh-Hans", "private")
    assert "绿山—清溪跨境经济合作区</h1>" in answer.content.decode()
    vi = client.get("/partner/?lang=vi").content.decode()
    assert ('<html lang="vi"' in vi, "Khu hợp tác Núi Xanh – Thanh Khê</h1>" in vi) == (True, True)
    assert "Khu hợp tác Núi Xanh – Thanh Khê</h1>" in page(client), "the choice is kept"


def test_deadlines_stand_in_both_calendars(sign_in):
    row = rows_of(sign_in("partner"), "commitments")["完成清溪一侧停车场平整"]
    assert [(one["country"], one["text"], one["common"]) for one in row["calendar"]] == [
        ("越南", "星期四，工作日", "2026年10月8日"), ("中国", "星期四，国庆节", "2026年10月8日")]
    ours = page(sign_in("planner"), "/cooperation/HT01/commitments/CK02/")
    assert "CN: thứ năm, 国庆节" in ours
    assert "ngày đầu tiên cả hai bên cùng làm việc: 08/10/2026" in ours


def test_progress_is_reported_by_one_side_and_countersigned_by_the_other(sign_in):
    theirs, ours = sign_in("partner"), sign_in("planner")
    number = rows_of(theirs, "commitments")["完成清溪一侧停车场平整"]["number"]
    said = {"done": "80 %", "reported_on": "2026年11月20日", "text_zh": "四块场地已平整"}
    assert theirs.post(f"/partner/rows/{number}/report/", said).status_code == 302
    kept = Record.objects.get(table="progress_reports", key="CK02/2").values
    assert kept == {"commitment": "CK02", "entry": 2, "joint": "HT01", "party": "TK", "done": "0.8", "reported_on": "2026-11-20",
                    "text_zh": "四块场地已平整"}
    answer = ours.post("/cooperation/HT01/commitments/CK02/sign/", {
        "countersign": "disputed", "countersigned_on": "22/11/2026", "countersign_done": "50", "countersign_vi": "Mới nhận hai ô"})
    assert answer.status_code == 302
    text = page(ours, "/cooperation/HT01/commitments/CK02/")
    assert [word for word in ("四块场地已平整", "80 %", "Mới nhận hai ô", "50 %", "hai bên nói khác nhau") if word not in text] == []
    again = {"countersign": "agreed", "countersigned_on": "23/11/2026"}
    assert ours.post("/cooperation/HT01/commitments/CK02/sign/", again).status_code == 302
    assert Record.objects.get(table="progress_reports", key="CK02/2").values["countersign"] == "disputed", "an answer stands"


def test_the_partner_countersigns_our_report(sign_in):
    theirs = sign_in("partner")
    number = Record.objects.get(table="progress_reports", key="CK03/1").pk
    assert theirs.post(f"/partner/rows/{number}/sign/", {"countersign": "disputed", "countersigned_on": "x"}).status_code == 422
    said = {"countersign": "agreed", "countersigned_on": "2026-11-20", "countersign_zh": "同意"}
    assert theirs.post(f"/partner/rows/{number}/sign/", said).status_code == 302
    kept = Record.objects.get(pk=number).values
    assert [kept[name] for name in ("countersign", "countersigned_by", "countersigned_on", "countersign_zh")] == [
        "agreed", "TK", "2026-11-20", "同意"]
    assert theirs.post(f"/partner/rows/{number}/sign/", said).status_code == 404, "answered once"
    own = Record.objects.get(table="progress_reports", key="CK02/1").pk
    assert theirs.post(f"/partner/rows/{own}/sign/", said).status_code == 404, "nobody signs their own word"


def test_the_other_sides_figure_stands_beside_ours(sign_in):
    theirs, ours = sign_in("partner"), sign_in("planner")
    number = Record.objects.get(table="joint_projects", key="HT01").pk
    assert theirs.post("/partner/say/", {"row": str(number), "field": "area_ours_ha", "value": "24.50"}).status_code == 302
    lines = {line["label"]: line for line in ours.get("/cooperation/HT01/released/").context["sides"][0]["lines"]}
    assert (lines["Diện tích phía ta"]["theirs"], str(lines["Diện tích phía ta"]["state"])) == ("24,50", "different")
    assert "贵方数值</b>" not in page(theirs)
    assert "24,50" in page(theirs)
    for field in ("name_en", "source", "khong_co"):
        assert theirs.post("/partner/say/", {"row": str(number), "field": field, "value": "x"}).status_code == 404


def test_own_words_are_read_again_without_a_rule_but_not_what_somebody_else_wrote_in_that_row(sign_in):
    theirs = sign_in("partner")
    number = rows_of(theirs, "commitments")["完成清溪一侧停车场平整"]["number"]
    theirs.post(f"/partner/rows/{number}/report/", {"done": "80", "reported_on": "20/11/2026", "text_zh": "自己的话ZX"})
    rule = Record.objects.get(table="release_rules", key="CX05")
    apply([RowChange("facts", "release_rules", "CX05", rule.values, {**rule.values, "until": "2026-01-01"})], "test", "release-end")
    row = Record.objects.get(table="progress_reports", key="CK02/2")
    apply([RowChange("facts", "progress_reports", "CK02/2", row.values, {
        **row.values, "note": "của ta ZX", "text_vi": "ta viết ZX"})], "x", "edit")
    text = page(theirs)
    assert [word in text for word in ("自己的话ZX", "của ta ZX", "ta viết ZX", "五块场地已平整三块")] == [True, False, False, False]


def test_our_side_releases_and_withdraws(sign_in):
    leader, theirs = sign_in("leader"), sign_in("partner")
    said = {"table": "joint_budgets", "row": "HT01/NX/2027", "names": ["planned", "currency", "year"], "parties": ["TK"],
            "decision": "30/QĐ-UBND", "decided_on": "20/11/2026", "since": "20/11/2026"}
    assert "9,000 百万 VND" not in page(theirs)
    early = leader.post("/cooperation/HT01/rule/", {**said, "since": "01/11/2026"})
    assert (early.status_code, Record.objects.filter(table="release_rules").count()) == (422, 7)
    assert leader.post("/cooperation/HT01/rule/", said).status_code == 302
    assert "9,000 百万 VND" in page(theirs)
    made = Record.objects.filter(table="release_rules").order_by("-pk").first()
    assert leader.post("/cooperation/HT01/withdraw/", {"rule": made.key, "why": ""}).status_code == 302
    assert "9,000 百万 VND" in page(theirs), "without a reason nothing ends"
    assert leader.post("/cooperation/HT01/withdraw/", {"rule": made.key, "why": "đàm phán lại"}).status_code == 302
    assert "9,000 百万 VND" not in page(theirs)


def test_a_commitment_comes_from_minutes(sign_in):
    planner = sign_in("planner")
    said = {"minutes": "", "new_title_vi": "Biên bản lần ba", "new_title_zh": "第三次会谈纪要", "new_held_on": "2026年11月20日",
            "text_vi": "Lập tổ công tác", "text_zh": "成立工作组", "party": "TK", "due": "15/1/2027"}
    assert planner.post("/cooperation/HT01/commitments/new/", {**said, "new_title_vi": ""}).status_code == 422
    assert planner.post("/cooperation/HT01/commitments/new/", said).status_code == 302
    made = Record.objects.get(table="commitments", values__text_vi="Lập tổ công tác").values
    assert (made["due"], made["party"], made["joint"]) == ("2027-01-15", "TK", "HT01")
    assert Record.objects.get(table="joint_minutes", key=made["minutes"]).values["held_on"] == "2026-11-20"


def test_the_list_asks_the_database_equally_for_one_and_for_three(sign_in, django_assert_num_queries):
    from django.db import connection  # app-ready
    from django.test.utils import CaptureQueriesContext  # app-ready

    client = sign_in("planner")
    client.get("/cooperation/")
    with CaptureQueriesContext(connection) as one:
        client.get("/cooperation/")
    rows = [RowChange("facts", "joint_projects", f"HT9{n}", None, {"joint": f"HT9{n}", "name_vi": f"Khu {n}"}) for n in range(2)]
    apply(rows, "test", "edit")
    client.get("/cooperation/")
    with CaptureQueriesContext(connection) as three:
        assert len(client.get("/cooperation/").context["rows"]) == 3
    assert len(one) == len(three)


def test_zone_board_works_on_its_zone_alone(db):
    for code, status in (("KV02", 302), ("KV01", 302), ("", 403)):
        made = people.create("test", f"ban.{code or 'x'}", "Ban", [people.Held("zone_board", "", (code,) if code else ())])
        client = Client()
        client.force_login(Account.objects.get(pk=made.pk), backend="django.contrib.auth.backends.ModelBackend")
        answer = client.post("/cooperation/HT01/commitments/CK01/report/", {"done": "100", "reported_on": "20/11/2026"})
        assert answer.status_code == status, code
        assert client.get("/data/facts/release_rules/CX01/edit/").status_code == 403


# --- the account


def test_a_partner_account_holds_one_party_and_nothing_else(sign_in):
    admin = sign_in("admin")

    def sent(*held: tuple[str, str]):
        data = {"username": "ben.ban", "display_name": "Bên Bạn", "is_active": "on", "held-TOTAL_FORMS": str(len(held)),
                "held-INITIAL_FORMS": "0"}
        for n, (role, areas) in enumerate(held):
            data |= {f"held-{n}-role": role, f"held-{n}-areas": areas}
        return admin.post("/people/new/", data).content.decode()

    assert "đúng một bên phía bạn" in sent(("partner", "HT01/NX"))
    assert "đúng một bên phía bạn" in sent(("partner", "KV01"))
    assert "không giữ vai trò nào khác" in sent(("partner", "HT01/TK"), ("auditor", ""))
    assert not Account.objects.filter(username="ben.ban").exists()
    sent(("partner", "HT01/TK"))
    assert Account.objects.get(username="ben.ban").assignments.get().areas == ["HT01/TK"]


def test_a_partner_that_also_got_a_role_of_ours_stays_outside(sign_in):
    account = Account.objects.get(username="test-partner")
    people.change("test", account.pk, account.version, "Thử", True, [people.Held("partner", "", ("HT01/TK",)), people.Held("planner")])
    client = sign_in("partner")
    assert [client.get(address).status_code for address in ("/partner/", "/desk/", "/data/", "/map/")] == [200, 403, 403, 403]


@pytest.mark.parametrize("areas", [(), ("HT01/NX",), ("HT01/KHONG",), ("KHONG/TK",), ("HT01/TK", "HT01/HQ"), ("HT01",)])
def test_a_partner_without_a_clear_seat_sees_nothing(sign_in, areas):
    account = Account.objects.get(username="test-partner")
    people.change("test", account.pk, account.version, "Thử", True, [people.Held("partner", "", areas)])
    assert sign_in("partner").get("/partner/").status_code == 403


def test_two_parties_across_see_what_was_released_to_each(sign_in):
    account = Account.objects.get(username="test-partner")
    people.change("test", account.pk, account.version, "Thử", True, [people.Held("partner", "", ("HT01/HQ",))])
    assert [section["table"] for section in sign_in("partner").get("/partner/").context["sections"]] == ["joint_projects"]


# --- nothing classified


def test_a_classified_row_is_refused_at_import_in_forms_and_at_the_last_door(sign_in):
    planner = sign_in("planner")
    file = SimpleUploadedFile("cam-ket.csv", (
        "commitment,joint,party,text_vi,secrecy\nCK90,HT01,NX,làm kè,Mật\nCK91,HT01,NX,làm cống,\n").encode())
    planner.post("/data/imports/new/", {"layer": "facts", "table": "commitments", "file": file})
    found = Import.objects.latest("pk")
    assert [(one["key"], one["kind"]) for one in found.changes if one["kind"] != "wrong"] == [("CK91", "new")]
    assert [one["code"] for one in found.findings["vi"]] == ["ZON-180"]
    assert "làm kè" not in json.dumps(found.changes, ensure_ascii=False)
    row = Record.objects.get(table="commitments", key="CK01")
    form = {column.name: "" for column in FACTS["commitments"].columns if column.name != "commitment"}
    form |= {"joint": "HT01", "party": "NX", "text_vi": "(MẬT) tuyến đường", "version": str(row.version), "why": "thử"}
    answer = planner.post("/data/facts/commitments/CK01/edit/", form)
    assert (answer.status_code, "ZON-180" in answer.content.decode()) == (422, True)
    stamped = planner.post("/cooperation/HT01/commitments/CK01/report/", {"done": "10", "reported_on": "20/11/2026", "text_vi": "Tối mật"})
    assert (stamped.status_code, "ZON-180" in stamped.content.decode()) == (422, True)
    with pytest.raises(Classified):
        records.apply([RowChange("facts", "commitments", "CK92", None, {"commitment": "CK92", "text_vi": "TUYỆT MẬT"})], "x", "edit")
    theirs = sign_in("partner")
    number = rows_of(theirs, "commitments")["完成清溪一侧停车场平整"]["number"]
    answer = theirs.post(f"/partner/rows/{number}/report/", {"done": "10", "reported_on": "2026-11-20", "text_zh": "机密★长期"})
    assert (answer.status_code, "密级标记" in answer.content.decode()) == (422, True)
