"""Land to be cleared: parcels listed right, steps proven, in order, in time and alive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from quyhoach.findings import Finding
from quyhoach.province.checks.case import Case
from quyhoach.province.land_ladder import ladder_of, list_findings


def parcels_are_one_each(case: Case) -> Iterator[Finding]:
    """LND-001 to LND-004, LND-021, LND-024: parcels and holders as listed."""
    yield from list_findings(case.province)


def steps_are_proven(case: Case) -> Iterator[Finding]:
    """LND-005 to LND-023: the ladder on the scenario's day, else on the day of the newest step."""
    day = _day(case)
    if day is not None and case.laws is not None and case.rows("land_parcels"):
        yield from ladder_of(case.province, day).findings


def _day(case: Case) -> date | None:
    if case.scenario is not None:
        return case.scenario.info.as_of
    return max((day for row in case.rows("clearance_steps") if (day := row.date("done_on"))), default=None)
