"""The capital plan as a linear model. One function a rule, one name a rule; ``RULES`` is the whole list, in order.

Letters, used only in this room (docs/explanation/capital.md has the formulas):
x[i,k]  project i takes option k            0/1        g[i,k,t]  money of that option in year t     scaled units
a[c,s,t] money of class c from source s     scaled     y[j,s,t]  money to obligation j              scaled
e[j]    unmet part of obligation j          scaled     z[l,t]    parcel l is cleared in year t      0/1

A class is a set of projects with equal mixes, counterpart share and share-rule membership and no cap over life: their
money is one variable, exactly. A project with a life cap, or a parcel repayment of its own, is its own class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import floor, log10

from quyhoach.capital.disturbance import disturbance_terms
from quyhoach.capital.options import Option, has_ceiling, options_of, payable_years
from quyhoach.capital.problem import Assigned, CapitalProblem, Mix, Parcel, ProjectToFund
from quyhoach.solvers.linear import LinearModel

Terms = dict[int, float]


@dataclass(slots=True)
class SharedRow:
    """A priced row: a limit that projects share. ``unit``: whole units of money per scaled unit of the row; 1 for plain rows."""

    index: int
    kind: str
    fund: str
    year: int | None
    unit: float


@dataclass(slots=True)
class CapitalModel:
    """The linear model with its dictionary from letters to columns."""

    problem: CapitalProblem
    whole_money: bool = False
    loose_shares: bool = False
    linear: LinearModel = field(default_factory=LinearModel)
    scale: float = 1.0
    options: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    classes: dict[str, list[ProjectToFund]] = field(default_factory=dict)
    class_of: dict[str, str] = field(default_factory=dict)
    x: dict[tuple[str, int], int] = field(default_factory=dict)
    g: dict[tuple[str, int, int], int] = field(default_factory=dict)
    a: dict[tuple[str, str, int], int] = field(default_factory=dict)
    y: dict[tuple[str, str, int], int] = field(default_factory=dict)
    e: dict[str, int] = field(default_factory=dict)
    z: dict[tuple[str, int], int] = field(default_factory=dict)
    rows: dict[str, SharedRow] = field(default_factory=dict)

    def taken(self, name: str) -> Terms:
        """Σ_k x[i,k]: 1 when the project is in."""
        return {self.x[name, k]: 1.0 for k in range(len(self.options.get(name, ())))}

    def begun(self, name: str, year: int) -> Terms:
        """Σ of the options that have begun by ``year``."""
        return {self.x[name, k]: 1.0 for k, o in enumerate(self.options.get(name, ())) if o.since <= year}

    def cleared(self, parcel: str, year: int) -> Terms:
        """Σ of the clearing years up to ``year``."""
        return {column: 1.0 for (name, t), column in self.z.items() if name == parcel and t <= year}

    def share(self, kind: str, name: str, terms: Terms, rhs: float, *, fund: str = "", year: int | None = None,
              equal: bool = False, money: bool = False) -> None:
        """Add a priced row ``terms ≤ rhs`` (or =). A ``money`` row is scaled like the money columns."""
        unit = self.scale if money else 1.0
        full = f"{kind}:{name}"
        index = self.linear.add_row(full, terms, lower=rhs / unit if equal else -float("inf"), upper=rhs / unit)
        self.rows[full] = SharedRow(index, kind, fund, year, unit)


Rule = Callable[[CapitalModel], None]


def build(
    problem: CapitalProblem, rules: tuple[Rule, ...] | None = None, *, whole_money: bool = False, loose_shares: bool = False
) -> CapitalModel:
    """Columns, then every rule in order. ``whole_money`` keeps each project its own class with whole-unit money columns;
    ``loose_shares`` lets a fixed share (ODA) be less than one unit off in a year, as whole units may force it to be."""
    model = CapitalModel(problem, whole_money, loose_shares)
    largest = max((*problem.ceilings.values(), *problem.medium_term.values(), 1))
    model.scale = 1.0 if whole_money else 10.0 ** max(0, floor(log10(largest)) - 3)
    for add in (add_projects, add_classes, add_money, add_obligations, add_parcels):
        add(model)
    for rule in RULES if rules is None else rules:
        rule(model)
    if problem.assigned is not None:
        stay_near(model, problem.assigned)
    return model


# --- columns ---------------------------------------------------------------------------------------------------------


def add_projects(m: CapitalModel) -> None:
    """x and g: one option at most, its money within the yearly bounds and adding up to the need."""
    payable: dict[object, frozenset[int]] = {}
    for project in m.problem.projects:
        # Alike sources pay in the same years: a life cap has no say in it.
        alike = (tuple((mix.fund, mix.year_cap, mix.fixed_share) for mix in project.mixes), project.counterpart_share)
        if alike not in payable:
            payable[alike] = payable_years(m.problem, project)
        m.options[project.id] = options = options_of(m.problem, project, payable[alike])
        for k, option in enumerate(options):
            x = m.x[project.id, k] = m.linear.add_column(option.value, upper=1.0, whole=True)
            _add_profile(m, project, k, option, x)
        m.linear.add_row("one-option", m.taken(project.id), upper=1.0)


def _add_profile(m: CapitalModel, project: ProjectToFund, k: int, option: Option, x: int) -> None:
    total: Terms = {x: -project.need / m.scale}
    for year, low, high in zip(option.years, option.low, option.high, strict=True):
        g = m.g[project.id, k, year] = m.linear.add_column(upper=high / m.scale)
        total[g] = 1.0
        m.linear.add_row("year-most", {g: 1.0, x: -high / m.scale}, upper=0.0)
        if low:
            m.linear.add_row("year-least", {g: -1.0, x: low / m.scale}, upper=0.0)
    m.linear.add_row("need", total, lower=0.0, upper=0.0)


def add_classes(m: CapitalModel) -> None:
    """Which projects share their money variables."""
    owners = {parcel.owner for parcel in m.problem.parcels if parcel.owner}
    for project in m.problem.projects:
        alone = m.whole_money or project.id in owners or any(mix.life_cap is not None for mix in project.mixes)
        favoured = ",".join(rule.id for rule in m.problem.share_rules if project.id in rule.projects)
        alike = f"{sorted(_mix_key(mix) for mix in project.mixes)}|{project.counterpart_share}|{favoured}"
        name = project.id if alone else alike
        m.classes.setdefault(name, []).append(project)
        m.class_of[project.id] = name


def _mix_key(mix: Mix) -> tuple[str, str, str]:
    return (mix.fund, str(mix.year_cap), str(mix.fixed_share))


def add_money(m: CapitalModel) -> None:
    """a: the class's money by source and year, within the mix rules of each year."""
    for name, members in m.classes.items():
        pattern = members[0]
        for year in m.problem.years:
            funds = {mix.fund: mix for mix in pattern.mixes if has_ceiling(m.problem, mix.fund, year)}
            for fund in funds:
                m.a[name, fund, year] = m.linear.add_column(whole=m.whole_money)
            _add_mix_rows(m, name, pattern, year, funds)


