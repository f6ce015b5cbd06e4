"""Rankings as they stand on the data now: made once while the data do not change, and quickly again while a slider moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from quyhoach.province.province import Province, Scenario
from quyhoach.province.scores import with_ranking
from quyhoach.tables.spec import Table
from quyhoach_web.queries.data import specs_of
from quyhoach_web.services import runs
from quyhoach_web.services.cells import from_json, to_json
from quyhoach_web.services.records import RowChange

_KEPT = 12
_SLIDERS = "thanh-truot"
"""The member that stands for moved sliders while a plan is tried by their weights."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A set of a scenario; ``method`` "" and ``weights`` None are the set's own; ``member``: that member's weights."""

    scenario: str
    set: str
    method: str = ""
    weights: tuple[float, ...] | None = None
    member: str = ""


@dataclass(frozen=True, eq=False)
class Live:
    """``proved``: the engine's answer; ``firm``: how often each object takes each place over all admissible weights, None when nothing
    is ranked; ``intervals``: of each weight; ``ms``: how long it took."""

    proved: Any
    firm: Any
    intervals: tuple[Any, ...]
    ms: int = 0

    @property
    def asked(self) -> Any:
        """The question with its context."""
        return self.proved.asked

    @property
    def ranking(self) -> Any:
        """The order by the method alone."""
        return self.proved.ranking

    @property
    def places(self) -> tuple[Any, ...]:
        """The list people read, earlier stages first."""
        return tuple(self.proved.places)

    @property
    def findings(self) -> tuple[Any, ...]:
        """Everything met while ranking and proving."""
        return tuple(self.proved.findings)


class NoSuchRanking(LookupError):
    """The scenario has no such set, or the set no such member or method."""


_kept: dict[Wish, tuple[Province, Live]] = {}


def live(province: Province, wish: Wish) -> Live:
    """The ranking on these data. Raises ``NoSuchRanking``."""
    known = _kept.get(wish)
    if known and known[0] is province:
        return known[1]
    clock = perf_counter()
    base = live(province, replace(wish, weights=None, member="")) if wish.weights or wish.member else None
    asked = ask(province, wish)
    proved = runs.ranked(asked, 0) if base else runs.ranked(asked)
    firm = base.firm if base else proved.acceptability  # over all admissible weights: whichever are in use
    found = Live(proved, firm, runs.weight_intervals(proved), max(1, round((perf_counter() - clock) * 1000)))
    if base is None:
        _kept[wish] = province, found
        while len(_kept) > _KEPT:
            _kept.pop(next(iter(_kept)))
    return found


def ask(province: Province, wish: Wish) -> Any:
    """The question alone. Raises ``NoSuchRanking``."""
    try:
        return runs.ask_ranking(province, wish.scenario, wish.set, wish.method, wish.weights, wish.member)
    except (KeyError, ValueError) as unknown:
        raise NoSuchRanking(str(unknown)) from unknown


def compared(found: Live, one: str, other: str, province: Province | None = None, budget: int | None = None) -> Any:
    """Why one of two stands above the other, and what would turn them; also by a change of ``budget`` (whole money units of the
    ``province``). Raises ``NoSuchRanking``."""
    try:
        return runs.compared(found.proved, one, other, province, budget)
    except KeyError as unknown:
        raise NoSuchRanking(str(unknown)) from unknown


def with_changes(province: Province, changes: list[RowChange]) -> Province:
    """The province as it would be with these rows of its scenarios; nothing is recorded."""
    scenarios = dict(province.scenarios)
    for change in changes:
        chosen = scenarios[change.layer]
        table = chosen.tables[change.table]
        rows = dict(table.by_key())
        rows.pop(change.key, None)
        if change.after is not None:
            rows[change.key] = from_json(change.after, specs_of(change.layer)[change.table])
        tables = {**chosen.tables, change.table: Table(table.spec, tuple(rows.values()))}
        scenarios[change.layer] = Scenario(chosen.info, tables)
    return replace(province, scenarios=scenarios)


def scoring(province: Province, wish: Wish) -> Province:
    """The province with the scenario's projects scored by this set, by the method and weights wished for: what a plan would be made
    of, nothing is recorded."""
    weights = wish.weights
    row = province.scenarios[wish.scenario].tables["criteria_sets"].by_key()[wish.set]
    own = to_json(row)
    after = {**own, "method": wish.method or own["method"]}
    changes = []
    if weights:
        codes = [r.text("criterion") for r in province.scenarios[wish.scenario].tables["criteria"].rows if r.text("set") == wish.set]
        after["weights_of"] = _SLIDERS
        person = {"set": wish.set, "member": _SLIDERS, "name_vi": _SLIDERS, "weighing": "direct"}
        changes = [RowChange(wish.scenario, "members", f"{wish.set}/{_SLIDERS}", None, person)]
        changes += [RowChange(wish.scenario, "weights", f"{wish.set}/{_SLIDERS}/{code}", None,
                              {"set": wish.set, "member": _SLIDERS, "criterion": code, "value": repr(weight)})
                    for code, weight in zip(codes, weights, strict=True)]
    changes.append(RowChange(wish.scenario, "criteria_sets", wish.set, own, after))
    return with_ranking(with_changes(province, changes), wish.scenario, wish.set)
