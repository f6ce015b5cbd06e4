"""One spec a table. ``FACTS`` and ``SCENARIO`` list them in reading order; a spec serves reading, templates and docs."""

from quyhoach.province.specs.capital import (
    CAPITAL_HISTORY,
    DIRECTIVES,
    PLAN_LINES,
    PROJECT_COSTS,
    PROJECT_FUNDING,
    SOURCES,
    SUMS,
)
from quyhoach.province.specs.projects import PROJECTS
from quyhoach.province.specs.scenario import (
    CEILINGS,
    FUND_FLOWS,
    FUNDING,
    LOCKS,
    LOGIC,
    MEDIUM_TERM,
    OBLIGATIONS,
    PARCELS,
    PROJECT_VALUES,
    RULES,
    SHARE_RULES,
)
from quyhoach.tables.spec import TableSpec

FACTS: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        SOURCES, PROJECTS, PLAN_LINES, CAPITAL_HISTORY, PROJECT_COSTS, PROJECT_FUNDING, DIRECTIVES, SUMS,
    )
}
SCENARIO: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        CEILINGS, PROJECT_VALUES, FUNDING, OBLIGATIONS, LOGIC, PARCELS, FUND_FLOWS, SHARE_RULES, LOCKS, MEDIUM_TERM, RULES,
    )
}
