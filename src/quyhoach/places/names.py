"""Names of places: one way of folding a written name, and matching that never guesses.

Vietnamese names come in several spellings of the same word (composed or decomposed Unicode, *Hòa* or *Hoà*, Đ typed as the
Icelandic Ð) and some different names differ by one accent only (Tân Thanh, Tân Thành). Every comparison of names in the
program goes through this module, so that the first are one name and the second stay two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from quyhoach.dates import format_date
from quyhoach.findings import Finding, Place, finding
from quyhoach.places.units import Unit
from quyhoach.tables.folding import fold

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook above, dot below: the five tone marks, which writers set on one vowel or its neighbour."""

_LETTERS = str.maketrans({"ð": "đ", "Ð": "Đ"})
"""The Icelandic letter that looks like Đ and comes out of some keyboards and scanners."""

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


@lru_cache(maxsize=1 << 18)
def spell_name(text: str) -> str:
    """One spelling of a name, accents kept: a key for comparing, not for printing. ``Hòa Bình`` and ``HOÀ  BÌNH`` are equal.

    Case and spaces are levelled, letters composed, and the tone mark of every word moved to its end.
    """
    words = unicodedata.normalize("NFD", text.translate(_LETTERS).casefold()).split()
    return " ".join(_tone_last(word) for word in words)


def _tone_last(word: str) -> str:
    letters = "".join(mark for mark in word if mark not in _TONES)
    tones = "".join(mark for mark in word if mark in _TONES)
    return unicodedata.normalize("NFC", letters) + tones


def fold_name(text: str) -> str:
    """A name without case, spacing or accents: ``Đồng Đăng`` → ``dong dang``. Different names may fold to one text."""
    return fold(text.translate(_LETTERS))


def split_kind(text: str) -> tuple[str, str]:
    """The kind of unit written before a name ("" when none), and the name without it: ``Phường Tam Thanh`` → ward, Tam Thanh."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    match = _PREFIX.match(name.casefold())
    if not match or len(name.casefold()) != len(name):
        return "", name
    return KINDS[match[1]], name[match.end():]


@dataclass(frozen=True, slots=True)
class Match:
    """A unit found by what was written, or None; ``candidates`` are all that fit, ``findings`` say why it stays open."""

    unit: Unit | None
    candidates: tuple[Unit, ...] = ()
    findings: tuple[Finding, ...] = ()


def match_name(name: str, units: Iterable[Unit], on: date | None = None, kind: str | None = None) -> Match:
    """The unit meant by ``name``: a code, or a name with or without its kind and district (*xã Hồng Phong, huyện Bình Gia*).

    ``on`` keeps the units of that day, ``kind`` those of one kind. Codes go first, then the name with its accents. A name typed
    with no accents at all may match without them when one unit only fits, and that is reported. Nothing is guessed.
    """
    pool = tuple(unit for unit in units if on is None or unit.existed(on))
    coded = tuple(unit for unit in pool if name.strip() in unit.codes)
    if coded:
        return _one_of(name, coded)
    said, bare, district = _said(name)
    fitting = tuple(
        unit for unit in pool
        if (kind or said) in ("", unit.kind) and (not district or spell_name(split_kind(unit.district)[1]) == district)
    )
    exact = tuple(unit for unit in fitting if spell_name(split_kind(unit.name)[1]) == spell_name(bare))
    if exact:
        return _one_of(name, exact)
    folded = tuple(unit for unit in fitting if fold_name(split_kind(unit.name)[1]) == fold_name(bare)) if bare.isascii() else ()
    if len(folded) == 1:
        note = finding("PLA-002", Place(object_id=name), name=name, unit=folded[0].name, unit_code=folded[0].code)
        return Match(folded[0], folded, (note,))
    return _one_of(name, folded) if folded else _nobody(name, bare, pool, on)


def _said(name: str) -> tuple[str, str, str]:
    """Kind, bare name and district key of a written name; a district follows a comma or stands in brackets."""
    first, *rest = re.split(r"[,(]", name, maxsplit=1)
    kind, bare = split_kind(first)
    return kind, bare, spell_name(split_kind(rest[0].rstrip(" )"))[1]) if rest else ""


def _one_of(name: str, candidates: tuple[Unit, ...]) -> Match:
    if len(candidates) == 1:
        return Match(candidates[0], candidates)
    listed = "; ".join(f"{unit.code or unit.id} {unit.name}{f' ({unit.district})' if unit.district else ''}" for unit in candidates)
    return Match(None, candidates, (finding("PLA-001", Place(object_id=name), name=name, candidates=listed),))


def _nobody(name: str, bare: str, pool: tuple[Unit, ...], on: date | None) -> Match:
    by_fold: dict[str, list[str]] = {}
    for unit in pool:
        by_fold.setdefault(fold_name(split_kind(unit.name)[1]), []).append(f"{unit.name} ({unit.code or unit.id})")
    near = ", ".join(listed for key in get_close_matches(fold_name(bare), by_fold, 3) for listed in by_fold[key]) or "–"
    day = format_date(on) if on else "–"
    return Match(None, (), (finding("PLA-003", Place(object_id=name), name=name, date=day, near=near),))
