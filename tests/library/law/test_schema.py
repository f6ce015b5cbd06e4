"""A law file that is not as it should be: one clear error that names the file and the key."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml

from quyhoach.law.schema import parse_parameter, parse_values

LABEL = {"vi": "Hạn mức", "en": "Limit"}
UNKNOWN = {"vi": "chưa đọc", "en": "not read"}


def dated(**changes: Any) -> dict[str, Any]:
    """A sound dated value of kind amount; a change to None takes the key away."""
    value = {"from": date(2020, 1, 1), "value": 10, "document": "Luật 1/2019/QH14", "article": "Điều 1", "certainty": "seen", **changes}
    return {key: item for key, item in value.items() if item is not None}


def file_with(*values: Any, **changes: Any) -> str:
    body = {"label": LABEL, "unit": "ty_dong", "kind": "amount", "values": list(values) or [dated()], **changes}
    return yaml.safe_dump({key: item for key, item in body.items() if item is not None}, allow_unicode=True)


def row(**changes: Any) -> dict[str, Any]:
    return {"code": "central", "label": LABEL, "share": 0.1, **changes}


def test_a_sound_file_is_read() -> None:
    parameter = parse_parameter(file_with(dated(), dated(**{"from": date(2025, 1, 1), "value": 12})), "limit", "land")
    assert (parameter.name, parameter.domain, parameter.label) == ("limit", "land", LABEL)
    assert (parameter.unit, parameter.kind) == ("ty_dong", "amount")
    assert [(value.valid_from, value.valid_to, value.value) for value in parameter.values] == [
        (date(2020, 1, 1), date(2024, 12, 31), 10), (date(2025, 1, 1), None, 12),
    ]


def test_values_cannot_be_changed_and_decimals_stay_exact() -> None:
    (value,) = parse_values([dated(value=[row()])], "shares", "here")
    assert value.value[0]["share"] == Decimal("0.1")
    with pytest.raises(TypeError, match="does not support item assignment"):
        value.value[0]["share"] = 1


@pytest.mark.parametrize(("text", "complaint"), [
    (file_with(colour="red"), "land/limit.yaml: colour: unknown key"),
    (file_with(label=None), "land/limit.yaml: label: missing"),
    (file_with(label={"vi": "Hạn mức"}), "land/limit.yaml: label: vi and en are expected"),
    (file_with(unit="inch"), "land/limit.yaml: unit: 'inch' is not one of"),
    (file_with(kind="thing"), "land/limit.yaml: kind: 'thing' is not one of"),
    (file_with(values=[]), "land/limit.yaml: values: a list of dated values is expected"),
    (file_with("ten"), r"land/limit.yaml: values\[0\]: a mapping is expected"),
    (file_with(dated(article=None)), r"land/limit.yaml: values\[0\].article: missing"),
    (file_with(dated(article=" ")), r"values\[0\].article: a text is expected"),
    (file_with(dated(document=None)), r"values\[0\].document: missing"),
    (file_with(dated(colour="red")), r"values\[0\].colour: unknown key"),
    (file_with(dated(certainty="sure")), r"values\[0\].certainty: 'sure' is not one of seen, secondary, unverified"),
    (file_with(dated(certainty="unverified")), r"values\[0\].note: an unverified value must say what is not known"),
    (file_with(dated(article="chưa ghi điều")), r"values\[0\].note: a value without a known article must say so"),
    (file_with(dated(note="chưa đọc")), r"values\[0\].note: vi and en are expected"),
    (file_with(dated(value="ten")), r"values\[0\].value: 'ten' is not an amount"),
    (file_with(dated(value=-1)), r"values\[0\].value: -1 is not an amount"),
    (file_with(dated(**{"from": "2020"})), r"values\[0\].from: '2020' is not a date"),
    (file_with(dated(to=date(2019, 1, 1))), r"values\[0\].to: ends before it begins"),
    (file_with(dated(), dated()), r"values\[1\].from: 2020-01-01 does not come after 2020-01-01"),
    (file_with(dated(), dated(**{"from": date(2019, 1, 1)})), r"values\[1\].from: 2019-01-01 does not come after 2020-01-01"),
    (file_with(dated(to=date(2021, 1, 1)), dated(**{"from": date(2021, 1, 1)})),
     r"values\[0\].to: 2021-01-01 overlaps the value from 2021-01-01"),
    ("label: [", "land/limit.yaml: not YAML"),
    ("unit: ty_dong\nunit: year\n", "land/limit.yaml: not YAML: key stands twice"),
    ("- one\n- two\n", "land/limit.yaml: a mapping is expected"),
])
def test_what_is_wrong_with_a_file_is_named(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_parameter(text, "limit", "land")


@pytest.mark.parametrize(("kind", "rows", "complaint"), [
    ("shares", 5, "value: a list of rows is expected"),
    ("shares", ["central"], r"value\[0\]: a mapping is expected"),
    ("shares", [row(colour="red")], r"value\[0\].colour: unknown key"),
    ("shares", [{"code": "central", "label": LABEL}], r"value\[0\].share: missing"),
    ("shares", [row(share=1.5)], r"value\[0\].share: Decimal\('1.5'\) is not allowed here"),
    ("shares", [row(label="Trung ương")], r"value\[0\].label: vi and en are expected"),
    ("shares", [row(), row()], "value: code 'central' stands twice"),
    ("shares", [row(certainty="unverified")], r"value\[0\].certainty: a row weaker than its value \(seen\)"),
    ("shares", [row(article="")], r"value\[0\].article: a text is expected"),
    ("years", [{"code": "D", "label": LABEL, "years": 3}], r"value\[0\].code: 'D' is not a code of this kind"),
    ("years", [{"code": "A", "label": LABEL, "years": True}], r"value\[0\].years: True is not allowed here"),
    ("thresholds", [{"code": "T1", "label": LABEL, "a_from": 5}], "a tier has either always, or a_from above b_from"),
    ("thresholds", [{"code": "T1", "label": LABEL, "a_from": 5, "b_from": 9}], "a tier has either always, or a_from above b_from"),
    ("thresholds", [{"code": "P1", "label": LABEL, "a_from": 5, "always": "A"}], "a tier has either always, or a_from above b_from"),
    ("extension", [{"code": "large_a", "label": LABEL, "years": 2}], "large_a, and only it, has total_from and total_below"),
    ("ladder", [{"code": "L1", "label": LABEL, "rank": 2, "kinds": ["ppp"]}], "ranks run 1, 2, 3"),
    ("ladder", [{"code": "L1", "label": LABEL, "rank": 1, "kinds": ["gift"]}], r"value\[0\].kinds: \('gift',\) is not allowed here"),
    ("ladder", [{"code": f"L{n}", "label": LABEL, "rank": n, "kinds": ["ppp"]} for n in (1, 2)], "a kind stands on one rank only"),
    ("dates", [{"code": "end", "label": LABEL, "day": 31, "month": 1, "year_offset": 7}], r"value\[0\].year_offset: 7 is not allowed here"),
])
def test_what_is_wrong_with_a_row_is_named(kind: str, rows: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=rf"here: values\[0\]\.{complaint}" if complaint.startswith("value") else complaint):
        parse_values([dated(value=rows)], kind, "here")


def test_a_row_may_be_surer_than_its_value() -> None:
    (value,) = parse_values([dated(certainty="unverified", note=UNKNOWN, value=[row(certainty="seen")])], "shares", "here")
    assert (value.certainty, value.value[0]["certainty"]) == ("unverified", "seen")
