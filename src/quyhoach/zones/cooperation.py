"""The work of a joint project: commitments and where they stand, deadlines in two calendars, figures of both sides compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from quyhoach import calendar
from quyhoach.calendar import Day
from quyhoach.findings import Finding, Place, finding
from quyhoach.tables.cells import read_cell
from quyhoach.tables.spec import Row, TableSpec, Value
from quyhoach.zones.release import Address, ReleasedRow, addresses


class CommitmentState(StrEnum):
    """Where a commitment stands. A report counts only when the other side has agreed to it."""

    OPEN = "open"            # nobody has reported
    REPORTED = "reported"    # the newest report waits for the other side
    DISPUTED = "disputed"    # the other side says otherwise: both stand
    UNDER_WAY = "under_way"  # the newest report is agreed and not the whole
    DONE = "done"            # the whole is reported and agreed


@dataclass(frozen=True, slots=True)
class CommitmentStanding:
    """``agreed``: the share (0–1) both sides last agreed on, None when they have agreed on none. ``late``: due and not done."""

    state: CommitmentState
    agreed: Decimal | None
    late: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day in the calendar of each country, the first day from it on that all of them work, and the working days left in each."""

    due: date
    days: tuple[Day, ...]
    common: date
    left: Mapping[str, int]


class Agreement(StrEnum):
    """What the two sides say of one released figure."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNSTATED = "unstated"    # released, the other side has said nothing
    WITHDRAWN = "withdrawn"  # the other side speaks of a field that is no longer released to it


@dataclass(frozen=True, slots=True)
class SideComparison:
    """One figure as each side has it; ``theirs`` as they wrote it."""

    address: Address
    ours: Value
    theirs: str
    agreement: Agreement


def standing(due: date | None, reports: Sequence[Row], on: date) -> CommitmentStanding:
    """Where a commitment stands; ``reports`` are its progress reports, in any order."""
    ordered = sorted(reports, key=lambda row: row.whole("entry") or 0)
    agreed = [row.decimal("done") for row in ordered if row.text("countersign") == "agreed" and row.decimal("done") is not None]
    state = _state(ordered)
    return CommitmentStanding(state, agreed[-1] if agreed else None, due is not None and due < on and state is not CommitmentState.DONE)


def _state(ordered: Sequence[Row]) -> CommitmentState:
    if not ordered:
        return CommitmentState.OPEN
    newest = ordered[-1]
    if newest.text("countersign") == "disputed":
        return CommitmentState.DISPUTED
    if newest.text("countersign") != "agreed":
        return CommitmentState.REPORTED
    return CommitmentState.DONE if newest.decimal("done") == 1 else CommitmentState.UNDER_WAY


def deadline(due: date, countries: Iterable[str], on: date) -> Deadline | None:
    """The deadline as each side's offices meet it; None when no country has a calendar on file."""
    known = tuple(country for country in dict.fromkeys(countries) if country and calendar.is_known(country))
    if not known:
        return None
    days = tuple(calendar.day_in(country, due) for country in known)
    left = {country: calendar.working_days(country, on, due) for country in known}
    return Deadline(due, days, calendar.next_common(due, known), left)


def compare(shared: Iterable[ReleasedRow], statements: Iterable[Row], specs: Mapping[str, TableSpec]) -> tuple[SideComparison, ...]:
    """Every released cell beside the newest statement of the other side about it; equal means equal as the column reads it."""
    stated: dict[Address, str] = {}
    for row in statements:
        stated[(row.text("table"), row.text("row"), row.text("field"))] = row.text("value")
    found = []
    for address, cell in addresses(shared):
        said = stated.pop(address, None)
        if said is not None:
            column = specs[address[0]].column(address[2])
            same = read_cell(said, column).value == cell.value
            found.append(SideComparison(address, cell.value, said, Agreement.EQUAL if same else Agreement.DIFFERENT))
        elif cell.rule is not None:
            found.append(SideComparison(address, cell.value, "", Agreement.UNSTATED))
    return (*found, *(SideComparison(address, None, said, Agreement.WITHDRAWN) for address, said in stated.items()))


def differences(compared: Iterable[SideComparison]) -> Iterator[Finding]:
    """ZON-190 for every figure on which the sides differ."""
    for one in compared:
        if one.agreement is Agreement.DIFFERENT:
            table, key, name = one.address
            yield finding("ZON-190", Place(object_id=key, column=name), table=table, field=name, ours=str(one.ours), theirs=one.theirs)


def gaps(tables: Mapping[str, Sequence[Row]]) -> Iterator[Finding]:
    """What the joint rows lack: one lead and a party across (ZON-185), a known party (ZON-186), a deadline (ZON-187), the party's own
    currency (ZON-188), a calendar (ZON-189), a countersignature by the other side (ZON-191)."""
    parties = {(row.text("joint"), row.text("party")): row for row in tables.get("joint_parties", ())}
    for row in tables.get("joint_projects", ()):
        here = [party for (joint, _), party in parties.items() if joint == row.text("joint")]
        leads = sum(party.text("role") == "lead" for party in here)
        if leads != 1 or {party.text("side") for party in here} != {"ours", "theirs"}:
            yield finding("ZON-185", _at(row, "joint"), joint=row.text("joint"), leads=leads)
    for party in parties.values():
        if not (party.text("jurisdiction") and calendar.is_known(party.text("jurisdiction"))):
            yield finding("ZON-189", _at(party, "jurisdiction"), party=party.text("party"), country=party.text("jurisdiction") or "–")
    for name in ("joint_budgets", "commitments", "progress_reports"):
        for row in tables.get(name, ()):
            yield from _row_gaps(name, row, parties)


def _row_gaps(name: str, row: Row, parties: Mapping[tuple[str, str], Row]) -> Iterator[Finding]:
    joint, party = row.text("joint"), row.text("party")
    about = parties.get((joint, party))
    if about is None:
        yield finding("ZON-186", _at(row, "party"), party=party, joint=joint)
    elif name == "joint_budgets" and about.text("currency") not in ("", row.text("currency")):
        yield finding("ZON-188", _at(row, "currency"), party=party, currency=row.text("currency"), own=about.text("currency"))
    if name == "commitments" and row.date("due") is None:
        yield finding("ZON-187", _at(row, "due"), commitment=row.text("commitment"))
    if name == "progress_reports" and row.text("countersign"):
        signer = parties.get((joint, row.text("countersigned_by")))
        if about is not None and (signer is None or signer.text("side") == about.text("side")):
            yield finding("ZON-191", _at(row, "countersigned_by"), commitment=row.text("commitment"), entry=row.text("entry"))


def _at(row: Row, column: str) -> Place:
    return Place(row.place.file, row.place.sheet, row.place.row, column)
