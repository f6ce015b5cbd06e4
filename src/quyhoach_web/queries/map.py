"""What the map shows: layers as text, cached by revision, and what the panel says about one thing. No notes: the map is public."""

from __future__ import annotations

import json
import math
from collections import Counter
from functools import lru_cache
from typing import Any

from django.utils import timezone

from quyhoach.dates import format_as_of
from quyhoach.province.map_layers import map_layers
from quyhoach.province.province import Province
from quyhoach.tables.spec import Row
from quyhoach_web.language import language, say
from quyhoach_web.models import Run
from quyhoach_web.queries.cooperation import held_back, public_row
from quyhoach_web.queries.names import name_of
from quyhoach_web.queries.plan_documents import PlanDocument, plan_of
from quyhoach_web.queries.thread import thread_of

KINDS = {
    "commune": ("units", "Xã, phường", "Commune"), "zone": ("zones", "Khu chức năng", "Zone"),
    "project": ("projects", "Dự án", "Project"), "gate": ("zones", "Cửa khẩu", "Gate"),
}
_SHOWN = {
    "commune": ("code", "kind", "district", "valid_from", "area_km2"),
    "zone": ("kind", "area_ha", "decision", "decision_date"),
    "project": ("status", "ownership", "investor", "total_investment", "public_total", "start_year", "end_year"),
    "gate": ("kind", "decision", "decision_date"),
}


@lru_cache(maxsize=4)
def layer_texts(revision: int, run: int | None, lang: str, province_of: Any) -> dict[str, str]:
    """Every layer as GeoJSON text; made once a revision, published run and language."""
    plan = plan_of(Run.objects.get(pk=run)) if run else None
    layers = map_layers(province_of())
    return {name: json.dumps(_for_page(layer, lang, plan), ensure_ascii=False, separators=(",", ":")) for name, layer in layers.items()}


def _for_page(layer: dict[str, Any], lang: str, plan: PlanDocument | None) -> dict[str, Any]:
    """Properties as the page's script reads them; points that share a place stand around it, so that each can be clicked."""
    features, seen = [], Counter()
    for feature in layer["features"]:
        said = dict(feature["properties"])
        said["id"], vi, en = said.pop("code"), said.pop("name_vi"), said.pop("name_en", "")
        said["kind"] = "commune" if said["kind"] == "unit" else said["kind"]
        if said["kind"] == "project" and plan and (state := plan.state(said["id"])):
            said["state"] = state
        said["name"] = (en if lang == "en" else "") or vi
        shape = feature["geometry"]
        if shape["type"] == "Point":
            at = (said["kind"], *shape["coordinates"])
            shape = {"type": "Point", "coordinates": _around(shape["coordinates"], seen[at])}
            seen[at] += 1
        features.append({**feature, "geometry": shape, "properties": said})
    return {**layer, "features": features}


def _around(point: list[float], nth: int) -> list[float]:
    """The nth place on a sunflower spiral of about half a kilometre a step."""
    reach, turn = 0.005 * math.sqrt(nth), nth * math.pi * (3 - math.sqrt(5))
    return [round(point[0] + reach * math.cos(turn), 6), round(point[1] + reach * math.sin(turn), 6)]


def rows_beside(layers: dict[str, str]) -> list[dict[str, Any]]:
    """The table beside the map: every feature that has a code, layer by layer."""
    rows = []
    for name, text in layers.items():
        for feature in json.loads(text)["features"]:
            said = feature["properties"]
            rows.append({"layer": name, "kind": said["kind"], "kind_label": say(*KINDS[said["kind"]][1:]),
                         "code": said["id"], "name": said["name"]})
    return rows


def panel(province: Province, kind: str, code: str, run: Run | None) -> dict[str, Any] | None:
    """Name, figures with their source, projects here and, for a project, its thread; None for what is not there."""
    if kind not in KINDS:
        return None
    table = province.facts[KINDS[kind][0]]
    row = table.by_key().get(code)
    if row is None:
        return None
    held = held_back(province, timezone.localdate())
    row = public_row(held, KINDS[kind][0], row)
    return {
        "kind": say(*KINDS[kind][1:]), "code": code, "name": name_of(row, code), "figures": _figures(row, kind, table.spec),
        "source": row.text("source"), "as_of": format_as_of(row.text("as_of")), "assumed": row.text("assumed"),
        "projects": _projects(province, kind, code, run),
        "thread": _thread(province, code, run) if kind == "project" and ("projects", code) not in held else [],
    }


def _figures(row: Row, kind: str, spec: Any) -> list[dict[str, Any]]:
    shown = []
    for name in _SHOWN[kind]:
        if name in row.values and row[name] is not None:
            column = spec.column(name)
            value = row[name]
            if column.choices:
                value = column.choices[str(value)][0 if language() == "vi" else 1]
            shown.append({"label": column.header_vi if language() == "vi" else column.header_en, "unit": column.unit,
                          "value": str(value) if name.endswith("_year") else value, "kind": str(column.kind)})
    return shown


def _projects(province: Province, kind: str, code: str, run: Run | None) -> list[dict[str, Any]]:
    """The projects of a commune or zone with the published plan's answer on each."""
    if kind not in ("commune", "zone"):
        return []
    plan = plan_of(run)
    decided = {decision["id"]: decision["in_plan"] for decision in plan.decided.values()} if plan else {}
    here = [row for row in province.facts["projects"].rows if code in row.codes("units") or row.text("zone") == code]
    codes = {row.text("project"): row for row in here}
    return [{"code": code, "name": name_of(row, code), "in_plan": decided.get(code)} for code, row in codes.items()]


def _thread(province: Province, code: str, run: Run | None) -> list[dict[str, Any]]:
    """The knots from directive to money and land; the money of the published plan where it looked at the project."""
    return thread_of(province, province.scenarios.get(run.scenario) if run else None, code, plan_of(run))
