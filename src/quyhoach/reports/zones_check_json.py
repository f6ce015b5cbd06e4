"""The answer of ``zones check`` as JSON: ``findings[]`` as everywhere with area, owners and place, ``balance[]``, ``remedies[]``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from quyhoach.findings import Finding
from quyhoach.zones.balance_lines import BalanceLine
from quyhoach.zones.checks import Checked, ZoneFinding
from quyhoach.zones.checks.places import geojson
from quyhoach.zones.checks.rounds import Mended
from quyhoach.zones.layer import PlanLayer
from quyhoach.zones.quotas import Quota, QuotaBreach
from quyhoach.zones.remedies import Remedy, RemedyKind

CheckedLayer = tuple[PlanLayer, Checked]


def check_json(
    told: Sequence[Finding], layers: Sequence[CheckedLayer], lines: Iterable[BalanceLine], quotas: Sequence[Quota],
    breaches: Iterable[QuotaBreach], lang: str,
) -> dict[str, Any]:
    """``told``: findings of reading, quotas and norms. Areas in m² and hectares, lengths in metres; ``at`` east and north in the system
    of the layer. ``remedy_number`` of a finding is its place in ``remedies``, null without one; swaps of quotas come after."""
    remedies: list[Remedy] = []
    findings = [f.as_json(lang) for f in told]
    for layer, checked in layers:
        findings += [_finding(found, layer, remedies, lang) for found in checked.findings]
    return {
        "tolerance_m": layers[0][1].tolerance if layers else None, "sliver_m": layers[0][1].sliver if layers else None,
        "layers": [{"file": layer.file, "crs": layer.crs, "shapes": len(layer)} for layer, _ in layers],
        "findings": findings, "balance": [_line(line, quotas) for line in lines],
        "remedies": [*(_remedy(one, lang) for one in remedies), *(_swap(one, lang) for one in breaches)],
    }


def mended_json(told: Sequence[Finding], mended: Mended, lang: str) -> dict[str, Any]:
    """``mended[]``: every finding mended with its remedy in words; ``findings[]``: of reading, and what is left."""
    done = [
        {**_place(one), "code": one.finding.code, "text": one.remedy.says.text("message", lang)} for one in mended.applied if one.remedy
    ]
    left = check_json(told, [(mended.layer, mended.checked)], (), (), (), lang)
    return {"mended": done, **{key: left[key] for key in ("tolerance_m", "sliver_m", "layers", "findings", "remedies")}}


def _finding(found: ZoneFinding, layer: PlanLayer, remedies: list[Remedy], lang: str) -> dict[str, Any]:
    data = {**found.finding.as_json(lang), **_place(found), "crs": layer.crs, "remedy_number": None}
    if found.remedy is not None:
        data["remedy_number"] = len(remedies)
        remedies.append(found.remedy)
    if found.parts:
        data["parts"] = [{**_place(part), "code": part.finding.code} for part in found.parts]
    return data


def _place(found: ZoneFinding) -> dict[str, Any]:
    at = None if found.geometry.is_empty else [round(value, 3) for value in found.at]
    return {"kind": str(found.kind), "area_m2": round(found.area_m2, 6), "owners": list(found.owners), "scope": found.scope, "at": at}


def _line(line: BalanceLine, quotas: Sequence[Quota]) -> dict[str, Any]:
    return {
        "plan": line.plan, "stage": line.stage, "zone": line.zone, "commune": line.commune, "code": line.code, "state": str(line.state),
        "area_ha": round(line.area_ha, 8), "share": round(line.share, 8),
        "quota_ha": _quota(line, quotas),
    }


def _quota(line: BalanceLine, quotas: Sequence[Quota]) -> float | None:
    """Hectares of the quota set for just this plan, stage, zone and code."""
    for quota in quotas:
        if quota.plan in ("", line.plan) and quota.stage in ("", line.stage) and (quota.zone, quota.code) == (line.zone, line.code):
            return float(quota.area_ha)
    return None


def _remedy(remedy: Remedy, lang: str) -> dict[str, Any]:
    moves = [{"giver": move.giver, "taker": move.taker, "piece": geojson(move.piece)} for move in remedy.moves]
    return {
        "kind": str(remedy.kind), "owners": list(remedy.owners), "text": remedy.says.text("message", lang),
        "rule": remedy.says.text("why", lang), "who": remedy.says.text("who", lang), "area_m2": round(remedy.area_m2, 6),
        "furthest_m": round(remedy.furthest_m, 4), "moves": moves,
    }


def _swap(breach: QuotaBreach, lang: str) -> dict[str, Any]:
    remedy = breach.remedy
    moves = [
        {"from": [move.from_zone, move.from_code], "to": [move.to_zone, move.to_code], "area_ha": float(move.area_ha)}
        for move in remedy.moves
    ]
    kind = RemedyKind.QUOTA_SWAP if moves else RemedyKind.PROCEDURE
    return {
        "kind": str(kind), "owners": list(breach.owners), "text": remedy.words(lang), "rule": breach.finding.text("why", lang),
        "who": breach.finding.text("who", lang), "area_m2": round(breach.use.over_m2, 6), "furthest_m": 0.0, "moves": moves,
    }
