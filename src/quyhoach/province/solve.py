"""From a province and a scenario to the capital question, and back as a plan: where the rooms meet.

Scores, groups, ranks, years of capital, land and fund terms are read here from tables and law, and reach the engine as
plain numbers. What keeps a project out is a finding, never a silent zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from quyhoach import law
from quyhoach.capital.counterfactual import force_in
from quyhoach.capital.engine import DEFAULT, Settings, plan_capital
from quyhoach.capital.plan import CapitalPlan, ProjectDecision
from quyhoach.capital.preview import preview as preview_plan
from quyhoach.capital.problem import (
    Alternative,
    Bundle,
    CapitalProblem,
    Excluded,
    Lock,
    Mix,
    Obligation,
    Parcel,
    Precedence,
    ProjectToFund,
    ShareRule,
)
from quyhoach.capital.reasons import SHUT_OUT
from quyhoach.capital.rules import group_of, ladder, last_rank, max_extension, project_kind, rank_of, source_rule, years_allowed
from quyhoach.findings import Finding, finding
from quyhoach.law import Citation, LawView
from quyhoach.province.changes import Change, changed, parse_change
from quyhoach.province.checks.case import ENDED_STATUS, PLANNED_OWNERSHIP, Case, cell
from quyhoach.province.checks.ceilings import ceilings_of, net_of_reserve
from quyhoach.province.checks.missing import figures_to_plan_with
from quyhoach.province.checks.periods import years_of
from quyhoach.province.land_fund import refund_obligations
from quyhoach.province.land_waiting import sites_of
from quyhoach.province.province import Province, ScenarioInfo
from quyhoach.province.scores import ProjectScores, project_scores
from quyhoach.province.specs.projects import STATUS
from quyhoach.tables.spec import Row

__all__ = [
    "Change", "Question", "explain", "explain_all", "parse_change", "preview", "question_of", "quickly_explained", "solve",
]

LONGEST_DELAY = 2
"""A transition project is tried on schedule and up to this many years late, never past what the law allows."""

FORCED_WORK = 2_000
"""Excluded projects times projects up to which a plan forces each excluded one in without being asked."""

_NO_LAW_LABELS = {1: ("nghĩa vụ", "obligations"), 2: ("chuyển tiếp", "transition projects"), 3: ("khởi công mới", "new starts")}


@dataclass(frozen=True, slots=True)
class Question:
    """A capital problem with its context: what was found while asking, the articles read, the share of the ceilings' money
    that rests on assumed cells, names of projects, the ladder's labels (vi, en) by rank, and the ranking whose points are the scores
    (None when the scenario states them)."""

    problem: CapitalProblem
    findings: tuple[Finding, ...]
    citations: tuple[Citation, ...]
    assumed_share: Decimal | None
    names: Mapping[str, str]
    rank_labels: Mapping[int, tuple[str, str]]
    scores: ProjectScores | None = None


def solve(
    question: Question, settings: Settings = DEFAULT, progress: Callable[[str], None] | None = None
) -> CapitalPlan:
    """The checked plan of a question."""
    return plan_capital(question.problem, settings, progress)


def preview(question: Question, warm: CapitalPlan | None = None, settings: Settings = DEFAULT) -> CapitalPlan:
    """A quick checked plan of a changed question beside an earlier plan ``warm``: bound and gap are honest, reasons are left out.
    CAP-020 among its findings: nothing quick passed the checker, the engine answered in full."""
    return preview_plan(question.problem, warm, settings)


def explain(question: Question, plan: CapitalPlan, project: str, force: bool = False) -> ProjectDecision:
    """The decision on a project with its reasons; with ``force``, an excluded one is also forced in and solved again.

    What forcing it in shows takes the place of the entry figures at prices: a page never prints two different rises.
    """
    decision = next((d for d in plan.decisions if d.id == project), ProjectDecision(project, False, None, None, 0))
    asked = any(p.id == project for p in question.problem.projects)
    shut_out = any(reason.kind in SHUT_OUT for reason in decision.reasons)
    if not force or not asked or shut_out or decision.in_plan or plan.certificate is None:
        return decision
    local = tuple(replace(r, values={**r.values, "need_enough": None, "score_enough": None}) if "score_enough" in r.values else r
                  for r in decision.reasons if r.grade != "counterfactual")
    return replace(decision, reasons=(*local, force_in(question.problem, plan, project)))


def explain_all(question: Question, plan: CapitalPlan, progress: Callable[[str], None] | None = None) -> CapitalPlan:
    """The plan with every excluded project forced in once, so that each printed rise of a score is true of the plan."""
    decisions = []
    for decision in plan.decisions:
        if progress and not decision.in_plan:
            progress(decision.id)
        decisions.append(explain(question, plan, decision.id, force=True))
    return replace(plan, decisions=tuple(decisions))


def quickly_explained(plan: CapitalPlan) -> bool:
    """True when forcing in every excluded project costs little beside the plan itself."""
    return sum(not d.in_plan for d in plan.decisions) * len(plan.decisions) <= FORCED_WORK


def question_of(
    province: Province, scenario: str, changes: tuple[Change, ...] = (), law_date: date | None = None
) -> Question:
    """The capital question of a scenario, on the law of ``law_date`` (the scenario's own when None). Raises KeyError for an
    unknown scenario and LawError when no law is on file for the date."""
    chosen = province.scenarios[scenario]
    info = replace(chosen.info, law_date=law_date) if law_date else chosen.info
    note = law.jurisdiction_note(province.info.jurisdiction)
    view = None if note else law.at(info.law_date, province.info.code)
    scores = project_scores(province, chosen)
    case = Case(province, chosen, law.at if view else None, scores)
    asking = _Asking(case, info, view)
    kept: dict[str, Finding] = {}
    for found in _kept_out(asking):
        kept.setdefault(found.where.object_id, found)
    asked = [asking.project(row) for name, row in case.projects.items() if name not in kept]
    projects = tuple(p for p in asked if isinstance(p, ProjectToFund))
    kept |= {f.where.object_id: f for f in asked if isinstance(f, Finding)}
    problem = asking.problem(projects, changes, tuple(Excluded(name, f.code) for name, f in sorted(kept.items())))
    labels = {r.rank: (r.label_vi, r.label_en) for r in ladder(view)} if view else _NO_LAW_LABELS
    names = {name: row.text("name_vi") for name, row in case.projects.items()}
    citations, doubts = (view.read_log(), view.unverified()) if view else ((), (note,) if note else ())
    told = (*kept.values(), *asking.found, *(scores.findings if scores else ()), *doubts)
    return Question(problem, told, citations, asking.assumed_share(), names, labels, scores)


_asked_last: list[tuple[Case, tuple[Finding, ...]]] = []
"""What was found of the last two cases: while a slider moves, the same province is asked again with other ceilings."""


def _kept_out(asking: _Asking) -> tuple[Finding, ...]:
    """As ``asking.kept_out``; neither ceilings nor the law's date change it, so the same province and scenario are judged once."""
    case = asking.case
    for before, found in list(_asked_last):
        if before.province is case.province and before.scenario is case.scenario:
            return found
    now = tuple(asking.kept_out())
    _asked_last[:] = [(case, now), *_asked_last[:1]]
    return now


class _Asking:
    """Turns tables into the engine's numbers, one noun a method, and collects what it finds."""

    def __init__(self, case: Case, info: ScenarioInfo, view: LawView | None) -> None:
        self.case, self.info, self.view = case, info, view
        self.years = tuple(range(info.first_year, info.last_year + 1))
        self.found: list[Finding] = []
        self.locks = tuple(self._locks())

    # --- which projects --------------------------------------------------------------------------------------------

    def kept_out(self) -> Iterator[Finding]:
        """Projects that are tracked only, are over, or lack a figure."""
        for name, row in self.case.projects.items():
            status = self.case.planning_text(name, "status")
            if not self.case.listed(name):
                yield finding("CAP-030", cell(row, "project", name), project=name)
            elif row.text("ownership") not in PLANNED_OWNERSHIP:
                yield finding("CAP-010", cell(row, "ownership", name), project=name)
            elif row.text("part_of"):
                yield finding("CAP-011", cell(row, "part_of", name), project=name, whole=row.text("part_of"))
            elif status in ENDED_STATUS:
                vi, en = STATUS[status]
                yield finding("CAP-012", cell(row, "status", name), project=name, status_vi=vi, status_en=en)
        yield from self._other_choice_made()
        yield from figures_to_plan_with(self.case)

    def _other_choice_made(self) -> Iterator[Finding]:
        """Alternatives of a project that is already built."""
        for row in self.case.rows("logic"):
            members = row.codes("projects") if row.text("kind") == "alternative" else ()
            built = [name for name in members if self.case.planning_text(name, "status") == "completed"]
            for name in members if built else ():
                if name not in built:
                    yield finding("CAP-017", cell(row, "projects", name), project=name, rule=row.text("rule"), built=built[0])

    def project(self, row: Row) -> ProjectToFund | Finding:
        """One project in the engine's numbers, or the finding that keeps it out."""
        name, whole = row.text("project"), self.case.planning_whole
        total, paid = whole(name, "public_total") or 0, whole(name, "disbursed") or 0
        need = total - paid - sum(lock.amount for lock in self.locks if lock.project == name)
        if need <= 0:
            return finding("CAP-013", cell(row, "disbursed", name), project=name)
        committed = self.case.planning_text(name, "status") == "transition"
        rank, mixes = self._rank(name, row, committed), self._mixes(name)
        if rank is None:
            return finding("CAP-014", cell(row, "status", name), project=name)
        if not mixes:
            return finding("CAP-016", cell(row, "", name), project=name)
        duration = whole(name, "duration") or 0
        if duration < 1:
            return finding("CAP-018", cell(row, "", name), project=name, duration=duration)
        first = self._first_capital_year(name, committed)
        earliest = self.info.first_year if committed else max(whole(name, "earliest_start") or self.info.first_year, self.info.first_year)
        latest = earliest if committed else whole(name, "latest_start") or self.info.last_year
        return ProjectToFund(
            name, need, total, rank, float(self._decimal(name, "score") or 0), duration, earliest, latest, mixes,
            committed, LONGEST_DELAY if committed else 0, first, self._allowed(name, row),
            self._share(name, "min_year_share", 0), self._share(name, "max_year_share", 1), self._share(name, "counterpart_share", 0),
        )

    def _first_capital_year(self, name: str, committed: bool) -> int | None:
        years = [lock.year for lock in self.locks if lock.project == name]
        known = self.case.planning_whole(name, "first_capital_year") or self.case.planning_whole(name, "start_year")
        if committed and known is not None:
            years.append(known)
        return min(years) if years else None

    def _rank(self, name: str, row: Row, committed: bool) -> int | None:
        if self.view is None:
            return 2 if committed else 3
        end = self.case.planning_whole(name, "scheduled_end") or self.case.planning_whole(name, "end_year")
        kind = project_kind(
            self.view, status=self.case.planning_text(name, "status") or None, programme=row.text("programme") or None,
            finishing_in_period=end is not None and end <= self.info.last_year,
        )
        return rank_of(self.view, kind) if kind else None

    def _allowed(self, name: str, row: Row) -> int | None:
        """Years of capital the law allows; None where the law fixes none, or the group cannot be known."""
        if self.view is None:
            return None
        size = self.case.province.info.money_unit.size
        group = self.case.planning_text(name, "group") or group_of(
            self.view, tier=self.case.planning_text(name, "tier") or None, total=row.whole("total_investment"),
            money_unit_size=size, public_total=self.case.planning_whole(name, "public_total"),
        )
        if not group:
            return None
        longest = max_extension(self.view, group, total=row.whole("total_investment") or 0, money_unit_size=size)
        extension = self.case.planning_whole(name, "extension_years") or 0
        return years_allowed(self.view, group, extension if longest is None else min(extension, longest))

    def _decimal(self, name: str, field: str) -> Decimal | None:
        value = self.case.planning(name, field)
        return value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, int) else None

    def _share(self, name: str, field: str, absent: int) -> Fraction:
        value = self._decimal(name, field)
        return Fraction(absent) if value is None else Fraction(value)

    # --- sources ---------------------------------------------------------------------------------------------------

    def _mixes(self, name: str) -> tuple[Mix, ...]:
        """The project's eligible sources; none when a source with a fixed share is not eligible, since nothing replaces it."""
        rows = [row for row in self.case.rows("funding") if row.text("project") == name]
        eligible = [row for row in rows if self._eligible(row.text("fund"))]
        if any(row.decimal("fixed_share") for row in rows if row not in eligible):
            return ()
        return tuple(self._mix(name, row) for row in eligible)

    def _mix(self, name: str, row: Row) -> Mix:
        fund, cap, fixed = row.text("fund"), row.decimal("year_cap_share"), row.decimal("fixed_share")
        limits = [limit for limit in (row.whole("life_cap"), self._medium_term_left(name, fund)) if limit is not None]
        locked = sum(lock.amount for lock in self.locks if (lock.project, lock.fund) == (name, fund))
        life = max(0, min(limits) - locked) if limits else None
        return Mix(fund, Fraction(1) if cap is None else Fraction(cap), life, None if fixed is None else Fraction(fixed))

    def _medium_term_left(self, name: str, fund: str) -> int | None:
        """Annual mode: what the medium-term plan still holds for the project from this source."""
        for row in self.case.rows("medium_term"):
            if (row.text("project"), row.text("fund")) == (name, fund):
                return (row.whole("amount") or 0) - (row.whole("given") or 0)
        return None

    def _eligible(self, fund: str) -> bool:
        if self.view is None:
            return True
        rule = source_rule(self.view, fund)
        return rule is not None and rule.public and rule.final and rule.open

    # --- the whole -------------------------------------------------------------------------------------------------

    def problem(self, projects: tuple[ProjectToFund, ...], changes: tuple[Change, ...], excluded: tuple[Excluded, ...]) -> CapitalProblem:
        """Everything together."""
        known = {p.id: p for p in projects}
        yearly, medium = self._ceilings(changes)
        opening, inflow = self._cash()
        sizes = sorted(p.size for p in projects)
        precedences, alternatives, bundles = self._logic(known, frozenset(e.id for e in excluded if e.code == "CAP-013"))
        funds = {fund for fund, _ in yearly} | {fund for fund, _, _ in medium}
        return CapitalProblem(
            self.years, tuple(sorted(funds)), yearly, medium, projects,
            tuple(self._obligations()), tuple(self._parcels(known)), precedences, alternatives, bundles,
            tuple(self._share_rules()), self.locks,
            frozenset(row.text("fund") for row in self.case.rows("sources") if row.flag("counterpart")),
            opening, inflow, float(self.info.gamma), float(self.info.discount), sizes[len(sizes) // 2] if sizes else 1,
            last_rank(self.view) if self.view else 3, excluded,
        )

    def _ceilings(self, changes: tuple[Change, ...]) -> tuple[dict[tuple[str, int], int], dict[tuple[str, int, int], int]]:
        """B_st and M_sp: the stated ceiling, changed, less its reserve and the locks."""
        yearly: dict[tuple[str, int], int] = {}
        medium: dict[tuple[str, int, int], int] = {}
        for (fund, (first, last)), row in ceilings_of(self.case).items():
            net = net_of_reserve(row, changed(row.whole("amount") or 0, fund, (first, last), changes))
            locked = sum(lock.amount for lock in self.locks if lock.fund == fund and first <= lock.year <= last)
            if first != last:
                medium[fund, first, last] = net - locked
            elif first in self.years:
                yearly[fund, first] = net - locked
        # A source with yearly ceilings has none in a year that nobody states: missing never means without limit.
        for fund in {name for name, _ in yearly}:
            for year in self.years:
                yearly.setdefault((fund, year), 0)
        return yearly, medium

    def _locks(self) -> Iterator[Lock]:
        for row in self.case.rows("locks"):
            yield Lock(row.text("project"), row.text("fund"), row.whole("year") or 0, row.whole("amount") or 0)

    def _obligations(self) -> Iterator[Obligation]:
        for row in self.case.rows("obligations"):
            name = row.text("obligation")
            rank = rank_of(self.view, row.text("kind")) if self.view else 1
            if rank is None:
                self.found.append(finding("CAP-015", cell(row, "kind", name), obligation=name))
                continue
            funds = tuple(fund for fund in row.codes("funds") if self._eligible(fund))
            first, last = row.whole("first_year") or self.years[0], row.whole("last_year") or self.years[-1]
            yield Obligation(name, row.whole("amount") or 0, rank, funds, first, last)
        refund_rank = rank_of(self.view, "advance_refund") if self.view else 1
        yield from refund_obligations(self.case, self.years, refund_rank, self._eligible, self.found)

    def _parcels(self, known: Mapping[str, ProjectToFund]) -> Iterator[Parcel]:
        """Sites that a project needs, none earlier than its parcels' ladder says."""
        found = sites_of(self.case, self.info.as_of, self.years[0], known, self.found)
        yield from (site for site in found if site.projects)

    def _cash(self) -> tuple[int, dict[int, int]]:
        rows = [row for row in self.case.rows("fund_flows") if (row.whole("year") or 0) in self.years]
        return sum(row.whole("opening") or 0 for row in rows), {row.whole("year") or 0: row.whole("inflow") or 0 for row in rows}

    def _logic(
        self, known: Mapping[str, ProjectToFund], paid: frozenset[str]
    ) -> tuple[tuple[Precedence, ...], tuple[Alternative, ...], tuple[Bundle, ...]]:
        """Rules between projects. What waits for, or goes with, a finished or fully paid project has it already; without a
        stated lag, work follows work."""
        precedences, alternatives, bundles = [], [], []
        done = paid | {name for name in self.case.projects if self.case.planning_text(name, "status") == "completed"}
        for row in self.case.rows("logic"):
            name, members = row.text("rule"), row.codes("projects")
            if row.text("kind") == "precedence":
                for k, (before, after) in enumerate(pairwise(members)):
                    if before in done:
                        continue
                    lag = row.whole("lag_years")
                    usual = known[before].duration if before in known else 0
                    precedences.append(Precedence(f"{name}.{k + 1}" if k else name, before, after, usual if lag is None else lag))
            elif row.text("kind") == "alternative":
                alternatives.append(Alternative(name, members))
            else:
                bundles.append(Bundle(name, tuple(member for member in members if member not in done)))
        return tuple(precedences), tuple(alternatives), tuple(bundles)

    def _share_rules(self) -> Iterator[ShareRule]:
        for row in self.case.rows("share_rules"):
            period = years_of(row.text("period"))
            if period is None:
                continue  # CHK-113 names it
            years = tuple(year for year in self.years if period[0] <= year <= period[1])
            share = Fraction(row.decimal("share") or 0)
            yield ShareRule(row.text("rule"), row.codes("funds"), years, row.codes("projects"), share)

    def assumed_share(self) -> Decimal | None:
        """Of the ceilings' money, the share whose cell is assumed by a rule; None without ceilings."""
        money: Counter[bool] = Counter()
        for row in self.case.rows("ceilings"):
            money[bool(row.text("assumed"))] += row.whole("amount") or 0
        total = money.total()
        return (Decimal(money[True]) / Decimal(total)).quantize(Decimal("0.0001")) if total else None
