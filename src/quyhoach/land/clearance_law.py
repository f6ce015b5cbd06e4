"""Land recovery in the law of a day: which procedure governs a parcel, its steps, the clock of each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from quyhoach.land.parcel import AGRICULTURAL, OTHER
from quyhoach.law import Citation, LawError, LawView
from quyhoach.law.schema import ARTICLE_UNKNOWN

REGIMES = "clearance-regimes"
CLEARED = "handover"
"""The step with which a project may begin; what follows is who keeps the land."""


class Bound(StrEnum):
    """What a clock says of its step."""

    LEAST = "least"
    """Not before the clock has run: thirty days of posting, ninety after the notice."""
    MOST = "most"
    """By the day the clock runs out."""


@dataclass(frozen=True, slots=True)
class Clock:
    """``number`` of ``unit`` (days, working_days, months) after the step ``start_event`` was done.

    ``holiday_rule``: next_working_day moves a last day that is a day off, as_counted leaves it. ``number_other``: the number for land
    that is not agricultural, None where the law makes no difference.
    """

    number: int
    unit: str
    start_event: str
    holiday_rule: str
    bound: Bound
    number_other: int | None = None

    def number_for(self, land_class: str) -> int | None:
        """The number for a class of land; None where the law makes a difference and the class is not known."""
        if self.number_other is None or land_class == AGRICULTURAL:
            return self.number
        return self.number_other if land_class == OTHER else None


@dataclass(frozen=True, slots=True)
class ClearanceStep:
    """A step. ``branch``: main, or persuasion and enforcement, which serve the main step ``serves``; with ``stands`` a proof of
    this step counts for that one. Main steps of one ``rank`` may be done in any order.

    ``valid_months``: the proof is alive so long, unless the step ``valid_until`` is done by then; None: it does not expire.
    """

    code: str
    rank: int
    label_vi: str
    label_en: str
    clock: Clock | None
    branch: str
    serves: str
    stands: bool
    valid_months: int | None
    valid_until: str
    citation: Citation = field(compare=False)

    @property
    def article(self) -> str:
        """Document and article the step stands in."""
        return cited(self.citation)

    @property
    def certainty(self) -> str:
        """How sure we are of it: seen, secondary or unverified."""
        return str(self.citation.certainty)

    def label(self, lang: str = "vi") -> str:
        """The step's name."""
        return self.label_vi if lang == "vi" else self.label_en


@dataclass(frozen=True, slots=True)
class Regime:
    """A procedure and the days it came and went; ``procedure`` names its law parameter. A parcel whose step ``keeps_on`` was done in
    those days keeps it."""

    code: str
    label_vi: str
    label_en: str
    procedure: str
    keeps_on: str
    valid_from: date
    valid_to: date | None
    citation: Citation = field(compare=False)

    def holds_on(self, day: date) -> bool:
        """Whether the procedure was in force on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def label(self, lang: str = "vi") -> str:
        """The regime's name."""
        return self.label_vi if lang == "vi" else self.label_en


def regimes_of(view: LawView) -> tuple[Regime, ...]:
    """The procedures the law on file knows, oldest first; () where it knows none on that day."""
    try:
        rows = view.value(REGIMES)
    except LawError:
        return ()
    return tuple(
        Regime(row["code"], row["label"]["vi"], row["label"]["en"], row["procedure"], row["keeps_on"], row["valid_from"],
               row.get("valid_to"), view.cite(REGIMES, row["code"]))
        for row in rows
    )


def governing(regimes: Sequence[Regime], as_of: date, kept_on: date | None = None, chosen: str = "") -> Regime | None:
    """The regime of a parcel: the one the province chose; else that of the day its keeping step (the plan's approval) was done;
    else that of ``as_of``. None where the law on file has none."""
    if chosen:
        return next((regime for regime in regimes if regime.code == chosen), None)
    day = kept_on if kept_on is not None and kept_on <= as_of else as_of
    return next((regime for regime in regimes if regime.holds_on(day)), None)


def steps_of(view: LawView, regime: Regime | str) -> tuple[ClearanceStep, ...]:
    """The steps of a regime (or of a law parameter by name) in order; () where no law is on file for the view's day."""
    procedure = regime if isinstance(regime, str) else regime.procedure
    try:
        rows = view.value(procedure)
    except LawError:
        return ()
    return tuple(
        ClearanceStep(
            row["code"], row["rank"], row["label"]["vi"], row["label"]["en"],
            Clock(row["number"], row["time_unit"], row["after"], row.get("holiday", "as_counted"), Bound(row["bound"]),
                  row.get("number_other")) if "number" in row else None,
            row["branch"], row.get("of", ""), bool(row.get("stands")), row.get("valid_months"), row.get("valid_until", ""),
            view.cite(procedure, row["code"]),
        )
        for row in rows
    )


def cited(citation: Citation) -> str:
    """Document and article; the document alone where the article is not known."""
    return citation.document if citation.article == ARTICLE_UNKNOWN else f"{citation.document}, {citation.article}"
