"""Why a project is in or out, in three grades: logic first, then prices, then (on request) by forcing it in.

A price reason is a local truth at the plan's prices. Only the counterfactual of ``counterfactual`` says what would change
the plan, because projects are whole and leave gaps that prices do not see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from quyhoach.capital.model import build, keep_ladder
from quyhoach.capital.options import Option, options_of, payable_years, usable_mixes
from quyhoach.capital.plan import CapitalPlan, ProjectDecision, Reason
from quyhoach.capital.pricing import OptionPrice, Pricing
from quyhoach.capital.problem import CapitalProblem, ProjectToFund
from quyhoach.money import format_number

NEGLIGIBLE = 1e-7
WAITS_FOR_LAND = frozenset({"land_never", "price_land"})
"""Kinds of reason that mean: this project waits for land."""
SHUT_OUT = frozenset({"no_source", "window", "years_of_capital"})
"""Kinds of reason that leave a project no option at all: forcing it in shows nothing more."""


def priced_by(problem: CapitalProblem, plan: CapitalPlan) -> Pricing:
    """The pricing of a finished plan, from its certificate alone."""
    model = build(problem)
    for level in plan.levels:
        keep_ladder(model, level.rank, level.shortfall)
    rows = plan.certificate.rows if plan.certificate else ()
    return Pricing(model, {row.row: row.value * model.rows[row.row].unit for row in rows})


def with_reasons(problem: CapitalProblem, plan: CapitalPlan) -> CapitalPlan:
    """The plan with logic and price reasons on every decision."""
    pricing = priced_by(problem, plan)
    projects = {project.id: project for project in problem.projects}
    decisions = tuple(replace(d, reasons=reasons_of(pricing, plan, projects[d.id], d)) for d in plan.decisions)
    return replace(plan, decisions=decisions)


def reasons_of(pricing: Pricing, plan: CapitalPlan, project: ProjectToFund, decision: ProjectDecision) -> tuple[Reason, ...]:
    """Logic reasons, then the ladder or the prices."""
    problem = pricing.model.problem
    if decision.in_plan:
        return _reasons_in(pricing, project, decision)
    logic = tuple(logic_reasons(problem, plan, project))
    if logic and not pricing.model.options[project.id]:
        return logic
    if project.rank < problem.last_rank:
        short = next((level.shortfall for level in plan.levels if level.rank == project.rank), 0)
        return (*logic, Reason("price", "ladder_short", {"rank": project.rank, "short": short, "need": project.need}))
    return (*logic, _price(pricing, plan, project))


def _reasons_in(pricing: Pricing, project: ProjectToFund, decision: ProjectDecision) -> tuple[Reason, ...]:
    if project.rank < pricing.model.problem.last_rank:
        return (Reason("logic", "ladder_first", {"rank": project.rank, "late": decision.delay}),)
    prices = pricing.option_prices(project)
    taken = next(p for p in prices if (p.option.start, p.option.late) == (decision.start_year, decision.delay))
    cost = taken.money + taken.land + taken.other
    return (Reason("price", "worth_it" if taken.gain >= 0 else "fills_gap", {"value": taken.option.value, "cost": cost}),)


def logic_reasons(
    problem: CapitalProblem, plan: CapitalPlan, project: ProjectToFund, options: tuple[Option, ...] | None = None
) -> Iterator[Reason]:
    """Rules that shut a project out beside this plan; ``options``: its options, where the caller knows them."""
    options = options_of(problem, project) if options is None else options
    inside = {decision.id for decision in plan.decisions if decision.in_plan}
    if not options:
        yield _no_option(problem, project)
    for rule in problem.precedences:
        if rule.after == project.id and rule.before not in inside:
            yield Reason("logic", "predecessor", {"rule": rule.id, "before": rule.before})
    for choice in problem.alternatives:
        if project.id in choice.projects:
            for other in sorted(inside & set(choice.projects)):
                yield Reason("logic", "alternative", {"rule": choice.id, "chosen": other})
    known = {p.id: p for p in problem.projects}
    for bundle in problem.bundles:
        if project.id in bundle.projects:
            for other in bundle.projects:
                if other != project.id and (other not in known or not options_of(problem, known[other])):
                    yield Reason("logic", "bundle", {"rule": bundle.id, "partner": other})
    yield from _land(problem, project, options)


def _no_option(problem: CapitalProblem, project: ProjectToFund) -> Reason:
    if not payable_years(problem, project):
        return Reason("logic", "no_source", {"funds": ", ".join(mix.fund for mix in project.mixes)})
    if project.last_allowed_offset is not None and options_of(problem, replace(project, last_allowed_offset=None)):
        since, end = project.first_capital_year or project.earliest, project.earliest + project.duration - 1
        years = {"since": since, "end": end, "years": end - since + 1, "allowed": project.last_allowed_offset}
        return Reason("logic", "years_of_capital", years)
    return Reason("logic", "window", {"duration": project.duration, "earliest": project.earliest, "last": problem.years[-1]})


def _land(problem: CapitalProblem, project: ProjectToFund, options: tuple[Option, ...]) -> Iterator[Reason]:
    for parcel in problem.parcels:
        if project.id in parcel.projects and options:
            deadline = min(max(o.start for o in options) + parcel.needed_after, problem.years[-1])
            cash = problem.fund_opening + sum(v for year, v in problem.fund_inflow.items() if year <= deadline)
            if parcel.earliest > deadline or parcel.cost > cash:
                values = {"parcel": parcel.id, "cost": parcel.cost, "cash": cash, "deadline": deadline, "earliest": parcel.earliest}
                yield Reason("logic", "land_never", values)


def _price(pricing: Pricing, plan: CapitalPlan, project: ProjectToFund) -> Reason:
    best, problem = max(pricing.option_prices(project), key=lambda price: price.gain), pricing.model.problem
    return price_reason(problem, project, best, lambda: _scarcest(pricing, project, best), used_by(plan))


def used_by(plan: CapitalPlan) -> Counter[tuple[str, int]]:
    """Money of the plan by source and year, locks apart."""
    used: Counter[tuple[str, int]] = Counter()
    for item in plan.allocations:
        if item.kind != "lock":
            used[item.fund, item.year] += item.amount
    return used


def price_reason(
    problem: CapitalProblem, project: ProjectToFund, best: OptionPrice, scarcest: Callable[[], tuple[str, int]],
    used: Counter[tuple[str, int]],
) -> Reason:
    """Why a project whose best option has that price is out. ``scarcest``: the source and year it misses most."""
    cost = best.money + best.land + best.other
    if best.gain >= -NEGLIGIBLE:
        left = _left(problem, used, project, best)
        return Reason("price", "whole_projects", {"value": best.option.value, "cost": cost, "need": project.need, "left": left})
    fund, year = scarcest()
    values: dict[str, Any] = {
        "value": best.option.value, "money": best.money, "land": best.land, "other": best.other, "short": -best.gain,
        "fund": fund, "year": year, "need": project.need, "need_enough": _need_enough(problem.gamma, project, best),
        "score": project.score, "score_enough": project.score * cost / best.option.value if best.option.value > 0 else None,
    }
    waits = best.land > 0 and best.option.value >= best.money + best.other
    return Reason("price", "price_land" if waits else "price_money", values)


def _left(problem: CapitalProblem, used: Counter[tuple[str, int]], project: ProjectToFund, best: OptionPrice) -> int:
    """What the project's sources still hold in the years of its best option, never more than their medium-term ceilings do."""
    left = 0
    for fund in {mix.fund for mix in project.mixes}:
        yearly = sum(max(0, problem.ceilings[fund, t] - used[fund, t]) for t in best.option.years if (fund, t) in problem.ceilings)
        periods = [limit - sum(used[fund, t] for t in range(first, last + 1))
                   for (name, first, last), limit in problem.medium_term.items() if name == fund]
        left += min([yearly, *periods]) if any((fund, t) in problem.ceilings for t in problem.years) else sum(periods)
    return left


