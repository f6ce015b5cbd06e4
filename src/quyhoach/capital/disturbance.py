"""Disturbance: how far decisions lie from an assigned plan, in money·years, the unit of the ladder's shortfall.

d_it: need × the years by which the first or the last year moves, the greater; need × 1 for a project the plan did not hold.
α_i: need × the number of the plan's years, for a project the plan held and that is left out: more than any move inside it.
d_lt: clearing cost × the years by which a parcel that the plan cleared is cleared earlier or later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quyhoach.capital.options import Option
from quyhoach.capital.problem import Assigned, CapitalProblem, Parcel, ProjectToFund


def of_option(project: ProjectToFund, option: Option, assigned: Assigned) -> int:
    """d_it: what taking this option disturbs."""
    span = assigned.spans.get(project.id)
    if span is None:
        return project.need
    return project.need * max(abs(option.start - span[0]), abs(option.end - span[1]))


def of_leaving_out(problem: CapitalProblem, project: ProjectToFund, assigned: Assigned) -> int:
    """α_i: what leaving the project out disturbs."""
    return project.need * len(problem.years) if project.id in assigned.spans else 0


def of_clearing(parcel: Parcel, year: int, assigned: Assigned) -> int:
    """d_lt: what clearing the parcel in this year disturbs."""
    return parcel.cost * abs(year - assigned.clearings.get(parcel.id, year))


def disturbance_of(
    problem: CapitalProblem, chosen: Mapping[str, Option], clearings: Mapping[str, int], assigned: Assigned
) -> int:
    """Σ d_it x_it + Σ α_i (1 − Σ_t x_it) + Σ d_lt z_lt of decisions, in money·years."""
    projects = (of_option(p, chosen[p.id], assigned) if p.id in chosen else of_leaving_out(problem, p, assigned) for p in problem.projects)
    return sum(projects) + sum(of_clearing(lot, clearings[lot.id], assigned) for lot in problem.parcels if lot.id in clearings)


def disturbance_terms(
    problem: CapitalProblem,
    options: Mapping[str, Sequence[Option]],
    x: Mapping[tuple[str, int], int],
    z: Mapping[tuple[str, int], int],
    assigned: Assigned,
) -> tuple[dict[int, float], int]:
    """The same as terms over columns (``x`` by project and option, ``z`` by parcel and year) plus a constant, in whole units."""
    parcels = {parcel.id: parcel for parcel in problem.parcels}
    terms = {column: float(of_clearing(parcels[name], year, assigned)) for (name, year), column in z.items()}
    constant = 0
    for project in problem.projects:
        out = of_leaving_out(problem, project, assigned)
        constant += out
        for k, option in enumerate(options[project.id]):
            terms[x[project.id, k]] = float(of_option(project, option, assigned) - out)
    return terms, constant
