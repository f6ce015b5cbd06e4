"""A plan together with what is needed to print it. Every figure here is a sum of the plan's own allocations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from quyhoach.capital.plan import Allocation, CapitalPlan, ProjectDecision, Status
from quyhoach.capital.problem import ProjectToFund
from quyhoach.capital.reasons import WAITS_FOR_LAND, sentence
from quyhoach.capital.uncertainty import Outlook
from quyhoach.findings import Finding, finding
from quyhoach.money import format_number
from quyhoach.province.land_waiting import ProjectWait, project_waits, readiness_of
from quyhoach.province.province import Province, ScenarioInfo
from quyhoach.province.solve import Question
from quyhoach.reports.words import nearness, word
from quyhoach.tables.spec import Row


@dataclass(frozen=True)
class PlanReport:
    """What was asked (province, scenario name, question), what was answered, every finding met on the way, the date of the law, and
    the outlook under uncertainty where it was asked for."""

    province: Province
    scenario: str
    question: Question
    plan: CapitalPlan
    findings: tuple[Finding, ...]
    law_date: date
    outlook: Outlook | None = None

    @cached_property
    def asked(self) -> Mapping[str, ProjectToFund]:
        """What the engine was asked about each project, by id."""
        return {project.id: project for project in self.question.problem.projects}

    @cached_property
    def money(self) -> Mapping[str, tuple[Allocation, ...]]:
        """Allocations by project or obligation id, in the plan's order."""
        found: dict[str, list[Allocation]] = {}
        for a in self.plan.allocations:
            found.setdefault(a.id, []).append(a)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def spent(self) -> Mapping[tuple[str, int], int]:
        """Money given by (fund, year) out of the ceilings: everything but the locks, which ceilings no longer hold."""
        return _by_fund(a for a in self.plan.allocations if a.kind != "lock")

    @cached_property
    def locked(self) -> Mapping[tuple[str, int], int]:
        """Money already locked by (fund, year)."""
        return _by_fund(a for a in self.plan.allocations if a.kind == "lock")

    @cached_property
    def kept_out(self) -> Mapping[str, Finding]:
        """Projects that never reached the engine, by id, each with the finding that kept it out."""
        named = {(f.code, name): f for f in reversed(self.findings) for name in (f.where.object_id, f.values.get("project"))}
        return {e.id: named.get((e.code, e.id)) or finding(e.code) for e in self.question.problem.excluded}

    @cached_property
    def _projects(self) -> Mapping[str, Row]:
        return self.province.facts["projects"].by_key()

    @cached_property
    def _funds(self) -> Mapping[str, Row]:
        found = self.province.facts.get("sources")
        return found.by_key() if found else {}

    @cached_property
    def waits(self) -> tuple[ProjectWait, ...]:
        """Which project waits for which site, and for which of its parcels."""
        ready = readiness_of(self.province, self.info.as_of) if self.question.problem.parcels else {}
        return project_waits(self.question.problem, self.plan, ready)

    @property
    def info(self) -> ScenarioInfo:
        """What the scenario states about itself."""
        return self.province.scenarios[self.scenario].info

    def money_label(self, lang: str) -> str:
        """The printed money unit, e.g. ``triệu đồng``."""
        unit = self.province.info.money_unit
        return unit.label_vi if lang == "vi" else unit.label_en

    def name(self, project: str, lang: str) -> str:
        """A project's name, in English where the facts have one and it is asked for; its id when it has none."""
        row = self._projects.get(project) if lang == "en" else None
        return (row.text("name_en") if row else "") or self.question.names.get(project) or project

    def fund_name(self, fund: str, lang: str) -> str:
        """A funding source as the facts name it; its code when they do not."""
        row = self._funds.get(fund)
        return ((row.text("name_en") if lang == "en" else "") or row.text("name_vi")) if row else fund

    def rank_label(self, rank: int | None, lang: str) -> str:
        """The ladder level as the law words it."""
        labels = self.question.rank_labels.get(rank) if rank is not None else None
        if labels is None:
            return word("level_none", lang)
        return labels[0] if lang == "vi" else labels[1]

    def title(self, lang: str) -> str:
        """The scenario's title; its name when it has none."""
        return (self.info.title_vi if lang == "vi" else self.info.title_en) or self.info.title_vi or self.scenario


def _by_fund(allocations: Iterable[Allocation]) -> Mapping[tuple[str, int], int]:
    sums: Counter[tuple[str, int]] = Counter()
    for a in allocations:
        sums[a.fund, a.year] += a.amount
    return sums