def _add_mix_rows(m: CapitalModel, name: str, pattern: ProjectToFund, year: int, funds: dict[str, Mix]) -> None:
    columns = {fund: m.a[name, fund, year] for fund in funds}
    for fund, mix in funds.items():
        if mix.fixed_share is not None:
            slack = 1.0 - 1.0 / mix.fixed_share.denominator if m.loose_shares else 0.0
            m.linear.add_row("fixed-share", _share_terms(columns, fund, float(mix.fixed_share)), lower=-slack, upper=slack)
        elif mix.year_cap < 1:
            m.linear.add_row("year-cap", _share_terms(columns, fund, float(mix.year_cap)), upper=0.0)
    if pattern.counterpart_share:
        least = float(pattern.counterpart_share)
        terms = {c: least - (fund in m.problem.counterpart_funds) for fund, c in columns.items()}
        m.linear.add_row("counterpart", terms, upper=0.0)


def _share_terms(columns: dict[str, int], fund: str, share: float) -> Terms:
    """a_s − share · Σ a."""
    return {column: (1.0 if name == fund else 0.0) - share for name, column in columns.items()}


def add_obligations(m: CapitalModel) -> None:
    """y and e: a duty is met in part, the rest is its shortfall."""
    for duty in m.problem.obligations:
        e = m.e[duty.id] = m.linear.add_column(whole=m.whole_money)
        total: Terms = {e: 1.0}
        for fund in duty.funds:
            for year in m.problem.years:
                if duty.first_year <= year <= duty.last_year and has_ceiling(m.problem, fund, year):
                    y = m.y[duty.id, fund, year] = m.linear.add_column(whole=m.whole_money)
                    total[y] = 1.0
        m.linear.add_row("duty", total, lower=duty.amount / m.scale, upper=duty.amount / m.scale)


