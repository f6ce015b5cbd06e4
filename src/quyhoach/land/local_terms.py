"""The province's own time limits (``clearance_terms``) as overrides of the law, in the shape of the law's own files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from quyhoach.findings import Finding, Place, finding
from quyhoach.land.clearance_law import Bound, Regime, regimes_of
from quyhoach.law import LawError, LawView, Override, at, override
from quyhoach.law.kinds import Certainty
from quyhoach.tables.spec import Row

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LocalTerm:
    """The province's ``number`` of ``time_unit`` for one step of a regime, from ``valid_from`` to ``valid_to`` (None: still)."""

    id: str
    regime: str
    step: str
    number: int
    number_other: int | None
    time_unit: str
    document: str
    article: str
    valid_from: date
    valid_to: date | None
    place: Place = field(default=Place(), compare=False)

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def terms_of(rows: Iterable[Row]) -> tuple[LocalTerm, ...]:
    """The terms of a ``clearance_terms`` table, in table order."""
    return tuple(
        LocalTerm(
            row.text("term"), row.text("regime"), row.text("step"), row.whole("number") or 0, row.whole("number_other"),
            row.text("time_unit"), row.text("document"), row.text("article"), day, row.date("valid_to"), row.place,
        )
        for row in rows if (day := row.date("valid_from")) is not None
    )


def overrides_of(terms: Sequence[LocalTerm], place: str, as_of: date) -> tuple[tuple[Override, ...], tuple[Finding, ...]]:
    """The overrides of ``place`` that its terms make, one a regime. LND-023 for a term of a regime or step the law does not know."""
    view = at(as_of)
    made: list[Override] = []
    findings: list[Finding] = []
    for regime in regimes_of(view):
        own = [term for term in terms if term.regime == regime.code]
        known = _codes(view, regime)
        findings += [_unknown(term, ", ".join(known)) for term in own if term.step not in known]
        own = [term for term in own if term.step in known]
        if own:
            made.append(override(regime.procedure, place, list(_values(own, regime))))
    regimes = [regime.code for regime in regimes_of(view)]
    findings += [_unknown(term, ", ".join(regimes)) for term in terms if term.regime not in regimes]
    return tuple(made), tuple(findings)


def _unknown(term: LocalTerm, known: str) -> Finding:
    return finding("LND-023", replace(term.place, column="step", object_id=term.id), term=term.id, regime=term.regime, step=term.step,
                   known=known or "–")


def _codes(view: LawView, regime: Regime) -> list[str]:
    try:
        return [row["code"] for row in view.value(regime.procedure)]
    except LawError:
        return []


def _values(terms: Sequence[LocalTerm], regime: Regime) -> Iterator[dict[str, Any]]:
    """Dated values between every two days on which a term begins or has ended."""
    days = sorted({term.valid_from for term in terms} | {term.valid_to + _DAY for term in terms if term.valid_to})
    for number, day in enumerate(days):
        live = [term for term in terms if term.holds_on(day)]
        if not live:
            continue
        try:
            rows, whole = at(day).value(regime.procedure), at(day).cite(regime.procedure)
        except LawError:
            continue
        value: dict[str, Any] = {
            "from": day, "document": whole.document, "article": whole.article, "certainty": str(whole.certainty),
            "note": dict(whole.note) or {"vi": "có thời hạn của tỉnh", "en": "with the province's own terms"},
            "value": _rows(rows, {term.step: term for term in live}),
        }
        if number + 1 < len(days):
            value["to"] = days[number + 1] - _DAY
        yield value


def _rows(rows: Sequence[Mapping[str, Any]], terms: Mapping[str, LocalTerm]) -> list[dict[str, Any]]:
    found, before = [], ""
    for row in rows:
        own = dict(row)
        term = terms.get(row["code"])
        if term is not None and (before or "after" in own):
            own |= {"number": term.number, "time_unit": term.time_unit, "document": term.document, "article": term.article,
                    "certainty": str(Certainty.SEEN)}
            own.setdefault("bound", str(Bound.MOST))
            own.setdefault("after", before)
            own.pop("number_other", None)
            if term.number_other is not None:
                own["number_other"] = term.number_other
        if row["branch"] == "main":
            before = row["code"]
        found.append(own)
    return found
