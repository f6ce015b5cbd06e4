"""Columns of a map file as values: texts, numbers the Vietnamese way, yes and no."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quyhoach.tables.folding import fold
from quyhoach.tables.numbers import is_either_way, parse_number
from quyhoach.zones.told import Told

_YES = frozenset(("true", "1", "yes", "y", "t", "co", "dung"))
_NO = frozenset(("false", "0", "no", "n", "f", "khong", "sai"))
_RANGE = re.compile(r"\d+\s*[-–÷]\s*(\d+)")


def texts(column: NDArray[Any], digits: int = 0) -> list[str]:
    """The column as trimmed text in composed letters; a missing value is "", a whole number has no decimals, ``digits`` wide."""
    if column.dtype == object:
        found = _stripped(column.tolist())
    elif column.dtype.kind in "iu":
        found = [f"{value:0{digits}d}" for value in column.tolist()]
    else:
        found = [_text(value, digits) for value in column.tolist()]
    if not unicodedata.is_normalized("NFC", "\n".join(found)):
        found = [unicodedata.normalize("NFC", text) for text in found]
    return found


def _stripped(values: list[Any]) -> list[str]:
    """The quickest of three ways, by what kinds of values there are."""
    kinds = set(map(type, values))
    if kinds == {type(None)}:
        return [""] * len(values)
    if kinds == {str}:
        return list(map(str.strip, values))
    return ["" if value is None else value.strip() if type(value) is str else _text(value) for value in values]


def _text(value: Any, digits: int = 0) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return f"{int(value):0{digits}d}"
    return _dumped(value.tolist() if isinstance(value, np.ndarray) else value) if not isinstance(value, float | int) else repr(value)


def _dumped(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def plain(column: NDArray[Any], whole: bool) -> list[Any]:
    """The column as Python values, None where missing; whole numbers are int even where missing ones made them floats."""
    values = [value.tolist() if isinstance(value, np.ndarray) else value for value in column.tolist()]
    if column.dtype.kind == "f":
        return [None if value != value else int(value) if whole else value for value in values]
    return values


def numbers(column: NDArray[Any], name: str, rows: NDArray[np.int64], told: Told, most: bool = False) -> list[float | None]:
    """The column as numbers, None where missing or, said as ZON-036, where it is none. ``most``: of "1-5" the last is taken."""
    if column.dtype.kind in "iub":
        return [float(value) for value in column.tolist()]
    if column.dtype.kind == "f" and not np.isinf(column).any():
        return [None if value != value else value for value in column.tolist()] if np.isnan(column).any() else list(column.tolist())
    if column.dtype.kind == "f":
        return [_finite(value, name, int(row), told) for value, row in zip(column.tolist(), rows, strict=True)]
    read: dict[str, float | None] = {}
    either, found = "", []
    for text, row in zip(texts(column), rows, strict=True):
        if text not in read:
            read[text] = _number(text, most)
            either = either or (text if is_either_way(text) else "")
        if text and read[text] is None:
            told.say("ZON-036", row=int(row) + 1, column=name, text=text[:40], name=name)
        found.append(read[text])
    if either:
        told.say("ZON-037", column=name, name=name, text=either, number=parse_number(either) or 0)
    return found


def _finite(value: float, name: str, row: int, told: Told) -> float | None:
    if math.isinf(value):
        told.say("ZON-036", row=row + 1, column=name, text=str(value), name=name)
    return value if math.isfinite(value) else None


def _number(text: str, most: bool) -> float | None:
    if most and (found := _RANGE.fullmatch(text)):
        text = found[1]
    number = parse_number(text)
    return None if number is None else float(number)


def truths(column: NDArray[Any], name: str, rows: NDArray[np.int64], told: Told, default: bool) -> list[bool]:
    """Yes and no as files write them; a missing value is ``default``, a word that is neither too, said as ZON-040."""
    if column.dtype.kind == "b":
        return [bool(value) for value in column.tolist()]
    words: dict[str, bool | None] = {"": default}
    found = []
    for text, row in zip(texts(column), rows, strict=True):
        if text not in words:
            words[text] = True if fold(text) in _YES else False if fold(text) in _NO else None
        known = words[text]
        if known is None:
            told.say("ZON-040", row=int(row) + 1, column=name, text=text[:40], name=name, taken="true" if default else "false")
        found.append(default if known is None else known)
    return found


def chosen(column: NDArray[Any], name: str, rows: NDArray[np.int64], told: Told, words: Mapping[str, Any], default: Any) -> list[Any]:
    """Each text's meaning in ``words`` (by folded word); ``default`` where missing and, said as ZON-040, where unknown."""
    known: dict[str, Any] = {"": default}
    found = []
    for text, row in zip(texts(column), rows, strict=True):
        if text not in known:
            known[text] = words.get(fold(text))
        value = known[text]
        if value is None:
            told.say("ZON-040", row=int(row) + 1, column=name, text=text[:40], name=name, taken=str(default))
        found.append(default if value is None else value)
    return found
