"""``zones VERB``: plans on the map. Each verb lives in its own module ``cli/zones_VERB.py`` and is listed here."""

from __future__ import annotations

import argparse

from quyhoach.cli import zones_balance, zones_check, zones_compare, zones_convert, zones_mend, zones_trace
from quyhoach.cli.command import Command, Reply, Verb

VERBS: tuple[Verb, ...] = (
    zones_check.VERB,
    zones_mend.VERB,
    zones_balance.VERB,
    zones_compare.VERB,
    zones_convert.VERB,
    zones_trace.VERB,
)


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """Every argument belongs to a verb."""


def run(args: argparse.Namespace) -> Reply:
    """Runs the verb asked for."""
    return COMMAND.asked(args).run(args)


COMMAND = Command(
    "zones", "khu và quy hoạch trên bản đồ", "zones and plans on the map", _add_arguments, run,
    suffixes=tuple(sorted({suffix for verb in VERBS for suffix in verb.suffixes})), verbs=VERBS,
)
