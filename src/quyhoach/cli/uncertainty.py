"""``--scenarios`` of ``plan``: the plan under uncertainty."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from quyhoach.capital.plan import CapitalPlan
from quyhoach.capital.uncertainty import Outlook, outlook
from quyhoach.cli.arguments import Asked
from quyhoach.cli.command import Unusable
from quyhoach.cli.workers import spread_over
from quyhoach.findings import Finding, Severity, finding
from quyhoach.province.uncertain import shocks_of

_HELP = {
    "scenarios": (
        "rút chừng này tình huống về chi phí, nguồn thu, tiến độ cho phương án", "draw so many cases of costs, revenues and delays",
    ),
    "seed": (
        "hạt giống của các lần rút (mặc định 0): cùng hạt giống, cùng kết quả", "seed of the draws (default 0): same seed, same answer",
    ),
    "remake": ("lập lại phương án cho chừng này lần rút đầu (mặc định 5)", "make the plan again for the first so many draws (default 5)"),
    "workers": ("số tiến trình trên máy này (mặc định 1)", "processes on this machine (default 1)"),
    "cluster": ("chạy trên cụm máy dask, ví dụ tcp://10.0.0.1:8786", "run on a dask cluster, e.g. tcp://10.0.0.1:8786"),
}
_NUMBERS = {"scenarios": (1, 100_000), "seed": (0, 2**63 - 1), "remake": (0, 10_000), "workers": (1, 1_000)}
_DEFAULTS = {"seed": 0, "remake": 5, "workers": 1}


def add_uncertainty(parser: argparse.ArgumentParser, lang: str) -> None:
    """``--scenarios``, ``--seed``, ``--remake``, ``--workers`` and ``--cluster``."""
    for name, words in _HELP.items():
        metavar = "ADDRESS" if name == "cluster" else "N"
        parser.add_argument(f"--{name}", metavar=metavar, help=words[0 if lang == "vi" else 1])


def numbers_of(args: argparse.Namespace) -> dict[str, int]:
    """The whole numbers asked for; ``scenarios`` is missing when no outlook is. Raises Unusable."""
    found = dict(_DEFAULTS)
    for name, (least, most) in _NUMBERS.items():
        written = getattr(args, name)
        if written is not None:
            if not (written.isascii() and written.isdigit() and least <= int(written[:20]) <= most):
                raise Unusable(finding("UNC-004", option=f"--{name}", text=written, least=least, most=most))
            found[name] = int(written)
    return found


def outlook_of(
    args: argparse.Namespace, asked: Asked, plan: CapitalPlan, progress: Callable[[str], None]
) -> tuple[Outlook, tuple[Finding, ...]]:
    """The outlook of a plan and what was found on the way. Raises Unusable for shocks that cannot be drawn."""
    numbers = numbers_of(args)
    mistaken = [f for f in asked.findings if f.code == "PRV-005" and str(f.values.get("key", "")).split(".")[-1] == "shocks"
                and f.where.file in ("", *_files(args, asked))]
    if mistaken:
        raise Unusable(*mistaken, finding("UNC-007"))
    shocks, found = shocks_of(asked.province, asked.scenario, asked.question.problem, asked.law_date)
    wrong = [f for f in found if f.severity is Severity.ERROR]
    if wrong:
        raise Unusable(*wrong)
    progress("scenarios")
    spread = spread_over(numbers["workers"], args.cluster)
    result = outlook(asked.question.problem, plan, shocks, numbers["scenarios"], numbers["seed"], numbers["remake"], spread)
    return result, found


def _files(args: argparse.Namespace, asked: Asked) -> tuple[str, ...]:
    """Where the settings of the scenario stand: its file in a folder, or the workbook."""
    return f"scenarios/{asked.scenario}/scenario.toml", str(args.folder), str(args.folder).split("/")[-1]
