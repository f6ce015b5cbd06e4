"""``quyhoach land ladder`` and ``land parcels``: stable keys, the text by step, the workbook, what cannot be worked with."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl

from .conftest import EXAMPLES, Run

SMALL, REAL = EXAMPLES / "tinh_nho", EXAMPLES / "lang_son"


def test_json_has_each_parcel_with_step_since_due_proofs_and_what_it_waits_for(run: Run) -> None:
    ran = run("land", "ladder", SMALL, "--json", "--as-of", "2025-12-31")
    assert ran.code == 0
    assert {*ran.data} >= {"as_of", "parcels", "steps", "regimes", "sites", "projects", "records", "findings"}
    first = ran.data["parcels"][0]
    assert {name: first[name] for name in ("id", "step", "since", "due", "waits_for")} == {
        "id": "TD01", "step": "appraisal", "since": "2025-12-24", "due": "2026-07-01", "waits_for": "approval"}
    assert [proof["step"] for proof in first["proofs"]][:3] == ["recovery_plan", "meeting", "notice"]
    assert {len(proof["digest"]) for proof in first["proofs"]} == {64}
    assert ran.data["projects"] == [{"project": "DA02", "waits_for": ["TD01", "TD02", "TD03"], "earliest_clear": "2026-01-30"}]
    assert [step["parcels"] for step in ran.data["steps"]] == [1, 1, 3]
    assert "H01" not in ran.out


def test_a_day_after_twelve_months_the_parcel_has_fallen(run: Run) -> None:
    def fifth(on: str) -> dict:
        return run("land", "ladder", SMALL, "--json", "--as-of", on).data["parcels"][4]

    assert (fifth("2026-10-01")["step"], fifth("2026-10-01")["expired"]) == ("count", [])
    fallen = fifth("2026-10-02")
    assert (fallen["step"], fallen["waits_for"], [one["step"] for one in fallen["expired"]]) == ("meeting", "notice", ["notice"])


def test_the_text_groups_parcels_by_step_in_both_languages(run: Run) -> None:
    text = run("land", "ladder", SMALL, "--as-of", "2026-10-02").out
    assert "▸ họp phổ biến với người có đất" in text
    assert "thông báo hết hiệu lực" in text
    assert "Land-bank" not in text
    english = run("land", "ladder", SMALL, "--as-of", "2026-10-02", "--lang", "en").out
    assert "▸ meeting with the holders" in english
    assert all(len(line) <= 100 for line in text.splitlines())


def test_one_site_or_project_alone(run: Run) -> None:
    data = run("land", "ladder", SMALL, "--json", "--as-of", "2026-10-02", "--site", "MB02X").data
    assert [one["id"] for one in data["parcels"]] == ["TD04"]
    assert data["findings"] == []
    data = run("land", "ladder", SMALL, "--json", "--as-of", "2026-10-02", "--project", "DA02").data
    assert [one["id"] for one in data["parcels"]] == ["TD01", "TD02", "TD03"]


def test_the_workbook_has_board_parcels_proofs_and_procedures(run: Run, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        assert run("land", "ladder", SMALL, "--as-of", "2026-02-11", "-o", tmp_path / name).code == 0
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Thang thu hồi đất", "Số thửa", "Chứng cứ", "Trình tự", "Phát hiện"]
    parcels = [[cell.value for cell in row] for row in book["Số thửa"].iter_rows(min_row=2)]
    assert [(row[0], row[5], row[6]) for row in parcels] == [
        ("TD01", 1.5, "2024"), ("TD02", 1.5, "2024"), ("TD03", 1, "2024"), ("TD04", 1, "2026"), ("TD05", 0.5, "2026")]
    clocks = {(row[0].value, row[1].value): row[3].value for row in book["Trình tự"].iter_rows(min_row=2)}
    assert clocks["Luật Đất đai 2024, Nghị định 49/2026", "quyết định thu hồi đất"] == (
        "ít nhất 90 ngày (đất khác 180) kể từ: thông báo thu hồi đất")


def test_the_reference_province_shows_what_was_published(run: Run) -> None:
    ran = run("land", "ladder", REAL, "--json", "--as-of", "2026-11-24")
    assert (ran.code, ran.data["parcels"]) == (0, [])
    records = {row["record"]: row for row in ran.data["records"]}
    assert (records["L009"]["area_done_ha"], records["L009"]["area_required_ha"]) == (455.61, 458.19)
    assert round(records["L009"]["share_done"], 4) == 0.9944
    assert records["L007"]["share_done"] is None


def test_what_cannot_be_worked_with_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("land", "ladder", tmp_path / "none").code == 2
    assert run("land", "ladder", SMALL, "--as-of", "tomorrow").code == 2
    assert run("land", "parcels", tmp_path / "a.pdf", "-o", tmp_path / "p.csv").code == 2
    (tmp_path / "p.csv").write_text("")
    assert run("land", "parcels", SMALL / "facts" / "land_parcels.csv", "-o", tmp_path / "p.csv").code == 2


def test_parcels_of_a_list_become_the_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ds.csv").write_text("Mã thửa đất,Tờ bản đồ,Thửa đất số,Loại đất,Diện tích theo giấy tờ (m²),Mã hồ sơ người có đất\n"
                                     "T1,12,85,LUC,15000,H01\n")
    ran = run("land", "parcels", tmp_path / "ds.csv", "-o", tmp_path / "land_parcels.csv", "--json")
    assert (ran.code, ran.data["parcels"]) == (0, 1)
    with (tmp_path / "land_parcels.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["parcel"], row["number"], row["holder"], row["source"]) for row in rows] == [("T1", "85", "H01", "ds.csv")]
    assert float(rows[0]["area_stated_ha"]) == 1.5
    assert [one["code"] for one in ran.data["findings"]] == ["LND-027"]


def test_a_site_or_project_nobody_knows_is_no_empty_board(run: Run) -> None:
    for words, near in ((("--site", "MB1"), "MB01"), (("--project", "DA2"), "DA02")):
        ran = run("land", "ladder", SMALL, "--json", *words)
        assert (ran.code, [one["code"] for one in ran.data["findings"]]) == (2, ["LND-094"])
        assert near in ran.data["findings"][0]["message"]
    assert "chưa có thửa nào của MB03X" in run("land", "ladder", SMALL, "--site", "MB03X").out


def test_a_proof_that_lacks_something_names_its_step_in_words(run: Run, small: Path) -> None:
    file = small / "facts" / "clearance_steps.csv"
    rows = list(csv.reader(file.read_text("utf-8").splitlines()))
    for row in rows:
        if row[0] == "BC21":
            row[rows[0].index("document")] = ""
        if row[0] == "BC18":
            row[rows[0].index("dated_on")] = "2026-01-01"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    told = {lang: {one["code"]: one["message"] for one in run("land", "ladder", small, "--json", "--lang", lang).data["findings"]}
            for lang in ("vi", "en")}
    assert "bước “bàn giao đất”" in told["vi"]["LND-007"]
    assert "step “land handed over”" in told["en"]["LND-007"]
    assert "bước “quyết định thu hồi đất”" in told["vi"]["LND-008"]


def test_the_workbook_of_the_reference_province_has_what_was_published(run: Run, tmp_path: Path) -> None:
    assert run("land", "ladder", REAL, "--as-of", "2026-11-24", "-o", tmp_path / "a.xlsx").code == 0
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Đã công bố"]
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=2)}
    assert rows["L009"][3:7] == [455.61, 458.19, "99,4 %", "1.828/1.828"]


def test_a_list_headed_as_officials_head_it_is_read_and_areas_carry_no_idle_zeros(run: Run, tmp_path: Path) -> None:
    (tmp_path / "so.csv").write_text("Mã thửa;Tờ bản đồ;Số thửa;Diện tích (m2);Loại đất;Mã hồ sơ\nT1;1;10;20.000,0;LUC;H01\n", "utf-8")
    ran = run("land", "parcels", tmp_path / "so.csv", "-o", tmp_path / "thua.xlsx")
    assert "1 thửa, theo giấy tờ 2 ha" in ran.out
    missing = run("land", "parcels", tmp_path / "none.gpkg", "-o", tmp_path / "b.xlsx", "--json")
    assert (missing.code, [one["code"] for one in missing.data["findings"]]) == (2, ["TAB-001"])
