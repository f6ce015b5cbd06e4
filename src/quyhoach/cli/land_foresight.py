"""``land foresight``: the fund's cash month by month under what may come out otherwise."""

from __future__ import annotations

import argparse

from quyhoach.cli.arguments import add_changes, add_folder, add_scenario
from quyhoach.cli.command import DONE, NO, Reply, Unusable, Verb
from quyhoach.cli.land_order import found_of, ordered, title_of
from quyhoach.cli.progress import Progress
from quyhoach.findings import finding

_HELP = {
    "paths": ("số tương lai được rút (mặc định 2000)", "futures drawn (default 2000)"),
    "seed": ("hạt giống của các lần rút (mặc định 0): cùng hạt giống, cùng kết quả",
             "seed of the draws (default 0): same seed, same answer"),
    "of": ("năm giải phóng theo thứ tự tốt nhất (order, mặc định) hay theo kế hoạch vốn (plan)",
           "clearing years of the best order (order, default) or of the capital plan (plan)"),
}
_NUMBERS = {"paths": (1, 100_000, 2_000), "seed": (0, 2**63 - 1, 0)}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    words = {name: pair[0 if lang == "vi" else 1] for name, pair in _HELP.items()}
    add_folder(parser, lang)
    add_scenario(parser, lang)
    add_changes(parser, lang)
    parser.add_argument("--paths", metavar="N", help=words["paths"])
    parser.add_argument("--seed", metavar="N", help=words["seed"])
    parser.add_argument("--of", choices=("order", "plan"), default="order", help=words["of"])


def run(args: argparse.Namespace) -> Reply:
    """The outlook of a scenario. Exit code 1 when there is no clearing order to look at."""
    from quyhoach.province.land_foresight import cash_foresight  # slow
    from quyhoach.reports.foresight_text import foresight_json, foresight_text  # slow
    from quyhoach.reports.order_report import OrderReport  # slow
    from quyhoach.reports.order_workbook import write_foresight_workbook  # slow

    paths, seed = (_number(args, name) for name in _NUMBERS)
    with Progress({"vi": "rút các tương lai", "en": "drawing futures"}[args.lang], args.lang) as progress:
        given, question, plan, capital = ordered(args, progress)
        clearings = plan.clearings if args.of == "order" else capital.clearings
        try:
            made = cash_foresight(question, clearings, paths, seed) if plan.proof else None
        except OverflowError as error:
            raise Unusable(finding("LND-157")) from error
    info = given.province.scenarios[given.scenario].info
    report = OrderReport(
        title_of(given, args.lang), info.name, info.illustrative, question, plan, found_of(given, question, plan), foresight=made,
        of=args.of)
    data, text = foresight_json(report, args.lang), foresight_text(report, args.lang)
    files = {".xlsx": lambda path: write_foresight_workbook(report, path, args.lang)}
    return Reply(DONE if made else NO, data | {"clearings": dict(sorted(clearings.items()))}, text, files if made else {})


def _number(args: argparse.Namespace, name: str) -> int:
    """A whole number asked for. Raises Unusable."""
    least, most, usual = _NUMBERS[name]
    written = getattr(args, name)
    if written is None:
        return usual
    if not (written.isascii() and written.isdigit() and least <= int(written[:20]) <= most):
        raise Unusable(finding("UNC-004", option=f"--{name}", text=written, least=least, most=most))
    return int(written)


VERB = Verb(
    "foresight", "tiền của Quỹ từng tháng: khi nào cạn, thấp tới đâu, rủi ro bao nhiêu",
    "the fund's cash by month: when it may run dry, how low, how much is at risk", _add_arguments, run, suffixes=(".xlsx",),
)
