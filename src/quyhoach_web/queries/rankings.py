"""The sets of criteria there are, and the rankings recorded and published of each."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from quyhoach.province.province import Province, Scenario
from quyhoach.province.specs.rankings import METHOD, RANKED_KIND
from quyhoach_web.language import language, say
from quyhoach_web.models import Run, RunKind, RunState
from quyhoach_web.queries.names import title_of

Asked = Any
"""A ``province.ranking.AskedRanking``, which ``services.runs`` alone may make."""


def said(words: tuple[str, str]) -> str:
    """A pair of words in the reader's language."""
    return say(*words)


def method_label(method: str) -> str:
    """A method's name."""
    return said(METHOD[method]) if method in METHOD else method


def set_url(scenario: str, code: str, **query: str) -> str:
    """The page of a set."""
    return reverse("priorities-set", args=[code]) + "?" + urlencode({"scenario": scenario, **query})


def scenario_of(province: Province, code: str, asked: str) -> str:
    """The scenario meant: the one asked for where it holds the set, else the first that does; "" when none does."""
    holders = [name for name, one in province.scenarios.items() if code in one.tables["criteria_sets"].by_key()]
    return asked if asked in holders else next(iter(holders), "")


def sets(province: Province) -> list[dict[str, Any]]:
    """Every set of every scenario, in file order, with the newest recorded and the published ranking of each."""
    recorded: dict[tuple[str, str], list[Run]] = {}
    for run in recorded_rankings():
        recorded.setdefault((run.scenario, run.question.get("set", "")), []).append(run)
    return [_listed(name, one, row, recorded.get((name, row.text("set")), []))
            for name, one in province.scenarios.items() for row in one.tables["criteria_sets"].rows]


def recorded_rankings() -> QuerySet[Run]:
    """Finished rankings, newest first."""
    return Run.objects.filter(kind=RunKind.RANKING, state=RunState.DONE).defer("findings").order_by("-pk")


def _listed(name: str, scenario: Scenario, row: Any, runs: list[Run]) -> dict[str, Any]:
    code = row.text("set")
    return {
        **_head(row), "scenario": name, "scenario_title": title_of(scenario) or name, "url": set_url(name, code),
        "criteria": _count(scenario, "criteria", code), "members": _count(scenario, "members", code),
        "objects": _count(scenario, "ranked_objects", code), "stages": _count(scenario, "stages", code),
        "newest": next(iter(runs), None), "published": next((run for run in runs if run.published), None),
    }


def _count(scenario: Scenario, table: str, code: str) -> int:
    return sum(row.text("set") == code for row in scenario.tables[table].rows)


def _head(row: Any) -> dict[str, Any]:
    english = row.text("name_en") if language() == "en" else ""
    return {
        "code": row.text("set"), "title": english or row.text("name_vi") or row.text("set"), "version": row.text("version"),
        "locked": row.flag("locked"), "ranks": said(RANKED_KIND[row.text("ranks")]) if row.text("ranks") in RANKED_KIND else "–",
        "method": row.text("method"), "method_label": method_label(row.text("method")), "decision": row.text("decision"),
        "valid_from": row.text("valid_from"), "valid_to": row.text("valid_to"), "clone_of": row.text("clone_of"),
        "assumed": row.text("assumed"), "source": row.text("source"), "digest": row.text("digest"),
    }


def head(asked: Asked, province: Province) -> dict[str, Any]:
    """The set of a question, as pages head it."""
    code, scenario = asked.set.id, province.scenarios[asked.scenario]
    return {
        **_head(asked.set.row), "scenario": asked.scenario, "scenario_title": title_of(scenario) or asked.scenario,
        "url": set_url(asked.scenario, code), "asked_method": str(asked.question.method), "has_budget": asked.set.ranks == "projects"}


def methods(asked: Asked) -> list[dict[str, Any]]:
    """The four methods as links to the same set."""
    current = str(asked.question.method)
    own = str(asked.set.method)
    return [{"code": code, "label": said(words), "current": code == current, "own": code == own,
             "url": set_url(asked.scenario, asked.set.id, **({} if code == own else {"method": code}))} for code, words in METHOD.items()]


def runs_of(scenario: str, code: str) -> list[Run]:
    """Rankings recorded or being made of a set, newest first."""
    found = Run.objects.filter(kind=RunKind.RANKING, scenario=scenario, question__set=code).select_related("created_by")
    return list(found.defer("findings").order_by("-pk")[:10])


def published_rankings() -> QuerySet[Run]:
    """The rankings the public sees, newest first."""
    return recorded_rankings().filter(published=True)
