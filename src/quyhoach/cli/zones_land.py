"""The land of checked layers: balance lines, and what quotas and norms say of them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from quyhoach import law
from quyhoach.cli.arguments import day_of
from quyhoach.cli.zones_balance import at_table, kinds_of, of_all_layers, quotas_from
from quyhoach.cli.zones_layers import quotas_beside
from quyhoach.findings import Finding

if TYPE_CHECKING:
    from quyhoach.zones.balance_lines import BalanceLine
    from quyhoach.zones.layer import PlanLayer
    from quyhoach.zones.quotas import Quota, QuotaBreach

_EXCEEDED = "ZON-110"
"""What a balance says of the layer's quotas; what it says of gaps and overlaps the checks say with their places."""


@dataclass
class Land:
    """Balance lines of all layers, the quotas they were held against, the quotas exceeded, and findings of quotas and norms."""

    lines: list[BalanceLine] = field(default_factory=list)
    quotas: tuple[Quota, ...] = ()
    breaches: list[QuotaBreach] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def land_of(args: argparse.Namespace, layers: Sequence[PlanLayer]) -> Land:
    """The land of the layers by ``--quota``, ``--kind`` and ``--law-date``. Raises Unusable for an argument nobody can read."""
    from quyhoach.province.specs.zones import ZONE_KIND  # slow
    from quyhoach.zones.balance import balance  # slow
    from quyhoach.zones.norms import NormFinding, check_norms  # slow
    from quyhoach.zones.quotas import breaches  # slow

    on, kinds = day_of(args.law_date) or date.today(), kinds_of(args.kind)
    table = quotas_beside(args.source, args.quota)
    quotas, found = quotas_from(table, on)
    land = Land(quotas=quotas, findings=[*found])
    for layer in layers:
        made = balance(layer, quotas)
        land.lines += made.lines
        land.breaches += breaches(made.lines, quotas)
        land.findings += [one for one in made.findings if one.code == _EXCEEDED]
        norms = check_norms(layer, made.lines, law.at(on), kinds=kinds, registered=ZONE_KIND)
        land.findings += [one.finding if isinstance(one, NormFinding) else one for one in norms]
    land.findings = at_table((*land.findings, *of_all_layers(land.lines, quotas)), table)
    return land
