"""Criteria sets: codes that fit, locks that hold, weights that somebody gave, and scores for what is planned."""

from __future__ import annotations

from collections.abc import Iterator

from quyhoach.findings import Finding
from quyhoach.province.checks.case import Case
from quyhoach.province.criteria_sets import sets_in
from quyhoach.province.ranking import ask

OF_TABLES = ("RNK-080", "RNK-102")
"""Codes of findings about the tables of a set."""


def sets_hold_together(case: Case) -> Iterator[Finding]:
    """RNK-082..099: what ``rank`` finds in the tables of every set of the scenario. What members think of each other's weights, and
    what is told of one ranking, is left to ``rank``."""
    if case.scenario is None:
        return
    for name in sets_in(case.scenario):
        yield from (f for f in ask(case.province, case.scenario, name).findings if OF_TABLES[0] <= f.code <= OF_TABLES[1])


def scores_are_there(case: Case) -> Iterator[Finding]:
    """RNK-100, 101, 105, 108: of the ranking the scenario takes its scores from."""
    if case.scores is not None:
        yield from case.scores.findings
