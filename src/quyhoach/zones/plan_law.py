"""What the law on a day says of plans: which types may be made, and by which steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from quyhoach.law import Citation, LawError, LawView

TYPES = "planning-types"


@dataclass(frozen=True, slots=True)
class PlanType:
    """A type of plan: ``level`` it stands on, the law parameter with the steps of its ``procedure`` ("" = none on file), the days
    between which it may be made (None: not bounded), and the types that took over."""

    code: str
    level: str
    procedure: str
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]
    citation: Citation

    def allowed(self, day: date) -> bool:
        """Whether a plan of this type may be decided on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class LegalStep:
    """A step of the procedure. Steps of one ``rank`` may run side by side. ``least_days``: it must last at least so long;
    ``within_days``: it must be done so many days after the step ``after``; None: the law on file names no number."""

    code: str
    rank: int
    name_vi: str
    name_en: str
    least_days: int | None
    within_days: int | None
    after: str
    citation: Citation = field(compare=False)


def type_of(view: LawView, code: str) -> PlanType | None:
    """The type by its code; None where the law on file does not name it, or not for that day."""
    try:
        row = view.row(TYPES, code) if code else None
    except LawError:
        return None
    if row is None:
        return None
    return PlanType(
        code, row["plan_level"], row.get("procedure", ""), row.get("valid_from"), row.get("valid_to"), tuple(row.get("successors", ())),
        view.cite(TYPES, code),
    )


def steps_of(view: LawView, procedure: str) -> tuple[LegalStep, ...]:
    """The steps of a procedure (a law parameter) in order; () where no law is on file for that day."""
    try:
        rows = view.value(procedure) if procedure else ()
    except LawError:
        return ()
    return tuple(
        LegalStep(
            row["code"], row["rank"], row["label"]["vi"], row["label"]["en"], row.get("least_days"), row.get("within_days"),
            row.get("after", ""), view.cite(procedure, row["code"]),
        )
        for row in rows
    )