def _scarcest(pricing: Pricing, project: ProjectToFund, best: OptionPrice) -> tuple[str, int]:
    """The dearest year of the option, and the source the project would draw on in it."""
    name = pricing.model.class_of[project.id]
    payable = [t for t, high in zip(best.option.years, best.option.high, strict=True) if high]
    year = max(payable, key=lambda t: (pricing.mix_prices[name, t], -t))
    usable = usable_mixes(pricing.model.problem, project, year)
    return min((pricing.money_price(name, mix.fund, year), mix.fund) for mix in usable)[1], year


def _need_enough(gamma: float, project: ProjectToFund, best: OptionPrice) -> int | None:
    """The need at which the project would pay for itself at these prices; benefit shrinks with size as size^γ."""
    fixed, low, high = best.land + best.other, 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        gain = best.option.value * middle**gamma - best.money * middle - fixed
        low, high = (middle, high) if gain >= 0 else (low, middle)
    return int(Fraction(project.need) * Fraction(low)) or None


# --- sentences ---------------------------------------------------------------------------------------------------------

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "ladder_first": ("Được bố trí trước theo bậc {rank} của thứ tự ưu tiên.", "Funded first, by rank {rank} of the order of priority."),
    "worth_it": ("Lợi ích {value:.1f} điểm; tiền, đất và ràng buộc của nó giá {cost:.1f} điểm.",
                 "Benefit {value:.1f} points; its money, land and rules cost {cost:.1f} points."),
    "fills_gap": ("Lợi ích {value:.1f} điểm, thấp hơn giá là {cost:.1f} điểm, nhưng vừa khớp phần vốn còn lại.",
                  "Benefit {value:.1f} points, less than its price of {cost:.1f}, but it fits the money left."),
    "no_source": ("Không nguồn vốn nào được phép ({funds}) có trần trong kỳ.",
                  "None of its sources ({funds}) has a ceiling in the period."),
    "window": ("Cần {duration} năm vốn, từ {earliest} thì không xong trước hết năm {last}.",
               "It needs {duration} years of capital; from {earliest} it cannot end by {last}."),
    "years_of_capital": ("Vốn kéo từ năm {since} đến sớm nhất là năm {end}, tức {years} năm; luật chỉ cho {allowed} năm nếu không gia hạn.",
                         "Its capital runs from {since} to {end} or later, {years} years; the law allows {allowed} unless extended."),
    "predecessor": ("Chờ dự án {before} (ràng buộc {rule}) chưa có trong kế hoạch.",
                    "It waits for project {before} (rule {rule}), which is not in the plan."),
    "alternative": ("Đã chọn dự án {chosen} trong nhóm chọn một {rule}.", "Project {chosen} was chosen among the alternatives {rule}."),
    "bundle": ("Phải cùng làm với dự án {partner} (nhóm {rule}), mà dự án đó không thể bố trí.",
               "It must go with project {partner} (bundle {rule}), which cannot be funded."),
    "land_never": ("Chờ đất: mặt bằng {parcel} cần {cost} {money} và sớm nhất năm {earliest}; "
                   "Quỹ chỉ có {cash} {money} đến hạn {deadline}.",
                   "Waits for land: parcel {parcel} needs {cost} {money}, in {earliest} at the earliest; "
                   "the land fund has {cash} {money} by {deadline}."),
    "ladder_short": ("Bậc ưu tiên {rank} còn thiếu {short} (đơn vị vốn × năm); dự án cần {need} {money}.",
                     "Rank {rank} is short by {short} (money × years); the project needs {need} {money}."),
    "price_money": ("Thiếu {short:.1f} điểm: lợi ích {value:.1f}, tiền theo giá của phương án {cost:.1f}. "
                    "Khan nhất là {fund} năm {year}.{entry}",
                    "Short by {short:.1f} points: benefit {value:.1f}, money at the plan's prices {cost:.1f}. "
                    "Scarcest is {fund} in {year}.{entry}"),
    "price_land": ("Chờ đất: lợi ích {value:.1f} điểm đủ trả tiền ({money_cost:.1f}) nhưng không đủ trả đất ({land:.1f}).",
                   "Waits for land: the benefit of {value:.1f} points pays for money ({money_cost:.1f}) but not for land ({land:.1f})."),
    "whole_projects": ("Đáng làm theo giá (lợi ích {value:.1f}, giá {cost:.1f}) nhưng dự án không chia được: "
                       "cần {need} {money}, các nguồn và năm của nó còn {left} {money}.",
                       "Worth it at these prices (benefit {value:.1f}, price {cost:.1f}), but a project is whole: "
                       "it needs {need} {money}, its sources and years have {left} {money} left."),
    "enters_at": ("Thử buộc vào: phương án kém đi {loss:.2f} điểm{leaves}. Dự án vào khi điểm ưu tiên tăng {score_rise} "
                  "(từ {score:.2f} lên {score_enough}); tăng dưới {stays_out_below} thì chắc chắn chưa vào.",
                  "Forced in: the plan loses {loss:.2f} points{leaves}. It enters when its score rises by {score_rise} "
                  "(from {score:.2f} to {score_enough}); a rise below {stays_out_below} surely leaves it out."),
    "never_enters": ("Thử buộc vào: không phương án nào giữ được mọi ràng buộc và thứ tự ưu tiên.",
                     "Forced in: no plan keeps every rule and the order of priority."),
}
_ENTRY = ((" Vào nếu nhu cầu giảm từ {need} xuống {need_enough} {money}",
           " It enters if the need falls from {need} to {need_enough} {money}"),
          (" hoặc điểm tăng từ {score:.1f} lên {score_enough:.1f} (theo giá hiện tại).",
           " or the score rises from {score:.1f} to {score_enough:.1f} (at these prices)."))
