"""A parameter shown on a day: every word of the text, every key of the JSON, and the reference page of all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from quyhoach import law
from quyhoach.law.reference import reference_page
from quyhoach.law.show import as_json, show

ROOT = Path(__file__).resolve().parents[3]


def test_a_bare_value_in_vietnamese() -> None:
    assert show("national-threshold", date(2026, 11, 24)) == """\
Mức vốn đầu tư công của dự án quan trọng quốc gia (national-threshold)
──────────────────────────────────────────────────────────────────────
Vào ngày    24/11/2026
Văn bản     Luật 58/2024/QH15
Điều khoản  Điều 8
Hiệu lực    từ 01/01/2025
Chắc chắn   đã đọc trong văn bản
Đơn vị      tỷ đồng
Giá trị     30.000 tỷ đồng
Ghi chú     Ngoài mức vốn còn các tiêu chí khác: xem national-criteria.

Các thời kỳ khác
  từ 01/01/2015 đến 31/12/2019: 10.000 tỷ đồng – Luật 49/2014/QH13, Điều 7; đã đọc trong văn bản
  từ 01/01/2020 đến 31/12/2024: 10.000 tỷ đồng – Luật 39/2019/QH14, Điều 7; chưa kiểm chứng"""


def test_rows_in_english() -> None:
    assert show("reserve", date(2027, 3, 1), "en") == """\
Reserve of the medium-term plan (reserve)
─────────────────────────────────────────
On          1 March 2027
Document    Nghị quyết 27/2026/QH16
Article     Điều 2
In force    from 1 January 2026 to 31 December 2030
Certainty   read in a secondary source only
Unit        share (0–1)
Note        Adopted on 24 April 2026 for the whole of 2026–2030; read in a digest.

central  Central budget, by source – share 10 % [Điều 2 khoản 2]
local    Local budget: set by the People's Council – share not stated [Điều 2 khoản 3]

Other times
  from 1 January 2016 to 31 December 2020: central: share 10 %; local: share not stated – Nghị quyết
    26/2016/QH14, article not recorded; unverified
  from 1 January 2021 to 31 December 2025: central: share 10 %; local: share not stated – Nghị quyết
    29/2021/QH15, article not recorded; unverified"""


@pytest.mark.parametrize("name", list(law.parameters()))
def test_every_value_can_be_shown_in_both_languages(name: str) -> None:
    for value in law.parameters()[name].values:
        for lang in ("vi", "en"):
            text = show(name, value.valid_from, lang)
            assert text.splitlines()[0] == f"{law.parameters()[name].label[lang]} ({name})"
            assert [line for line in text.splitlines() if len(line) > 100] == []
            assert value.document.split()[-1] in text
            assert "None" not in text


def test_json_has_the_value_and_the_other_times() -> None:
    shown = as_json("reserve", date(2027, 3, 1))
    others = shown.pop("others")
    assert shown == {
        "name": "reserve", "domain": "public_investment", "unit": "share", "kind": "shares", "on": "2027-03-01",
        "label": {"vi": "Dự phòng vốn trung hạn", "en": "Reserve of the medium-term plan"},
        "valid_from": "2026-01-01", "valid_to": "2030-12-31", "document": "Nghị quyết 27/2026/QH16", "article": "Điều 2",
        "certainty": "secondary", "link": "",
        "note": {"vi": "Ban hành ngày 24/04/2026 cho cả kỳ 2026–2030; đọc qua bản tóm lược.",
                 "en": "Adopted on 24 April 2026 for the whole of 2026–2030; read in a digest."},
        "value": [
            {"code": "central", "label": {"vi": "Ngân sách trung ương, theo từng nguồn", "en": "Central budget, by source"},
             "share": 0.1, "article": "Điều 2 khoản 2"},
            {"code": "local",
             "label": {"vi": "Ngân sách địa phương: hội đồng nhân dân quyết định", "en": "Local budget: set by the People's Council"},
             "share": None, "article": "Điều 2 khoản 3"},
        ],
    }
    assert [(other["valid_from"], other["valid_to"], other["certainty"]) for other in others] == [
        ("2016-01-01", "2020-12-31", "unverified"), ("2021-01-01", "2025-12-31", "unverified"),
    ]


@pytest.mark.parametrize("name", list(law.parameters()))
def test_json_is_plain(name: str) -> None:
    shown = as_json(name, law.parameters()[name].values[-1].valid_from)
    assert json.loads(json.dumps(shown)) == shown


@pytest.mark.parametrize("answer", [show, as_json])
def test_what_the_law_does_not_know_is_an_error(answer: object) -> None:
    assert callable(answer)
    with pytest.raises(law.LawError, match="group-thresholds"):
        answer("group-threshold", date(2024, 6, 1))
    with pytest.raises(law.LawError, match="01/01/2015"):
        answer("group-thresholds", date(1990, 1, 1))


def test_the_reference_page_has_a_section_for_every_parameter_and_every_value() -> None:
    page = reference_page()
    headings = [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]
    assert headings == list(law.parameters())
    assert sum(line.startswith("### ") for line in page.splitlines()) == sum(len(p.values) for p in law.parameters().values())
    assert (ROOT / "docs" / "reference" / "law.md").read_text("utf-8") == page


def test_the_reference_page_marks_what_is_unverified() -> None:
    section = reference_page().split("\n## priority-ladder\n")[1].split("\n## ")[0]
    marks = [line.rsplit(" – ", 1)[1] for line in section.splitlines() if line.startswith("Luật ")]
    assert marks == [
        "chưa kiểm chứng · unverified", "đã đọc trong văn bản · read in the text",
        "chưa kiểm chứng · unverified", "đã đọc trong văn bản · read in the text",
    ]
