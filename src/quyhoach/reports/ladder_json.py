"""The ladder as data: parcels with their rung, steps with how many parcels stand on them, projects with what they wait for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quyhoach.findings import Finding
from quyhoach.land.clearance_law import ClearanceStep
from quyhoach.land.ladder import Ladder, Rung, StepProof
from quyhoach.land.parcel import LandParcel
from quyhoach.province.land_ladder import waiting
from quyhoach.tables.spec import Row


@dataclass(frozen=True)
class Board:
    """A ladder ready to print, narrowed to some parcels. ``findings``: all there is to tell; ``records``: clearance as published;
    ``asked``: the site or project asked for, "" for all."""

    ladder: Ladder
    parcels: tuple[LandParcel, ...]
    findings: tuple[Finding, ...] = ()
    records: tuple[Row, ...] = ()
    asked: str = ""

    @staticmethod
    def of(
        ladder: Ladder, findings: Iterable[Finding] = (), records: Iterable[Row] = (), site: str = "", project: str = "",
    ) -> Board:
        """The board of the parcels of a site, of a project, or of all; findings about the others are left out."""
        kept = [one for one in ladder.parcels if site in ("", one.site) and project in ("", one.project) and one.id in ladder.by_parcel]
        ids = {one.id for one in kept} | {project}
        everything = not site and not project
        told = [one for one in findings if everything or one.where.object_id in ids]
        shown = [row for row in records if row["area_required_ha"] is not None or row["area_done_ha"] is not None]
        return Board(ladder, tuple({one.id: one for one in kept}.values()), tuple(told), tuple(shown) if everything else (),
                     ", ".join(code for code in (site, project) if code))

    def step(self, rung: Rung, code: str) -> ClearanceStep | None:
        """A step as the rung's own regime has it."""
        return next((step for step in self.ladder.steps.get(rung.regime, ()) if step.code == code), None)

    def columns(self) -> list[tuple[str, ClearanceStep | None, list[LandParcel]]]:
        """(step code, the step, its parcels) in the order of the newest law; parcels on no step first."""
        held: dict[str, list[LandParcel]] = {}
        for parcel in self.parcels:
            held.setdefault(self.ladder.by_parcel[parcel.id].step, []).append(parcel)
        known: dict[str, ClearanceStep] = {}
        for regime in reversed(self.ladder.regimes):
            for step in self.ladder.steps.get(regime.code, ()):
                known.setdefault(step.code, step)
        order = ["", *known]
        return [(code, known.get(code), held[code]) for code in order if code in held]


def ladder_json(board: Board, lang: str) -> dict[str, Any]:
    """Stable keys: as_of, parcels[], steps[], regimes[], sites[], projects[], records[], findings[]. Holders are not told."""
    found = board.ladder
    return {
        "as_of": found.as_of,
        "parcels": [_parcel(board, parcel, lang) for parcel in board.parcels],
        "steps": [_column(code, step, parcels, lang) for code, step, parcels in board.columns()],
        "regimes": [_regime(board, code, lang) for code in found.steps if any(r.regime == code for r in _rungs(board))],
        "sites": list(_sites(board)),
        "projects": list(_projects(board)),
        "records": [_record(row) for row in board.records],
        "findings": [one.as_json(lang) for one in board.findings],
    }


def area_of(parcels: Iterable[LandParcel]) -> Decimal:
    """The hectares of parcels whose area is known."""
    return sum((parcel.area_ha for parcel in parcels if parcel.area_ha is not None), Decimal(0))


def _rungs(board: Board) -> list[Rung]:
    return [board.ladder.by_parcel[parcel.id] for parcel in board.parcels]


