"""What a member of a committee thinks of the criteria: read with a mark of how it stands, and saved while it still stands so."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from quyhoach_web.models import Record
from quyhoach_web.services.criteria import hold
from quyhoach_web.services.records import RowChange, apply

Pair = tuple[str, str, str]
"""(kind, first criterion, second criterion), as the table of judgements has them."""
KINDS = {"pairwise": ("pairwise",), "best_worst": ("best_to_others", "others_to_worst")}
"""Which judgements a way of weighing rests on; the other ways rest on the table of weights."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one member says in one ``way`` of weighing: points by criterion, or judgements."""

    way: str
    points: Mapping[str, Decimal]
    judgements: Mapping[Pair, Decimal]


@dataclass(frozen=True, slots=True)
class Stand:
    """A member's rows as they stand. ``mark`` is another one as soon as any of them is changed, added or removed."""

    layer: str
    set: str
    member: str
    person: Record | None
    weights: tuple[Record, ...]
    judgements: tuple[Record, ...]

    @property
    def mark(self) -> str:
        """What a form carries, to know whether somebody was quicker."""
        rows = [*([self.person] if self.person else []), *self.weights, *self.judgements]
        told = "\n".join(sorted(f"{row.table}/{row.key}:{row.version}:{row.pk}" for row in rows))
        return hashlib.sha256(told.encode()).hexdigest()[:24]

    @property
    def way(self) -> str:
        """The way of weighing the member chose; "" for one who has said nothing yet."""
        return str(self.person.values.get("weighing", "")) if self.person else ""

    @property
    def points(self) -> dict[str, Decimal]:
        """Weights or swing points by criterion."""
        return {row.values["criterion"]: Decimal(str(row.values["value"])) for row in self.weights}

    @property
    def pairs(self) -> dict[Pair, Decimal]:
        """Judgements by kind and criteria."""
        return {(row.values["kind"], row.values["first"], row.values["second"]): Decimal(str(row.values["times"]))
                for row in self.judgements}


def stand_of(layer: str, criteria_set: str, member: str) -> Stand:
    """The member's rows as they stand now, in one query."""
    start = f"{criteria_set}/{member}"
    found = Record.objects.filter(layer=layer, table__in=("members", "weights", "judgements"), key__startswith=start).order_by("position")
    rows: dict[str, list[Record]] = {"members": [], "weights": [], "judgements": []}
    for row in found:
        if row.values.get("set") == criteria_set and row.values.get("member") == member:
            rows[row.table].append(row)
    return Stand(layer, criteria_set, member, next(iter(rows["members"]), None), tuple(rows["weights"]), tuple(rows["judgements"]))


@transaction.atomic
def save(stand: Stand, said: Said, names: tuple[str, str], who: object, why: str = "") -> bool:
    """Put what is said in place of what stood. ``names``: the member's office in both languages, for one who is new.

    False when nothing differs. Raises ``records.Overtaken`` when rows are no longer what ``stand`` read, ``criteria.Locked``.
    """
    hold(stand.layer, stand.set)
    changes = changes_of(stand, said, names)
    if changes:
        apply(changes, who, "judge", why)
    return bool(changes)


def changes_of(stand: Stand, said: Said, names: tuple[str, str]) -> list[RowChange]:
    """The rows that differ: the way of weighing, and what it rests on; what was said in another way stays."""
    found = _person(stand, said.way, names)
    if said.way in KINDS:
        after = {_key(stand, *pair): _judgement(stand, pair, times) for pair, times in said.judgements.items()}
        before = {row.key: row.values for row in stand.judgements if row.values["kind"] in KINDS[said.way]}
        return [*found, *_differing(stand.layer, "judgements", before, after)]
    after = {_key(stand, criterion): _weight(stand, criterion, points) for criterion, points in said.points.items()}
    return [*found, *_differing(stand.layer, "weights", {row.key: row.values for row in stand.weights}, after)]


def _person(stand: Stand, way: str, names: tuple[str, str]) -> list[RowChange]:
    before = stand.person.values if stand.person else None
    if before and before.get("weighing") == way:
        return []
    after = {**(before or {"set": stand.set, "member": stand.member, "name_vi": names[0], "name_en": names[1], **_said_here()}),
             "weighing": way}
    return [RowChange(stand.layer, "members", f"{stand.set}/{stand.member}", before, after)]


def _differing(layer: str, table: str, before: Mapping[str, dict[str, Any]], after: Mapping[str, dict[str, Any]]) -> list[RowChange]:
    gone = [RowChange(layer, table, key, before[key], None) for key in before if key not in after]
    new = [RowChange(layer, table, key, before.get(key), row) for key, row in after.items()
           if key not in before or _figure(before[key]) != _figure(row)]
    return [*gone, *new]


def _figure(row: Mapping[str, Any]) -> Decimal:
    return Decimal(str(row["times"] if "times" in row else row["value"]))


def _key(stand: Stand, *parts: str) -> str:
    return "/".join((stand.set, stand.member, *parts))


def _weight(stand: Stand, criterion: str, points: Decimal) -> dict[str, Any]:
    return {"set": stand.set, "member": stand.member, "criterion": criterion, "value": format(points, "f"), **_said_here()}


def _judgement(stand: Stand, pair: Pair, times: Decimal) -> dict[str, Any]:
    kind, first, second = pair
    return {"set": stand.set, "member": stand.member, "kind": kind, "first": first, "second": second, "times": format(times, "f"),
            **_said_here()}


def _said_here() -> dict[str, str]:
    """Where a figure comes from that a member gave in the office, and when."""
    return {"source": "thành viên nhập trên chương trình", "as_of": timezone.localdate().isoformat()}
