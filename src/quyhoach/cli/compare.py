"""``compare``: two plans side by side (two scenarios, or one before and after a change), or two editions as printed."""

from __future__ import annotations

import argparse

from quyhoach.capital.compare import compare
from quyhoach.capital.plan import Status
from quyhoach.cli.arguments import Asked, add_changes, add_folder, add_scenario, ask, asked, province_of, scenario_of
from quyhoach.cli.command import DONE, NO, Command, Reply, Unusable
from quyhoach.cli.plan import report_of
from quyhoach.cli.progress import Progress
from quyhoach.findings import finding
from quyhoach.province.editions import compare_editions, states_money
from quyhoach.province.solve import solve
from quyhoach.reports.comparison_json import comparison_json
from quyhoach.reports.comparison_text import comparison_text
from quyhoach.reports.editions_text import editions_json, editions_text


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    add_folder(parser, lang)
    helps = {"vi": "hai kịch bản cần so sánh", "en": "the two scenarios to compare"}
    parser.add_argument("--scenarios", nargs=2, metavar=("A", "B"), help=helps[lang])
    stated = {
        "vi": "đối chiếu hai kịch bản như danh mục ghi (bảng proposals, listings), không lập phương án",
        "en": "compare the two scenarios as their tables proposals and listings state them; nothing is planned",
    }
    parser.add_argument("--stated", action="store_true", help=stated[lang])
    add_scenario(parser, lang)
    add_changes(parser, lang)


def run(args: argparse.Namespace) -> Reply:
    """What enters, what leaves, what moves, and the money. Exit code 1 when one of the two has no plan."""
    with Progress({"vi": "đọc bảng", "en": "reading the tables"}[args.lang], args.lang) as progress:
        if args.stated:
            return _stated(args)
        first, second = _pair(args)
        a = report_of(first, solve(first.question, progress=progress))
        b = report_of(second, solve(second.question, progress=progress))
    found = compare(a.plan, b.plan)
    exit_code = NO if Status.NONE in (a.plan.status, b.plan.status) else DONE
    return Reply(exit_code, comparison_json(a, b, found, args.lang), comparison_text(a, b, found, args.lang))


def _stated(args: argparse.Namespace) -> Reply:
    """Two editions as they are printed."""
    given = [option for option, value in _changed(args).items() if value]
    if given:
        raise Unusable(finding("CLI-008", option=given[0]))
    if not args.scenarios:
        raise Unusable(finding("CLI-002", text="--scenarios A B"))
    province, found = province_of(args.folder)
    a, b = (scenario_of(province, name, found) for name in args.scenarios)
    for name in (a, b):
        if not states_money(province.scenarios[name]):
            raise Unusable(finding("CLI-042", name=name))
    change = compare_editions(province, a, b)
    return Reply(DONE, editions_json(province, (a, b), change, args.lang), editions_text(province, (a, b), change, args.lang))


def _changed(args: argparse.Namespace) -> dict[str, object]:
    return {"--ceiling": args.ceiling, "--law-date": args.law_date, "--gamma": args.gamma, "--ranking": args.ranking,
            "--scenario": args.scenario}


def _pair(args: argparse.Namespace) -> tuple[Asked, Asked]:
    given = [option for option, value in _changed(args).items() if value]
    if args.scenarios and given:
        raise Unusable(finding("CLI-008", option=given[0]))
    if not args.scenarios and given in ([], ["--scenario"]):
        raise Unusable(finding("CLI-007"))
    province, found = province_of(args.folder)
    if args.scenarios:
        one, other = (ask(province, found, scenario_of(province, name, found)) for name in args.scenarios)
        return one, other
    return ask(province, found, scenario_of(province, args.scenario, found)), asked(args)


COMMAND = Command(
    "compare", "so sánh hai kịch bản, hoặc một kịch bản trước và sau khi đổi trần vốn",
    "compare two scenarios, or one before and after a change", _add_arguments, run,
)
