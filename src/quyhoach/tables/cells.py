"""One raw cell into one value, by the kind of its column; what cannot be read is named, never guessed and never raised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches

from quyhoach.dates import format_date, is_as_of, parse_date
from quyhoach.money import LARGEST_EXACT, format_number
from quyhoach.tables.folding import clean, fold
from quyhoach.tables.numbers import exact, is_either_way, parse_number
from quyhoach.tables.raw import Fault, Raw
from quyhoach.tables.spec import Column, Kind, Value

NOT_YET = {"-", "–", "—", "…", "...", "_"}
"""What officials write in a number or date cell that has no figure yet."""

FIRST_YEAR, LAST_YEAR = 1901, 2199
_SERIAL_ZERO = date(1899, 12, 30)  # Excel counts days from here; its false 29/2/1900 lies before every year we accept
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 109_573  # 3/10/1954 to 31/12/2199: below that a bare number is no likely date
_LONGEST_CODE_NUMBER = 10**15
_YES = {"co", "x", "1", "yes", "y", "true", "dung"}
_NO = {"khong", "0", "no", "n", "false", "sai"}
_TICKS = {"✓": True, "✔": True, "☑": True, "☒": True, "☐": False}


@dataclass(frozen=True, slots=True)
class Cell:
    """The value read (None when empty or unreadable), and the finding's code ("" for none) with what fills its gaps."""

    value: Value
    code: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


EMPTY = Cell(None)


def read_cell(raw: Raw, column: Column, scale: Decimal = Decimal(1)) -> Cell:
    """Read one cell. ``scale`` turns an amount of MONEY from the sheet's unit into the province's."""
    if isinstance(raw, Fault):
        return Cell(None, "TAB-060", {"value": raw.error}) if raw.error else Cell(None, "TAB-061")
    if isinstance(raw, str):
        raw = clean(raw)
        if not raw or (raw in NOT_YET and column.kind not in _WORDS):
            return EMPTY
    if raw is None:
        return EMPTY
    if column.kind is Kind.MONEY:
        return read_money(raw, column, scale)
    return _READERS[column.kind](raw, column)


def from_program(raw: Raw, column: Column) -> Raw:
    """A cell of a table that a program wrote (its header is identifiers): there ``106.771`` is a decimal, in no other table."""
    if isinstance(raw, str) and column.kind in (Kind.DECIMAL, Kind.SHARE) and is_either_way(raw.strip()):
        return raw.replace(".", ",")
    return raw


def printed(raw: Raw) -> str:
    """The cell as a finding quotes it."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, date):
        return format_date(raw)
    if isinstance(raw, (int, float)):
        return _digits(raw).replace(".", ",")
    return "" if raw is None else clean(str(raw))


def _bad(code: str, raw: Raw, **values: str) -> Cell:
    return Cell(None, code, {"value": printed(raw), **values})


def _digits(number: int | float) -> str:
    return f"{exact(number):f}" if isinstance(number, float) and abs(number) < 1e18 else str(number)


def _number(raw: Raw) -> Decimal | None:
    if isinstance(raw, float):
        return exact(raw) if abs(raw) < 1e300 else None
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Decimal(raw)
    return parse_number(raw) if isinstance(raw, str) else None


# Words and codes -----------------------------------------------------------------------------------------------------------


def read_text(raw: Raw, column: Column) -> Cell:
    """TEXT: numbers and dates that stand in a text column are kept as a person would print them."""
    return Cell(printed(raw))


def read_code(raw: Raw, column: Column) -> Cell:
    """CODE: Excel's numbers become text again, with a warning, since their leading zeros are gone."""
    code = _code(raw)
    if code.code or code.value is None:
        return code
    return code if not str(code.value).count(" ") and "\n" not in str(code.value) else _bad("TAB-076", raw)


def read_codes(raw: Raw, column: Column) -> Cell:
    """CODES parted by ";"; () never stands for empty, None does."""
    text = _code(raw)
    if text.value is None:
        return text
    parts = tuple(part for part in (clean(part) for part in str(text.value).split(";")) if part)
    if any(" " in part or "\n" in part for part in parts):
        return _bad("TAB-076", raw)
    return Cell(parts or None, text.code, text.values)


def _code(raw: Raw) -> Cell:
    if isinstance(raw, (bool, date)):
        return _bad("TAB-077", raw)
    if isinstance(raw, (int, float)):
        if abs(raw) >= _LONGEST_CODE_NUMBER:
            return _bad("TAB-077", raw)
        return Cell(_digits(raw), "TAB-075", {"value": _digits(raw)})
    return Cell(printed(raw))


def read_choice(raw: Raw, column: Column) -> Cell:
    """CHOICE: the code or a printed label of either language; accents and case may differ if only one choice then fits."""
    text = printed(raw)
    if text in column.choices:
        return Cell(text)
    levels: tuple[Callable[[str], str], ...] = (str, str.casefold, fold)
    for level in levels:
        fitting = [code for code, labels in column.choices.items() if level(text) in {level(word) for word in (code, *labels)}]
        if len(fitting) == 1:
            return Cell(fitting[0])
    words = {fold(word): labels[0] for code, labels in column.choices.items() for word in (code, *labels)}
    near = get_close_matches(fold(text), words, 1, 0.6)
    allowed = "; ".join(labels[0] for labels in column.choices.values())
    return _bad("TAB-074", raw, allowed=allowed, near=f"«{words[near[0]]}»" if near else "—")


