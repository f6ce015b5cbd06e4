"""Whether anybody changed the database by hand: the chain is counted again, and every row compared with its newest entry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from quyhoach_web.language import say
from quyhoach_web.models import Account, AuditEntry, AuditHead, Layer, Office, Project, Record, RunFile, ScenarioSettings, Snapshot
from quyhoach_web.services.audit import START, canonical, digest, head_line
from quyhoach_web.services.people import state
from quyhoach_web.services.records import projected

_CHUNK = 2000
_NOTHING = hashlib.sha256(canonical(None).encode()).digest()


@dataclass(frozen=True, slots=True)
class Tampering:
    """One thing that is not as the program left it. ``kind``: entry, head, record, project, layer, file, snapshot, account,
    settings; ``where``: its number or name; ``text``: what is wrong, in the reader's language."""

    kind: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """How many entries were counted again, the head as exports print it, and what was found."""

    entries: int
    head: str
    problems: tuple[Tampering, ...]


@dataclass(frozen=True, slots=True)
class _Newest:
    """The newest entry of one thing: its number and the hash of what it left."""

    number: int
    after: bytes


Memory = dict[tuple[str, str], _Newest]
Results = dict[str, tuple[int, dict[str, str]]]
"""By run: the number of the entry of its result, and the digest of each of its files by name."""


def verify(printed_head: str = "") -> AuditReport:
    """Everything that was edited by hand. ``printed_head``: a head as an old export prints it (``12:ab34…``), to see that the
    chain still holds that entry: without it nobody can tell a chain that was forged whole, from its first entry to its head."""
    newest: Memory = {}
    results: Results = {}
    problems = list(_chain(newest, results, printed_head))
    for part in (_records, _projects, _layers):
        problems += part(newest)
    problems += [*_files(results), *_snapshots(), *_accounts(newest), *_settings(newest)]
    return AuditReport(AuditEntry.objects.count(), head_line(), tuple(problems))


def _chain(newest: Memory, results: Results, printed_head: str) -> Iterator[Tampering]:
    expected, previous = 1, START
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=_CHUNK):
        if entry.number != expected:
            yield _entry_missing(expected, entry.number - 1)
        elif entry.previous != previous:
            yield Tampering("entry", str(entry.number), say(
                "Dòng nhật ký số {n} không nối tiếp dòng số {m}: dòng {m} đã bị thay.",
                "Audit entry {n} does not follow entry {m}: entry {m} was replaced.", n=entry.number, m=entry.number - 1))
        if digest(entry) != entry.hash:
            yield Tampering("entry", str(entry.number), say(
                "Dòng nhật ký số {n} ({what}) đã bị sửa tay.", "Audit entry {n} ({what}) was edited by hand.",
                n=entry.number, what=entry.object_id))
        newest[entry.kind, entry.object_id] = _Newest(entry.number, _hash(entry.after))
        if entry.action == "result" and isinstance(entry.after, dict):
            results[entry.object_id] = entry.number, entry.after
        expected, previous = entry.number + 1, entry.hash
    yield from _head(expected - 1, previous, printed_head)


def _entry_missing(first: int, last: int) -> Tampering:
    numbers = str(first) if first >= last else f"{first}–{last}"
    return Tampering("entry", numbers, say("Dòng nhật ký số {n} đã bị xóa.", "Audit entry {n} was deleted.", n=numbers))


def _head(last: int, last_hash: str, printed: str) -> Iterator[Tampering]:
    head = AuditHead.objects.filter(pk=1).first()
    stated = (head.number, head.hash) if head else (0, START)
    if stated[0] > last:
        yield _entry_missing(last + 1, stated[0])
    elif stated != (last, last_hash):
        yield Tampering("head", str(stated[0]), say(
            "Đầu chuỗi ghi số {n}, dòng cuối là số {m}: đầu chuỗi hoặc dòng cuối đã bị sửa tay.",
            "The head says {n}, the last entry is {m}: the head or the last entry was edited by hand.", n=stated[0], m=last))
    number, _, start = printed.partition(":")
    if printed and not AuditEntry.objects.filter(number=int(number) if number.isdecimal() else -1, hash__startswith=start or "?").exists():
        yield Tampering("head", printed, say(
            "Chuỗi không còn chứa đầu chuỗi đã in {head}: nhật ký đã bị viết lại.",
            "The chain no longer holds the printed head {head}: the audit was written anew.", head=printed))


def _hash(value: Any) -> bytes:
    return hashlib.sha256(canonical(value).encode()).digest()


def _records(newest: Memory) -> Iterator[Tampering]:
    standing = set()
    rows = Record.objects.order_by("pk").values_list("layer", "table", "key", "values")
    for layer, table, key, values in rows.iterator(chunk_size=_CHUNK):
        name = f"{layer}/{table}/{key}"
        standing.add(name)
        known = newest.get(("record", name))
        if known is None or known.after == _NOTHING:
            yield _added("record", name)
        elif known.after != _hash(values):
            yield _edited("record", name, known, values)
    yield from _gone("record", newest, standing)


def _added(kind: str, name: str) -> Tampering:
    return Tampering(kind, name, say(
        "{name} được thêm tay: nhật ký không biết.", "{name} was added by hand: the audit does not know it.", name=name))


