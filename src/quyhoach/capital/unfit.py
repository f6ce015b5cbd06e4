"""What is said when nothing fits: the clashing rules in words, and the ceilings that are short, as findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from quyhoach.capital.conflict import Conflict, NamedRule, conflicts_of, demanded
from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.capital.problem import CapitalProblem
from quyhoach.capital.shortage import overcommitted, shortages
from quyhoach.findings import Finding, Place, finding
from quyhoach.money import format_number

Article = Callable[[NamedRule], str]
LARGEST = 2_000
"""Projects up to which the clash is looked for."""

RULE_WORDS: Mapping[str, tuple[str, str]] = {
    "transition": ("dự án chuyển tiếp {name} phải được bố trí tiếp", "transition project {name} must go on"),
    "locked": ("dự án {name} đã có vốn khóa nên phải làm", "project {name} has locked money, so it must be built"),
    "obligation": ("nghĩa vụ {name} phải trả đủ {amount}", "obligation {name} must be paid in full: {amount}"),
    "precedence": ("{name}: {after} làm sau {before} ít nhất {lag} năm", "{name}: {after} at least {lag} years after {before}"),
    "alternative": ("{name}: chỉ chọn một trong {projects}", "{name}: at most one of {projects}"),
    "bundle": ("{name}: cùng làm hoặc cùng không làm {projects}", "{name}: all or none of {projects}"),
    "land-first": ("mặt bằng {name} giao sớm nhất năm {earliest}, trước khi làm {projects}",
                   "parcel {name} can be cleared from {earliest} on, before work on {projects}"),
    "window": ("{name} bắt đầu từ năm {earliest} đến năm {latest}", "{name} starts from {earliest} to {latest}"),
    "years-of-capital": ("{name} bố trí vốn không quá {years} năm kể từ năm đầu có vốn",
                         "{name} has capital for at most {years} years from the first"),
    "share-rule": ("tỷ lệ dành riêng {name}", "share rule {name}"),
    "life-cap": ("mức vốn cả đời dự án theo nguồn {name}", "money over life by source, {name}"),
    "shares": ("cơ cấu nguồn vốn của {name}", "shares of the sources of {name}"),
    "year-shares": ("tỷ lệ vốn mỗi năm của {name}", "shares of a year's money of {name}"),
    "land-fund-cash": ("tiền của Quỹ phát triển đất", "cash of the land fund"),
    "medium-term-ceiling": ("trần trung hạn {name}: {amount}", "medium-term ceiling {name}: {amount}"),
    "yearly-ceiling": ("trần năm {name}: {amount}", "yearly ceiling {name}: {amount}"),
}
"""A rule of a clash as a reader calls it; the gaps are filled from the question."""


def nothing_fits(problem: CapitalProblem) -> tuple[Finding, ...]:
    """CAP-002 and what clashes, for a question without a plan."""
    rest = tuple(found_unfit(problem, lambda _: "")) if len(problem.projects) <= LARGEST else ()
    return finding("CAP-002"), *rest


def lock_findings(problem: CapitalProblem) -> Iterator[Finding]:
    """Locks above a ceiling, by source and year, with the locks that do it."""
    for short, locks in overcommitted(problem):
        named = ", ".join(f"{lock.project} {lock.amount}" for lock in locks)
        yield finding("CAP-006", Place(object_id=f"{short.fund}:{short.period}"), short=short.short, fund=short.fund,
                      period=short.period, locks=named or "–")


def unfit(problem: CapitalProblem, plan: CapitalPlan, article: Article) -> tuple[Finding, ...]:
    """What a finished plan could not keep, and why: () when it meets every demand, or when locks alone forbid any plan."""
    inside = {decision.id for decision in plan.decisions if decision.in_plan}
    met = plan.status is not Status.NONE and not plan.shortfalls and demanded(problem) <= inside
    if met or len(problem.projects) > LARGEST or any(overcommitted(problem)):
        return ()
    return tuple(found_unfit(problem, article))


def found_unfit(problem: CapitalProblem, article: Article) -> Iterator[Finding]:
    """CAP-021 for every clash of logic, CAP-022 for every ceiling that is short, CAP-021 for a clash in which no growth helps."""
    conflicts = conflicts_of(problem)
    logic = [conflict for conflict in conflicts if not conflict.money]
    yield from (_clash(problem, conflict, article) for conflict in logic)
    waived = frozenset(rule.name for conflict in logic for rule in conflict.rules)
    with_money = [conflict for conflict in conflicts if conflict.money]
    short = shortages(problem, waived) if with_money else ()
    for one in short or ():
        yield finding("CAP-022", Place(object_id=f"{one.fund or 'land-fund-cash'}:{one.period}"), fund=one.fund or "land-fund-cash",
                      period=one.period, limit=one.limit, short=one.short, total=sum(s.short for s in short or ()))
    yield from (_clash(problem, conflict, article) for conflict in with_money)


def _clash(problem: CapitalProblem, conflict: Conflict, article: Article) -> Finding:
    said = {lang: "; ".join(_said(problem, rule, article, lang) for rule in conflict.rules) for lang in ("vi", "en")}
    names = "+".join(f"{rule.kind}:{rule.name}".rstrip(":") for rule in conflict.rules)
    proof = ("bỏ bất kỳ điều nào thì các điều còn lại giữ được", "without any one of them the others can be kept")
    open_end = ("chưa chứng minh được là không thể rút gọn thêm", "not proven to be the smallest set")
    vi, en = proof if conflict.irreducible else open_end
    return finding("CAP-021", Place(object_id=names), rules_vi=said["vi"], rules_en=said["en"], proof_vi=vi, proof_en=en,
                   count=len(conflict.rules))


def _said(problem: CapitalProblem, rule: NamedRule, article: Article, lang: str) -> str:
    text = rule_words(problem, rule, lang)
    cited = article(rule)
    return f"{text} ({cited})" if cited else text


def rule_words(problem: CapitalProblem, rule: NamedRule, lang: str) -> str:
    """One rule in words."""
    words = RULE_WORDS[rule.kind][0 if lang == "vi" else 1]
    return words.format(name=rule.name, **_gaps(problem, rule, lang))


def _gaps(problem: CapitalProblem, rule: NamedRule, lang: str) -> dict[str, Any]:
    """What the sentence of a rule says beside its name."""
    named: Mapping[str, Mapping[str, Any]] = {
        "precedence": {r.id: r for r in problem.precedences}, "alternative": {r.id: r for r in problem.alternatives},
        "bundle": {r.id: r for r in problem.bundles}, "land-first": {p.id: p for p in problem.parcels},
    }
    if rule.kind in named:
        one = named[rule.kind][rule.name]
        known = {gap: getattr(one, gap) for gap in ("before", "after", "lag", "earliest") if hasattr(one, gap)}
        return {**known, "projects": ", ".join(getattr(one, "projects", ()))}
    for project in problem.projects:
        if project.id == rule.name:
            return {"earliest": project.earliest, "latest": project.latest, "years": project.last_allowed_offset}
    amounts = {d.id: d.amount for d in problem.obligations} | {f"{f}:{y}": limit for (f, y), limit in problem.ceilings.items()}
    amounts |= {f"{f}:{first}-{last}": limit for (f, first, last), limit in problem.medium_term.items()}
    return {"amount": format_number(amounts[rule.name], lang)} if rule.name in amounts else {}
