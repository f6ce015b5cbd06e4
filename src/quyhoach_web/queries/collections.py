"""The collections of the office by reader: rows of the tables where the map places them, and the layers of plans."""

from __future__ import annotations

from dataclasses import dataclass

from quyhoach.places.systems import CRS84, system_uri
from quyhoach.province.map_layers import NOTE_EN, NOTE_VI
from quyhoach.province.province import Province
from quyhoach.zones.layer import DEFAULT_CRS
from quyhoach_web.queries.feature_pages import Source
from quyhoach_web.queries.feature_rows import KINDS, row_features
from quyhoach_web.queries.feature_store import stored_layers

SYSTEMS = (CRS84, system_uri("EPSG:4326"), system_uri("EPSG:3857"), system_uri(DEFAULT_CRS))
"""Coordinate systems every collection is served in, the one it is kept in first."""
_WORDS = {
    "communes": ("Xã, phường", "Communes and wards",
                 "Đơn vị hành chính cấp xã đang có hiệu lực. Hình có schematic = true là sơ đồ, không thể hiện địa giới.",
                 "Units in force. A shape with schematic = true is a drawing and shows no boundary."),
    "zones": ("Khu, vùng", "Zones and regions", "Khu và vùng của tỉnh; điểm đứng tại nơi coord_basis ghi.",
              "Zones and regions; a point stands where coord_basis says."),
    "gates": ("Cửa khẩu", "Border gates", "Cửa khẩu, đường chuyên dụng.", "Border gates and their routes."),
    "projects": ("Dự án", "Projects", NOTE_VI + ".", NOTE_EN + "."),
}


@dataclass(frozen=True)
class Collection:
    """One collection as one reader sees it. ``inner``: the reader may open the tables."""

    name: str
    kind: str
    source: Source
    inner: bool
    vi: str
    en: str
    about_vi: str
    about_en: str


def collections_of(province: Province | None, inner: bool) -> list[Collection]:
    """Every collection this reader sees; none while no province is loaded."""
    if province is None:
        return []
    return [*(_of_rows(province, inner, name) for name in KINDS), *_of_layers(province, inner)]


def collection_of(province: Province | None, inner: bool, name: str) -> Collection | None:
    """One of them by name."""
    if province is None:
        return None
    return _of_rows(province, inner, name) if name in KINDS else next(iter(_of_layers(province, inner, name)), None)


def _of_rows(province: Province, inner: bool, name: str) -> Collection:
    return Collection(name, KINDS[name], row_features(province, inner)[name], inner, *_WORDS[name])


def _of_layers(province: Province, inner: bool, name: str = "") -> list[Collection]:
    """Layers of plans; only the one of that name when one is given."""
    statuses = {row.text("plan"): row.text("status") for row in province.facts["plans"].rows}
    return [Collection(
        layer.name, "plan", layer, inner, f"Lớp {layer.name}", f"Layer {layer.name}",
        "Hình của quy hoạch: ai cũng xem quy hoạch đã phê duyệt; bản đang lập chỉ dành cho người đăng nhập.",
        "Shapes of plans: everybody sees decided ones; drafts are for those who sign in.")
        for layer in stored_layers(statuses, inner, tuple(KINDS), name)]
