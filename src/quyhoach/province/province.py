"""A province: its facts, its scenarios and its map layers, read once and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from quyhoach.capital.shocks import Shock
from quyhoach.money import MoneyUnit
from quyhoach.tables.spec import Table


@dataclass(frozen=True, slots=True)
class ProvinceInfo:
    """What ``province.toml`` states. ``jurisdiction`` picks the law ("VN"; "" = none, one note instead of legal checks)."""

    code: str
    name_vi: str
    name_en: str
    money_unit: MoneyUnit
    jurisdiction: str
    crs: str


@dataclass(frozen=True, slots=True)
class ScenarioInfo:
    """What ``scenario.toml`` states.

    ``law_date`` chooses the law; ``as_of`` is the day up to which paid money is counted; plan years run
    ``first_year``..``last_year``; ``medium_term`` are (first, last) years of five-year periods; ``gamma`` and ``discount``
    shape the benefit (docs/explanation/capital.md). ``illustrative`` puts the banner on every page and report. ``shocks``: what
    may come out otherwise, as declared. ``ranking``: the criteria set whose points are the projects' scores, "" when the scenario
    states the scores itself.
    """

    name: str
    title_vi: str
    title_en: str
    illustrative: bool
    law_date: date
    as_of: date
    first_year: int
    last_year: int
    medium_term: tuple[tuple[int, int], ...]
    gamma: Decimal
    discount: Decimal
    shocks: tuple[Shock, ...] = ()
    ranking: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named set of assumptions: tables by spec name, beside the facts."""

    info: ScenarioInfo
    tables: Mapping[str, Table] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Province:
    """Facts (every cell sourced), scenarios (every cell assumed by a named rule) and GeoJSON layers by file stem."""

    info: ProvinceInfo
    facts: Mapping[str, Table] = field(hash=False)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict, hash=False)
    layers: Mapping[str, Any] = field(default_factory=dict, hash=False)
