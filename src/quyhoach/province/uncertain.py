"""What a scenario declares uncertain, with its codes looked up; what it does not declare is assumed, and said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from quyhoach import law
from quyhoach.capital.problem import CapitalProblem
from quyhoach.capital.rules import source_rule
from quyhoach.capital.shocks import DEFAULT_SHOCKS, Shock
from quyhoach.findings import Finding, Place, finding
from quyhoach.province.province import Province


def shocks_of(
    province: Province, scenario: str, problem: CapitalProblem, law_date: date
) -> tuple[tuple[Shock, ...], tuple[Finding, ...]]:
    """The shocks of a scenario: a revenue shock without codes is one of the province's own sources. UNC-002 is an error: a code
    that no project or source has."""
    declared = province.scenarios[scenario].info.shocks
    place = Place(file=f"scenarios/{scenario}/scenario.toml", column="shocks")
    found: list[Finding] = [] if declared else [finding("UNC-001", place, shocks="; ".join(shock.text for shock in DEFAULT_SHOCKS))]
    own = tuple(_own_sources(province, problem, law_date))
    shocks = []
    for shock in declared or DEFAULT_SHOCKS:
        if shock.kind == "revenue" and not shock.scope:
            if not own:
                found.append(finding("UNC-003", place))
                continue
            shock = replace(shock, scope=own)
        shocks.append(shock)
        known = problem.funds if shock.kind == "revenue" else [*(p.id for p in problem.projects), *(e.id for e in problem.excluded)]
        for code in shock.scope:
            if code not in known:
                near = ", ".join(get_close_matches(code, known, 3)) or ", ".join(sorted(known)[:5])
                found.append(finding("UNC-002", place, wanted=code, shock=shock.text, near=near))
    return tuple(shocks), tuple(found)


def _own_sources(province: Province, problem: CapitalProblem, law_date: date) -> Iterator[str]:
    """Sources of the local level by the law; without a law, those that count as counterpart."""
    if law.jurisdiction_note(province.info.jurisdiction):
        yield from sorted(problem.counterpart_funds.intersection(problem.funds))
        return
    view = law.at(law_date, province.info.code)
    for fund in problem.funds:
        rule = source_rule(view, fund)
        if rule is not None and rule.level == "local":
            yield fund
