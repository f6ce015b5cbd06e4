"""What changed between two versions of a plan, for people at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from quyhoach.findings import Finding
from quyhoach.money import format_number
from quyhoach.reports.findings_text import findings_text
from quyhoach.reports.text import TextColumn, heading, table
from quyhoach.reports.zone_words import change_word, use_word, zone_word
from quyhoach.zones.difference import ChangedUnits, Difference, PlanDifference
from quyhoach.zones.land_use import land_use_codes

_SHOWN = 40
_IDS = 4


def difference_text(found: Difference, findings: Sequence[Finding], lang: str) -> str:
    """The whole answer, at most 100 columns wide; of each list the first forty rows."""
    parts = [heading(zone_word("difference", lang))]
    for plan in found.plans:
        parts += [_head(plan, lang), _uses(plan, lang), _units(plan, lang), _touched(plan, lang)]
    parts.append(findings_text([*findings, *found.findings], lang))
    return "\n\n".join(part for part in parts if part)


def _hectares(area_m2: float, lang: str) -> str:
    """Hectares to the square metre; less than one square metre is said to be so."""
    if 0 < area_m2 < 0.5:
        return f"< {format_number(Decimal('0.0001'), lang)}"
    return format_number(Decimal(f"{area_m2 / 10_000:.4f}"), lang, 4)


def _head(plan: PlanDifference, lang: str) -> str:
    name = " · ".join(part for part in (plan.plan or "–", plan.stage) if part)
    same = format_number(plan.unchanged, lang)
    said = zone_word("changed", lang, area=_hectares(plan.changed_m2, lang), same=same) if plan.changed_m2 else zone_word("no_change", lang)
    return f"{name}: {said}"


def _uses(plan: PlanDifference, lang: str) -> str:
    codes = land_use_codes()
    changed = sorted(((uses, area) for uses, area in plan.matrix.items() if uses[0] != uses[1]), key=lambda pair: (-pair[1], pair[0]))
    columns = [TextColumn(zone_word(key, lang), number=key == "area") for key in ("from_use", "to_use", "area")]
    rows = [[use_word(one, codes, lang), use_word(other, codes, lang), _hectares(area, lang)] for (one, other), area in changed]
    return _listed(columns, rows, lang)


def _units(plan: PlanDifference, lang: str) -> str:
    columns = [TextColumn(zone_word(key, lang), number=key == "area") for key in ("change", "before", "after", "owner", "area")]
    return _listed(columns, [_unit(change, lang) for change in plan.units], lang)


def _unit(change: ChangedUnits, lang: str) -> list[str]:
    sides = [f"{_some(ids)}{' · ' + _some(uses) if any(uses) else ''}" for ids, uses in (
        (change.before, change.before_uses), (change.after, change.after_uses))]
    said = [side or "–" for side in (*sides, _some(change.owners))]
    return [change_word(change.change, lang), *said, _hectares(change.area_m2, lang)]


def _some(names: Sequence[str]) -> str:
    named = [name for name in names if name]
    return ", ".join(named[:_IDS]) + (f" … +{len(named) - _IDS}" if len(named) > _IDS else "")


def _touched(plan: PlanDifference, lang: str) -> str:
    columns = [TextColumn(zone_word(key, lang), number=key == "area") for key in ("touched", "name", "area")]
    return _listed(columns, [[zone_word(t.kind, lang), t.name, _hectares(t.area_m2, lang)] for t in plan.touched], lang)


def _listed(columns: Sequence[TextColumn], rows: Sequence[Sequence[str]], lang: str) -> str:
    if not rows:
        return ""
    more = zone_word("more", lang, count=format_number(len(rows) - _SHOWN, lang)) if len(rows) > _SHOWN else ""
    return "\n".join(part for part in (table(columns, rows[:_SHOWN]), more) if part)
