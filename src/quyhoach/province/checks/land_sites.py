"""Sites and compensation: papers that prove, figures that can be reckoned again, totals that are the sum of their lines."""

from __future__ import annotations

from collections.abc import Iterator

from quyhoach.findings import Finding
from quyhoach.land.site import site_proofs_of, sites_of
from quyhoach.land.site_findings import site_findings
from quyhoach.province.checks.case import Case
from quyhoach.province.land_compensation import reckonings


def sites_are_proven(case: Case) -> Iterator[Finding]:
    """LND-070, 074, 076, 077, 079: what is wrong with sites and their papers on any day."""
    yield from site_findings(sites_of(case.rows("sites")), site_proofs_of(case.rows("site_proofs")), {})


def compensation_is_exact(case: Case) -> Iterator[Finding]:
    """LND-050 to 068: plans and lines reckoned again by the law of the day of approval; plans without a day are left to the command."""
    if case.laws is not None:
        _, findings = reckonings(case.province, None)
        yield from findings
