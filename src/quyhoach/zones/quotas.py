"""Land-use quotas a plan above sets: what is in force on a day, what is over, and the smallest swap or amendment that mends it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import fsum

from quyhoach.findings import Finding, Place, finding
from quyhoach.money import format_number
from quyhoach.tables.spec import Row
from quyhoach.zones.balance_lines import BalanceLine
from quyhoach.zones.land_use import CodeList, land_use_codes

TOLERANCE_M2 = 50.0
"""Half of the last digit a quota prints (0.01 ha): less than this over a printed quota is its rounding."""

_STEP = Decimal("0.01")
_NAMED = 6
Owners = Mapping[tuple[str, str, str, str], frozenset[str]]
"""Owners of the land of a line, by plan, stage, zone and code."""


@dataclass(frozen=True, slots=True)
class Quota:
    """The most land of one use, hectares. ``plan`` is the plan it binds; "" for plan, zone or stage: whichever there are.

    ``code`` may be a group, which stands for every code below it. ``decision`` and ``article`` say who set it.
    """

    code: str
    area_ha: Decimal
    plan: str = ""
    zone: str = ""
    stage: str = ""
    decision: str = ""
    article: str = ""
    row: int = 0

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Plan, stage, zone and code: one quota each."""
        return self.plan, self.stage, self.zone, self.code


@dataclass(frozen=True, slots=True)
class QuotaDelta:
    """What an amending decision adds to (or takes from) one quota, hectares, from the day ``on``."""

    code: str
    delta_ha: Decimal
    on: date
    decision: str
    plan: str = ""
    zone: str = ""
    stage: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """A quota beside the land that counts against it in one plan at one stage, m²."""

    quota: Quota
    plan: str
    stage: str
    used_m2: float

    @property
    def quota_m2(self) -> float:
        """The quota in m²."""
        return float(self.quota.area_ha) * 10_000

    @property
    def over_m2(self) -> float:
        """Land beyond the quota; negative: land left."""
        return self.used_m2 - self.quota_m2


@dataclass(frozen=True, slots=True)
class QuotaMove:
    """Hectares that leave one quota for another, given by their zones and codes."""

    from_zone: str
    from_code: str
    to_zone: str
    to_code: str
    area_ha: Decimal


@dataclass(frozen=True, slots=True)
class QuotaRemedy:
    """What mends a breach: a swap between quotas, or, where none is large enough, an increase by an amendment of the plan above."""

    plan: str
    stage: str
    moves: tuple[QuotaMove, ...]
    increase_ha: Decimal = Decimal(0)

    def words(self, lang: str) -> str:
        """The remedy as a sentence."""
        if not self.moves:
            text = {"vi": "tăng chỉ tiêu thêm {ha} ha bằng quyết định điều chỉnh quy hoạch cấp trên, hoặc bớt {ha} ha trên bản vẽ",
                    "en": "raise the quota by {ha} ha through an amendment of the plan above, or draw {ha} ha less"}[lang]
            return text.format(ha=format_number(self.increase_ha, lang))
        text = {"vi": "chuyển {ha} ha chỉ tiêu từ {a} sang {b}", "en": "move {ha} ha of quota from {a} to {b}"}[lang]
        return "; ".join(
            text.format(ha=format_number(m.area_ha, lang), a=_named(m.from_zone, m.from_code), b=_named(m.to_zone, m.to_code))
            for m in self.moves
        )


@dataclass(frozen=True, slots=True)
class QuotaBreach:
    """A quota exceeded, by whom, and what mends it."""

    use: QuotaUse
    owners: tuple[str, ...]
    remedy: QuotaRemedy
    finding: Finding


def _named(zone: str, code: str) -> str:
    return f"{zone}/{code}" if zone else code


def in_force(quotas: Iterable[Quota], deltas: Iterable[QuotaDelta], on: date) -> tuple[tuple[Quota, ...], tuple[Finding, ...]]:
    """The quotas on a day: as decided, with every amendment up to that day. The decision named is the latest that changed it.

    A delta to a quota nobody set leaves that quota unknown, told (ZON-112); one that falls below zero is told (ZON-113) and kept at zero.
    """
    found: dict[tuple[str, str, str, str], Quota] = {quota.key: quota for quota in quotas}
    findings: list[Finding] = []
    for delta in sorted((d for d in deltas if d.on <= on), key=lambda d: d.on):
        key = (delta.plan, delta.stage, delta.zone, delta.code)
        where = Place(row=delta.row, object_id=_named(delta.zone, delta.code))
        if key not in found:
            findings.append(finding("ZON-112", where, quota=_named(delta.zone, delta.code), decision=delta.decision or "?"))
            continue
        area = found[key].area_ha + delta.delta_ha
        if area < 0:
            findings.append(finding("ZON-113", where, quota=_named(delta.zone, delta.code), area=area, decision=delta.decision or "?"))
        found[key] = replace(found[key], area_ha=max(area, Decimal(0)), decision=delta.decision or found[key].decision)
    return tuple(found.values()), tuple(findings)


