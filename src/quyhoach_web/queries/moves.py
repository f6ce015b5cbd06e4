"""Between two plans of a what-if: who enters, leaves or is put off, each with why in one sentence, and why money moves as it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quyhoach.capital.plan import CapitalPlan, ProjectDecision
from quyhoach.money import format_number
from quyhoach.reports.plan_report import PlanReport
from quyhoach_web.language import language, say


def inside(plan: CapitalPlan) -> frozenset[str]:
    """Codes of the projects in a plan."""
    return frozenset(decision.id for decision in plan.decisions if decision.in_plan)


def placed(plan: CapitalPlan) -> int:
    """Money the plan gives to projects, repayments to the land fund included."""
    return sum(part.amount for part in plan.allocations if part.kind in ("project", "repayment"))


def moves(base: PlanReport, report: PlanReport) -> dict[str, Any]:
    """``entering``, ``leaving`` (code, name, money, why), ``later`` (code, name, text), ``turn``: one sentence or ""."""
    before, after = inside(base.plan), inside(report.plan)
    entering, leaving = sorted(after - before), sorted(before - after)
    later = _put_off(base, report, sorted(before & after))
    return {
        "entering": [_one(report, code, _why_in(report, code)) for code in entering],
        "leaving": [_one(base, code, _why_out(report, code)) for code in leaving],
        "later": later, "turn": _turn(base, report, entering, leaving, bool(later)),
    }


def _one(report: PlanReport, code: str, why: str) -> dict[str, Any]:
    return {"code": code, "name": report.name(code, language()), "money": _money(report, code), "why": why}


def _money(report: PlanReport, code: str) -> int:
    return sum(part.amount for part in report.money.get(code, ()) if part.kind != "lock")


def _on_ladder(report: PlanReport, code: str) -> bool:
    """Whether the project stands on a rank that the law puts before benefit."""
    return code in report.asked and report.asked[code].rank < report.question.problem.last_rank


def _rank(report: PlanReport, code: str) -> dict[str, str]:
    rank = report.asked[code].rank if code in report.asked else None
    return {"n": str(rank or "–"), "label": report.rank_label(rank, language())}


def _why_out(report: PlanReport, code: str) -> str:
    if _on_ladder(report, code):
        return say("Chờ ở bậc {n} ({label}): tiền không còn đủ cho cả bậc, nên thang ưu tiên giữ cách để bậc này thiếu ít nhất.",
                   "Waits at rank {n} ({label}): money no longer reaches the whole rank, so the ladder keeps what leaves it least short.",
                   **_rank(report, code))
    return say("Chờ ở bậc {n} ({label}), bậc cuối, nơi lợi ích quyết định: bỏ dự án này thì cả phương án có lợi nhất.",
               "Waits at rank {n} ({label}), the last, where benefit decides: the whole plan is worth most without it.",
               **_rank(report, code))


def _why_in(report: PlanReport, code: str) -> str:
    if _on_ladder(report, code):
        return say("Vào ở bậc {n} ({label}): nay bậc này đủ tiền cho dự án.", "Enters at rank {n} ({label}): money now reaches it.",
                   **_rank(report, code))
    return say("Vào ở bậc {n} ({label}), bậc cuối, nơi lợi ích quyết định: phần tiền các bậc trên không giữ nay đủ cho trọn dự án.",
               "Enters at rank {n} ({label}), the last, where benefit decides: what the ranks above do not hold now pays for all of it.",
               **_rank(report, code))


def _put_off(base: PlanReport, report: PlanReport, codes: Sequence[str]) -> list[dict[str, str]]:
    """Projects of both plans that start or end in another year."""
    old, new = ({d.id: d for d in one.plan.decisions} for one in (base, report))
    moved = [code for code in codes if _term(old[code]) != _term(new[code])]
    return [{"code": code, "name": report.name(code, language()), "text": f"{_term(old[code])} → {_term(new[code])}"} for code in moved]


def _term(decision: ProjectDecision) -> str:
    return f"{decision.start_year}–{decision.end_year}"


def _turn(base: PlanReport, report: PlanReport, entering: list[str], leaving: list[str], later: bool) -> str:
    """Why nobody moves, or why the money placed goes the other way than the ceilings; "" when there is nothing to explain."""
    ceilings = sum(report.question.problem.ceilings.values()) - sum(base.question.problem.ceilings.values())
    money = placed(report.plan) - placed(base.plan)
    if not entering and not leaving:
        return _still(ceilings, later)
    if ceilings * money >= 0:
        return ""
    gaps = {"d": _written(abs(ceilings)), "m": _written(abs(money)), "out": ", ".join(leaving), "into": ", ".join(entering),
            "x": _written(sum(_money(base, code) for code in leaving)), "y": _written(sum(_money(report, code) for code in entering))}
    return _against(ceilings, any(_on_ladder(base, code) for code in leaving), gaps)


def _against(ceilings: int, ladder: bool, gaps: dict[str, str]) -> str:
    """Money placed goes the other way than the ceilings. ``ladder``: a project of the ladder's ranks leaves."""
    if ceilings > 0:
        return say("Trần tăng {d} mà vốn bố trí giảm {m}: {into} vào (nhận {y}), và {out} ra (để lại {x}); vốn chỉ bố trí cho trọn dự án.",
                   "Ceilings rise by {d} and money placed falls by {m}: {into} enters (takes {y}) and {out} leaves (frees {x}); "
                   "money goes to whole projects only.", **gaps)
    if ladder:
        return say("Trần giảm {d} mà vốn bố trí tăng {m}: {out} ra nên thang ưu tiên không còn giữ {x} cho dự án ấy; "
                   "phần còn lại nay đủ cho trọn {into} (cần {y}), trước đó chưa đủ.",
                   "Ceilings fall by {d} and money placed rises by {m}: {out} leaves, so the ladder no longer holds {x} for it; "
                   "what is left now pays for all of {into} ({y}), which it did not before.", **gaps)
    return say("Trần giảm {d} mà vốn bố trí tăng {m}: {out} ra (để lại {x}), {into} vào (cần {y}); vốn chỉ bố trí cho trọn dự án.",
               "Ceilings fall by {d} and money placed rises by {m}: {out} leaves (frees {x}) and makes room for {into} ({y}); "
               "money goes to whole projects only.", **gaps)


def _still(ceilings: int, later: bool) -> str:
    if later:
        return say("Vẫn những dự án ấy được bố trí; có dự án đổi năm.", "The same projects are funded; some change years.")
    if ceilings > 0:
        return say("Phần trần thêm chưa đủ cho trọn một dự án đang chờ nào.", "What is added does not yet pay for a whole waiting project.")
    if ceilings < 0:
        return say("Phần còn lại vẫn đủ cho mọi dự án đang được bố trí.", "What is left still pays for every funded project.")
    return ""


def _written(amount: int) -> str:
    return format_number(amount, language())
