"""``land VERB``: parcels, sites and the fund. Each verb lives in its own module ``cli/land_VERB.py`` and is listed here."""

from __future__ import annotations

import argparse

from quyhoach.cli import land_balance, land_catalogue, land_compensation, land_foresight, land_ladder, land_order, land_parcels
from quyhoach.cli.command import Command, Reply, Verb

VERBS: tuple[Verb, ...] = (
    land_balance.VERB,
    land_catalogue.VERB,
    land_compensation.VERB,
    land_foresight.VERB,
    land_ladder.VERB,
    land_order.VERB,
    land_parcels.VERB,
)


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """Every argument belongs to a verb."""


def run(args: argparse.Namespace) -> Reply:
    """Runs the verb asked for."""
    return COMMAND.asked(args).run(args)


COMMAND = Command(
    "land", "đất sạch và Quỹ phát triển đất", "clean land and the Land Development Fund", _add_arguments, run,
    suffixes=tuple(sorted({suffix for verb in VERBS for suffix in verb.suffixes})), verbs=VERBS,
)
