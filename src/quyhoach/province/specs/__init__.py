"""One spec a table. ``FACTS`` and ``SCENARIO`` list them in reading order; a spec serves reading, templates and docs."""

from quyhoach.province.specs.agencies import AGENCIES
from quyhoach.province.specs.agro import AGRO
from quyhoach.province.specs.capital import (
    CAPITAL_HISTORY,
    DIRECTIVES,
    PLAN_LINES,
    PROJECT_COSTS,
    PROJECT_FUNDING,
    SOURCES,
    SUMS,
)
from quyhoach.province.specs.compensation import COMPENSATION
from quyhoach.province.specs.consultation import OPINIONS
from quyhoach.province.specs.cooperation import COOPERATION
from quyhoach.province.specs.editions import BALANCES, LISTINGS, MILESTONES, PROPOSALS
from quyhoach.province.specs.fund_ledger import FUND_LEDGER
from quyhoach.province.specs.gate_traffic import GATE_TRAFFIC
from quyhoach.province.specs.land_parcels import CLEARANCE_STEPS, CLEARANCE_TERMS, HOLDERS, LAND_PARCELS
from quyhoach.province.specs.land_records import LAND_RECORDS
from quyhoach.province.specs.land_settings import LAND_SETTINGS
from quyhoach.province.specs.plan_items import PLAN_ITEMS
from quyhoach.province.specs.plans import LAND_USE_QUOTAS, PLAN_STEPS, PLANS
from quyhoach.province.specs.policies import POLICIES
from quyhoach.province.specs.projects import PROJECTS
from quyhoach.province.specs.rankings import (
    CRITERIA,
    CRITERIA_SETS,
    CRITERION_VALUES,
    JUDGEMENTS,
    MEMBERS,
    RANKED_OBJECTS,
    WEIGHTS,
)
from quyhoach.province.specs.regions import REGIONS
from quyhoach.province.specs.rural import RURAL
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
from quyhoach.province.specs.selections import SELECTIONS
from quyhoach.province.specs.sites import LAND_SITES
from quyhoach.province.specs.stages import MECHANISMS, STAGE_CONDITIONS, STAGES
from quyhoach.province.specs.targets import TARGETS
from quyhoach.province.specs.units import UNITS
from quyhoach.province.specs.zones import ZONE_UNITS, ZONES
from quyhoach.tables.spec import TableSpec

FACTS: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        AGENCIES, UNITS, ZONES, ZONE_UNITS, REGIONS,
        PLANS, PLAN_STEPS, OPINIONS, PLAN_ITEMS, LAND_USE_QUOTAS,
        SOURCES, PROJECTS, PLAN_LINES, CAPITAL_HISTORY, PROJECT_COSTS, PROJECT_FUNDING, DIRECTIVES, SUMS,
        LAND_RECORDS, LAND_PARCELS, HOLDERS, CLEARANCE_STEPS, CLEARANCE_TERMS,
        GATE_TRAFFIC, POLICIES, SELECTIONS, RURAL, TARGETS, AGRO, *COOPERATION,
        *LAND_SITES, *COMPENSATION,
    )
}
SCENARIO: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        CEILINGS, PROJECT_VALUES, FUNDING, OBLIGATIONS, LOGIC, PARCELS, FUND_FLOWS, LAND_SETTINGS, *FUND_LEDGER, SHARE_RULES, LOCKS, MEDIUM_TERM,
        LISTINGS, PROPOSALS, BALANCES, MILESTONES,
        CRITERIA_SETS, CRITERIA, CRITERION_VALUES, MEMBERS, WEIGHTS, JUDGEMENTS, RANKED_OBJECTS, STAGES, STAGE_CONDITIONS, MECHANISMS, RULES,
    )
}
