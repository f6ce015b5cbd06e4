"""From a YAML file to a checked parameter. Anything odd is a ValueError that names the file and the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NoReturn

import yaml

from quyhoach.law.kinds import KINDS, UNITS, Certainty, ValueShape, is_bilingual

ARTICLE_UNKNOWN = "chưa ghi điều"
"""Stands for an article we could not name; such a value must say so in its note."""

_FILE_KEYS = {"label", "unit", "kind", "values"}
_VALUE_KEYS = {"from", "value", "document", "article", "certainty"}
_CITING_KEYS = {"document", "article", "certainty", "note"}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value with the days on which it holds (``valid_to`` None: still in force) and the article it stands in.

    ``value`` is a scalar or a tuple of read-only rows; ``note`` has the keys vi and en, or is empty.
    """

    valid_from: date
    valid_to: date | None
    value: Any
    document: str
    article: str
    certainty: Certainty
    link: str = ""
    note: Mapping[str, str] = field(default_factory=dict, hash=False)

    def holds_on(self, day: date) -> bool:
        """True when ``day`` lies within the value's days, both ends included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the law with all its dated values, oldest first. ``domain`` is the folder it stands in."""

    name: str
    domain: str
    label: Mapping[str, str] = field(hash=False)
    unit: str
    kind: str
    used_by: tuple[str, ...]
    values: tuple[DatedValue, ...]


def parse_parameter(text: str, name: str, domain: str) -> Parameter:
    """The parameter written in ``text``. Raises ValueError naming the file and key at fault."""
    origin = f"{domain}/{name}.yaml"
    try:
        body = _plain(yaml.load(text, _UniqueKeyLoader))
    except yaml.YAMLError as error:
        raise ValueError(f"{origin}: not YAML: {error}") from error
    if not isinstance(body, Mapping):
        _fail(origin, "", "a mapping is expected")
    _keys(body, origin, "", required=_FILE_KEYS, optional={"used_by"})
    if not is_bilingual(body["label"]):
        _fail(origin, "label", "vi and en are expected")
    if body["unit"] not in UNITS:
        _fail(origin, "unit", f"{body['unit']!r} is not one of {', '.join(UNITS)}")
    if body["kind"] not in KINDS:
        _fail(origin, "kind", f"{body['kind']!r} is not one of {', '.join(KINDS)}")
    values = parse_values(body["values"], body["kind"], origin)
    return Parameter(name, domain, body["label"], body["unit"], body["kind"], tuple(body.get("used_by", ())), values)


def parse_values(raw: Any, kind: str, origin: str) -> tuple[DatedValue, ...]:
    """Dated values of one kind, as a file or a province's override states them: in order of date, never overlapping.

    A value without ``to`` holds until the day before the next. Raises ValueError naming ``origin`` and the key at fault.
    """
    raw = _plain(raw)
    if not isinstance(raw, tuple) or not raw:
        _fail(origin, "values", "a list of dated values is expected")
    values = [_dated_value(item, kind, origin, f"values[{number}]") for number, item in enumerate(raw)]
    for number, (before, after) in enumerate(pairwise(values)):
        if after.valid_from <= before.valid_from:
            _fail(origin, f"values[{number + 1}].from", f"{after.valid_from} does not come after {before.valid_from}")
        if before.valid_to is not None and before.valid_to >= after.valid_from:
            _fail(origin, f"values[{number}].to", f"{before.valid_to} overlaps the value from {after.valid_from}")
    return tuple(_closed(values, number) for number in range(len(values)))


def _closed(values: Sequence[DatedValue], number: int) -> DatedValue:
    value = values[number]
    if value.valid_to is not None or number + 1 == len(values):
        return value
    last_day = values[number + 1].valid_from - timedelta(days=1)
    return DatedValue(value.valid_from, last_day, value.value, value.document, value.article, value.certainty, value.link, value.note)


