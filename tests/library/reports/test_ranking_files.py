"""A ranking of the reference province as JSON and as a Word document: mechanisms, selections, words, tables that do not break."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import openpyxl
from docx import Document

from quyhoach.province.folder import read_province
from quyhoach.province.proving import ranked
from quyhoach.province.ranking import question_for
from quyhoach.province.why import why
from quyhoach.reports.ranking_document import write_ranking_document
from quyhoach.reports.ranking_json import ranking_json
from quyhoach.reports.ranking_report import RankReport
from quyhoach.reports.ranking_sentences import neighbours_said, swap_said
from quyhoach.reports.ranking_text import ranking_text
from quyhoach.reports.ranking_workbook import write_ranking_workbook

EXAMPLE = Path(__file__).parents[3] / "examples" / "lang_son"


@cache
def report() -> RankReport:
    province = read_province(EXAMPLE).province
    assert province is not None
    proved = ranked(question_for(province, "minh-hoa-2026-2030", "kktck-2021"), draws=200)
    return RankReport(province, proved, (why(proved, "Z08", "Z33"), why(proved, "Z01", "R02")))


def test_mechanisms_are_listed_with_stage_policy_and_status() -> None:
    data = ranking_json(report(), "vi")
    rows = [row for row in data["mechanisms"] if row["id"] == "Z01" and row["stage"] == "GD1"]
    told = [(row["mechanism"], row["policy"], row["status"], row["starts_on"]) for row in rows]
    assert told[3:5] == [("CC04", "V045", "in_force", "2025-05-08"), ("CC05", "V023", "ended", "")]
    assert [one["own"] for one in data["selections"]] == [
        [{"id": "Z01", "rank": 1, "certainty": sure}] for sure in ("secondary", "secondary", "seen")
    ]
    assert [len(one["zones"]) for one in data["selections"]] == [8, 9, 8]


def test_every_mechanism_without_force_says_who_owes_what() -> None:
    rows = ranking_json(report(), "vi")["mechanisms"]
    assert [row["mechanism"] for row in rows if row["status"] in ("ended", "not_issued") and not row["missing"]] == []


def test_the_text_says_that_the_set_only_illustrates_and_fits_the_terminal() -> None:
    for lang, banner in (("vi", "BỘ TIÊU CHÍ MINH HỌA"), ("en", "ILLUSTRATIVE SET")):
        text = ranking_text(report(), lang, stability=True)
        assert banner in text
        assert max(len(line) for line in text.splitlines()) <= 100


def test_the_document_says_it_in_words_and_its_tables_do_not_break(tmp_path: Path) -> None:
    first, again = tmp_path / "a.docx", tmp_path / "b.docx"
    for file in (first, again):
        write_ranking_document(report(), file, "vi")
    assert first.read_bytes() == again.read_bytes()
    page = Document(str(first))
    said = "\n".join(p.text for p in page.paragraphs)
    wanted = ("BỘ TIÊU CHÍ MINH HỌA", "Giai đoạn và điều kiện", "Mặt bằng đã giải phóng, 0,485: R01, R02, Z08",
              "Điều cần biết khi dùng danh sách", "Vì sao theo thứ tự này",
              "Vì sao Z08", "Đổi gì thì Z33 đứng trên Z08", "Cơ chế, chính sách giai đoạn mở ra",
              "Z01 thuộc giai đoạn trước: 68-NQ/TU ngày 13/9/2013")
    assert [text for text in wanted if text not in said] == []
    rows = [row._tr for one in page.tables for row in one.rows]
    assert [row for row in rows if not row.xpath("./w:trPr/w:cantSplit")] == []
    assert [n for n, one in enumerate(page.tables[1:]) if not one.rows[0]._tr.xpath("./w:trPr/w:tblHeader")] == []
    assert {run.font.name for p in page.paragraphs for run in p.runs} == {"Times New Roman"}


def test_the_workbook_writes_figures_and_days_as_its_reader_does_and_names_what_was_filled(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    write_ranking_workbook(report(), file, "vi")
    book = openpyxl.load_workbook(file)
    criteria = {row[0]: row for row in book["Tiêu chí và trọng số"].iter_rows(min_row=2, values_only=True)}
    assert criteria["kim-ngach"][7] == "5,00\u00a0%–40,00\u00a0%"
    values = [row for row in book["Giá trị theo tiêu chí"].iter_rows(min_row=2, values_only=True) if row[0] == "R01"]
    assert [(row[3], row[4]) for row in values if row[2] == "Mặt bằng đã giải phóng"] == [(None, 0.485)]
    assert {row[6] for row in values} <= {"31/12/2025", None}
    stages = [row[6] for row in book["Giai đoạn và điều kiện"].iter_rows(min_row=2, values_only=True)]
    assert "ít nhất 0,3" in stages


def test_a_change_beyond_the_agreed_weights_is_marked() -> None:
    one = next(one for one in report().whys if not all(change.agreed for change in one.swap.by_weight))
    said = swap_said(report(), one, "vi")
    for change in one.swap.by_weight:
        name = report().proved.asked.set.criterion_name(change.criterion, "vi")
        (line,) = [line for line in said if line.startswith(f"trọng số {name} đổi ")]
        assert ("ra ngoài mức" in line) is not change.agreed


def test_a_filled_value_is_marked_where_two_are_compared() -> None:
    data = report()
    lines = ranking_text(data, "vi").splitlines()
    (line,) = [one for one in lines if one.startswith("Mặt bằng đã giải phóng") and "0,9577" in one]
    assert line.split() == ["Mặt", "bằng", "đã", "giải", "phóng", "0,9577", "0,485", "(tính", "thay)", "+0,1094"]


def test_every_place_has_its_reason_in_words() -> None:
    data = report()
    places, said = data.proved.places, neighbours_said(data, "vi")
    assert len(said) == len(places) - 1
    assert said[0].startswith("Z01 thuộc giai đoạn trước: 68-NQ/TU")
    names = {c.id: data.proved.asked.set.criterion_name(c.id, "vi") for c in data.proved.asked.question.criteria}
    for one, other, line in zip(places[1:], places[2:], said[1:], strict=False):
        gains = {c: one.contributions[n] - other.contributions[n] for n, c in enumerate(names)}
        best = max(gains, key=lambda c: gains[c])
        assert line.startswith(f"{one.id} đứng trên {other.id} nhờ “{names[best]}”")
        worst = min(gains, key=lambda c: gains[c])
        assert (f"dù {other.id} hơn ở “{names[worst]}”" in line) is (gains[worst] < -1e-12)
