"""Who weighs the criteria and how: each member's weights, the group's, how far they lie apart, and whose weights count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from quyhoach.findings import Finding, Place, finding
from quyhoach.priorities.weights import best_worst, direct, pairwise, swing
from quyhoach.priorities.weights.elicited import ElicitedWeights, Revision
from quyhoach.priorities.weights.group import GroupWeights, joined
from quyhoach.province.criteria_sets import CriteriaSet, rows_of
from quyhoach.province.province import Scenario
from quyhoach.tables.spec import Row


@dataclass(frozen=True, slots=True)
class MemberView:
    """One member's weights, in the order of the criteria and summing to 1; None when they cannot be made out (``findings``).

    ``power``: the member's say in the group, 1 for all alike. ``consistency``: how far the judgements agree with each other
    (pairwise: the consistency ratio, 0.10 or less is usual; best-worst: ξ), None where the way of weighing has none.
    ``revision``: the judgement to look at again, and what it would have to be.
    """

    id: str
    name_vi: str
    name_en: str
    weighing: str
    power: float
    weights: tuple[float, ...] | None
    consistency: float | None = None
    revision: Revision | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def revisit(self) -> tuple[tuple[str, str], ...]:
        """The pair of criteria whose judgement to look at again; () when there is none."""
        return ((self.revision.first, self.revision.second),) if self.revision else ()

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
    """Every member's weights and the group's: the mean by the members' say. Nobody's weights are made up: without any, ``used`` is
    None and RNK-099 says so."""
    members = tuple(_member(scenario, found, row) for row in rows_of(scenario, "members", found.id))
    group = group_of(found, members)
    own = {member.id: member.weights for member in members}
    used = own.get(found.weights_of) if found.weights_of else group.weights or None
    told = [f for member in members for f in _told(scenario, found, member)]
    if used is None:
        told.append(finding("RNK-099", Place(object_id=found.id), set=found.id))
    return Weighing(members, group.weights or None, group.spread, used, found.weights_of, tuple(told))


def group_of(found: CriteriaSet, members: tuple[MemberView, ...]) -> GroupWeights:
    """The group's weights of members' views."""
    names = _names(found)
    views = {member.id: ElicitedWeights(names, member.weights or ()) for member in members}
    return joined(names, views, {member.id: member.power for member in members})


def _names(found: CriteriaSet) -> tuple[str, ...]:
    return tuple(criterion.id for criterion in found.criteria)


def _member(scenario: Scenario, found: CriteriaSet, row: Row) -> MemberView:
    name, power = row.text("member"), row.decimal("power")
    say = 1.0 if power is None else float(power)
    view = MemberView(name, row.text("name_vi"), row.text("name_en"), row.text("weighing"), say, None)
    given = (r for r in rows_of(scenario, "weights", found.id) if r.text("member") == name)
    points = {r.text("criterion"): float(r.decimal("value") or 0) for r in given}
    said = tuple(r for r in rows_of(scenario, "judgements", found.id) if r.text("member") == name)
    return _viewed(view, _names(found), points, said)


def _viewed(view: MemberView, names: tuple[str, ...], points: Mapping[str, float], said: tuple[Row, ...]) -> MemberView:
    """The view with its weights by the member's own way of weighing.

    A view that also weighs a criterion the set does not have gives none: to drop that part would change the other weights.
    """
    if view.weighing == "pairwise":
        judgements = [pairwise.Judgement(r.text("first"), r.text("second"), _times(r)) for r in said if r.text("kind") == "pairwise"]
        pairs = pairwise.weigh(names, judgements)
        return replace(view, weights=pairs.weights or None, consistency=pairs.ratio if pairs.weights else None, revision=pairs.revisit,
                       findings=pairs.findings)
    if view.weighing == "best_worst":
        answer = best_worst.weigh(names, _best_worst(said))
        return replace(view, weights=answer.weights or None, consistency=answer.xi if answer.weights else None, revision=answer.revisit,
                       findings=answer.findings)
    given = (swing if view.weighing == "swing" else direct).weigh(names, points)
    return replace(view, weights=given.weights or None, findings=given.findings)


def _best_worst(said: tuple[Row, ...]) -> best_worst.BestWorst:
    """Best is what was compared with the others, worst what the others were compared with."""
    to_others = [r for r in said if r.text("kind") == "best_to_others"]
    to_worst = [r for r in said if r.text("kind") == "others_to_worst"]
    return best_worst.BestWorst(
        to_others[0].text("first") if to_others else "", to_worst[0].text("second") if to_worst else "",
        {r.text("second"): _times(r) for r in to_others}, {r.text("first"): _times(r) for r in to_worst},
    )


def _times(row: Row) -> float:
    return float(row.decimal("times") or 0)


def _told(scenario: Scenario, found: CriteriaSet, member: MemberView) -> tuple[Finding, ...]:
    """A view that gives no weights is one finding, with what is lacking; of the others, how their judgements agree."""
    if member.weights is not None:
        return member.findings
    row = next(row for row in rows_of(scenario, "members", found.id) if row.text("member") == member.id)
    lacking = {f"lacking_{lang}": " ".join(f.text("message", lang) for f in member.findings) or "–" for lang in ("vi", "en")}
    return (finding("RNK-093", row.place, member_vi=member.name("vi"), member_en=member.name("en"), **lacking),)