def add_parcels(m: CapitalModel) -> None:
    """z: a parcel is cleared once, not before it can be, and its repayment must fall on a year that can pay."""
    for parcel in m.problem.parcels:
        for year in m.problem.years:
            if year >= parcel.earliest and _repayable(m, parcel, year):
                m.z[parcel.id, year] = m.linear.add_column(upper=1.0, whole=True)
        m.linear.add_row("one-clearing", m.cleared(parcel.id, m.problem.years[-1]), upper=1.0)


def _repayable(m: CapitalModel, parcel: Parcel, year: int) -> bool:
    due = year + parcel.repay_lag
    if parcel.owner is None or not parcel.repayment or due > m.problem.years[-1]:
        return True
    return any(due in payable_years(m.problem, project) for project in m.problem.projects if project.id == parcel.owner)


# --- rules that are kept by each class or project on its own ----------------------------------------------------------


def money_by_class(m: CapitalModel) -> None:
    """Every unit a class spends in a year, or repays to the land fund, comes from its sources in that year."""
    spent: dict[tuple[str, int], Terms] = {(name, year): {} for name in m.classes for year in m.problem.years}
    for (project, _, year), column in m.g.items():
        spent[m.class_of[project], year][column] = -1.0
    for parcel, year, due in repayments_due(m):
        spent[m.class_of[parcel.owner or ""], due][m.z[parcel.id, year]] = -parcel.repayment / m.scale
    for (name, _, year), column in m.a.items():
        spent[name, year][column] = 1.0
    for (name, year), terms in spent.items():
        if terms:
            m.linear.add_row(f"money:{name}:{year}", terms, lower=0.0, upper=0.0)


def repayments_due(m: CapitalModel) -> Iterator[tuple[Parcel, int, int]]:
    """(parcel, clearing year, year due) of repayments that fall on a project's own sources inside the plan."""
    for parcel in m.problem.parcels:
        for year in m.problem.years:
            due = year + parcel.repay_lag
            if parcel.owner in m.class_of and parcel.repayment and due <= m.problem.years[-1] and (parcel.id, year) in m.z:
                yield parcel, year, due


# --- rules that projects share: each row has a price ------------------------------------------------------------------


def yearly_ceilings(m: CapitalModel) -> None:
    """Yearly ceiling: money from source s in year t, projects and obligations, at most B_st."""
    for (fund, year), limit in m.problem.ceilings.items():
        m.share("yearly-ceiling", f"{fund}:{year}", paid_by(m, fund, {year}), limit, fund=fund, year=year, money=True)


def medium_term_ceilings(m: CapitalModel) -> None:
    """Medium-term ceiling: money from source s over period p at most M_sp."""
    for (fund, first, last), limit in m.problem.medium_term.items():
        terms = paid_by(m, fund, set(range(first, last + 1)))
        m.share("medium-term-ceiling", f"{fund}:{first}-{last}", terms, limit, fund=fund, money=True)


def paid_by(m: CapitalModel, fund: str, years: set[int]) -> Terms:
    """All money columns of a source in some years."""
    columns = (*m.a.items(), *m.y.items())
    return {column: 1.0 for (_, name, year), column in columns if name == fund and year in years}


def life_caps(m: CapitalModel) -> None:
    """Money by source over life: Σ_t a_ist at most κ_is."""
    for project in m.problem.projects:
        for mix in project.mixes:
            if mix.life_cap is not None:
                terms = {m.a[key]: 1.0 for key in m.a if key[0] == project.id and key[1] == mix.fund}
                m.share("life-cap", f"{project.id}:{mix.fund}", terms, mix.life_cap, fund=mix.fund, money=True)


def land_fund_cash(m: CapitalModel) -> None:
    """Land fund: what was paid out for clearing, less repayments, never exceeds opening cash and inflows so far."""
    available = m.problem.fund_opening
    for year in m.problem.years:
        available += m.problem.fund_inflow.get(year, 0)
        terms: Terms = {}
        for parcel in m.problem.parcels:
            for cleared in m.problem.years:
                if (parcel.id, cleared) in m.z and cleared <= year:
                    back = parcel.repayment if cleared + parcel.repay_lag <= year else 0
                    terms[m.z[parcel.id, cleared]] = (parcel.cost - back) / m.scale
        if m.problem.parcels:
            m.share("land-fund-cash", str(year), terms, available, year=year, money=True)


def land_before_work(m: CapitalModel) -> None:
    """Land first: by each year, no project has begun whose parcel is not cleared h years later."""
    for parcel in m.problem.parcels:
        for name in parcel.projects:
            for year in sorted({option.start for option in m.options.get(name, ())}):
                terms = {m.x[name, k]: 1.0 for k, o in enumerate(m.options[name]) if o.start <= year}
                for column in m.cleared(parcel.id, year + parcel.needed_after):
                    terms[column] = -1.0
                m.share("land-first", f"{name}:{parcel.id}:{year}", terms, 0, year=year)


