"""Checks that cross rooms: one module a noun, one function a rule, all problems at once.

``check`` asks every rule of a province and, when one is named, of a scenario. Rules that rest on the law ask it through dated
views and name the article; where no law is on file one note says so and they stay silent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from quyhoach import law
from quyhoach.findings import Finding, Place, Severity, finding
from quyhoach.province.checks import (
    ceilings,
    conformity,
    cooperation,
    duplicates,
    endings,
    figures,
    fund,
    groups,
    land_ladder,
    land_quotas,
    land_sites,
    logic,
    milestones,
    missing,
    payments,
    periods,
    plans,
    procedure,
    proposals,
    provenance,
    rankings,
    references,
    regions,
    sources,
    sums,
    years,
)
from quyhoach.province.checks.case import Case, Rule
from quyhoach.province.checks.near import WHOLE, about, near
from quyhoach.province.province import Province
from quyhoach.province.scores import project_scores

__all__ = ["RULES", "check", "check_project"]

RULES: tuple[Rule, ...] = (
    groups.group_fits_total, groups.group_changes_later,
    years.years_within_limit,
    periods.end_not_before_start, periods.periods_are_years, periods.annual_lines_are_one_year,
    ceilings.within_yearly_ceiling, ceilings.within_medium_term_ceiling, ceilings.placed_money_has_ceiling,
    ceilings.funding_has_ceiling, ceilings.every_year_has_ceiling, ceilings.yearly_ceilings_fit_period, ceilings.reserve_kept,
    payments.disbursed_within_plan, payments.paid_within_total, payments.committed_after_assignment,
    payments.annual_within_medium_term_list, payments.locks_within_need,
    endings.agency_exists, endings.communes_exist, endings.disputed_codes,
    sources.eligible_sources, sources.own_dates_kept,
    sums.sums_close, sums.terms_found,
    missing.some_projects, missing.figures_to_plan_with, missing.values_understood,
    references.known_codes, references.tables_referred_to, references.known_rules,
    duplicates.projects_named_once, duplicates.parts_not_funded_twice,
    logic.no_precedence_cycle, logic.enough_projects, logic.no_circular_parent,
    figures.competing_figures, figures.totals_are_exact,
    proposals.phases_match_sources, proposals.balances_close, proposals.spent_within_allotted, proposals.sources_are_known,
    milestones.construction_after_design, milestones.milestones_in_order, milestones.milestone_dates_read,
    milestones.actual_dates_are_past,
    cooperation.rules_release_what_they_say, cooperation.both_sides_can_work,
    plans.decisions_known, plans.status_fits_decision, plans.no_circle_of_plans, plans.decided_after_parent, plans.levels_in_order,
    plans.children_fit, plans.types_in_time, plans.deltas_have_decision, plans.shapes_have_measures, land_quotas.quotas_stand,
    procedure.steps_follow_the_law, procedure.opinions_answered, procedure.decisions_agree,
    conformity.items_have_reason, conformity.asked_is_carried_out, conformity.reasons_run_up, regions.divisions_are_whole,
    fund.fund_books_stand,
    rankings.sets_hold_together, rankings.scores_are_there,
    land_ladder.parcels_are_one_each, land_ladder.steps_are_proven,
    land_sites.sites_are_proven, land_sites.compensation_is_exact,
    provenance.sources_have_address, provenance.facts_have_source, provenance.assumptions_have_rule,
)
"""Every rule, in the order of the docs."""

_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def check(province: Province, scenario_name: str | None = None) -> tuple[Finding, ...]:
    """All findings, worst first, then by code and place; the order of rows in a table does not change which are found.

    ``scenario_name`` None looks at the facts alone. A name the province does not have is a finding (CHK-002).
    """
    if scenario_name is not None and scenario_name not in province.scenarios:
        known = ", ".join(province.scenarios) or "–"
        return (finding("CHK-002", Place(object_id=scenario_name), name=scenario_name, known=known),)
    scenario = province.scenarios[scenario_name] if scenario_name is not None else None
    no_law = law.jurisdiction_note(province.info.jurisdiction)
    case = Case(province, scenario, None if no_law else _laws(province), project_scores(province, scenario))
    found = [*((no_law,) if no_law else ()), *(problem for rule in RULES for problem in rule(case))]
    return tuple(sorted(dict.fromkeys(found), key=_order))


def check_project(province: Province, scenario_name: str | None, project: str) -> tuple[Finding, ...]:
    """The findings of ``check`` that speak of one project, without judging the others. ``scenario_name`` as there, and known."""
    scenario = province.scenarios[scenario_name] if scenario_name is not None else None
    laws = None if law.jurisdiction_note(province.info.jurisdiction) else _laws(province)
    scores = project_scores(province, scenario)
    whole, close = Case(province, scenario, laws, scores), Case(*near(province, scenario, project), laws, scores)
    found = [problem for rule in RULES for problem in rule(whole if rule in WHOLE else close) if about(problem, project)]
    return tuple(sorted(dict.fromkeys(found), key=_order))


def _laws(province: Province) -> Callable[[date], law.LawView]:
    return lambda day: law.at(day, province.info.code)


def _order(problem: Finding) -> tuple[int, str, str, str, int, str, str]:
    place = problem.where
    return _WEIGHT[problem.severity], problem.code, place.file, place.sheet, place.row, place.column, place.object_id
