"""Consultation on a plan: what was said, what was answered and when, and what changed because of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from quyhoach.findings import Place
from quyhoach.tables.spec import Row
from quyhoach.zones.moments import surely_before


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion. ``side``: agency or public; ``outcome``: accepted, partly, explained, no_change or "" (nobody says);
    ``changed_items`` are codes of plan items. Moments are as precise as printed."""

    code: str
    plan: str
    side: str
    agency: str
    author: str
    received_on: str
    summary_vi: str
    summary_en: str
    reply: str
    replied_on: str
    outcome: str
    change: str
    changed_items: tuple[str, ...]
    place: Place = field(default=Place(), compare=False)

    @property
    def answered(self) -> bool:
        """Whether any reply is recorded."""
        return bool(self.reply or self.replied_on or self.outcome == "no_change")

    @property
    def change_missing(self) -> bool:
        """Accepted, wholly or in part, and yet nothing says what changed."""
        return self.outcome in ("accepted", "partly") and not (self.change or self.changed_items)


def opinions_of(rows: Iterable[Row], plan: str = "") -> tuple[Opinion, ...]:
    """The opinions of a table, or those on one plan, in the order they were received; undated ones last."""
    found = [_opinion(row) for row in rows if plan in ("", row.text("plan"))]
    return tuple(sorted(found, key=lambda opinion: (opinion.received_on == "", opinion.received_on)))


def unanswered(opinions: Iterable[Opinion], decided_on: str) -> tuple[Opinion, ...]:
    """Opinions with no reply, or answered surely after the decision. ``decided_on`` "" when the day is not known."""
    return tuple(o for o in opinions if not o.answered or surely_before(decided_on, o.replied_on))


def _opinion(row: Row) -> Opinion:
    text = row.text
    return Opinion(
        text("opinion"), text("plan"), text("side"), text("agency"), text("author"), text("received_on"), text("summary_vi"),
        text("summary_en"), text("reply_vi"), text("replied_on"), text("outcome"), text("change_vi"), row.codes("changed_items"), row.place,
    )