def _parcel(board: Board, parcel: LandParcel, lang: str) -> dict[str, Any]:
    rung = board.ladder.by_parcel[parcel.id]
    waits = board.step(rung, rung.waits_for)
    return {
        "id": parcel.id, "site": parcel.site, "project": parcel.project, "zone": parcel.zone, "unit": parcel.unit,
        "map_sheet": parcel.map_sheet, "number": parcel.number, "land_code": parcel.land_code, "area_ha": parcel.area_ha,
        "area_stated_ha": parcel.area_stated_ha, "area_computed_ha": parcel.area_computed_ha,
        "regime": rung.regime, "step": rung.step, "step_name": _name(board.step(rung, rung.step), lang), "since": rung.since,
        "due": rung.due, "late": rung.late, "opens": rung.opens, "expires": rung.expires,
        "waits_for": rung.waits_for, "waits_for_name": _name(waits, lang), "article": waits.article if waits else "",
        "certainty": waits.certainty if waits else "", "cleared": board.ladder.cleared(rung), "earliest_clear": rung.earliest_clear,
        "proofs": [_proof(proof) for proof in rung.proofs], "expired": [_proof(proof) for proof in rung.expired],
    }


def _proof(proof: StepProof) -> dict[str, Any]:
    return {"record": proof.record, "step": proof.step, "done_on": proof.done_on, "document": proof.document, "digest": proof.digest,
            "source": proof.source, "amount_vnd": proof.amount_vnd}


def _name(step: ClearanceStep | None, lang: str) -> str:
    return step.label(lang) if step else ""


def _column(code: str, step: ClearanceStep | None, parcels: Sequence[LandParcel], lang: str) -> dict[str, Any]:
    return {"step": code, "name": _name(step, lang), "branch": step.branch if step else "", "parcels": len(parcels),
            "area_ha": area_of(parcels)}


def _regime(board: Board, code: str, lang: str) -> dict[str, Any]:
    regime = next(one for one in board.ladder.regimes if one.code == code)
    steps = [_step(step, lang) for step in board.ladder.steps[code]]
    return {"regime": code, "name": regime.label(lang), "from": regime.valid_from, "to": regime.valid_to, "steps": steps}


def _step(step: ClearanceStep, lang: str) -> dict[str, Any]:
    clock = step.clock
    return {
        "step": step.code, "name": step.label(lang), "branch": step.branch, "serves": step.serves, "article": step.article,
        "certainty": step.certainty, "valid_months": step.valid_months,
        "clock": None if clock is None else {
            "number": clock.number, "number_other": clock.number_other, "unit": clock.unit, "bound": str(clock.bound),
            "after": clock.start_event, "holiday": clock.holiday_rule,
        },
    }


def _sites(board: Board) -> Iterator[dict[str, Any]]:
    by_site: dict[str, list[LandParcel]] = {}
    for parcel in board.parcels:
        if parcel.site:
            by_site.setdefault(parcel.site, []).append(parcel)
    for site, parcels in by_site.items():
        done = [one for one in parcels if board.ladder.cleared(board.ladder.by_parcel[one.id])]
        yield {"site": site, "parcels": len(parcels), "cleared": len(done), "area_ha": area_of(parcels), "cleared_ha": area_of(done),
               "earliest_clear": board.ladder.site_clear(site)}


def _projects(board: Board) -> Iterator[dict[str, Any]]:
    shown = {parcel.id for parcel in board.parcels}
    for project, parcels in waiting(board.ladder).items():
        own = [one for one in parcels if one.id in shown]
        days = [board.ladder.by_parcel[one.id].earliest_clear for one in own]
        known = [day for day in days if day is not None]
        if own:
            yield {"project": project, "waits_for": [one.id for one in own],
                   "earliest_clear": max(known) if len(known) == len(days) else None}


def _record(row: Row) -> dict[str, Any]:
    """Clearance as published: what a source prints, and the share done where it prints both figures."""
    required, done = row.decimal("area_required_ha"), row.decimal("area_done_ha")
    share = done / required if required and done is not None else None
    return {"record": row.text("record"), "subject": row.text("subject"), "project": row.text("project"),
            "snapshot": row.text("snapshot_date"), "area_required_ha": required, "area_done_ha": done, "share_done": share,
            "households_total": row.whole("households_total"), "households_done": row.whole("households_done"),
            "source": row.text("source"), "as_of": row.text("as_of")}
