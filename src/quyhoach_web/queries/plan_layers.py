"""Layers of plans on the map page: what the page loads as tiles, and what the panel says about one shape of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from quyhoach_web.language import language, say
from quyhoach_web.queries.collections import Collection
from quyhoach_web.queries.features import properties_of, public_properties

_TOLD_APART = ("name", "name_vi", "name_en", "source", "as_of", "assumed", "colour", "schematic")


def plan_layers(found: Iterable[Collection]) -> list[dict[str, Any]]:
    """Name, title in the reader's language and box of every layer of plans the reader sees."""
    return [{"name": one.name, "title": say(one.vi, one.en), "bounds": one.source.extent()[0]} for one in found if one.kind == "plan"]


def plan_panel(collection: Collection, fid: str) -> dict[str, Any] | None:
    """What the panel says about one shape; None when there is none, or not for this reader."""
    item = collection.source.one(fid)
    if item is None:
        return None
    said = public_properties(collection.kind, item.values, collection.inner)
    english = said.get("name_en") if language() == "en" else ""
    figures = [{"label": say(about.vi, about.en), "unit": "", "value": about.shown(said[about.name]),
                "kind": "decimal" if about.type in ("number", "integer") else "text"}
               for about in properties_of(collection.kind, collection.inner) if about.name in said and about.name not in _TOLD_APART]
    name = english or said.get("name_vi") or said.get("name") or item.fid
    return {"kind": say(collection.vi, collection.en), "code": item.fid, "name": name,
            "figures": figures, "source": said.get("source", ""), "as_of": said.get("as_of", ""), "assumed": said.get("assumed", ""),
            "projects": [], "thread": []}
