"""The one way rows of the province's tables change: all or none, with a version, an audit entry and a new revision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from vn_collate import collate_key

from quyhoach.tables.folding import fold
from quyhoach.tables.secrecy import graded
from quyhoach.tables.spec import TableSpec
from quyhoach_web.models import Office, Project, Record
from quyhoach_web.queries.data import specs_of
from quyhoach_web.queries.privacy import private_columns
from quyhoach_web.services.audit import Act, record

_BATCH = 500


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row: from ``before`` (None: new) to ``after`` (None: removed), both as ``cells.to_json`` gives them."""

    layer: str
    table: str
    key: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    place: dict[str, Any] | None = None

    @property
    def object_id(self) -> str:
        """The row's one name in the audit."""
        return f"{self.layer}/{self.table}/{self.key}"


class Overtaken(Exception):
    """Rows are no longer what the change started from; ``rows`` are pairs (change, what stands there now or None)."""

    def __init__(self, rows: Sequence[tuple[RowChange, dict[str, Any] | None]]) -> None:
        super().__init__(", ".join(change.object_id for change, _ in rows))
        self.rows = rows


class Classified(PermissionDenied):
    """A row carries a stamp of secrecy: the last door, behind the importer and the forms, which say where it stands."""


def spec_of(layer: str, table: str) -> TableSpec:
    """The spec of a table of the facts or of a scenario. Raises KeyError."""
    return specs_of(layer)[table]


@transaction.atomic
def apply(changes: Sequence[RowChange], who: object, action: str, why: str = "") -> int:
    """Carry out every change or none; returns the new revision. Raises ``Overtaken``, ``Classified``."""
    if secret := next((found for change in changes if (found := graded(change.after or {}))), ""):
        raise Classified(secret)
    office = Office.objects.select_for_update().get(pk=1)
    standing = _standing(changes)
    clashes = [(c, standing[c.object_id].values if c.object_id in standing else None) for c in changes
               if (standing[c.object_id].values if c.object_id in standing else None) != c.before]
    if clashes:
        raise Overtaken(clashes)
    _remove([standing[c.object_id] for c in changes if c.after is None and c.object_id in standing])
    _insert([c for c in changes if c.before is None and c.after is not None])
    _update([(c, standing[c.object_id]) for c in changes if c.before is not None and c.after is not None])
    record(who, (Act(action, "record", c.object_id, c.before, c.after, why) for c in changes))
    changed()
    return office.revision + 1


def changed() -> None:
    """A new revision: what was kept of the old one is read anew."""
    Office.objects.filter(pk=1).update(revision=F("revision") + 1)


def _standing(changes: Iterable[RowChange]) -> dict[str, Record]:
    wanted: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        wanted.setdefault((change.layer, change.table), []).append(change.key)
    return {f"{layer}/{table}/{key}": row for (layer, table), keys in wanted.items()
            for key, row in standing_at(layer, table, keys).items()}


def standing_at(layer: str, table: str, keys: Sequence[str]) -> dict[str, Record]:
    """The rows of these keys that stand now, by key; asked in pieces a database takes."""
    found = {}
    for start in range(0, len(keys), _BATCH):
        rows = Record.objects.filter(layer=layer, table=table, key__in=keys[start:start + _BATCH])
        found |= {row.key: row for row in rows}
    return found


def _remove(rows: Sequence[Record]) -> None:
    for start in range(0, len(rows), _BATCH):
        Record.objects.filter(pk__in=[row.pk for row in rows[start:start + _BATCH]]).delete()


def _insert(changes: Sequence[RowChange]) -> None:
    last: dict[tuple[str, str], int] = {}
    rows = []
    for change in changes:
        at = (change.layer, change.table)
        if at not in last:
            last[at] = Record.objects.filter(layer=at[0], table=at[1]).aggregate(last=Max("position"))["last"] or 0
        last[at] += 1
        rows.append(Record(
            layer=change.layer, table=change.table, key=change.key, position=last[at], values=change.after, place=change.place or {},
            search_text=_search_text(change.table, change.after or {}), updated_at=timezone.now()))
    Record.objects.bulk_create(rows, batch_size=_BATCH)
    Project.objects.bulk_create([projected(row) for row in rows if _is_project(row)], batch_size=_BATCH)


def _update(pairs: Sequence[tuple[RowChange, Record]]) -> None:
    rows = []
    for change, row in pairs:
        row.values, row.version, row.updated_at = change.after, row.version + 1, timezone.now()
        row.search_text = _search_text(change.table, change.after or {})
        rows.append(row)
    Record.objects.bulk_update(rows, ["values", "version", "search_text", "updated_at"], batch_size=_BATCH)
    projects = [row for row in rows if _is_project(row)]
    for start in range(0, len(projects), _BATCH):
        Project.objects.filter(record__in=projects[start:start + _BATCH]).delete()
    Project.objects.bulk_create([projected(row) for row in projects], batch_size=_BATCH)


def _is_project(row: Record) -> bool:
    return row.layer == "facts" and row.table == "projects"


def _search_text(table: str, values: dict[str, Any]) -> str:
    """Without private cells: a search that finds a row would tell what stands in them."""
    hidden = private_columns(table)
    return fold(" ".join(value for name, value in values.items() if isinstance(value, str) and name not in hidden))


def projected(row: Record) -> Project:
    """The columns lists filter and sort by, as the record says them."""
    said = row.values
    name = str(said.get("name_vi", row.key))
    return Project(
        record=row, code=row.key, name=name, search_text=fold(f"{row.key} {name} {said.get('name_en', '')} {said.get('investor', '')}"),
        sort_key=collate_key(name)[:400], status=said.get("status", ""), ownership=said.get("ownership", ""),
        sector=str(said.get("sector", ""))[:120], group=said.get("group", ""), agency=said.get("agency", ""), zone=said.get("zone", ""),
        units=";".join(said.get("units", [])), total_investment=said.get("total_investment"), public_total=said.get("public_total"),
        disbursed=said.get("disbursed"), start_year=said.get("start_year"), end_year=said.get("end_year"),
    )
