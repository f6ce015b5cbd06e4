"""``land compensation``: compensation plans reckoned again, line by line, beside what they state; what is paid late."""

from __future__ import annotations

import argparse
from datetime import date

from quyhoach.cli.arguments import add_folder, day_of, province_of
from quyhoach.cli.command import DONE, NO, Reply, Unusable, Verb
from quyhoach.cli.land_catalogue import known_code
from quyhoach.findings import finding, has_errors
from quyhoach.province.land_compensation import compensation_book
from quyhoach.reports.compensation_json import compensation_json
from quyhoach.reports.compensation_text import compensation_text


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    add_folder(parser, lang)
    helps = {
        "plan": ("chỉ phương án này", "this plan only"),
        "as_of": ("chậm chi trả tính đến ngày này (mặc định hôm nay)", "late until this day (today)"),
    }
    parser.add_argument("--plan", metavar="CODE", help=helps["plan"][lang != "vi"])
    parser.add_argument("--as-of", metavar="DATE", help=helps["as_of"][lang != "vi"])


def run(args: argparse.Namespace) -> Reply:
    """Every plan, or one. Exit code 1 when a finding is an error. Unusable without plans, or for an unknown one."""
    from quyhoach.reports.compensation_workbook import write_compensation_workbook  # slow

    province, read = province_of(args.folder)
    codes = [row.text("plan") for row in province.facts["compensation_plans"].rows]
    if not codes:
        nothing = finding("LND-095", what_vi="phương án bồi thường nào", what_en="compensation plans", table="compensation_plans")
        raise Unusable(*([one for one in read if has_errors([one])] or [nothing]))
    if args.plan:
        known_code(args.plan, codes, ("phương án", "plan"))
    book = compensation_book(province, day_of(args.as_of) or date.today())
    plans = [plan for plan in book.plans if args.plan in (None, plan.plan.plan)]
    findings = (*read, *book.findings)
    return Reply(
        NO if has_errors(findings) else DONE, compensation_json(book, plans, findings, args.lang),
        compensation_text(book, plans, findings, args.lang),
        {".xlsx": lambda path: write_compensation_workbook(book, plans, findings, path, args.lang)},
    )


VERB = Verb(
    "compensation", "tính lại phương án bồi thường, hỗ trợ đến từng đồng", "compensation plans reckoned again to the đồng",
    _add_arguments, run, suffixes=(".xlsx",),
)
