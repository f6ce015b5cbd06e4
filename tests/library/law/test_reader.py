"""The law on a day: what it answers, what it remembers, and how it says that it does not know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from quyhoach import law

TODAY = date(2026, 11, 24)


def problem(name: str, on: date) -> tuple[str, dict[str, str]]:
    with pytest.raises(law.LawError) as caught:
        law.at(on).value(name)
    return caught.value.finding.code, dict(caught.value.finding.values)


def threshold(value: int, start: date, end: date | None = None) -> dict[str, Any]:
    stated = {"from": start, "value": value, "document": "Nghị quyết 9/NQ-HĐND", "article": "Điều 1", "certainty": "seen"}
    return stated | ({"to": end} if end else {})


def test_value_changes_on_the_day_the_law_changes() -> None:
    assert [law.at(on).value("national-threshold") for on in (date(2024, 12, 31), date(2025, 1, 1))] == [10000, 30000]


def test_unknown_name_answers_with_the_nearest() -> None:
    assert problem("group-threshold", TODAY) == (
        "LAW-001", {"name": "group-threshold", "near": "group-thresholds, national-threshold, plan-types"},
    )


def test_a_name_near_nothing_answers_with_all() -> None:
    assert problem("qqqq", TODAY) == ("LAW-001", {"name": "qqqq", "near": ", ".join(law.parameters())})


def test_a_day_before_the_first_value_answers_with_the_first() -> None:
    assert problem("group-thresholds", date(2014, 12, 31)) == (
        "LAW-002", {"name": "group-thresholds", "day": "31/12/2014", "first": "01/01/2015"},
    )


def test_a_day_after_the_last_value_answers_with_its_end() -> None:
    assert problem("reserve", date(2031, 6, 1)) == (
        "LAW-003", {"name": "reserve", "day": "01/06/2031", "ended": "01/01/2031", "resumes": "–"},
    )


def test_the_error_is_a_value_error_in_both_languages() -> None:
    with pytest.raises(ValueError, match="giá trị đầu tiên có từ ngày 01/01/2015") as caught:
        law.at(date(2010, 1, 1)).value("group-thresholds")
    assert str(caught.value).endswith("the first value known is from 01/01/2015.")


def test_read_log_lists_exactly_what_was_read() -> None:
    view = law.at(TODAY)
    assert view.read_log() == ()
    view.value("priority-ladder")
    view.row("group-thresholds", "T3")
    view.row("group-thresholds", "T1")
    view.row("group-thresholds", "T3")
    view.cite("reserve")
    assert [(c.parameter, c.part, c.article) for c in view.read_log()] == [
        ("group-thresholds", "T1", "Điều 9 khoản 2; Điều 10, 11"),
        ("group-thresholds", "T3", "Điều 9 khoản 4; Điều 10, 11"),
        ("priority-ladder", "", "Điều 54 khoản 4"),
    ]
    assert law.at(TODAY).read_log() == ()


def test_a_row_that_is_not_there_rests_on_the_whole_list() -> None:
    view = law.at(TODAY)
    assert view.row("funding-sources", "VAY") is None
    assert [(c.parameter, c.part) for c in view.read_log()] == [("funding-sources", "")]
    with pytest.raises(KeyError, match="VAY"):
        view.cite("funding-sources", "VAY")


def test_a_bare_value_has_no_rows() -> None:
    with pytest.raises(ValueError, match="national-threshold has no rows"):
        law.at(TODAY).row("national-threshold", "T1")


def test_a_failed_reading_is_not_remembered() -> None:
    view = law.at(date(2010, 1, 1))
    for read in (lambda: view.value("reserve"), lambda: view.row("reserve", "central")):
        with pytest.raises(law.LawError):
            read()
    assert view.read_log() == ()


def test_a_citation_takes_what_its_row_states_itself() -> None:
    cited = law.at(TODAY).cite("funding-sources", "NSDP.H")
    assert (cited.document, str(cited.certainty), cited.valid_from, cited.valid_to) == (
        "Luật 72/2025/QH15", "seen", date(2025, 1, 1), date(2025, 6, 30),
    )


def test_what_is_not_seen_in_the_text_is_said_once() -> None:
    view = law.at(date(2024, 6, 1))
    view.value("priority-ladder")
    view.row("group-thresholds", "T2")
    view.value("capital-years")
    doubts = view.unverified()
    assert [(f.code, f.values["name"]) for f in doubts] == [("LAW-004", "capital-years"), ("LAW-004", "group-thresholds [T2]")]
    assert doubts[1].text("message", "en") == (
        "The result rests on “group-thresholds [T2]” (Luật 39/2019/QH14, Điều 8 khoản 3; Điều 9, 10): read in a secondary source only. "
        "The group A figure was read in the text, the group B figure in a secondary source only."
    )


def test_an_override_replaces_the_national_value_in_its_place_on_its_days() -> None:
    own = law.override("national-threshold", "20", [threshold(500, date(2025, 6, 1), date(2025, 12, 31))])
    values = {(place, on): law.at(on, place, [own]).value("national-threshold")
              for place in ("20", "04", "") for on in (date(2025, 5, 31), date(2025, 6, 1), date(2026, 1, 1))}
    assert values == {(place, on): 500 if (place, on) == ("20", date(2025, 6, 1)) else 30000 for place, on in values}


def test_an_override_is_cited_with_its_place() -> None:
    own = law.override("national-threshold", "20", [threshold(500, date(2025, 6, 1))])
    view = law.at(TODAY, "20", [own])
    view.value("national-threshold")
    assert [(c.document, c.place) for c in view.read_log()] == [("Nghị quyết 9/NQ-HĐND", "20")]
    assert law.at(TODAY, "20").cite("national-threshold").place == ""


def test_an_override_is_checked_like_a_file() -> None:
    with pytest.raises(ValueError, match=r"20:national-threshold: values\[0\]\.value: -5 is not an amount"):
        law.override("national-threshold", "20", [threshold(-5, date(2025, 6, 1))])
    with pytest.raises(law.LawError, match="national-threshold"):
        law.override("national-treshold", "20", [threshold(5, date(2025, 6, 1))])


def test_two_overrides_of_one_thing_in_one_place_are_refused() -> None:
    own = law.override("national-threshold", "20", [threshold(500, date(2025, 6, 1))])
    with pytest.raises(ValueError, match="two overrides of national-threshold for 20"):
        law.at(TODAY, "20", [own, own])
    assert law.at(TODAY, "04", [own, own]).value("national-threshold") == 30000


def test_a_place_without_law_gets_one_note() -> None:
    note = law.jurisdiction_note("KZ")
    assert note is not None
    assert (note.code, dict(note.values)) == ("LAW-005", {"jurisdiction": "KZ"})
    assert law.jurisdiction_note("VN") is None