@dataclass(frozen=True, slots=True)
class Section:
    """The funded projects of one ladder level, in the plan's order."""

    rank: int | None
    decisions: tuple[ProjectDecision, ...]


def sections(report: PlanReport) -> tuple[Section, ...]:
    """Funded projects by ladder level, first level first."""
    levels: dict[int, list[ProjectDecision]] = {}
    for decision in report.plan.decisions:
        if decision.in_plan:
            asked = report.asked.get(decision.id)
            levels.setdefault(asked.rank if asked else 0, []).append(decision)
    return tuple(Section(rank or None, tuple(levels[rank])) for rank in sorted(levels))


def decisions(report: PlanReport) -> tuple[ProjectDecision, ...]:
    """Every decision of the plan, then one for each project that never reached the engine."""
    known = {decision.id for decision in report.plan.decisions}
    kept_out = (e.id for e in report.question.problem.excluded if e.id not in known)
    return (*report.plan.decisions, *(ProjectDecision(project, False, None, None, 0) for project in kept_out))


def unfunded(report: PlanReport) -> tuple[ProjectDecision, ...]:
    """Every project without money, those that never reached the engine last. Projects of other lists than the scenario's are left
    to the count in the headline."""
    unlisted = {e.id for e in report.question.problem.excluded if e.code == "CAP-030"}
    return tuple(decision for decision in decisions(report) if not decision.in_plan and decision.id not in unlisted)


def why(report: PlanReport, decision: ProjectDecision, lang: str) -> tuple[str, ...]:
    """The reasons of a decision as sentences, the strongest first."""
    if decision.id in report.kept_out:
        return (report.kept_out[decision.id].text("message", lang),)
    return tuple(sentence(reason, lang, report.money_label(lang)) for reason in decision.reasons)


def waiting_for_land(plan: CapitalPlan) -> tuple[ProjectDecision, ...]:
    """Projects without money that wait for land."""
    return tuple(d for d in plan.decisions if not d.in_plan and any(r.kind in WAITS_FOR_LAND for r in d.reasons))


def headline(report: PlanReport, lang: str) -> str:
    """The plan in one sentence. Obligations and locks stand beside the projects' money, never in it."""
    plan = report.plan
    if plan.status is Status.NONE:
        return {"vi": "Không lập được phương án; xem các phát hiện.", "en": "No plan could be made; see the findings."}[lang]
    values = {
        "n": sum(d.in_plan for d in plan.decisions), "money": _money_said(report, lang), "out": _out_said(report, lang),
        "near": nearness(plan.gap, lang),
    }
    sentences = {
        "vi": "{n} dự án được bố trí vốn, tổng {money}; {out}; {near}.",
        "en": "{n} projects are funded with {money}; {out}; {near}.",
    }
    return sentences[lang].format(**values)


def _money_said(report: PlanReport, lang: str) -> str:
    """The projects' own money, then obligations and locks when there are any; the last figure carries the unit."""
    sums: Counter[str] = Counter()
    for a in report.plan.allocations:
        sums["project" if a.kind == "repayment" else a.kind] += a.amount
    parts = [format_number(sums["project"], lang)]
    parts += [word(f"{kind}_money", lang, money=format_number(sums[kind], lang)) for kind in ("obligation", "lock") if sums[kind]]
    return f"{', '.join(parts)} {report.money_label(lang)}"


_NOT_ASKED = {
    "CAP-010": "tracked", "CAP-011": "part_of", "CAP-012": "over", "CAP-013": "over", "CAP-017": "over",
    "CAP-030": "unlisted",
    "CHK-171": "lacking", "CHK-172": "lacking",
}
"""Why a project never reached the engine, by the code of the finding; any other code is another reason."""


def _out_said(report: PlanReport, lang: str) -> str:
    """How many the engine left out, then how many it was never asked about and why."""
    left_out = {d.id for d in report.plan.decisions if not d.in_plan}
    known = {d.id for d in report.plan.decisions}
    why_not = Counter(_NOT_ASKED.get(e.code, "other") for e in report.question.problem.excluded if e.id not in known)
    said = word("n_unfunded", lang, n=len(left_out))
    if not why_not:
        return said
    kinds = (*dict.fromkeys(_NOT_ASKED.values()), "other")
    parts = ", ".join(word(f"n_{kind}", lang, n=why_not[kind]) for kind in kinds if why_not[kind])
    return f"{said}; {word('n_not_asked', lang, n=why_not.total())}: {parts}"
