"""A plan's land on its page: the balance as table and chart against quotas, and what the checks of shapes and norms say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import fsum
from typing import Any

from quyhoach.findings import Finding
from quyhoach.money import format_number
from quyhoach.reports.balance_table import BalanceReport, TableRow, table_rows, use_order
from quyhoach.reports.zone_words import use_word
from quyhoach.tables.spec import Row
from quyhoach.zones.balance_lines import PlanTotal
from quyhoach.zones.checks import Checked, ZoneFinding
from quyhoach.zones.checks.found import metres, square_metres
from quyhoach.zones.hectares import rounded
from quyhoach.zones.land_use import CodeList, land_use_codes
from quyhoach.zones.quotas import Quota, QuotaUse
from quyhoach_web.language import language, say
from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.names import name_of
from quyhoach_web.queries.plan_shapes import Drawing, balanced, checked, constraints, quotas_for
from quyhoach_web.queries.zones import PlanRoom

PALETTE = ("#0b4f8a", "#2a9d8f", "#e0a030", "#7b4b94", "#5aa5d6", "#b5533c", "#6a994e", "#8d99a6", "#c77dab", "#47608a", "#a68a4b",
           "#3f7d6e")
"""The categorical colours of our charts: where a layer states no colour they tell uses apart and mean nothing else."""
BLANK = "#b6c2cd"
"""Land whose use is not known."""
_GEOMETRY_TOLD = ("ZON-100", "ZON-101", "ZON-102")
"""What the balance says of gaps and overlaps; the checks say it with places."""


@dataclass(frozen=True)
class PlanLand:
    """One drawing of a plan with what was worked out from it. ``drawing`` None: nothing is drawn that this reader sees."""

    code: str
    drawing: Drawing | None
    report: BalanceReport | None
    checked: Checked | None
    quotas: tuple[Quota, ...]
    quota_told: tuple[Finding, ...]


def plan_land(room: PlanRoom, code: str, layer: str = "") -> PlanLand:
    """The land of a plan: its first drawing, or the one of a named layer."""
    quotas, told = quotas_for(room.province, code, room.on)
    drawing = drawing_of(room, code, layer)
    if drawing is None:
        return PlanLand(code, None, None, None, quotas, told)
    plan = room.register.by_code[code]
    above = drawing_of(room, plan.parent)
    report = balanced(room.province, drawing, quotas, room.on)
    return PlanLand(code, drawing, report, checked(drawing, above, constraints(room.drawings)), quotas, told)


def drawing_of(room: PlanRoom, code: str, layer: str = "") -> Drawing | None:
    """The drawing of a plan on a layer; without one, the first."""
    found = room.drawings.get(code, ()) if code else ()
    return next((one for one in found if layer in ("", one.layer)), None)


def balance_tables(room: PlanRoom, land: PlanLand) -> list[dict[str, Any]]:
    """One table a stage: rows by zone and use whose hectares add up as printed."""
    if land.report is None:
        return []
    zones = room.province.facts["zones"].by_key()
    return [_table(land.report, total, zones) for total in land.report.balance.totals]


def _table(report: BalanceReport, total: PlanTotal, zones: Mapping[str, Row]) -> dict[str, Any]:
    rows = table_rows(report, total)
    parts = []
    for zone in dict.fromkeys(row.zone for row in rows):
        mine = [row for row in rows if row.zone == zone]
        sum_ = sum((row.hectares for row in mine), Decimal(0))
        parts.append({"zone": f"{zone} {name_of(zones.get(zone))}".strip() if zone else say("không ghi khu", "no zone stated"),
                      "rows": [_line(row, report.codes) for row in mine], "total": hectares(sum_), "share": _share(sum_, total)})
    whole = sum((row.hectares for row in rows), Decimal(0))
    return {"stage": total.stage, "parts": parts, "total": hectares(whole), "outlined": total.outlined,
            "quotas": any(row.quota_ha is not None for row in rows), "zoned": len(parts) > 1 or bool(parts and rows[0].zone)}


def _line(row: TableRow, codes: CodeList) -> dict[str, Any]:
    left = None if row.quota_ha is None else row.quota_ha - row.hectares
    return {"use": use_word(row.use, codes, language()), "known": not row.use.startswith("("), "area": hectares(row.hectares),
            "share": row.share, "quota": row.quota_ha, "left": left, "over": left is not None and left < Decimal("-0.005")}


def _share(part: Decimal, total: PlanTotal) -> float:
    return float(part) * 10_000 / (total.area_m2 or 1.0)


def hectares(area: Decimal) -> str:
    """Hectares with two decimals in the reader's marks."""
    return format_number(area, language(), 2)


def quota_lines(room: PlanRoom, land: PlanLand) -> list[dict[str, Any]]:
    """Every quota of the plan in force, with the land drawn against it where any is drawn."""
    uses: dict[Quota, list[QuotaUse]] = defaultdict(list)
    for use in land.report.quota_uses() if land.report and land.drawing and land.drawing.units else ():
        uses[use.quota].append(use)
    zones, codes = room.province.facts["zones"].by_key(), land_use_codes()
    return [{
        "code": use_word(quota.code, codes, language()), "zone": f"{quota.zone} {name_of(zones.get(quota.zone))}".strip(),
        "stage": quota.stage, "area": hectares(quota.area_ha), "decision": quota.decision,
        "uses": [{"stage": use.stage, "used": hectares(rounded(use.used_m2)), "left": hectares(-rounded_signed(use.over_m2)),
                  "over": use.over_m2 > 50} for use in uses[quota]],
    } for quota in land.quotas]


