"""Object models: which property of a file is which attribute of a shape. Data in ``models/*.toml``, none in code."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from quyhoach.tables.folding import fold
from quyhoach.zones.layer import ShapeRole

NATIVE = "native"
_WRITTEN = frozenset(("id", "role", "plan", "parent", "zone", "commune", "stage", "owner", "closes", "stated_ha"))
"""Names a file written by this program has; with all of them no other model is looked for."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property that may hold an attribute: its folded name, and the unit of its numbers ("" = as the attribute's)."""

    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ObjectModel:
    """``fields``: attribute → properties in order of preference; ``required``: names a file must have to be read so by itself.

    ``roles``: folded word → role. ``one_plan``: a file's only outline is the plan of its every row. ``closes``: what a row without a
    word on closure does. ``digits``: width of numeric codes. ``patterns``: an attribute only takes values that match.
    """

    name: str
    title: Mapping[str, str]
    required: tuple[str, ...]
    fields: Mapping[str, tuple[Property, ...]]
    roles: Mapping[str, ShapeRole]
    one_plan: bool = False
    closes: bool = True
    digits: int = 0
    patterns: Mapping[str, str] | None = None

    def columns(self, names: Collection[str]) -> dict[str, tuple[str, Property]]:
        """Attribute → the file's column and its property, for the attributes the file has."""
        folded: dict[str, str] = {}
        for name in names:
            folded.setdefault(fold(name), name)
        found = {}
        for attribute, properties in self.fields.items():
            here = next((one for one in properties if one.name in folded), None)
            if here is not None:
                found[attribute] = (folded[here.name], here)
        return found

    def lacking(self, names: Collection[str]) -> tuple[str, ...]:
        """Required names the file does not have."""
        folded = {fold(name) for name in names}
        return tuple(name for name in self.required if fold(name) not in folded)


@cache
def models() -> Mapping[str, ObjectModel]:
    """All models by name."""
    folder = resources.files("quyhoach.zones").joinpath("models")
    files = {file.name.removesuffix(".toml"): file for file in folder.iterdir() if file.name.endswith(".toml")}
    return {name: _model(name, tomllib.loads(files[name].read_text("utf-8"))) for name in sorted(files)}


def _model(name: str, body: Mapping[str, Any]) -> ObjectModel:
    fields = {attribute: tuple(map(_property, listed)) for attribute, listed in body["fields"].items()}
    roles = {fold(word): ShapeRole(role) for role, words in body.get("roles", {}).items() for word in words}
    return ObjectModel(
        name, body["title"], tuple(body["required"]), fields, roles, body.get("one_plan", False), body.get("closes", True),
        body.get("digits", 0), body.get("patterns"),
    )


def _property(entry: str | Mapping[str, str]) -> Property:
    return Property(fold(entry)) if isinstance(entry, str) else Property(fold(entry["name"]), entry["unit"])


def model_for(names: Collection[str]) -> ObjectModel:
    """The model a file is read by: the program's own when it wrote the file, else the first whose required names are there, else native."""
    known = models()
    if not set(names) >= _WRITTEN:
        for model in known.values():
            if model.required and not model.lacking(names):
                return model
    return known[NATIVE]
