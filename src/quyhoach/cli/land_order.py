"""``land order``: which site to clear in which year from the fund's cash, with bound and gap."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from quyhoach.cli.arguments import Asked, add_changes, add_folder, add_scenario, asked
from quyhoach.cli.command import DONE, NO, Reply, Unusable, Verb
from quyhoach.cli.progress import Progress
from quyhoach.findings import Finding, Severity, finding

if TYPE_CHECKING:
    from quyhoach.capital.plan import CapitalPlan
    from quyhoach.land.clearing import ClearingPlan
    from quyhoach.province.land_order import OrderQuestion

_OF_THE_PLAN = ("CAP-", "CHK-", "RNK-")


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    add_folder(parser, lang)
    add_scenario(parser, lang)
    add_changes(parser, lang)


def run(args: argparse.Namespace) -> Reply:
    """The order of a scenario beside its capital plan. Exit code 1 when no order keeps the fund above zero."""
    from quyhoach.province.land_order import more_money  # slow
    from quyhoach.reports.order_json import order_json  # slow
    from quyhoach.reports.order_report import OrderReport  # slow
    from quyhoach.reports.order_text import order_text  # slow
    from quyhoach.reports.order_workbook import write_order_workbook  # slow

    with Progress({"vi": "xếp thứ tự giải phóng", "en": "ordering the sites"}[args.lang], args.lang) as progress:
        given, question, plan, _ = ordered(args, progress)
        more = more_money(question, plan) if plan.proof else {}
    info = given.province.scenarios[given.scenario].info
    report = OrderReport(title_of(given, args.lang), info.name, info.illustrative, question, plan, found_of(given, question, plan), more)
    files = {".xlsx": lambda path: write_order_workbook(report, path, args.lang)}
    return Reply(DONE if plan.proof else NO, order_json(report, args.lang), order_text(report, args.lang), files if plan.proof else {})


def ordered(args: argparse.Namespace, progress: Progress) -> tuple[Asked, OrderQuestion, ClearingPlan, CapitalPlan]:
    """The question, the order's question, its answer, and the capital plan that says when sites are needed. Raises Unusable."""
    from quyhoach.province.land_order import clearing_order, order_question  # slow
    from quyhoach.province.solve import solve  # slow

    given = asked(args)
    capital = solve(given.question, progress=progress)
    question = order_question(given.province, given.scenario, given.question.problem, capital)
    wrong = [f for f in question.findings if f.severity is Severity.ERROR]
    if wrong:
        raise Unusable(*wrong)
    try:
        return given, question, clearing_order(question), capital
    except OverflowError as error:
        raise Unusable(finding("LND-157")) from error


def title_of(given: Asked, lang: str) -> str:
    """The province's name."""
    info = given.province.info
    return (info.name_en if lang == "en" else "") or info.name_vi


def found_of(given: Asked, question: OrderQuestion, plan: ClearingPlan) -> tuple[Finding, ...]:
    """What reading, asking and answering found; why there is no order. What keeps projects out of the capital plan the plan says."""
    told = [*(f for f in given.findings if not f.code.startswith(_OF_THE_PLAN)), *question.findings]
    if not question.problem.sites:
        told.append(finding("LND-158"))
    if not plan.proof:
        year, cash = next((pair for pair in zip(question.problem.years, plan.balances, strict=True) if pair[1] < 0), (0, 0))
        told.append(finding("LND-156", year=year, cash=cash, unit_vi=question.unit.label_vi, unit_en=question.unit.label_en))
    return tuple(dict.fromkeys(told))


VERB = Verb(
    "order", "giải phóng mặt bằng nào trước để đất kịp dự án và tiền Quỹ không âm",
    "which sites to clear first, so that land is ready and the fund never below zero", _add_arguments, run, suffixes=(".xlsx",),
)