def clear_only_for_work(m: CapitalModel) -> None:
    """A parcel is cleared only for a project that is in; the project that repays it must be in."""
    for parcel in m.problem.parcels:
        _cleared_for(m, parcel.id, parcel.id, parcel.projects)
        if parcel.owner:
            _cleared_for(m, f"{parcel.id}:owner", parcel.id, (parcel.owner,))


def _cleared_for(m: CapitalModel, row: str, parcel: str, users: tuple[str, ...]) -> None:
    terms = m.cleared(parcel, m.problem.years[-1])
    for user in users:
        for column in m.taken(user):
            terms[column] = -1.0
    m.share("clear-for-work", row, terms, 0)


def precedences(m: CapitalModel) -> None:
    """Precedence: by each year the later project has begun only if the earlier one had, ``lag`` years before."""
    for rule in m.problem.precedences:
        for year in sorted({option.since for option in m.options.get(rule.after, ())}):
            terms = m.begun(rule.after, year)
            for column in m.begun(rule.before, year - rule.lag):
                terms[column] = terms.get(column, 0.0) - 1.0
            m.share("precedence", f"{rule.id}:{year}", terms, 0, year=year)


def alternatives(m: CapitalModel) -> None:
    """Alternatives: at most one of the group."""
    for rule in m.problem.alternatives:
        terms = {column: 1.0 for name in rule.projects for column in m.taken(name)}
        m.share("alternative", rule.id, terms, 1)


def bundles(m: CapitalModel) -> None:
    """Bundle: all members or none."""
    for rule in m.problem.bundles:
        for first, second in pairwise(rule.projects):
            terms = m.taken(first)
            for column in m.taken(second):
                terms[column] = -1.0
            m.share("bundle", f"{rule.id}:{first}:{second}", terms, 0, equal=True)


def share_rules(m: CapitalModel) -> None:
    """Share rule: of the money of some sources and years, at least ω goes to the favoured projects."""
    for rule in m.problem.share_rules:
        favoured = {m.class_of[name] for name in rule.projects if name in m.class_of}
        terms: Terms = {}
        for (name, fund, year), column in m.a.items():
            if fund in rule.funds and year in rule.years:
                terms[column] = float(rule.share) - (name in favoured)
        m.share("share-rule", rule.id, terms, 0, money=True)


RULES: tuple[Rule, ...] = (
    money_by_class,
    yearly_ceilings,
    medium_term_ceilings,
    life_caps,
    land_fund_cash,
    land_before_work,
    clear_only_for_work,
    precedences,
    alternatives,
    bundles,
    share_rules,
)


# --- the ladder -------------------------------------------------------------------------------------------------------


def shortfall(m: CapitalModel, rank: int) -> tuple[Terms, int]:
    """Shortfall of one rank as terms plus a constant, in whole units of money · years.

    An obligation counts what is unmet; a project counts its need once per year late, and once more than its latest
    option when it is left out.
    """
    terms: Terms = {m.e[duty.id]: m.scale for duty in m.problem.obligations if duty.rank == rank}
    constant = 0
    for project in m.problem.projects:
        if project.rank == rank:
            left_out = project.need * (project.delay + 1)
            constant += left_out
            for k, option in enumerate(m.options[project.id]):
                terms[m.x[project.id, k]] = float(project.need * option.late - left_out)
    return terms, constant


def ranks_to_meet(problem: CapitalProblem) -> tuple[int, ...]:
    """Ladder ranks, above the last one, that hold a project or an obligation."""
    present = {project.rank for project in problem.projects} | {duty.rank for duty in problem.obligations}
    return tuple(sorted(rank for rank in present if rank < problem.last_rank))


def keep_ladder(m: CapitalModel, rank: int, least: int) -> None:
    """Ladder: the shortfall of a rank stays within one unit of the least possible while lower ranks are decided."""
    terms, constant = shortfall(m, rank)
    m.share("ladder", str(rank), {c: v / m.scale for c, v in terms.items()}, least + 1 - constant, money=True)


# --- an assigned plan -------------------------------------------------------------------------------------------------


def stay_near(m: CapitalModel, assigned: Assigned) -> None:
    """Disturbance: decisions lie at most Δ from the assigned plan."""
    terms, constant = disturbance_terms(m.problem, m.options, m.x, m.z, assigned)
    m.share("disturbance", "plan", {c: v / m.scale for c, v in terms.items()}, assigned.limit - constant, money=True)
