"""Numbers as Vietnamese forms print them: a dot parts thousands, a comma marks decimals."""

from __future__ import annotations

import re
from decimal import Decimal

_SIGN = str.maketrans({"−": "-", "–": "-", "—": "-", "‑": "-"})
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_DOT_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_COMMA_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3}){2,}(?:\.\d+)?|,\d{3}\.\d+)")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
_EITHER = re.compile(r"[-+(]?\s*[1-9]\d{0,2}\.\d{3}\s*\)?")


def parse_number(text: str) -> Decimal | None:
    """``1.234.567,8`` and, where it can mean nothing else, ``1,234,567.8``; ``(1.234)`` is negative; None when it is no number.

    A text that could be read both ways is read as Vietnamese: ``1.234`` is 1234, ``1,234`` is one and 234 thousandths.
    """
    text = text.translate(_SIGN).strip()
    negative = text.startswith("(") and text.endswith(")")
    if negative:
        text = text[1:-1].strip()
    elif text.startswith(("-", "+")):
        negative, text = text[0] == "-", text[1:].strip()
    number = _parse_digits(text)
    return -number if negative and number is not None else number


def _parse_digits(text: str) -> Decimal | None:
    if not text.isascii():
        return None
    if _SPACED.fullmatch(text):
        text = text.replace(" ", "")
    if _DOT_THOUSANDS.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _COMMA_THOUSANDS.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return None


def is_either_way(text: str) -> bool:
    """True for a text like ``1.234``, which another hand may have meant as a decimal."""
    return _EITHER.fullmatch(text.translate(_SIGN).strip()) is not None


def exact(number: float) -> Decimal:
    """The decimal a person typed: fifteen digits, as Excel keeps and shows them, so 0.1 + 0.2 is 0.3."""
    return Decimal(int(number)) if number.is_integer() else Decimal(f"{number:.15g}")
