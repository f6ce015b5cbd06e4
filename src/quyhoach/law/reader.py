"""The law on a date: dated parameters, read once from the package, seen through a view that remembers what was asked.

There is no silent default. An unknown name answers with the nearest names, a date before the first value with the first
date known, a date between two values with the days on either side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from quyhoach.dates import format_date
from quyhoach.findings import Finding, Place, finding
from quyhoach.law.kinds import CERTAINTY_WORDS, Certainty
from quyhoach.law.schema import DatedValue, Parameter, Row, parse_parameter, parse_values

JURISDICTIONS = ("VN",)
"""Jurisdictions whose law is on file."""


class LawError(ValueError):
    """The law has no answer. ``finding`` says in both languages what was asked and what is known instead."""

    def __init__(self, problem: Finding) -> None:
        super().__init__(f"{problem.text('message', 'vi')} / {problem.text('message', 'en')}")
        self.finding = problem


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """Where a value stands and when it holds. ``part`` is the row read ("" = the whole value); ``place`` the unit whose
    override applied ("" = national); ``note`` has the keys vi and en, or is empty."""

    parameter: str
    part: str
    document: str
    article: str
    certainty: Certainty
    valid_from: date
    valid_to: date | None = field(compare=False)
    place: str = ""
    link: str = ""
    note: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Override:
    """A province's own values of one parameter; they replace the national value on the days they cover, there only."""

    parameter: str
    place: str
    values: tuple[DatedValue, ...]


@dataclass(frozen=True, slots=True)
class LawView:
    """The law on ``as_of`` in ``place``. Frozen, but for the memory of what was read."""

    as_of: date
    place: str = ""
    overrides: tuple[Override, ...] = ()
    _read: set[tuple[str, str]] = field(default_factory=set, compare=False, repr=False)

    def value(self, name: str) -> Any:
        """The whole value: a scalar, or a tuple of read-only rows. Raises LawError when the law has no answer."""
        value = self._dated(name)[0].value
        self._read.add((name, ""))
        return value

    def row(self, name: str, code: str) -> Row | None:
        """The row of that code, None when there is none (then the whole list counts as read). Raises LawError, ValueError."""
        value = self._dated(name)[0].value
        if not isinstance(value, tuple):
            raise ValueError(f"law parameter {name} has no rows")
        found: Row | None = next((row for row in value if row["code"] == code), None)
        self._read.add((name, code if found else ""))
        return found

    def cite(self, name: str, part: str = "") -> Citation:
        """Where the value, or its row ``part``, stands. Does not count as reading. Raises LawError; KeyError for no such row."""
        dated, place = self._dated(name)
        own: Mapping[str, Any] = {}
        if part:
            rows = dated.value if isinstance(dated.value, tuple) else ()
            own = {row["code"]: row for row in rows}[part]
        return Citation(
            name, part, own.get("document", dated.document), own.get("article", dated.article),
            Certainty(own.get("certainty", dated.certainty)), own.get("valid_from", dated.valid_from),
            own.get("valid_to", dated.valid_to), place, dated.link, own.get("note", dated.note),
        )

    def read_log(self) -> tuple[Citation, ...]:
        """What was read through this view, each once, by name and row: the articles a result rests on."""
        return tuple(self.cite(name, part) for name, part in sorted(self._read))

    def unverified(self) -> tuple[Finding, ...]:
        """One note (LAW-004) for every value read so far that was not read in the text itself."""
        return tuple(_doubt(citation) for citation in self.read_log() if citation.certainty is not Certainty.SEEN)

    def _dated(self, name: str) -> tuple[DatedValue, str]:
        parameter = parameter_named(name)
        for own in self.overrides:
            for value in own.values if own.parameter == name else ():
                if value.holds_on(self.as_of):
                    return value, own.place
        for value in parameter.values:
            if value.holds_on(self.as_of):
                return value, ""
        raise _no_value(parameter, self.as_of)


def at(as_of: date, place: str = "", overrides: Iterable[Override] = ()) -> LawView:
    """The law on ``as_of``; of ``overrides`` only those of ``place`` count. Raises ValueError when two cover the same thing."""
    own = tuple(each for each in overrides if each.place == place)
    names = [each.parameter for each in own]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"two overrides of {name} for {place}")
    return LawView(as_of, place, own)


def override(parameter: str, place: str, values: Any) -> Override:
    """A province's values, in the shape of a file's ``values`` list. Raises LawError for an unknown parameter, ValueError
    naming place and key for a malformed value."""
    return Override(parameter, place, parse_values(values, parameter_named(parameter).kind, f"{place}:{parameter}"))


@cache
def parameters() -> Mapping[str, Parameter]:
    """All parameters by name, sorted, read once. Raises ValueError naming file and key when a file is malformed."""
    found: dict[str, Parameter] = {}
    for domain in _children(resources.files("quyhoach.law") / "parameters"):
        for file in _children(domain):
            if not file.name.endswith(".yaml"):
                continue
            name = file.name.removesuffix(".yaml")
            if name in found:
                raise ValueError(f"{domain.name}/{file.name}: {found[name].domain} has a parameter of that name")
            found[name] = parse_parameter(file.read_text("utf-8"), name, domain.name)
    return MappingProxyType(dict(sorted(found.items())))


def parameter_named(name: str) -> Parameter:
    """The parameter of that name with all its dated values. Raises LawError with the nearest names."""
    known = parameters()
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.4) or list(known)
        raise LawError(finding("LAW-001", Place(object_id=name), name=name, near=", ".join(near)))
    return known[name]


def jurisdiction_note(jurisdiction: str) -> Finding | None:
    """The one note (LAW-005) that stands in for all legal checks where no law is on file; None where it is."""
    return None if jurisdiction in JURISDICTIONS else finding("LAW-005", jurisdiction=jurisdiction or "?")


def _children(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda child: child.name) if folder.is_dir() else []


def _no_value(parameter: Parameter, day: date) -> LawError:
    where, name = Place(object_id=parameter.name), parameter.name
    first = parameter.values[0].valid_from
    if day < first:
        return LawError(finding("LAW-002", where, name=name, day=format_date(day), first=format_date(first)))
    ends = [value.valid_to for value in parameter.values if value.valid_to is not None and value.valid_to < day]
    later = [value.valid_from for value in parameter.values if value.valid_from > day]
    resumes = format_date(min(later)) if later else "–"
    ended = format_date(max(ends) + timedelta(days=1))
    return LawError(finding("LAW-003", where, name=name, day=format_date(day), ended=ended, resumes=resumes))


def _doubt(citation: Citation) -> Finding:
    words_vi, words_en = CERTAINTY_WORDS[citation.certainty]
    part = f" [{citation.part}]" if citation.part else ""
    return finding(
        "LAW-004", Place(object_id=citation.parameter), name=citation.parameter + part, document=citation.document,
        article=citation.article, certainty_vi=words_vi, certainty_en=words_en,
        note_vi=citation.note.get("vi", ""), note_en=citation.note.get("en", ""),
    )
