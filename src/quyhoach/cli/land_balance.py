"""``land balance``: the land fund's books, year by year, with advances by age and the statement beside them."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from quyhoach.cli import arguments
from quyhoach.cli.command import DONE, NO, Reply, Verb
from quyhoach.findings import Finding, has_errors

if TYPE_CHECKING:
    from quyhoach.province.checks.case import Case

_HELP = {"as_of": ("số dư đến cuối ngày này (mặc định: ngày ghi sổ cuối cùng)", "balances at the end of this day (the last day booked)")}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    arguments.add_folder(parser, lang)
    arguments.add_scenario(parser, lang)
    parser.add_argument("--as-of", metavar="DATE", help=_HELP["as_of"][lang != "vi"])


def run(args: argparse.Namespace) -> Reply:
    """The fund of a scenario. Exit code 1 when the books have an error."""
    from quyhoach.province.fund_years import fund_account  # slow
    from quyhoach.reports.fund_json import fund_json  # slow
    from quyhoach.reports.fund_text import fund_text  # slow
    from quyhoach.reports.fund_workbook import write_fund_workbook  # slow

    case, read = _case(args)
    assert case.scenario is not None
    account, info = fund_account(case, arguments.day_of(args.as_of)), case.scenario.info
    account = replace(account, findings=(*read, *account.findings))
    title = f"{case.province.info.name_vi}, {info.title_vi if args.lang == 'vi' else info.title_en or info.title_vi}"
    return Reply(
        NO if has_errors(account.findings) else DONE, fund_json(account, info.name, info.illustrative, args.lang),
        fund_text(account, title, info.illustrative, args.lang),
        {".xlsx": lambda path: write_fund_workbook(account, title, info.illustrative, path, args.lang)},
    )


def _case(args: argparse.Namespace) -> tuple[Case, tuple[Finding, ...]]:
    """The scenario asked for, or the one that keeps the fund's books, and what reading the tables found: a row left out is money
    left out. Raises Unusable."""
    from quyhoach import law  # slow
    from quyhoach.province.checks.case import Case  # slow
    from quyhoach.province.land_fund import scenario_with_books  # slow

    province, found = arguments.province_of(args.folder)
    kept = scenario_with_books(province, args.scenario)
    name = arguments.scenario_of(province, args.scenario or (kept.info.name if kept else None), found)
    no_law = law.jurisdiction_note(province.info.jurisdiction)
    return Case(province, province.scenarios[name], None if no_law else lambda day: law.at(day, province.info.code)), found


VERB = Verb(
    "balance", "sổ Quỹ phát triển đất: cân đối từng năm, vốn ứng theo tuổi nợ, đối chiếu sao kê",
    "books of the land fund: balance by year, advances by age, reconciliation", _add_arguments, run, suffixes=(".xlsx",),
)