_LEAVES = (", thay chỗ {names}", "; leaving: {names}")


def sentence(reason: Reason, lang: str, money_label: str) -> str:
    """One reason in words. ``money_label`` is the printed unit. Raises KeyError for an unknown kind."""
    column = 0 if lang == "vi" else 1
    values: dict[str, Any] = {name: _shown(value, lang) for name, value in reason.values.items()}
    values["money_cost"], values["money"] = values.get("money"), money_label
    raw = reason.values
    if reason.kind == "price_money":
        values["cost"] = _Points(raw["money"] + raw["land"] + raw["other"], lang)
        known = raw["need_enough"] is not None and raw["score_enough"] is not None
        values["entry"] = "".join(part[column] for part in _ENTRY).format(**values) if known else ""
    if reason.kind == "enters_at":
        names = ", ".join(raw["leaves"])
        values["leaves"] = _LEAVES[column].format(names=names) if names else ""
    return _SENTENCES[reason.kind][column].format(**values)


class _Points(float):
    """A number that formats with the language's marks."""

    lang = "vi"

    def __new__(cls, value: float, lang: str) -> _Points:
        made = super().__new__(cls, value)
        made.lang = lang
        return made

    def __format__(self, spec: str) -> str:
        decimals = int(spec[1:-1]) if spec else 4
        return format_number(float(self), self.lang, decimals)

    def __str__(self) -> str:
        return format(self, "")


def _shown(value: object, lang: str) -> object:
    if isinstance(value, float):
        return _Points(value, lang)
    if isinstance(value, int) and not 1900 < value < 2200:
        return format_number(value, lang)
    return value
