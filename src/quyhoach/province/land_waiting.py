"""Where the ladder meets the capital plan: from which year a site can be had, and which project waits for which parcel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from quyhoach import law
from quyhoach.capital.plan import CapitalPlan
from quyhoach.capital.problem import CapitalProblem, Parcel
from quyhoach.dates import format_date
from quyhoach.findings import Finding, finding
from quyhoach.land.ladder import Ladder
from quyhoach.province.checks.case import Case, cell
from quyhoach.province.land_ladder import ladder_of
from quyhoach.province.province import Province
from quyhoach.tables.spec import Row

NAMED = 5
"""Parcels named in a sentence; the others are counted."""


@dataclass(frozen=True, slots=True)
class PendingParcel:
    """A parcel not handed over: the step it waits for in both languages ("" = no procedure), its day, whether late or fallen back."""

    parcel: str
    step: str
    step_vi: str
    step_en: str
    due: date | None
    late: bool
    expired: bool


@dataclass(frozen=True, slots=True)
class SiteReadiness:
    """What the ladder says of a site: the day all of it can be handed over at the earliest (None: a parcel does not say), and the parcels
    still to come."""

    site: str
    day: date | None
    pending: tuple[PendingParcel, ...]

    def said(self, at: int) -> str:
        """The first parcels and what they wait for, ``at`` 0 in Vietnamese, 1 in English."""
        steps = [(one.step_vi, one.step_en)[at] or one.step for one in self.pending[:NAMED]]
        parts = [f"{one.parcel} ({step})" if step else one.parcel for one, step in zip(self.pending, steps, strict=False)]
        more = len(self.pending) - NAMED
        return ", ".join([*parts, *([(f"và {more} thửa nữa", f"and {more} more")[at]] if more > 0 else [])])


_asked_last: list[tuple[Province, date, Mapping[str, SiteReadiness]]] = []
"""The last two answers: while a slider moves the same province is asked again and again."""


def readiness_of(province: Province, as_of: date) -> Mapping[str, SiteReadiness]:
    """By site with parcels on the ladder; {} where the province lists none, or has no law on file. Raises LawError for the day."""
    if not province.facts["land_parcels"].rows or law.jurisdiction_note(province.info.jurisdiction):
        return {}
    for before, day, found in list(_asked_last):
        if before is province and day == as_of:
            return found
    made = ladder_of(province, as_of)
    now = {site: SiteReadiness(site, made.site_clear(site), tuple(_pending(made, site))) for site in made.by_site}
    _asked_last[:] = [(province, as_of, now), *_asked_last[:1]]
    return now


def _pending(made: Ladder, site: str) -> Iterator[PendingParcel]:
    for rung in made.by_site[site]:
        if not made.cleared(rung):
            step = next((s for s in made.steps.get(rung.regime, ()) if s.code == rung.waits_for), None)
            vi, en = (step.label_vi, step.label_en) if step else ("", "")
            yield PendingParcel(rung.parcel, rung.waits_for, vi, en, rung.due, rung.late, bool(rung.expired))


def sites_of(case: Case, as_of: date, first_year: int, known: Mapping[str, object], found: list[Finding]) -> Iterator[Parcel]:
    """The scenario's sites for the engine, those of ``known`` projects and those of none (``projects`` = ()).

    A site is had no earlier than the ladder says; what that moves goes to ``found``.
    """
    ready = readiness_of(case.province, as_of)
    for row in case.rows("parcels"):
        users = tuple(name for name in row.codes("projects") if name in known)
        cost, back, stated = row.whole("clearing_cost") or 0, row.text("repaid_by"), row.whole("repayment")
        repayment = 0 if back not in ("revenue", "project") else cost if stated is None else stated
        yield Parcel(
            row.text("parcel"), users, cost, _earliest(row, ready.get(row.text("parcel")), first_year, users, found),
            row.whole("needed_after_years") or 0, repayment, row.whole("repay_lag_years") or 0,
            users[0] if back == "project" and users else None,
        )


def _earliest(row: Row, ready: SiteReadiness | None, first_year: int, users: tuple[str, ...], found: list[Finding]) -> int:
    stated = row.whole("earliest_year") or first_year
    if ready is None or not ready.pending:
        return stated
    place, names = cell(row, "earliest_year", ready.site), ", ".join(users) or "–"
    said = {"site": ready.site, "projects": names, "parcels_vi": ready.said(0), "parcels_en": ready.said(1), "stated": stated}
    if ready.day is None:
        found.append(finding("LND-151", place, **said))
        return stated
    if ready.day.year > stated:
        found.append(finding("LND-150", place, year=ready.day.year, day=format_date(ready.day), **said))
    return max(stated, ready.day.year)


@dataclass(frozen=True, slots=True)
class ProjectWait:
    """A project that needs a site still to be cleared: whether it is in the plan and from when, the year the site is needed and cleared
    (None: not in the plan), from which year it can be had, and what the ladder says (None: no parcels are listed)."""

    project: str
    in_plan: bool
    start_year: int | None
    site: str
    needed: int | None
    cleared: int | None
    earliest: int
    ready: SiteReadiness | None


def project_waits(problem: CapitalProblem, plan: CapitalPlan, ready: Mapping[str, SiteReadiness]) -> tuple[ProjectWait, ...]:
    """Which project waits for which site, by project; sites whose parcels are all handed over keep nobody waiting."""
    decided = {decision.id: decision for decision in plan.decisions}
    found = []
    for site in problem.parcels:
        known = ready.get(site.id)
        for name in site.projects if known is None or known.pending else ():
            decision = decided.get(name)
            start = decision.start_year if decision and decision.in_plan else None
            needed = None if start is None else start + site.needed_after
            cleared = plan.clearings.get(site.id)
            found.append(ProjectWait(name, start is not None, start, site.id, needed, cleared, site.earliest, known))
    return tuple(sorted(found, key=lambda wait: (wait.project, wait.site)))