def read_flag(raw: Raw, column: Column) -> Cell:
    """FLAG: có, x, 1, yes; không, 0, no; a tick."""
    text = printed(raw)
    if text in _TICKS:
        return Cell(_TICKS[text])
    folded = fold(text)
    if folded in _YES or folded in _NO:
        return Cell(folded in _YES)
    return _bad("TAB-073", raw)


# Numbers -------------------------------------------------------------------------------------------------------------------


def read_money(raw: Raw, column: Column, scale: Decimal = Decimal(1)) -> Cell:
    """MONEY: whole units of the province's unit; ``scale`` converts the sheet's unit, and nothing is rounded."""
    number = _number(raw)
    if number is None:
        return _bad("TAB-062", raw)
    amount = number * scale
    if amount != amount.to_integral_value():
        return _bad("TAB-063" if scale == 1 else "TAB-078", raw)
    return _whole(raw, amount, column)


def read_whole(raw: Raw, column: Column) -> Cell:
    """WHOLE: an integer."""
    number = _number(raw)
    if number is None:
        return _bad("TAB-062", raw)
    return _whole(raw, number, column) if number == number.to_integral_value() else _bad("TAB-063", raw)


def _whole(raw: Raw, number: Decimal, column: Column) -> Cell:
    if abs(number) >= LARGEST_EXACT:
        return _bad("TAB-065", raw, limit=format_number(LARGEST_EXACT))
    if number < 0 and not column.signed:
        return _bad("TAB-064", raw)
    return Cell(int(number))


def read_decimal(raw: Raw, column: Column) -> Cell:
    """DECIMAL: exact. A text like ``1.234`` is read as Vietnamese, with a note of the other reading."""
    number = _number(raw)
    if number is None:
        return _bad("TAB-062", raw)
    if number < 0 and not column.signed:
        return _bad("TAB-064", raw)
    if isinstance(raw, str) and is_either_way(raw):
        return Cell(number, "TAB-067", {"value": raw, "read": format_number(int(number)), "other": raw.replace(".", ",")})
    return Cell(number)


def read_share(raw: Raw, column: Column) -> Cell:
    """SHARE: ``40%``, ``0,4`` or Excel's percentage, all 0.4; outside 0–1 is a finding, for 40 may mean 40 % or a slip."""
    percent = isinstance(raw, str) and raw.endswith("%")
    number = _number(raw[:-1].strip() if isinstance(raw, str) and percent else raw)
    if number is None:
        return _bad("TAB-062", raw)
    share = number / 100 if percent else number
    return Cell(share) if 0 <= share <= 1 else _bad("TAB-066", raw)


# Time ----------------------------------------------------------------------------------------------------------------------


def read_year(raw: Raw, column: Column) -> Cell:
    """YEAR: four digits, after 1900 and before 2200."""
    number = parse_number(raw) if isinstance(raw, str) and len(raw) == 4 else None if isinstance(raw, str) else _number(raw)
    if number is None or number != number.to_integral_value():
        return _bad("TAB-068", raw)
    year = int(number)
    return Cell(year) if FIRST_YEAR <= year <= LAST_YEAR else _bad("TAB-070" if 0 < year < FIRST_YEAR else "TAB-068", raw)


def read_date(raw: Raw, column: Column) -> Cell:
    """DATE: 03/04/2026 is 3 April; a date cell; a bare day number of Excel is read with a warning."""
    if isinstance(raw, date):
        return _day(raw, raw)
    if isinstance(raw, str):
        try:
            return _day(raw, parse_date(raw))
        except ValueError:
            return _bad("TAB-069", raw)
    if isinstance(raw, float) and raw.is_integer() and _FIRST_SERIAL <= raw <= _LAST_SERIAL:
        day = _SERIAL_ZERO + timedelta(int(raw))
        return Cell(day, "TAB-071", {"value": printed(raw), "read": format_date(day)})
    return _bad("TAB-069", raw)


def _day(raw: Raw, day: date) -> Cell:
    if day.year < FIRST_YEAR:
        return _bad("TAB-070", raw)
    return Cell(day) if day.year <= LAST_YEAR else _bad("TAB-069", raw)


def read_as_of(raw: Raw, column: Column) -> Cell:
    """AS_OF: 2026, 2026-02 or 2026-02-20, also printed as 02/2026 or 20/02/2026; kept as precise as it was written."""
    text = raw.isoformat() if isinstance(raw, date) else printed(raw)
    month = text.replace("-", "/").split("/")
    if len(month) == 2 and len(month[1]) == 4:
        text = f"{month[1]}-{month[0]:0>2}"
    elif not is_as_of(text):
        try:
            text = parse_date(text).isoformat()
        except ValueError:
            return _bad("TAB-072", raw)
    if not is_as_of(text):
        return _bad("TAB-072", raw)
    try:
        day = date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return _bad("TAB-072", raw)
    return Cell(text) if FIRST_YEAR <= day.year <= LAST_YEAR else _bad("TAB-070" if day.year < FIRST_YEAR else "TAB-072", raw)


_WORDS = {Kind.TEXT, Kind.CODE, Kind.CODES, Kind.CHOICE}
_READERS: Mapping[Kind, Callable[[Raw, Column], Cell]] = {
    Kind.TEXT: read_text, Kind.CODE: read_code, Kind.CODES: read_codes, Kind.CHOICE: read_choice, Kind.FLAG: read_flag,
    Kind.WHOLE: read_whole, Kind.DECIMAL: read_decimal, Kind.SHARE: read_share,
    Kind.YEAR: read_year, Kind.DATE: read_date, Kind.AS_OF: read_as_of,
}