def _gone(kind: str, newest: Memory, standing: set[str]) -> Iterator[Tampering]:
    for (of, name), entry in newest.items():
        if of == kind and entry.after != _NOTHING and name not in standing:
            yield Tampering(kind, name, say(
                "{name} đã bị xóa tay: dòng nhật ký số {n} còn ghi.", "{name} was deleted by hand: audit entry {n} still has it.",
                name=name, n=entry.number))


def _edited(kind: str, name: str, known: _Newest, now: Any) -> Tampering:
    said = AuditEntry.objects.filter(number=known.number).values_list("after", flat=True).first()
    parts = _parts(said, now) if isinstance(said, dict) and isinstance(now, dict) else ""
    return Tampering(kind, name, say(
        "{name} khác dòng nhật ký số {n}: {parts}", "{name} differs from audit entry {n}: {parts}",
        name=name, n=known.number, parts=parts or say("đã bị sửa tay.", "edited by hand.")))


def _parts(said: dict[str, Any], now: dict[str, Any]) -> str:
    names = [name for name in sorted({*said, *now}) if said.get(name) != now.get(name)]
    return "; ".join(f"{name} {canonical(said.get(name))} → {canonical(now.get(name))}" for name in names)


def _projects(_newest: Memory) -> Iterator[Tampering]:
    """The columns that lists sort by must say what the record says."""
    columns = [field.attname for field in Project._meta.concrete_fields if field.name != "id"]
    for project in Project.objects.select_related("record").order_by("pk").iterator(chunk_size=_CHUNK):
        meant = projected(project.record)
        wrong = [name for name in columns if getattr(project, name) != getattr(meant, name)]
        if wrong:
            yield Tampering("project", project.code, say(
                "Danh sách dự án: dự án {code} đã bị sửa tay ở cột {columns}.",
                "List of projects: project {code} was edited by hand in {columns}.", code=project.code, columns=", ".join(wrong)))
    for key in Record.objects.filter(layer="facts", table="projects", project__isnull=True).values_list("key", flat=True):
        yield Tampering("project", key, say(
            "Danh sách dự án: dự án {code} đã bị xóa tay.", "List of projects: project {code} was deleted by hand.", code=key))


def _layers(newest: Memory) -> Iterator[Tampering]:
    standing = set()
    for layer in Layer.objects.order_by("name").iterator(chunk_size=4):
        standing.add(layer.name)
        known = newest.get(("layer", layer.name))
        real = hashlib.sha256(layer.geojson.encode()).hexdigest()
        if known is None or known.after == _NOTHING:
            yield _added("layer", layer.name)
        elif layer.digest != real or known.after != _hash(real):
            yield _edited("layer", layer.name, known, real)
    yield from _gone("layer", newest, standing)


def _files(results: Results) -> Iterator[Tampering]:
    """Every file of every run against the digest that the audit kept when the run was finished."""
    standing = set()
    for file in RunFile.objects.order_by("run_id", "name").iterator(chunk_size=8):
        standing.add((str(file.run_id), file.name))
        number, digests = results.get(str(file.run_id), (0, {}))
        if file.name not in digests:
            yield _file(file.run_id, file.name, say("được thêm tay: nhật ký không biết", "was added by hand: the audit does not know it"))
        elif not digests[file.name] == file.digest == hashlib.sha256(bytes(file.content)).hexdigest():
            yield _file(file.run_id, file.name, say(
                "đã bị sửa tay: khác dòng nhật ký số {n}", "was edited by hand: it differs from audit entry {n}", n=number))
    for run, (number, digests) in results.items():
        for name in sorted(name for name in digests if (run, name) not in standing):
            yield _file(run, name, say(
                "đã bị xóa tay: dòng nhật ký số {n} còn ghi", "was deleted by hand: audit entry {n} still has it", n=number))


def _file(run: object, name: str, what: str) -> Tampering:
    return Tampering("file", f"{run}/{name}", say(
        "Tệp {name} của lần chạy {run} {what}.", "File {name} of run {run} {what}.", name=name, run=run, what=what))


def _snapshots() -> Iterator[Tampering]:
    for snapshot in Snapshot.objects.order_by("pk").iterator(chunk_size=8):
        if hashlib.sha256(bytes(snapshot.content)).hexdigest() != snapshot.digest:
            yield Tampering("snapshot", snapshot.digest, say(
                "Bộ số liệu {name} của các lần chạy đã bị sửa tay.", "Inputs {name} of runs were edited by hand.",
                name=snapshot.digest[:16]))


def _accounts(newest: Memory) -> Iterator[Tampering]:
    standing = set()
    for account in Account.objects.order_by("pk").prefetch_related("assignments"):
        standing.add(account.username)
        known = newest.get(("account", account.username))
        if known is None:
            yield _added("account", account.username)
        elif known.after != _hash(state(account)):
            yield _edited("account", account.username, known, state(account))
    yield from _gone("account", newest, standing)


def _settings(newest: Memory) -> Iterator[Tampering]:
    """Settings of the province and of scenarios, where the audit has them."""
    office = Office.objects.filter(pk=1).first()
    named = [("province", office.settings)] if office else []
    for name, settings in (*named, *ScenarioSettings.objects.order_by("name").values_list("name", "settings")):
        known = newest.get(("settings", name))
        if known is not None and known.after != _hash(settings):
            yield _edited("settings", name, known, settings)
