"""The order of clearing as a rule with data: which sites come first, and where work began out of order, by whom.

A site breaks the order when its work began while a site of an earlier rank was listed, not begun and not done. It is said only where the
days on file make it sure; what they leave open is counted as open. A document that allows it is named beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from quyhoach.dates import format_date
from quyhoach.findings import Finding, Place, finding
from quyhoach.tables.spec import Row

Zone = tuple[str, str]
"""Code and kind of a zone."""


@dataclass(frozen=True, slots=True)
class OrderRule:
    """Sites that stand on one rank: in a zone of these kinds or of these codes, or inside one; neither: all others."""

    rule: str
    rank: int
    name_vi: str
    name_en: str = ""
    zone_kinds: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    document: str = ""
    source: str = ""
    place: Place = field(default=Place(), compare=False)

    def holds_on(self, day: date) -> bool:
        """In force on a day, as far as its days are stated."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def takes(self, zones: Iterable[Zone]) -> bool:
        """Whether a site in these zones, from its own out, stands on this rank."""
        if not self.zone_kinds and not self.zones:
            return True
        return any(code in self.zones or kind in self.zone_kinds for code, kind in zones)


@dataclass(frozen=True, slots=True)
class SiteWork:
    """The work on one site. ``began_on``: the first step on file (None: none); ``complete``: whether all its steps are kept here; else
    ``began_on`` is the day work is told of, and it may be older; ``by``: who took the first step; ``done_on``: handed over; ``zones``:
    its zone and those around it."""

    site: str
    name: str
    zones: tuple[Zone, ...] = ()
    listed_on: date | None = None
    began_on: date | None = None
    done_on: date | None = None
    by: str = ""
    complete: bool = True
    exception: str = ""
    place: Place = field(default=Place(), compare=False)

    def idle_on(self, day: date) -> bool | None:
        """Whether it was listed and waiting, no step taken, on a day; None where the data do not say."""
        if self.began_on is not None and self.began_on <= day:
            return False
        if self.done_on is not None and self.done_on <= day:
            return False
        if self.listed_on is not None and self.listed_on > day:
            return False
        return True if self.listed_on is not None and self.complete else None


@dataclass(frozen=True, slots=True)
class OrderStanding:
    """A site in the order: its rule (None: no rule takes it); earlier sites that surely waited when its work began (``passed``), and those
    of which the data do not say (``open``). ``broken``: some waited and no document allows it."""

    work: SiteWork
    rule: OrderRule | None
    passed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()

    @property
    def rank(self) -> int | None:
        """Its rank, None when no rule takes it."""
        return self.rule.rank if self.rule else None

    @property
    def broken(self) -> bool:
        """Work began out of order, without a document that allows it."""
        return bool(self.passed) and not self.work.exception


def order_rules_of(rows: Iterable[Row]) -> tuple[OrderRule, ...]:
    """The rules of a ``clearing_order`` table by rank, then in table order."""
    rules = [
        OrderRule(row.text("rule"), row.whole("rank") or 0, row.text("name_vi"), row.text("name_en"), row.codes("zone_kinds"),
                  row.codes("zones"), row.date("since"), row.date("until"), row.text("document"), row.text("source"), row.place)
        for row in rows
    ]
    return tuple(sorted(rules, key=lambda rule: rule.rank))


def order_of_work(works: Sequence[SiteWork], rules: Sequence[OrderRule], as_of: date) -> tuple[OrderStanding, ...]:
    """Every site in the order of the rules, by rank, then by the day its work began. The rules are those of that day."""
    found = []
    for work in works:
        day = min(work.began_on, as_of) if work.began_on is not None else as_of
        rule = _rule(work, rules, day)
        earlier = [other for other in works if other is not work and _before(_rule(other, rules, day), rule)]
        started = work.began_on is not None and work.began_on <= as_of
        idle: Mapping[str, bool | None] = {other.site: other.idle_on(day) for other in earlier} if started else {}
        passed = tuple(site for site, waits in idle.items() if waits and work.complete)
        unsure = tuple(site for site, waits in idle.items() if waits is not False and site not in passed)
        found.append(OrderStanding(work, rule, passed, unsure))
    return tuple(sorted(found, key=lambda one: (one.rank is None, one.rank or 0, one.work.began_on or date.max, one.work.site)))


def _rule(work: SiteWork, rules: Sequence[OrderRule], day: date) -> OrderRule | None:
    return next((rule for rule in rules if rule.holds_on(day) and rule.takes(work.zones)), None)


def _before(one: OrderRule | None, other: OrderRule | None) -> bool:
    return one is not None and other is not None and one.rank < other.rank


def order_findings(standings: Sequence[OrderStanding]) -> Iterator[Finding]:
    """Work out of order, with who began it (LND-090); what the data leave open, once (LND-091); an exception used (LND-092); a site no rule
    takes (LND-093)."""
    names = {one.work.site: one.work.name for one in standings}
    for one in standings:
        began = format_date(one.work.began_on) if one.work.began_on else "–"
        others = ", ".join(f"{site} ({names.get(site, site)})" for site in one.passed)
        if one.broken and one.rule is not None:
            yield finding("LND-090", _at(one), site=one.work.site, rank=one.rule.rank, day=began, by=one.work.by or "–", others=others)
        elif one.passed:
            yield finding("LND-092", _at(one), site=one.work.site, day=began, document=one.work.exception, others=others)
        if one.rule is None:
            yield finding("LND-093", _at(one), site=one.work.site)
    doubtful = [one for one in standings if one.open]
    if doubtful:
        unknown = list(dict.fromkeys(site for one in doubtful for site in one.open))
        yield finding("LND-091", _at(doubtful[0]), sites=", ".join(one.work.site for one in doubtful), unknown=", ".join(unknown))


def _at(one: OrderStanding) -> Place:
    return replace(one.work.place, object_id=one.work.site)
