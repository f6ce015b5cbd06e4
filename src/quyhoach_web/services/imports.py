"""A file on its way into the tables: read, compared with what stands, accepted whole in one transaction, undone again."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from quyhoach.findings import LANGUAGES, Finding, Place, Severity, finding
from quyhoach.tables import TableRead, read_table, read_workbook
from quyhoach.tables.header import find_header
from quyhoach.tables.origin import Origin
from quyhoach.tables.sheets import open_sheets
from quyhoach.tables.spec import Kind, Row, TableSpec
from quyhoach_web.models import Import, Office, Record
from quyhoach_web.queries.data import specs_of
from quyhoach_web.services import provinces, records
from quyhoach_web.services.audit import Act, record
from quyhoach_web.services.cells import from_json, place_json, to_json

TABLES = (".xlsx", ".xls", ".ods", ".csv")
LAYERS = (".geojson", ".json")
Covers = Callable[[str, str, dict[str, Any]], bool]
"""Whether the person may change a row: (layer, table, values)."""


class Refused(Exception):
    """What was asked cannot be done; ``finding`` says why and what to do. Nothing was changed."""

    def __init__(self, said: Finding) -> None:
        super().__init__(said.text("message", "en"))
        self.finding = said


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name, bytes, the layer it is meant for, and the table ("": by the names of its sheets)."""

    name: str
    content: bytes
    layer: str = "facts"
    table: str = ""


def checked(name: str, size: int) -> None:
    """Raises Refused for a file that is too large, empty, or of a kind nobody reads here."""
    suffix, place = Path(name).suffix.casefold(), Place(file=name)
    if suffix not in (*TABLES, *LAYERS):
        raise Refused(finding("WEB-001", place, name=name, kinds=", ".join((*TABLES, *LAYERS))))
    if size > settings.UPLOAD_LIMIT:
        raise Refused(finding("WEB-002", place, name=name, size=_megabytes(size), limit=_megabytes(settings.UPLOAD_LIMIT)))
    if size == 0:
        raise Refused(finding("WEB-003", place, name=name))


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}".replace(".", ",")


def preview(upload: Upload, who: Any, covers: Covers) -> Import:
    """Read the file and remember what it would change; no row is changed yet. Raises Refused."""
    checked(upload.name, len(upload.content))
    if Path(upload.name).suffix.casefold() in LAYERS:
        return _keep(upload, who, "layer", *_layer(upload, covers))
    reads, columns = _reads(upload)
    if not reads:
        raise Refused(finding("WEB-004", Place(file=upload.name), name=upload.name))
    changes: list[dict[str, Any]] = []
    findings: list[Finding] = []
    for name, read in reads.items():
        findings += read.findings
        found, told = _compared(upload.layer, read, columns.get(name, ()), covers)
        changes += found
        findings += told
    return _keep(upload, who, "table" if upload.table else "workbook", changes, findings, columns=columns)


def _keep(upload: Upload, who: Any, kind: str, changes: list[dict[str, Any]], findings: Iterable[Finding], **more: Any) -> Import:
    said = {lang: [_told(one, lang) for one in findings] for lang in LANGUAGES}
    layer = kind == "layer"
    return Import.objects.create(
        filename=upload.name[-200:], kind=kind, table="communes" if layer else upload.table, layer="geo" if layer else upload.layer,
        digest=hashlib.sha256(upload.content).hexdigest(), size=len(upload.content), changes=changes, findings={**said, **more},
        revision=provinces.revision(), created_by=who, created_at=timezone.now())


def _told(one: Finding, lang: str) -> dict[str, Any]:
    words = {"vi": ("trang", "dòng", "cột"), "en": ("sheet", "row", "column")}[lang]
    at = [f"{word} {part}" for word, part in zip(words, (one.where.sheet, one.where.row, one.where.column), strict=True) if part]
    where = ", ".join(at) or one.where.object_id or one.where.file
    return {**one.as_json(lang), "where": where, "row": one.where.row}


@contextmanager
def _as_file(upload: Upload) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(upload.name.replace("\\", "/")).name[-120:] or "file")
        path.write_bytes(upload.content)
        yield path


def _reads(upload: Upload) -> tuple[dict[str, TableRead], dict[str, list[str]]]:
    """The tables of the file, and which columns each sheet has: a column the file lacks keeps what stands."""
    unit = provinces.current().info.money_unit
    specs = specs_of(upload.layer)
    with _as_file(upload) as path:
        reads = ({upload.table: read_table(path, specs[upload.table], unit=unit)} if upload.table
                 else read_workbook(path, specs, unit=unit))
        sheets = {sheet.name: sheet for sheet in open_sheets(path).sheets}
        columns = {}
        for name, read in reads.items():
            sheet = sheets.get(read.table.rows[0].place.sheet) if read.table.rows else None
            sheet = sheet or (next(iter(sheets.values())) if len(sheets) == 1 else None)
            columns[name] = _columns(sheet, specs[name], unit) if sheet else []
    return reads, columns


