"""The province as it stands now, kept in memory: read whole once, then brought up to date row by row from what the audit tells."""

from __future__ import annotations

import gc
import json
import threading
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Value

from quyhoach.findings import Place
from quyhoach.province.province import Province, Scenario
from quyhoach.province.settings import read_province_info, read_scenario_info
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables.spec import Row, Table, TableSpec
from quyhoach_web.models import AuditEntry, AuditHead, Layer, Office, Record, ScenarioSettings
from quyhoach_web.queries.data import specs_of
from quyhoach_web.services.audit import START
from quyhoach_web.services.cells import from_json

_MOST = 2000
"""Changed rows up to which what is kept is mended; beyond it is read anew."""
_MANY = 20_000
"""Rows from which the garbage collector is told not to walk them again at every turn: it stops the pages for half a second."""
_KEPT = 2
"""Provinces kept: the newest, and one for a reader inside a transaction that has not seen it yet."""

Rows = dict[tuple[str, str], dict[str, tuple[int, Row]]]
"""Position and row by (layer, table), then by key, in the file's order."""


class NotLoaded(Exception):
    """No province is loaded yet."""


@dataclass(frozen=True, eq=False)
class _Standing:
    """``mark``: number and hash of the audit's newest entry when it was read. A history that was rolled back has other hashes,
    so what was read inside it is never taken for what stands."""

    revision: int
    mark: tuple[int, str]
    province: Province
    rows: Rows


_kept: list[_Standing] = []
_reading = threading.Lock()


def revision() -> int:
    """Grows with every change of the data. Raises NotLoaded."""
    found = Office.objects.filter(pk=1).exclude(settings={}).values_list("revision", flat=True).first()
    if found is None:
        raise NotLoaded
    return found


def current() -> Province:
    """The province as it stands now; many who ask at once wait for one reading. Raises NotLoaded."""
    found = _known()
    if found is None:
        with _reading:
            found = _known() or _keep(_newest())
    return found.province


def forget() -> None:
    """Keep nothing."""
    _kept.clear()


def _known() -> _Standing | None:
    """What is kept of exactly this revision. Raises NotLoaded."""
    kept = list(_kept)
    asked = {f"mark{n}": _stands(one.mark) for n, one in enumerate(kept)}
    at = Office.objects.filter(pk=1).exclude(settings={}).annotate(**asked).values("revision", *asked).first()
    if at is None:
        raise NotLoaded
    return next((one for n, one in enumerate(kept) if at[f"mark{n}"] and one.revision == at["revision"]), None)


def _stands(mark: tuple[int, str]) -> Any:
    return Exists(AuditEntry.objects.filter(number=mark[0], hash=mark[1])) if mark[0] else Value(True)


def _keep(found: _Standing) -> _Standing:
    _kept.insert(0, found)
    del _kept[_KEPT:]
    return found


def _newest() -> _Standing:
    """Mark and revision are read before the rows: a change that comes in between is simply mended again the next time."""
    at = revision()
    mark = AuditHead.objects.filter(pk=1).values_list("number", "hash").first() or (0, START)
    for base in list(_kept):
        if base.revision < at and AuditEntry.objects.filter(number=base.mark[0], hash=base.mark[1]).exists():
            mended = _mended(base)
            if mended is not None:
                return _Standing(at, mark, *mended)
    province, rows = _read()
    if sum(len(table) for table in rows.values()) > _MANY:
        gc.collect()
        gc.freeze()
    return _Standing(at, mark, province, rows)


def _mended(base: _Standing) -> tuple[Province, Rows] | None:
    """The province with the rows and layers that changed since; None when so much changed that reading anew is quicker."""
    since = AuditEntry.objects.filter(number__gt=base.mark[0], kind__in=("record", "layer", "settings"))
    entries = list(since.values_list("kind", "object_id")[:_MOST + 1])
    if len(entries) > _MOST or any(kind == "settings" for kind, _ in entries):
        return None
    changed: dict[tuple[str, str], set[str]] = {}
    for kind, name in entries:
        if kind == "record":
            layer, table, key = name.split("/", 2)
            changed.setdefault((layer, table), set()).add(key)
    rows = {**base.rows, **{at: _patched(base.rows.get(at, {}), at, keys) for at, keys in changed.items()}}
    layers = _layers() if any(kind == "layer" for kind, _ in entries) else base.province.layers
    facts = _mended_tables("facts", base.province.facts, changed, rows)
    scenarios = {name: Scenario(one.info, _mended_tables(name, one.tables, changed, rows))
                 for name, one in base.province.scenarios.items()}
    return Province(base.province.info, facts, scenarios, layers), rows


def _patched(rows: dict[str, tuple[int, Row]], at: tuple[str, str], keys: set[str]) -> dict[str, tuple[int, Row]]:
    """A new row has the greatest position, also one that was removed and is there again: it goes to the end."""
    patched, spec, asked = dict(rows), specs_of(at[0])[at[1]], sorted(keys)
    standing = []
    for start in range(0, len(asked), 500):
        found = Record.objects.filter(layer=at[0], table=at[1], key__in=asked[start:start + 500])
        standing += found.values_list("position", "key", "values", "place")
    places = {key: position for position, key, _, _ in standing}
    for key in asked:
        if key in patched and places.get(key) != patched[key][0]:
            del patched[key]
    for position, key, values, place in sorted(standing, key=lambda row: row[0]):
        patched[key] = position, from_json(values, spec, place)
    return patched


def _mended_tables(layer: str, before: Any, changed: Any, rows: Rows) -> dict[str, Table]:
    return {name: _table(table.spec, rows[layer, name]) if (layer, name) in changed else table
            for name, table in before.items()}


def _read() -> tuple[Province, Rows]:
    info, _ = read_province_info(Office.objects.get(pk=1).settings, Place(file="province.toml"))
    rows: Rows = {}
    found = Record.objects.order_by("layer", "table", "position").values_list("layer", "table", "key", "position", "values", "place")
    for layer, table, key, position, values, place in found.iterator(chunk_size=2000):
        rows.setdefault((layer, table), {})[key] = position, from_json(values, specs_of(layer)[table], place)
    if info is None:
        raise NotLoaded
    scenarios = {}
    for row in ScenarioSettings.objects.order_by("name"):
        known, _ = read_scenario_info(row.name, row.settings, Place(file=f"scenarios/{row.name}/scenario.toml"))
        if known:
            scenarios[row.name] = Scenario(known, _tables(row.name, SCENARIO, rows))
    return Province(info, _tables("facts", FACTS, rows), scenarios, _layers()), rows


def _layers() -> dict[str, Any]:
    return {layer.name: json.loads(layer.geojson) for layer in Layer.objects.order_by("name")}


def _tables(layer: str, specs: Any, rows: Rows) -> dict[str, Table]:
    return {name: _table(spec, rows.get((layer, name), {})) for name, spec in specs.items()}


def _table(spec: TableSpec, rows: dict[str, tuple[int, Row]]) -> Table:
    return Table(spec, tuple(row for _, row in rows.values()))