def _dated_value(item: Any, kind: str, origin: str, key: str) -> DatedValue:
    if not isinstance(item, Mapping):
        _fail(origin, key, "a mapping is expected")
    _keys(item, origin, key, required=_VALUE_KEYS, optional={"to", "link", "note"})
    for day in ("from", "to"):
        if day in item and type(item[day]) is not date:
            _fail(origin, f"{key}.{day}", f"{item[day]!r} is not a date YYYY-MM-DD")
    if "to" in item and item["to"] < item["from"]:
        _fail(origin, f"{key}.to", "ends before it begins")
    _check_citing(item, origin, key)
    certainty = Certainty(item["certainty"])
    _check_value(item["value"], KINDS[kind], certainty, origin, f"{key}.value")
    return DatedValue(
        item["from"], item.get("to"), item["value"], item["document"], item["article"], certainty,
        item.get("link", ""), item.get("note", {}),
    )


def _check_citing(item: Mapping[str, Any], origin: str, key: str) -> None:
    for name in ("document", "article"):
        if name in item and not (isinstance(item[name], str) and item[name].strip()):
            _fail(origin, f"{key}.{name}", "a text is expected")
    if "certainty" in item and item["certainty"] not in list(Certainty):
        _fail(origin, f"{key}.certainty", f"{item['certainty']!r} is not one of {', '.join(Certainty)}")
    if "note" in item and not is_bilingual(item["note"]):
        _fail(origin, f"{key}.note", "vi and en are expected")
    if "from" in item and "note" not in item:
        if item["certainty"] == Certainty.UNVERIFIED:
            _fail(origin, f"{key}.note", "an unverified value must say what is not known")
        if item["article"] == ARTICLE_UNKNOWN:
            _fail(origin, f"{key}.note", "a value without a known article must say so")


def _check_value(value: Any, shape: ValueShape, certainty: Certainty, origin: str, key: str) -> None:
    if shape.scalar is not None:
        if not shape.scalar(value):
            _fail(origin, key, f"{value!r} is not {shape.title_en}")
        return
    if not isinstance(value, tuple) or not value:
        _fail(origin, key, "a list of rows is expected")
    for number, row in enumerate(value):
        _check_row(row, shape, certainty, origin, f"{key}[{number}]")
    codes = [row["code"] for row in value]
    for code in codes:
        if codes.count(code) > 1:
            _fail(origin, key, f"code {code!r} stands twice")
    if shape.rule is not None and not shape.rule[1](value):
        _fail(origin, key, shape.rule[0])


def _check_row(row: Any, shape: ValueShape, certainty: Certainty, origin: str, key: str) -> None:
    if not isinstance(row, Mapping):
        _fail(origin, key, "a mapping is expected")
    required, optional = shape.required or {}, shape.optional or {}
    _keys(row, origin, key, required={"code", "label", *required}, optional={*optional, *_CITING_KEYS})
    if not isinstance(row["code"], str) or (shape.codes and row["code"] not in shape.codes):
        _fail(origin, f"{key}.code", f"{row['code']!r} is not a code of this kind")
    if not is_bilingual(row["label"]):
        _fail(origin, f"{key}.label", "vi and en are expected")
    for name, check in {**required, **optional}.items():
        if name in row and not check(row[name]):
            _fail(origin, f"{key}.{name}", f"{row[name]!r} is not allowed here")
    _check_citing(row, origin, key)
    if Certainty(row.get("certainty", certainty)).weakness > certainty.weakness:
        _fail(origin, f"{key}.certainty", f"a row weaker than its value ({certainty}) hides what is not known")


def _keys(item: Mapping[str, Any], origin: str, key: str, *, required: set[str], optional: set[str]) -> None:
    for name in sorted(set(item) - required - optional, key=str):
        _fail(origin, f"{key}.{name}".lstrip("."), "unknown key")
    for name in sorted(required - set(item)):
        _fail(origin, f"{key}.{name}".lstrip("."), "missing")


def _fail(origin: str, key: str, what: str) -> NoReturn:
    raise ValueError(f"{origin}: {key}: {what}" if key else f"{origin}: {what}")


def _plain(value: Any) -> Any:
    """Read-only all the way down: mappings by proxy, lists as tuples, binary fractions as the decimals that were written."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: _plain(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_plain(item) for item in value)
    return Decimal(repr(value)) if isinstance(value, float) else value


class _UniqueKeyLoader(yaml.SafeLoader):
    """PyYAML keeps the last of two equal keys without a word; a law file must not."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [self.construct_object(key) for key, _ in node.value]
        for name in names:
            if names.count(name) > 1:
                raise yaml.MarkedYAMLError("key stands twice", node.start_mark, str(name), node.start_mark)
        return super().construct_mapping(node, deep)