def rounded_signed(area_m2: float) -> Decimal:
    """Hectares to 0.01, also of a negative area."""
    return rounded(area_m2) if area_m2 >= 0 else -rounded(-area_m2)


def balance_chart(land: PlanLand) -> dict[str, Any] | None:
    """Land by use as bars with the plan-wide quotas as marks; the quotas alone while no unit is drawn."""
    limits = {quota.code: float(quota.area_ha) for quota in land.quotas if not quota.zone}
    title = say("Đất theo mục đích sử dụng", "Land by use")
    if land.report is None or land.drawing is None or not land.drawing.units:
        if not limits:
            return None
        name = say("Chỉ tiêu", "Quota")
        return {"kind": "bars", "title": say("Chỉ tiêu sử dụng đất", "Land-use quotas"), "unit": "ha", "x": list(limits),
                "series": [{"name": name, "values": list(limits.values())}]}
    by_stage = _by_use(land.report)
    uses = sorted({use for areas in by_stage.values() for use in areas} | set(limits), key=lambda use: use_order(use, land.report.codes))
    series = [{"name": say("Giai đoạn {stage}", "Stage {stage}", stage=stage) if stage else say("Trên bản vẽ", "As drawn"),
               "values": [float(rounded(areas.get(use, 0.0))) for use in uses]} for stage, areas in by_stage.items()]
    names = [use_word(use, land.report.codes, language()) for use in uses]
    chart = {"kind": "bars", "title": title, "unit": "ha", "series": series,
             "x": [name if use.startswith("(") else use for use, name in zip(uses, names, strict=True)]}
    if len(series) > 1:
        return chart
    marks = [limits.get(use) for use in uses]
    return {**chart, "line": {"name": say("Chỉ tiêu", "Quota"), "values": marks}} if any(marks) else {
        **chart, "kind": "horizontal", "x": names}


def _by_use(report: BalanceReport) -> dict[str, dict[str, float]]:
    parts: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for line in report.balance.lines:
        parts[line.stage][line.use].append(line.area_m2)
    return {stage: {use: fsum(areas) for use, areas in uses.items()} for stage, uses in parts.items()}


def legend(land: PlanLand) -> dict[str, Any]:
    """Uses drawn with their colours: those the layer states, else ours; ``official`` says which ("all", "some", "none")."""
    if land.drawing is None or land.report is None:
        return {"entries": [], "official": "none"}
    codes = land.report.codes
    drawn = dict.fromkeys(one.code for one in land.drawing.shapes.attributes if one.code)
    colours = colours_of(tuple(drawn), codes)
    stated = [code for code in drawn if code in codes and codes[code].colour]
    official = "none" if not stated else "all" if len(stated) == len(drawn) else "some"
    ordered = sorted(drawn, key=lambda code: use_order(code, codes))
    return {"entries": [{"code": code, "name": use_word(code, codes, language()), "colour": colours[code]} for code in ordered],
            "official": official}


def colours_of(used: Sequence[str], codes: CodeList) -> dict[str, str]:
    """A colour for each code in use: the layer's own, else the next of the palette in order of the list."""
    ordered = sorted(used, key=lambda code: use_order(code, codes))
    return {code: (codes[code].colour if code in codes else "") or PALETTE[n % len(PALETTE)] for n, code in enumerate(ordered)}


def land_findings(land: PlanLand) -> list[dict[str, Any]]:
    """Faults of shapes with their exact area, owners and remedy; then quotas, codes and norms; then what reading the layer said."""
    found: list[dict[str, Any]] = []
    if land.checked is not None:
        found += [_fault(one, n) for n, one in enumerate(land.checked.findings, 1)]
    told = [*land.quota_told]
    if land.report is not None:
        told += [one for one in land.report.findings if one.code not in _GEOMETRY_TOLD]
    if land.drawing is not None:
        told += land.drawing.findings
    return found + [shown(one) for one in dict.fromkeys(told)]


def _fault(one: ZoneFinding, number: int) -> dict[str, Any]:
    """``place``: its id on the map, "" when it has no place."""
    lang = language()
    said = shown(one.finding)
    facts = [f"{format_number(square_metres(one.area_m2), lang)} m²"] if one.area_m2 > 0 else []
    facts += [", ".join(one.owners[:6]) + ("…" if len(one.owners) > 6 else "")] if one.owners else []
    if one.remedy is not None:
        moved = say("dời ranh xa nhất {m} m", "no border moves further than {m} m", m=format_number(metres(one.remedy.furthest_m), lang))
        act = one.remedy.says.text("message", lang)
        who = one.remedy.says.text("who", lang)
        parts = [act, moved + "." if one.remedy.moves else "", say("Ai quyết: {who}.", "Who decides: {who}.", who=who) if who else ""]
        said = {**said, "remedy": " ".join(part for part in parts if part)}
    return {**said, "where": " · ".join(facts), "place": f"fault-{number}" if one.area_m2 > 0 else "", "area_m2": one.area_m2}


def report_for(land: PlanLand, inner: bool) -> BalanceReport | None:
    """The balance as the official form takes it; signed out without findings, which name owners."""
    return land.report if inner or land.report is None else replace(land.report, findings=())
