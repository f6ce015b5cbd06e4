"""The province between folder and database: loaded row by row, given back equal, and frozen as a snapshot for a run."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from quyhoach.findings import Finding
from quyhoach.province.folder import read_province, write_province
from quyhoach.province.province import Province
from quyhoach.province.settings import plain_text, province_pairs, scenario_pairs
from quyhoach_web.models import Layer, Office, ScenarioSettings, Snapshot
from quyhoach_web.queries.privacy import open_province
from quyhoach_web.services import features, records
from quyhoach_web.services.audit import Act, record
from quyhoach_web.services.cells import place_json, to_json
from quyhoach_web.services.standing import NotLoaded, current, revision

__all__ = ["NotLoaded", "current", "folder_zip", "load", "open_zip", "revision", "save_layer", "snapshot", "unzip"]


@transaction.atomic
def load(path: Path | str, who: object) -> tuple[Finding, ...]:
    """Take in a whole province folder or workbook, into an empty office. Returns what reading found."""
    read = read_province(path)
    if read.province is None:
        return read.findings
    province = read.province
    Office.objects.get_or_create(pk=1)
    Office.objects.filter(pk=1).update(settings=_texts(province_pairs(province.info)))
    for name, scenario in province.scenarios.items():
        ScenarioSettings.objects.create(name=name, settings=_texts(scenario_pairs(scenario.info)))
    settings = {"province": province_pairs(province.info), **{name: scenario_pairs(s.info) for name, s in province.scenarios.items()}}
    record(who, [Act("load", "settings", name, None, _texts(pairs)) for name, pairs in settings.items()])
    records.apply(list(_rows(province)), who, "load", str(Path(path).name))
    for name, layer in province.layers.items():
        save_layer(name, layer, f"geo/{name}.geojson", who)
    return read.findings


def _texts(pairs: dict[str, object]) -> dict[str, str]:
    return {key: plain_text(value) for key, value in pairs.items()}


def _rows(province: Province) -> Any:
    layers = [("facts", province.facts), *((name, s.tables) for name, s in province.scenarios.items())]
    for layer, tables in layers:
        for table in tables.values():
            for key, row in table.by_key().items():
                yield records.RowChange(layer, table.spec.name, key, None, to_json(row), place_json(row.place))


def save_layer(name: str, layer: dict[str, Any], source: str, who: object) -> None:
    """Put a map layer in place of the one of that name; the audit keeps both digests."""
    text = json.dumps(layer, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic():
        before = Layer.objects.filter(name=name).first()
        saved, _ = Layer.objects.update_or_create(name=name, defaults={
            "geojson": text, "source": source, "digest": digest, "updated_at": timezone.now()})
        features.lay_out(saved, layer)
        record(who, [Act("layer", "layer", name, before.digest if before else None, digest, source)])
        records.changed()


def snapshot() -> Snapshot:
    """The inputs as they stand now, zipped as a province folder: stored once, found again by digest."""
    at = revision()
    known = Snapshot.objects.filter(revision=at).first()
    if known:
        return known
    content = folder_zip(current())
    digest = hashlib.sha256(content).hexdigest()
    return Snapshot.objects.get_or_create(digest=digest, defaults={"revision": at, "content": content, "created_at": timezone.now()})[0]


def folder_zip(province: Province) -> bytes:
    """The province folder as a zip whose bytes depend on its content alone."""
    buffer = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        write_province(province, folder)
        for file in sorted(Path(folder).rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(str(file.relative_to(folder)), (2000, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, file.read_bytes())
    return buffer.getvalue()


def open_zip(found: Snapshot) -> bytes | None:
    """A snapshot without what is private; None for one that cannot be read any more."""
    with tempfile.TemporaryDirectory() as folder:
        unzip(found, Path(folder))
        read = read_province(folder)
    return folder_zip(open_province(read.province)) if read.province else None


def unzip(found: Snapshot, folder: Path) -> None:
    """Lay a snapshot out as a province folder."""
    with zipfile.ZipFile(io.BytesIO(bytes(found.content))) as archive:
        archive.extractall(folder)
