"""A ranking together with what is needed to print it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from quyhoach.dates import format_as_of, format_date
from quyhoach.findings import Finding
from quyhoach.province.mechanisms import OpenedMechanism, PolicyStatus
from quyhoach.province.province import Province, ScenarioInfo
from quyhoach.province.proving import ProvedRanking
from quyhoach.province.valuing import assumed_share
from quyhoach.province.why import Why
from quyhoach.reports.ranking_words import choice, word


@dataclass(frozen=True, slots=True)
class FundsChange:
    """What another ranking funds: the sets compared, and the projects that enter and leave the plan when it is solved again.

    ``unscored``: of those that leave, the ones the second set gives no score, so that it never planned them."""

    first: str
    second: str
    enters: tuple[tuple[str, str], ...]
    leaves: tuple[tuple[str, str], ...]
    unscored: tuple[str, ...] = ()


@dataclass(frozen=True)
class RankReport:
    """What was asked (province, scenario, set) and answered, the pairs explained, what another ranking would fund, every finding."""

    province: Province
    proved: ProvedRanking
    whys: tuple[Why, ...] = ()
    funds: FundsChange | None = None
    found: tuple[Finding, ...] = ()

    @property
    def scenario(self) -> str:
        """The scenario's name."""
        return self.proved.asked.scenario

    @property
    def info(self) -> ScenarioInfo:
        """What the scenario states about itself."""
        return self.province.scenarios[self.scenario].info

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found on the way, each once."""
        return tuple(dict.fromkeys((*self.found, *self.proved.findings, *(f for one in self.whys for f in one.findings))))

    @cached_property
    def assumed_share(self) -> Decimal | None:
        """Of the values known, the share a rule filled."""
        return assumed_share(self.proved.asked.values)

    def name(self, object_id: str, lang: str) -> str:
        """The name of a ranked object."""
        return self.proved.asked.name(object_id, lang)

    def province_name(self, lang: str) -> str:
        """The province's name."""
        return (self.province.info.name_en if lang == "en" else "") or self.province.info.name_vi


def headline(report: RankReport, lang: str) -> str:
    """The ranking in one sentence."""
    places, question = report.proved.places, report.proved.asked.question
    if not places:
        return word("nobody", lang)
    first = [report.name(place.id, lang) for place in places if place.rank == 1]
    said = first[0] if len(first) == 1 else word("level", lang, names=", ".join(first))
    return word("headline", lang, n=len(places), m=len(question.criteria), method=choice("method", str(question.method), lang), first=said)


def whose_said(report: RankReport, lang: str) -> str:
    """Whose weights the list stands on: the group's, or those of one member."""
    asked = report.proved.asked
    one = asked.member or asked.weighing.used_of
    names = {member.id: member.name(lang) for member in asked.weighing.members}
    return f"{one}, {names.get(one, one)}" if one else word("weights_group", lang)


def status_said(one: OpenedMechanism, lang: str) -> str:
    """Whether a mechanism is in force, with what took its place."""
    said = word(str(one.status), lang)
    if one.status is PolicyStatus.ENDED and one.replacement:
        later = one.replacement_status
        said += "; " + word("replaced", lang, document=one.replacement, status=word(str(later), lang) if later else word("unclear", lang))
    return said


def since_said(one: OpenedMechanism, lang: str) -> str:
    """The day it starts, or the day of its document where no start is printed; as the source dates it."""
    if one.starts_on:
        return word("starts", lang, day=day_said(one.starts_on, lang))
    return word("issued", lang, day=day_said(one.issued_on, lang)) if one.issued_on else "–"


def day_said(stated: str, lang: str) -> str:
    """A day, month or year as the source dates it: 08/05/2025 or 05/2025; a whole day in English 8 May 2025."""
    whole = lang == "en" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", stated)
    return format_date(date.fromisoformat(stated), lang) if whole else format_as_of(stated)


def owed_said(one: OpenedMechanism, lang: str) -> str:
    """Who must issue what, "" where nothing is missing."""
    parts = ((one.must_issue_name_en if lang == "en" else "") or one.must_issue_name, one.must_issue_text)
    return "" if one.usable else ": ".join(part for part in parts if part)
