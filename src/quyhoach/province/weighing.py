"""Who weighs the criteria and how: each member's weights, the group's, how far they lie apart, and whose weights count."""

from __future__ import annotations

from dataclasses import dataclass

from quyhoach.findings import Finding, Place, finding
from quyhoach.province.criteria_sets import CriteriaSet, rows_of
from quyhoach.province.province import Scenario
from quyhoach.tables.spec import Row


@dataclass(frozen=True, slots=True)
class MemberView:
    """One member's weights, in the order of the criteria and summing to 1; None when they cannot be made out (``findings``).

    ``power``: the member's say in the group, 1 for all alike. ``consistency``: how far the judgements agree with each other
    (pairwise: the consistency ratio, 0.10 or less is usual; best-worst: ξ), None where the way of weighing has none. ``revisit``:
    pairs of criteria whose judgement to look at again, the worst first.
    """

    id: str
    name_vi: str
    name_en: str
    weighing: str
    power: float
    weights: tuple[float, ...] | None
    consistency: float | None = None
    revisit: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()

    def name(self, lang: str) -> str:
        """The member's role."""
        return (self.name_en if lang == "en" else "") or self.name_vi or self.id


@dataclass(frozen=True, slots=True)
class Weighing:
    """Members' views, the ``group``'s weights, and the weights in use (``used``, of member ``used_of``, "" for the group; None when
    nobody gave any). ``disagreement`` by criterion: the greatest weight any member gave less the smallest."""

    members: tuple[MemberView, ...]
    group: tuple[float, ...] | None
    disagreement: tuple[float, ...]
    used: tuple[float, ...] | None
    used_of: str
    findings: tuple[Finding, ...]


def weighed(scenario: Scenario, found: CriteriaSet) -> Weighing:
    """Every member's weights and the group's. Nobody's weights are made up: without any, ``used`` is None and RNK-099 says so."""
    members = tuple(_member(scenario, found, row) for row in rows_of(scenario, "members", found.id))
    heard = tuple(member for member in members if member.weights is not None)
    group = _group(heard)
    spread = tuple(max(column) - min(column) for column in zip(*(m.weights for m in heard if m.weights), strict=True))
    own = {member.id: member.weights for member in members}
    used = own.get(found.weights_of) if found.weights_of else group
    told = [f for member in members for f in member.findings]
    if used is None:
        told.append(finding("RNK-099", Place(object_id=found.id), set=found.id))
    return Weighing(members, group, spread, used, found.weights_of, tuple(told))


def _member(scenario: Scenario, found: CriteriaSet, row: Row) -> MemberView:
    name, power = row.text("member"), row.decimal("power")
    stated = {
        r.text("criterion"): float(r.decimal("value") or 0) for r in rows_of(scenario, "weights", found.id) if r.text("member") == name
    }
    lacking = [c.id for c in found.criteria if c.id not in stated]
    total = sum(stated.get(c.id, 0.0) for c in found.criteria)
    weights = None if lacking or total <= 0 else tuple(stated[c.id] / total for c in found.criteria)
    told = () if weights else (_unheard(row, ", ".join(lacking) or "tổng bằng 0", ", ".join(lacking) or "sum zero"),)
    say = 1.0 if power is None else float(power)
    return MemberView(name, row.text("name_vi"), row.text("name_en"), row.text("weighing"), say, weights, findings=told)


def _unheard(row: Row, lacking_vi: str, lacking_en: str) -> Finding:
    vi = row.text("name_vi")
    return finding("RNK-093", row.place, member_vi=vi, member_en=row.text("name_en") or vi, lacking_vi=lacking_vi, lacking_en=lacking_en)


def _group(members: tuple[MemberView, ...]) -> tuple[float, ...] | None:
    total = sum(member.power for member in members)
    if not members or total <= 0:
        return None
    return tuple(sum(m.power * w for m, w in zip(members, column, strict=True)) / total
                 for column in zip(*(m.weights for m in members if m.weights), strict=True))