def quotas_of(rows: Iterable[Row]) -> tuple[tuple[Quota, ...], tuple[QuotaDelta, ...], tuple[Finding, ...]]:
    """Quotas and amendments of the rows of a table ``land_use_quotas``; a quota that stands twice is told (ZON-115), the later counts.

    An amendment holds from the day its ``as_of`` states; one whose day is not known holds always.
    """
    quotas: dict[tuple[str, str, str, str], Quota] = {}
    deltas: list[QuotaDelta] = []
    findings: list[Finding] = []
    for row in rows:
        plan, zone, stage, code, decision = (row.text(name) for name in ("plan", "zone", "stage", "code", "decision"))
        area = row.decimal("area_ha")
        if area is None:
            continue
        if row.flag("delta"):
            deltas.append(QuotaDelta(code, area, _day(row.text("as_of")), decision, plan, zone, stage, row.place.row))
            continue
        quota = Quota(code, area, plan, zone, stage, decision, row=row.place.row)
        if known := quotas.get(quota.key):
            findings.append(finding(
                "ZON-115", row.place, quota=_named(zone, code), first=known.area_ha, second=area, decision=decision or "?",
                earlier=known.decision or "?",
            ))
        quotas[quota.key] = quota
    return tuple(quotas.values()), tuple(deltas), tuple(findings)


def _day(as_of: str) -> date:
    year, month, day = (int(part) for part in (as_of + "-01-01").split("-")[:3]) if as_of else (1, 1, 1)
    return date(year, month, day)