def _columns(sheet: Any, spec: TableSpec, unit: Any) -> list[str]:
    header, _ = find_header(sheet, spec, unit, Origin("").of(sheet.name, spec))
    if header is None:
        return []
    return [column.name for at, column in header.columns.items() if column.kind is not Kind.MONEY or at in header.scales]


def _compared(layer: str, read: TableRead, columns: Iterable[str], covers: Covers) -> tuple[list[dict[str, Any]], list[Finding]]:
    spec, given = read.table.spec, set(columns)
    standing = {key: row.values for key, row in records.standing_at(layer, spec.name, list(read.table.by_key())).items()}
    wrong = {one.where.row for one in read.findings if one.severity is Severity.ERROR and one.where.row}
    changes, findings = [], []
    for key, row in read.table.by_key().items():
        change = _change(layer, spec, key, row, standing.get(key), given)
        if row.place.row in wrong:
            change["kind"] = "wrong"
        elif change["kind"] != "unchanged" and not _covered(change, covers):
            change["kind"] = "wrong"
            findings.append(finding("WEB-005", row.place, key=key))
        changes.append(change)
    seen = {change["row"] for change in changes}
    changes += [{"layer": layer, "table": spec.name, "key": "", "kind": "wrong", "row": number} for number in sorted(wrong - seen)
                if number]
    return changes, findings


def _change(layer: str, spec: TableSpec, key: str, row: Row, before: dict[str, Any] | None, given: set[str]) -> dict[str, Any]:
    """One row beside what stands: a value that is equal keeps its stored spelling, a column the file lacks keeps its value."""
    about = {"layer": layer, "table": spec.name, "key": key, "row": row.place.row}
    after = to_json(row)
    if before is None:
        return {**about, "kind": "new", "before": None, "after": after, "place": place_json(row.place)}
    after = merged(spec, before, after, given)
    if after == before:
        return {**about, "kind": "unchanged"}
    return {**about, "kind": "changed", "before": before, "after": after}


def merged(spec: TableSpec, before: Mapping[str, Any], after: Mapping[str, Any], given: Iterable[str]) -> dict[str, Any]:
    """``before`` with the ``given`` columns of ``after``; an equal value keeps its stored spelling."""
    old, new, taken = from_json(before, spec), from_json(after, spec), set(given)
    kept = {column.name: (after if column.name in taken and old[column.name] != new[column.name] else before).get(column.name)
            for column in spec.columns}
    return {name: value for name, value in kept.items() if value is not None}


def _covered(change: Mapping[str, Any], covers: Covers) -> bool:
    return _both(covers, change["layer"], change["table"], change["before"], change["after"])


def _both(covers: Covers, layer: str, table: str, *sides: dict[str, Any] | None) -> bool:
    """Whether the person may change the row as it was and as it will be."""
    return all(covers(layer, table, values) for values in sides if values is not None)


def _layer(upload: Upload, covers: Covers) -> tuple[list[dict[str, Any]], list[Finding]]:
    _may_draw(upload.name, covers)
    from quyhoach.places.boundaries import read_boundaries  # slow: geometry is loaded for map layers only

    province = provinces.current()
    read = read_boundaries(upload.content, upload.name, known_codes())
    old = {str(one["properties"].get("code")): one for one in province.layers.get("communes", {}).get("features", [])}
    changes = []
    for one in read.layer["features"]:
        code, before = one["properties"]["code"], old.get(one["properties"]["code"])
        kind = "new" if before is None else "unchanged" if before == one else "changed"
        changes.append({"layer": "geo", "table": "communes", "key": code, "kind": kind, "after": one})
    wrong = {one.where.object_id for one in read.findings if one.severity is Severity.ERROR and one.where.object_id}
    changes += [{"layer": "geo", "table": "communes", "key": code, "kind": "wrong"}
                for code in sorted(wrong - {change["key"] for change in changes})]
    return changes, list(read.findings)


def known_codes() -> dict[str, str]:
    """Code → name of the communes in force."""
    rows = Record.objects.filter(layer="facts", table="units").order_by("position").values_list("values", flat=True)
    return {said["code"]: said.get("name_vi", "") for said in rows if said.get("code") and not said.get("valid_to")}


# Deciding ------------------------------------------------------------------------------------------------------------------


