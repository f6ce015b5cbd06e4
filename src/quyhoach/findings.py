"""Findings: a problem is a value with its place, code and remedy, never an exception.

Every finding has a stable code (``TAB-003``). Its severity, message, reason and remedy stand in one catalogue,
``messages/*.yaml``, in Vietnamese and English, so that a planner reads the same sentence on a page, in a report and in JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import yaml

from quyhoach.money import format_number

LANGUAGES = ("vi", "en")
_YEARS = range(1900, 2201)
Gap = str | int | Decimal
"""What fills a gap: text as it is, a number as the language writes it."""


class Severity(StrEnum):
    """How bad it is: an error keeps its row out, a warning does not, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands: a cell of a file, or an object by its id. Empty parts are unknown or not meant.

    ``row`` is the row number a person sees in the sheet (1-based); ``column`` is the printed header, or the identifier.
    """

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    object_id: str = ""

    def __str__(self) -> str:
        cell = f"{self.row}" if self.row else ""
        parts = (self.file, self.sheet, cell, self.column, self.object_id)
        return ":".join(part for part in parts if part)

    def at(self, column: str = "", object_id: str = "") -> Place:
        """The same row: a cell of it, and the object it is about."""
        return replace(self, column=column, object_id=object_id)


@dataclass(frozen=True, slots=True)
class Template:
    """The catalogue's entry for one code: texts by language, with ``{named}`` gaps."""

    severity: Severity
    message: Mapping[str, str]
    why: Mapping[str, str]
    remedy: Mapping[str, str]
    who: Mapping[str, str]


@cache
def catalogue() -> Mapping[str, Template]:
    """All templates by code, read once from the package. Raises ValueError if a code stands twice or lacks a language."""
    entries: dict[str, Template] = {}
    for file in sorted(resources.files("quyhoach.messages").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        for code, body in (yaml.safe_load(file.read_text("utf-8")) or {}).items():
            if code in entries:
                raise ValueError(f"message code {code} stands twice in the catalogue")
            entries[code] = _template(code, body)
    return entries


def _template(code: str, body: Mapping[str, Any]) -> Template:
    texts = {part: body.get(part) or {} for part in ("message", "why", "remedy", "who")}
    missing = [f"{part}.{lang}" for part in ("message", "why", "remedy") for lang in LANGUAGES if lang not in texts[part]]
    if missing:
        raise ValueError(f"message code {code} lacks {', '.join(missing)}")
    return Template(Severity(body["severity"]), **texts)


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem. ``values`` fill the gaps of the catalogue's sentences; a number is written the way of the language,
    but a whole ``int`` from 1900 to 2200 is a year and stands as it is; an amount that may be as small is a Decimal."""

    code: str
    where: Place = Place()
    values: Mapping[str, Gap] = field(default_factory=dict, hash=False)

    @property
    def severity(self) -> Severity:
        """Severity from the catalogue."""
        return catalogue()[self.code].severity

    def text(self, part: str, lang: str = "vi") -> str:
        """One sentence of the finding: ``part`` is message, why, remedy or who. Unknown gaps stay visible as ``{name}``."""
        sentences: Mapping[str, str] = getattr(catalogue()[self.code], part)
        return sentences.get(lang, "").format_map(_Gaps({name: _written(value, lang) for name, value in self.values.items()}))

    def as_json(self, lang: str = "vi") -> dict[str, Any]:
        """The stable JSON form: code, severity, where{}, message, why, remedy, who."""
        where = {name: getattr(self.where, name) for name in ("file", "sheet", "row", "column", "object_id")}
        texts = {part: self.text(part, lang) for part in ("message", "why", "remedy", "who")}
        return {"code": self.code, "severity": str(self.severity), "where": where, **texts}


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _written(value: Gap, lang: str) -> str:
    if isinstance(value, str) or (isinstance(value, int) and value in _YEARS):
        return str(value)
    return format_number(value, lang)


def finding(code: str, where: Place = Place(), **values: object) -> Finding:
    """A finding with its gaps filled. Raises KeyError for a code that is not in the catalogue."""
    if code not in catalogue():
        raise KeyError(f"unknown finding code {code}")
    return Finding(code, where, {name: _gap(value) for name, value in values.items()})


def _gap(value: object) -> Gap:
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else str(value)


def has_errors(findings: Iterable[Finding]) -> bool:
    """True when at least one finding is an error."""
    return any(f.severity is Severity.ERROR for f in findings)