def uses(lines: Sequence[BalanceLine], quotas: Iterable[Quota], codes: CodeList | None = None) -> tuple[QuotaUse, ...]:
    """Every quota beside its land, once for each plan and stage of the balance that it binds."""
    codes = codes or land_use_codes()
    areas: dict[tuple[str, str], dict[tuple[str, str], list[float]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        areas[line.plan, line.stage][line.zone, line.code].append(line.area_m2)
    found = []
    for quota in quotas:
        for (plan, stage), land in areas.items():
            if quota.plan in ("", plan) and quota.stage in ("", stage):
                parts = (fsum(a) for (zone, code), a in land.items() if quota.zone in ("", zone) and codes.within(code, quota.code))
                found.append(QuotaUse(quota, plan, stage, fsum(parts)))
    return tuple(found)


def breaches(
    lines: Sequence[BalanceLine], quotas: Sequence[Quota], owners: Owners | None = None, codes: CodeList | None = None,
    tolerance_m2: float = TOLERANCE_M2,
) -> tuple[QuotaBreach, ...]:
    """Quotas exceeded by more than the tolerance, each with owners and the smallest remedy."""
    codes = codes or land_use_codes()
    judged = uses(lines, quotas, codes)
    return tuple(
        _breach(use, remedy_of(use, lines, quotas, codes, tolerance_m2), owners or {}, codes)
        for use in judged if use.over_m2 > tolerance_m2
    )


def _breach(use: QuotaUse, remedy: QuotaRemedy, owners: Owners, codes: CodeList) -> QuotaBreach:
    quota = use.quota
    names = sorted({
        owner for (plan, stage, zone, code), found in owners.items()
        if (plan, stage) == (use.plan, use.stage) and quota.zone in ("", zone) and codes.within(code, quota.code) for owner in found
    })
    problem = finding(
        "ZON-110", Place(row=quota.row, object_id=_named(quota.zone, quota.code)), quota=_named(quota.zone, quota.code),
        stage=f" ({use.stage})" if use.stage else "", used=_exact(use.used_m2), allowed=quota.area_ha, over=_exact(use.over_m2),
        decision=quota.decision or "?", article=f", {quota.article}" if quota.article else "", owners=", ".join(names) or "?",
        remedy_vi=remedy.words("vi"), remedy_en=remedy.words("en"),
    )
    return QuotaBreach(use, tuple(names), remedy, problem)


def _exact(area_m2: float) -> Decimal:
    """Hectares to the square metre."""
    return Decimal(f"{area_m2 / 10_000:.4f}")


def remedy_of(
    use: QuotaUse, lines: Sequence[BalanceLine], quotas: Sequence[Quota], codes: CodeList | None = None, tolerance_m2: float = TOLERANCE_M2,
) -> QuotaRemedy:
    """The smallest swap that mends a breach and breaks nothing else; an amendment where no swap does.

    First among quotas of the same code in other zones (the plan's total of the code stays), then among other codes of the zone;
    the fewest partners, those with the most land left first.
    """
    codes = codes or land_use_codes()
    need = (Decimal(repr(use.over_m2)) / 10_000).quantize(_STEP, ROUND_CEILING)
    before = _troubles(lines, quotas, codes, tolerance_m2)
    for partners in _partners(use, lines, quotas, codes):
        remedy = QuotaRemedy(use.plan, use.stage, tuple(_moves(use, partners, need)))
        if sum(move.area_ha for move in remedy.moves) < need:
            continue
        after = _troubles(lines, apply_remedy(quotas, use.quota, remedy), codes, tolerance_m2)
        if after < before and ("over", *use.quota.key, use.plan, use.stage) not in after:
            return remedy
    return QuotaRemedy(use.plan, use.stage, (), need)


def apply_remedy(quotas: Sequence[Quota], breached: Quota, remedy: QuotaRemedy) -> tuple[Quota, ...]:
    """The quotas after the swap or the increase."""
    change: dict[tuple[str, str, str, str], Decimal] = defaultdict(Decimal)
    for move in remedy.moves:
        change[breached.plan, breached.stage, move.from_zone, move.from_code] -= move.area_ha
        change[breached.key] += move.area_ha
    change[breached.key] += remedy.increase_ha
    return tuple(replace(quota, area_ha=quota.area_ha + change[quota.key]) if quota.key in change else quota for quota in quotas)


def _partners(
    use: QuotaUse, lines: Sequence[BalanceLine], quotas: Sequence[Quota], codes: CodeList,
) -> Iterator[list[tuple[Quota, Decimal]]]:
    """Quotas with land left at every stage they bind, most first: of the same code elsewhere, then of other codes here."""
    own = use.quota
    most: dict[tuple[str, str, str, str], float] = {}
    for other in uses(lines, quotas, codes):
        most[other.quota.key] = max(other.over_m2, most.get(other.quota.key, other.over_m2))
    spare = {key: (Decimal(repr(-over)) / 10_000).quantize(_STEP, ROUND_FLOOR) for key, over in most.items() if over < 0}
    near = [(q, spare[q.key]) for q in quotas if spare.get(q.key, 0) > 0 and (q.plan, q.stage) == (own.plan, own.stage)]
    near.sort(key=lambda pair: (-pair[1], pair[0].key))
    if own.zone:
        yield [(q, left) for q, left in near if q.code == own.code and q.zone not in ("", own.zone)]
    related = [q for q, _ in near if codes.within(q.code, own.code) or codes.within(own.code, q.code)]
    yield [(q, left) for q, left in near if q.zone == own.zone and q not in related]


def _moves(use: QuotaUse, partners: Iterable[tuple[Quota, Decimal]], need: Decimal) -> Iterator[QuotaMove]:
    for quota, left in partners:
        if need <= 0:
            return
        area = min(left, need)
        need -= area
        yield QuotaMove(quota.zone, quota.code, use.quota.zone, use.quota.code, area)


def _troubles(lines: Sequence[BalanceLine], quotas: Sequence[Quota], codes: CodeList, tolerance_m2: float) -> set[tuple[str, ...]]:
    over = {("over", *u.quota.key, u.plan, u.stage) for u in uses(lines, quotas, codes) if u.over_m2 > tolerance_m2}
    return over | {("sum", *whole.key) for whole, _ in unbalanced(quotas)}


def unbalanced(quotas: Sequence[Quota]) -> list[tuple[Quota, Decimal]]:
    """Quotas of a whole plan whose zones' quotas of the same code add up to more, with that sum: child totals ≤ parent."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for quota in quotas:
        if quota.zone:
            sums[quota.plan, quota.stage, quota.code] += quota.area_ha
    return [(q, sums[q.plan, q.stage, q.code]) for q in quotas if not q.zone and sums[q.plan, q.stage, q.code] > q.area_ha]


def quota_findings(
    lines: Sequence[BalanceLine], quotas: Sequence[Quota], owners: Owners, codes: CodeList | None = None,
) -> Iterator[Finding]:
    """Everything wrong with the quotas themselves and with the land against them: ZON-110, ZON-111, ZON-114."""
    yield from (breach.finding for breach in breaches(lines, quotas, owners, codes))
    judged = {use.quota.key for use in uses(lines, quotas, codes)}
    idle = [quota for quota in quotas if quota.key not in judged]
    if idle:
        names = ["/".join(part for part in (quota.plan, quota.stage, quota.zone, quota.code) if part) for quota in idle]
        shown = ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
        yield finding("ZON-111", Place(row=idle[0].row), count=len(idle), quotas=shown)
    for whole, total in unbalanced(quotas):
        where = Place(row=whole.row, object_id=whole.code)
        yield finding("ZON-114", where, use=whole.code, total=total, allowed=whole.area_ha, decision=whole.decision or "?")