def _locked(pk: int) -> Import:
    Office.objects.select_for_update().get(pk=1)
    return Import.objects.select_for_update().get(pk=pk)


def _decided(found: Import, state: str, who: object, action: str) -> None:
    record(who, [Act(action, "import", str(found.pk), found.state, state, found.filename)])
    found.state, found.decided_at = state, timezone.now()
    found.save()


def _row_changes(found: Import) -> list[records.RowChange]:
    return [records.RowChange(one["layer"], one["table"], one["key"], one["before"], one["after"], one.get("place"))
            for one in found.changes if one["kind"] in ("new", "changed")]


@transaction.atomic
def accept(pk: int, who: Any, covers: Covers) -> Import:
    """Write the good rows, once however often it is asked. Raises records.Overtaken, Refused."""
    found = _locked(pk)
    if found.state != "preview":
        return found
    if found.kind == "layer":
        _accept_layer(found, who, covers)
    else:
        changes = _row_changes(found)
        _all_covered(changes, covers)
        if changes:
            records.apply(changes, who, "import", f"{found.filename} (#{found.pk})")
    _decided(found, "accepted", who, "accept")
    return found


def _all_covered(changes: Iterable[records.RowChange], covers: Covers) -> None:
    foreign = [change.key for change in changes if not _both(covers, change.layer, change.table, change.before, change.after)]
    if foreign:
        raise Refused(finding("WEB-005", key=", ".join(foreign[:20])))


def _features(found: Import, covers: Covers) -> list[dict[str, Any]]:
    """The good shapes of a layer's import. Raises Refused for a person who may not change the map."""
    _may_draw(found.filename, covers)
    return [change["after"] for change in found.changes if change["kind"] != "wrong"]


def _may_draw(file: str, covers: Covers) -> None:
    if not covers("geo", "communes", {}):
        raise Refused(finding("WEB-006", Place(file=file)))


def _accept_layer(found: Import, who: object, covers: Covers) -> None:
    features = _features(found, covers)
    if not features:
        return
    found.findings["replaced"] = provinces.current().layers.get("communes")
    provinces.save_layer("communes", {"type": "FeatureCollection", "features": features}, found.filename, who)


@transaction.atomic
def drop(pk: int, who: object) -> Import:
    """Forget a preview; a decided import stays as it is."""
    found = _locked(pk)
    if found.state == "preview":
        _decided(found, "dropped", who, "drop")
    return found


@transaction.atomic
def refresh(pk: int, covers: Covers) -> Import:
    """Compare a preview again with what stands now: after somebody else's change, nothing of the file is lost."""
    found = _locked(pk)
    if found.state != "preview" or found.kind == "layer":
        return found
    again = []
    for change in found.changes:
        again.append(change if change["kind"] not in ("new", "changed") else _again(found, change, covers))
    found.changes, found.revision = again, provinces.revision()
    found.save()
    return found


def _again(found: Import, change: dict[str, Any], covers: Covers) -> dict[str, Any]:
    spec = records.spec_of(change["layer"], change["table"])
    standing = records.standing_at(change["layer"], change["table"], [change["key"]]).get(change["key"])
    now = standing.values if standing else None
    if now == change["before"]:
        return change
    after = change["after"] if now is None else merged(spec, now, change["after"], found.findings["columns"].get(change["table"], ()))
    kind = "new" if now is None else "unchanged" if after == now else "changed"
    fresh = {**change, "kind": kind, "before": now, "after": after}
    return fresh if kind == "unchanged" or _covered(fresh, covers) else {**fresh, "kind": "wrong"}


@transaction.atomic
def undo(pk: int, who: Any, covers: Covers) -> Import:
    """Put every row back as it stood before. Raises records.Overtaken where rows changed since, Refused."""
    found = _locked(pk)
    if found.state != "accepted":
        return found
    if found.kind == "layer":
        _undo_layer(found, who, covers)
    else:
        changes = [records.RowChange(c.layer, c.table, c.key, c.after, c.before, c.place) for c in reversed(_row_changes(found))]
        _all_covered(changes, covers)
        if changes:
            records.apply(changes, who, "undo", f"{found.filename} (#{found.pk})")
    _decided(found, "undone", who, "undo")
    return found


def _undo_layer(found: Import, who: object, covers: Covers) -> None:
    features = _features(found, covers)
    if not features:
        return
    if provinces.current().layers.get("communes", {}).get("features") != features:
        raise Refused(finding("WEB-007", Place(file=found.filename), name=found.filename))
    before = found.findings.get("replaced") or {"type": "FeatureCollection", "features": []}
    provinces.save_layer("communes", before, f"undo #{found.pk}", who)
