"""Names of places: one way of folding a written name, and matching that never guesses.

Vietnamese names come in several spellings of the same word (composed or decomposed Unicode, *Hòa* or *Hoà*, Đ typed as the
Icelandic Ð) and some different names differ by one accent only (Tân Thanh, Tân Thành). Every comparison of names in the
program goes through this module, so that the first are one name and the second stay two.
"""

from __future__ import annotations

import re
import unicodedata

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook above, dot below: the five tone marks, which writers set on one vowel or its neighbour."""

_LETTERS = str.maketrans({"ð": "đ", "’": "'", "–": "-", "—": "-"})

KINDS = {
    "phường": "ward", "p.": "ward",
    "xã": "commune", "x.": "commune",
    "thị trấn": "town", "tt.": "town", "tt": "town",
    "thị xã": "district_town", "tx.": "district_town", "tx": "district_town",
    "huyện": "district", "h.": "district",
    "quận": "urban_district", "q.": "urban_district",
    "thành phố": "city", "tp.": "city", "tp": "city",
    "tỉnh": "province",
}
"""Words and abbreviations put before a place's name, and the kind of unit they say it is."""

_PREFIX = re.compile("(" + "|".join(re.escape(word) for word in sorted(KINDS, key=len, reverse=True)) + r")(?:(?<=\.)\s*|\s+)(?=\S)")


def spell_name(text: str) -> str:
    """One spelling of a name, accents kept: a key for comparing, not for printing. ``Hòa Bình`` and ``HOÀ  BÌNH`` are equal.

    Case and spaces are levelled, letters composed, and the tone mark of every word moved to its end.
    """
    words = unicodedata.normalize("NFD", text.casefold().translate(_LETTERS)).split()
    return " ".join(_tone_last(word) for word in words)


def _tone_last(word: str) -> str:
    letters = "".join(mark for mark in word if mark not in _TONES)
    tones = "".join(mark for mark in word if mark in _TONES)
    return unicodedata.normalize("NFC", letters) + tones


def fold_name(text: str) -> str:
    """A name without case, spacing or accents: ``Đồng Đăng`` → ``dong dang``. Different names may fold to one text."""
    bare = (mark for mark in unicodedata.normalize("NFD", spell_name(text)) if not unicodedata.combining(mark))
    return "".join(bare).replace("đ", "d")


def split_kind(text: str) -> tuple[str, str]:
    """The kind of unit written before a name ("" when none), and the name without it: ``Phường Tam Thanh`` → ward, Tam Thanh."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    match = _PREFIX.match(name.casefold())
    if not match or len(name.casefold()) != len(name):
        return "", name
    return KINDS[match[1]], name[match.end():]
