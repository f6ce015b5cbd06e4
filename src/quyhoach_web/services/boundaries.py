"""The communes' boundaries on their way in: shapes beside those that stand, the whole layer replaced, and put back exactly."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from quyhoach.findings import Finding, Place, Severity, finding
from quyhoach_web.models import Import, Layer, Record
from quyhoach_web.services import provinces, records
from quyhoach_web.services.audit import Act, record
from quyhoach_web.services.uploads import Covers, Refused, Upload

LAYER = "communes"
_MOVED = records.RowChange("geo", LAYER, "", None, None)
"""Stands for the layer where rows that changed meanwhile are named."""


def known_codes() -> dict[str, str]:
    """Code → name of the communes in force."""
    return {said["code"]: said.get("name_vi", "") for said in _in_force()}


def known_centres() -> dict[str, tuple[float, float]]:
    """Code → longitude and latitude of the communes in force that state them."""
    return {said["code"]: (float(said["lon"]), float(said["lat"])) for said in _in_force() if said.get("lon") and said.get("lat")}


def _in_force() -> list[dict[str, Any]]:
    rows = Record.objects.filter(layer="facts", table="units").order_by("position").values_list("values", flat=True)
    return [said for said in rows if said.get("code") and not said.get("valid_to")]


def compared(upload: Upload, covers: Covers) -> tuple[list[dict[str, Any]], list[Finding], dict[str, Any]]:
    """The shapes of a file beside those that stand: changes, findings, and the digest of the layer they were compared with."""
    may_draw(upload.name, covers)
    from quyhoach.places.boundaries import read_boundaries  # slow: geometry is loaded for map layers only

    read = read_boundaries(upload.content, upload.name, known_codes(), known_centres())
    changes: list[dict[str, Any]] = [{"layer": "geo", "table": LAYER, "key": one["properties"]["code"], "kind": "new", "after": one}
                                     for one in read.layer["features"]]
    _beside_standing(changes)
    taken = {change["key"] for change in changes}
    wrong = {one.where.object_id for one in read.findings if one.severity is Severity.ERROR and one.where.object_id}
    changes += [{"layer": "geo", "table": LAYER, "key": code, "kind": "wrong"} for code in sorted(wrong - taken)]
    return changes, [*read.findings, *(_lost(upload.name, taken) if taken else ())], {"standing": _digest()}


def _beside_standing(changes: list[dict[str, Any]]) -> None:
    old = _shapes()
    for change in changes:
        if change["kind"] != "wrong":
            before = old.get(change["key"])
            change["kind"] = "new" if before is None else "unchanged" if before == change["after"] else "changed"


def _shapes() -> dict[str, Any]:
    return {str(one["properties"].get("code")): one for one in provinces.current().layers.get(LAYER, {}).get("features", [])}


def _lost(file: str, taken: set[str]) -> list[Finding]:
    """WEB-014: the layer is replaced whole, so a commune the file lacks loses the shape it has."""
    lost = [f"{code} {one['properties'].get('name_vi', '')}".strip() for code, one in _shapes().items() if code not in taken]
    return [finding("WEB-014", Place(file=file), count=len(lost), codes=", ".join(lost))] if lost else []


def may_draw(file: str, covers: Covers) -> None:
    """Raises Refused for a person who may not change the map."""
    if not covers("geo", LAYER, {}):
        raise Refused(finding("WEB-006", Place(file=file)))


def _digest() -> str:
    return Layer.objects.filter(name=LAYER).values_list("digest", flat=True).first() or ""


def accept(found: Import, who: object, covers: Covers) -> None:
    """The good shapes as the new layer. Raises records.Overtaken when the layer is not the one they were compared with, Refused."""
    may_draw(found.filename, covers)
    if found.findings.get("standing", "") != _digest():
        raise records.Overtaken([(_MOVED, None)])
    features = [change["after"] for change in found.changes if change["kind"] != "wrong"]
    before = Layer.objects.filter(name=LAYER).values("geojson", "source", "digest").first()
    provinces.save_layer(LAYER, {"type": "FeatureCollection", "features": features}, found.filename, who)
    found.findings |= {"replaced": before, "saved": _digest()}


def compare_again(found: Import) -> None:
    """The preview beside the layer that stands now."""
    _beside_standing(found.changes)
    found.findings["standing"] = _digest()


def undo(found: Import, who: object, covers: Covers) -> None:
    """The layer as it stood, to the byte; none where there was none. Raises Refused."""
    may_draw(found.filename, covers)
    now = _digest()
    if now != found.findings.get("saved"):
        raise Refused(finding("WEB-007", Place(file=found.filename), name=found.filename))
    before = found.findings["replaced"]
    if before is None:
        Layer.objects.filter(name=LAYER).delete()
    else:
        Layer.objects.filter(name=LAYER).update(**before, updated_at=timezone.now())
    record(who, [Act("layer", "layer", LAYER, now, before["digest"] if before else None, f"undo #{found.pk}")])
    records.changed()
