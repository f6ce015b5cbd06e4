"""A file on its way into the tables: read, compared with what stands, accepted whole in one transaction, undone again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from quyhoach.findings import LANGUAGES, Finding, Severity, finding
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables import TableRead
from quyhoach.tables.spec import Row, TableSpec
from quyhoach_web.models import Import, Office
from quyhoach_web.queries.privacy import PRIVATE_TABLES, private_columns
from quyhoach_web.services import boundaries, provinces, records, references, uploads
from quyhoach_web.services.audit import Act, record
from quyhoach_web.services.cells import from_json, place_json, to_json
from quyhoach_web.services.uploads import Covers, FileRead, Refused, Upload

MOVING = ("new", "changed")
"""Kinds of rows that accepting writes."""
NOTHING = "empty"
"""The state of an import that has no row to accept: nobody is waited for."""

Told = tuple[str, Finding]
"""A finding with the table it was found in, "" for the file."""


class Decided(Exception):
    """Somebody has accepted, dropped or undone the import already; ``found`` says what it is now."""

    def __init__(self, found: Import) -> None:
        super().__init__(found.state)
        self.found = found


def preview(upload: Upload, who: Any, covers: Covers, reader: bool = True) -> Import:
    """Read the file and remember what it would change; no row is changed yet. Who is no ``reader`` of private columns leaves them as
    they are. Raises Refused, also for a private table."""
    uploads.checked(upload.name, len(upload.content))
    if upload.is_map:
        changes, findings, more = boundaries.compared(upload, covers)
        return _keep(upload, who, "layer", changes, [("", one) for one in findings], **more)
    read = uploads.read_tables(upload) if reader else _open(uploads.read_tables(upload))
    changes: list[dict[str, Any]] = []
    told: list[Told] = [("", one) for one in read.findings]
    for name, table in read.tables.items():
        found, more_findings = _compared(upload.layer, table, read.columns[name], covers)
        changes += found
        told += [(name, one) for one in (*table.findings, *more_findings)]
    told += _kept_out(upload.layer, changes, read.columns, upload.name)
    return _keep(upload, who, "table" if upload.table else "workbook", changes, told, columns=read.columns)


def _open(read: FileRead) -> FileRead:
    """Without private columns: neither what stands in them nor what is the same is told. Raises Refused for a private table."""
    closed = sorted(PRIVATE_TABLES & set(read.tables))
    if closed:
        raise Refused(finding("WEB-015", **{f"tables_{lang}": ", ".join(_title(name, lang) for name in closed) for lang in LANGUAGES}))
    tables = {name: replace(one, table=replace(one.table, rows=tuple(
        replace(row, values={**row.values, **dict.fromkeys(private_columns(name))}) for row in one.table.rows)))
        for name, one in read.tables.items()}
    columns = {name: {key: text for key, text in found.items() if key not in private_columns(name)} for name, found in read.columns.items()}
    return replace(read, tables=tables, columns=columns)


def _title(table: str, lang: str) -> str:
    spec = {**FACTS, **SCENARIO}[table]
    return spec.title_vi if lang == "vi" else spec.title_en


def _kept_out(layer: str, changes: list[dict[str, Any]], columns: Mapping[str, Mapping[str, str]], file: str) -> list[Told]:
    """Rows that name what is nowhere become wrong ones; what was found."""
    told = references.dangling(layer, changes, columns, file)
    for change, one in told:
        if change is not None and one.severity is Severity.ERROR:
            change["kind"] = "wrong"
    return [(change["table"] if change else "", one) for change, one in told]


def _keep(upload: Upload, who: Any, kind: str, changes: list[dict[str, Any]], told: Iterable[Told], **more: Any) -> Import:
    layer = kind == "layer"
    return Import.objects.create(
        filename=upload.name[-200:], kind=kind, table=boundaries.LAYER if layer else upload.table,
        layer="geo" if layer else upload.layer, digest=hashlib.sha256(upload.content).hexdigest(), size=len(upload.content),
        changes=changes, findings={**_in_words(told), **more}, revision=provinces.revision(), created_by=who, created_at=timezone.now(),
        state="preview" if any(change["kind"] in MOVING for change in changes) else NOTHING)


def _in_words(told: Iterable[Told]) -> dict[str, list[dict[str, Any]]]:
    told = list(told)
    return {lang: [_as_said(table, one, lang) for table, one in told] for lang in LANGUAGES}


def _as_said(table: str, one: Finding, lang: str) -> dict[str, Any]:
    one = _by_titles(one, lang)
    words = {"vi": ("trang", "dòng", "cột"), "en": ("sheet", "row", "column")}[lang]
    at = [f"{word} {part}" for word, part in zip(words, (one.where.sheet, one.where.row, one.where.column), strict=True) if part]
    where = ", ".join(at) or one.where.object_id or one.where.file
    return {**one.as_json(lang), "where": where, "row": one.where.row, "table": table}


def _by_titles(one: Finding, lang: str) -> Finding:
    """Tables by their titles, and the blank template instead of a page of the documentation: what a person of the office knows."""
    said = dict(one.values)
    for name in ("table", "target"):
        spec = {**FACTS, **SCENARIO}.get(str(said.get(name, "")))
        if spec:
            said[name] = spec.title_vi if lang == "vi" else spec.title_en
    if "page" in said:
        said["page"] = {"vi": "biểu mẫu trống của bảng, ở trang Dữ liệu", "en": "the table's blank template, on the Data page"}[lang]
    return replace(one, values=said)


def _compared(layer: str, read: TableRead, columns: Mapping[str, str], covers: Covers) -> tuple[list[dict[str, Any]], list[Finding]]:
    spec, given = read.table.spec, set(columns)
    standing = {key: row.values for key, row in records.standing_at(layer, spec.name, list(read.table.by_key())).items()}
    wrong = {one.where.row for one in read.findings if one.severity is Severity.ERROR and one.where.row}
    changes, findings = [], []
    for key, row in read.table.by_key().items():
        change = _change(layer, spec, key, row, standing.get(key), given)
        if row.place.row in wrong:
            change["kind"] = "wrong"
        elif change["kind"] != "unchanged" and not _covered(change, covers):
            change |= {"kind": "wrong", "foreign": True}
            findings.append(finding("WEB-005", row.place, key=key))
        changes.append(change)
    seen = {change["row"] for change in changes}
    changes += [{"layer": layer, "table": spec.name, "key": "", "kind": "wrong", "row": number} for number in sorted(wrong - seen)
                if number]
    return changes, findings


def _change(layer: str, spec: TableSpec, key: str, row: Row, before: dict[str, Any] | None, given: set[str]) -> dict[str, Any]:
    """One row beside what stands: a value that is equal keeps its stored spelling, a column the file lacks keeps its value."""
    about = {"layer": layer, "table": spec.name, "key": key, "row": row.place.row, "sheet": row.place.sheet}
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


# Deciding ------------------------------------------------------------------------------------------------------------------


def _locked(pk: int) -> Import:
    Office.objects.select_for_update().get(pk=1)
    return Import.objects.select_for_update().get(pk=pk)


def _decided(found: Import, state: str, who: object, action: str) -> None:
    record(who, [Act(action, "import", str(found.pk), found.state, state, found.filename)])
    found.state, found.decided_at = state, timezone.now()
    found.save()


def _row_changes(found: Import) -> list[records.RowChange]:
    return [_row_change(one) for one in found.changes if one["kind"] in MOVING]


def _row_change(one: Mapping[str, Any]) -> records.RowChange:
    return records.RowChange(one["layer"], one["table"], one["key"], one["before"], one["after"], one.get("place"))


def _undecided(pk: int, state: str) -> Import:
    """The import, held until the transaction ends. Raises Decided when it is in another state."""
    found = _locked(pk)
    if found.state != state:
        raise Decided(found)
    return found


@transaction.atomic
def accept(pk: int, who: Any, covers: Covers) -> Import:
    """Write the good rows, once however often it is asked. Raises Decided, records.Overtaken, Refused."""
    found = _undecided(pk, "preview")
    if found.kind == "layer":
        boundaries.accept(found, who, covers)
    else:
        _still_lead_somewhere(found)
        changes = _row_changes(found)
        _all_covered(changes, covers)
        records.apply(changes, who, "import", f"{found.filename} (#{found.pk})")
    _decided(found, "accepted", who, "accept")
    return found


def _still_lead_somewhere(found: Import) -> None:
    """A row that a good row names may have gone since the preview. Raises records.Overtaken."""
    if found.revision == provinces.revision():
        return
    _kept_out(found.layer, moving := [one for one in found.changes if one["kind"] in MOVING], found.findings["columns"], found.filename)
    fallen = [one for one in moving if one["kind"] == "wrong"]
    if fallen:
        raise records.Overtaken([(_row_change(one), one["before"]) for one in fallen])


def _all_covered(changes: Iterable[records.RowChange], covers: Covers) -> None:
    foreign = [change.key for change in changes if not _both(covers, change.layer, change.table, change.before, change.after)]
    if foreign:
        raise Refused(finding("WEB-005", key=", ".join(foreign[:20])))


@transaction.atomic
def drop(pk: int, who: object) -> Import:
    """Forget a preview. Raises Decided."""
    found = _undecided(pk, "preview")
    _decided(found, "dropped", who, "drop")
    return found


@transaction.atomic
def refresh(pk: int, covers: Covers) -> Import:
    """Compare a preview again with what stands now: after somebody else's change, nothing of the file is lost."""
    found = _locked(pk)
    if found.state != "preview":
        return found
    if found.kind == "layer":
        boundaries.compare_again(found)
    else:
        found.changes = [change if change["kind"] not in MOVING else _again(found, change, covers) for change in found.changes]
        more = _in_words(_kept_out(found.layer, found.changes, found.findings["columns"], found.filename))
        found.findings |= {lang: [*found.findings[lang], *(one for one in said if one not in found.findings[lang])]
                           for lang, said in more.items()}
    if not any(change["kind"] in MOVING for change in found.changes):
        found.state = NOTHING
    found.revision = provinces.revision()
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
    """Put every row back as it stood before. Raises Decided, records.Overtaken where rows changed since, Refused."""
    found = _undecided(pk, "accepted")
    if found.kind == "layer":
        boundaries.undo(found, who, covers)
    else:
        changes = [records.RowChange(c.layer, c.table, c.key, c.after, c.before, c.place) for c in reversed(_row_changes(found))]
        _all_covered(changes, covers)
        records.apply(changes, who, "undo", f"{found.filename} (#{found.pk})")
    _decided(found, "undone", who, "undo")
    return found
