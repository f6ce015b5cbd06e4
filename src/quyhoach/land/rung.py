"""A proof of one step on one parcel, and the rung the living proofs of a parcel carry it to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from quyhoach.findings import Place

DIGEST_LENGTH = 64
"""Hexadecimal digits of a SHA-256."""


@dataclass(frozen=True, slots=True)
class StepProof:
    """That ``step`` of ``parcel`` was done on ``done_on``: number of the ``document``, SHA-256 ``digest`` of its file, ``source``.

    ``dated_on``: the document's own day where it is another; ``amount_vnd`` whole đồng paid with the step.
    """

    parcel: str
    step: str
    done_on: date | None
    document: str
    digest: str
    source: str = ""
    amount_vnd: int | None = None
    dated_on: date | None = None
    record: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Rung:
    """A parcel on the ladder. ``regime`` code ("" = no law on file); ``step`` the highest step proven and alive ("" = none) ``since``.

    ``due``: the day the next clock runs out – the day by which ``waits_for`` must be done or a proof expires, whichever is first;
    without either the first day the next step may be done. ``late``: it should have been done by now. ``opens``: first day the next step
    may be done; ``expires``: last day of a proof still needed; ``expired``: proofs that have died. ``proofs``: those that count.
    ``earliest_clear``: the day of hand-over, done or, if every clock left runs its statutory length, to come; None: not known.
    """

    parcel: str
    regime: str
    step: str
    since: date | None
    due: date | None
    waits_for: str
    late: bool
    opens: date | None
    expires: date | None
    expired: tuple[StepProof, ...]
    proofs: tuple[StepProof, ...]
    earliest_clear: date | None

    def has(self, step: str) -> bool:
        """Whether a living proof of this very step counts."""
        return any(proof.step == step for proof in self.proofs)

    def proof(self, *steps: str) -> StepProof | None:
        """The first living proof of any of the steps."""
        return next((proof for proof in self.proofs if proof.step in steps), None)
