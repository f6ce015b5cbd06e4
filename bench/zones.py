"""A plan of 100,000 lots: import, validity, closure and overlaps, point-in-zone, balance, a tile; beside GeoPandas doing the same.

Generator (``plan_of``): a square plan in EPSG:9215 cut into about N lots of 40 m, 10 × 10 lots a section; every inner corner and every
middle of an edge is moved by up to 6 m the same way for all lots that share it, so lots tile sections and sections tile the plan; each lot
has one of 12 land-use codes, its section, its commune (one of 65) and its stated hectares. Two lots in a thousand are then spoilt, each
by one corner moved 0.5–3 m that its neighbours do not follow: gaps, overlaps, or both. Seeded; nothing is real.

Each stage is run once, alone, one thread, ours first; seconds are the processor's, so that a busy machine does not speak. "import":
the GeoPackage to checked attributes and shapes (GeoPandas: read_file, then is_valid). "checks": every gap, overlap and excess with its
area, owners and remedy (GeoPandas: union_all, difference, a spatial join of overlapping pairs, their intersections: areas only).
"points": 100,000 points to their lot. "balance": area by section and code that adds up to the plan whatever overlaps (GeoPandas: overlay
with the plan, groupby, the plan less the union). "tile": one vector tile of zoom 15 in the middle; GeoPandas makes none. The areas both
found stand below. Growth: the slope of log seconds over log N. GeoPandas runs where it is installed; it is no part of the program.

    ./qh bench zones [--quick] [--json] [--sizes 1000,10000,100000]
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from quyhoach.places.plane import degrees_from
from quyhoach.places.tiles import tile, tile_box
from quyhoach.zones.balance import balance
from quyhoach.zones.checks import check_layer
from quyhoach.zones.layer import DEFAULT_CRS, PlanLayer, Shape, ShapeRole
from quyhoach.zones.locating import Locator
from quyhoach.zones.reading import read_layer
from quyhoach.zones.writing import write_layer

CODES = ("ODT", "ONT", "TMD", "SKK", "SKC", "DGT", "DTL", "DKV", "DGD", "DYT", "CSD", "RSX")
SIDE, BLOCK, SWAY = 40.0, 10, 6.0
WEST, SOUTH = 470_000.0, 2_410_000.0
POINTS, ZOOM = 100_000, 15
STAGES = ("import", "validity", "checks", "points", "balance", "tile")


# --- the generator ----------------------------------------------------------------------------------------------------


def plan_of(count: int, seed: int = 1) -> PlanLayer:
    """About ``count`` lots, their sections and the plan outline; see the top of this file."""
    rng = np.random.default_rng(seed)
    blocks = max(1, round(math.sqrt(count) / BLOCK))
    lots = blocks * BLOCK
    corners = _corners(lots, rng)
    rings = _rings(corners, lots, 1)
    _spoil(rings, rng)
    shapes = [shapely.polygons(_rings(corners, 1, lots)), shapely.polygons(_rings(corners, blocks, BLOCK)), shapely.polygons(rings)]
    column, row = (part.ravel() for part in np.meshgrid(np.arange(lots), np.arange(lots)))
    section = (row // BLOCK * blocks + column // BLOCK).tolist()
    codes, area = rng.integers(0, len(CODES), lots * lots).tolist(), shapely.area(shapes[2])
    attributes = [Shape("P", ShapeRole.PLAN, plan="P", row=1)]
    attributes += [Shape(f"S{n}", ShapeRole.SECTION, plan="P", zone=f"S{n}") for n in range(blocks * blocks)]
    attributes += [
        Shape(f"L{n}", ShapeRole.UNIT, plan="P", parent=f"S{at}", zone=f"S{at}", commune=f"{at % 65:05d}", code=CODES[codes[n]],
              stated_ha=round(float(area[n]) / 1e4, 4)) for n, at in enumerate(section)
    ]
    return PlanLayer(DEFAULT_CRS, tuple(attributes), np.concatenate(shapes))


def _corners(lots: int, rng: np.random.Generator) -> np.ndarray:
    """Corners and edge middles, (2·lots + 1)² × 2, moved; the outline stays straight."""
    steps = np.arange(2 * lots + 1) * (SIDE / 2)
    corners = np.stack(np.meshgrid(WEST + steps, SOUTH + steps), axis=-1)
    corners[1:-1, 1:-1] += rng.uniform(-SWAY, SWAY, corners[1:-1, 1:-1].shape)
    return corners


def _rings(corners: np.ndarray, across: int, lots: int) -> np.ndarray:
    """Closed rings of squares of ``lots`` × ``lots`` lots, ``across`` a side, with every corner and middle on their edges."""
    size = 2 * lots
    run = np.arange(size)
    x = np.concatenate([run, np.full(size, size), size - run, np.zeros(size, int), [0]])
    y = np.concatenate([np.zeros(size, int), run, np.full(size, size), size - run, [0]])
    rows, columns = (part.ravel() * size for part in np.meshgrid(np.arange(across), np.arange(across), indexing="ij"))
    return corners[rows[:, None] + y, columns[:, None] + x]


def _spoil(rings: np.ndarray, rng: np.random.Generator) -> None:
    spoilt = rng.choice(len(rings), max(1, len(rings) // 500), replace=False)
    angle, length = rng.uniform(0, 2 * np.pi, len(spoilt)), rng.uniform(0.5, 3, len(spoilt))
    rings[spoilt, 3] += np.column_stack([np.cos(angle), np.sin(angle)]) * length[:, None]


# --- ours -------------------------------------------------------------------------------------------------------------


def ours(path: Path, points: np.ndarray) -> tuple[dict[str, float], dict[str, Any]]:
    """Seconds of every stage, and what came out."""
    seconds: dict[str, float] = {}
    read = timed(seconds, "import", lambda: read_layer(path))
    layer = read.layer
    assert layer is not None, read.findings
    timed(seconds, "validity", lambda: shapely.is_valid(layer.shapes).all())
    checked = timed(seconds, "checks", lambda: check_layer(layer))
    found = timed(seconds, "points", lambda: Locator(layer).rows_at(points))
    balanced = timed(seconds, "balance", lambda: balance(layer))
    made = timed(seconds, "tile", lambda: middle_tile(layer))
    kinds: dict[str, float] = {}
    for one in checked.findings:
        if str(one.kind) == "gap" and one.scope != "P":
            continue  # a gap of a section is a gap of the plan too
        for part in one.parts or (one,):
            kinds[str(part.kind)] = kinds.get(str(part.kind), 0.0) + part.area_m2
    lines = balanced.summed("code")
    return seconds, {
        "layer": layer, "kinds": kinds, "findings": len(checked.findings), "remedies": len(checked.remedies), "found": found,
        "tile_bytes": len(made), "balance_m2": sum(lines.values()), "plan_m2": balanced.total("P", "").area_m2,
    }


def middle_tile(layer: PlanLayer) -> bytes:
    """The tile of ``ZOOM`` in the middle of the plan: its shapes found, turned into degrees, drawn."""
    move = degrees_from(layer.crs)
    west, south, east, north = shapely.total_bounds(layer.shapes)
    lon, lat = move(np.array([[(west + east) / 2, (south + north) / 2]]))[0]
    column = int((lon + 180) / 360 * 2**ZOOM)
    row = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**ZOOM)
    box = tile_box(ZOOM, column, row)
    units = layer.rows(ShapeRole.UNIT)
    degrees = shapely.transform(layer.shapes[units], move)
    here = np.flatnonzero(shapely.intersects(degrees, shapely.box(*box)))
    said = [{"id": layer.attributes[units[n]].id, "code": layer.attributes[units[n]].code} for n in here]
    return tile("features", shapely.to_wkb(degrees[here]).tolist(), said, ZOOM, column, row)


def timed(seconds: dict[str, float], stage: str, work: Callable[[], Any]) -> Any:
    start = time.process_time()
    answer = work()
    seconds[stage] = time.process_time() - start
    return answer


# --- GeoPandas --------------------------------------------------------------------------------------------------------


def theirs(path: Path, points: np.ndarray) -> tuple[dict[str, float], dict[str, Any]] | None:
    """The same by GeoPandas, None where it is not installed."""
    if find_spec("geopandas") is None:
        return None
    import geopandas as gpd  # optional

    seconds: dict[str, float] = {}
    frame = timed(seconds, "import", lambda: _valid(gpd.read_file(path)))
    timed(seconds, "validity", lambda: frame.is_valid.all())
    plan, units = frame[frame["role"] == "plan"], frame[frame["role"] == "unit"].reset_index(drop=True)
    gaps, overlaps = timed(seconds, "checks", lambda: _areas(gpd, plan, units))
    joined = timed(seconds, "points", lambda: _joined(gpd, points, units))
    sums = timed(seconds, "balance", lambda: _sums(gpd, plan, units))
    inside = int(joined["id"].notna().groupby(level=0).any().sum())
    return seconds, {"gaps_m2": gaps, "overlaps_m2": overlaps, "inside": inside, "sums": sums}


def _valid(frame: Any) -> Any:
    assert frame.is_valid.all()
    return frame


def _joined(gpd: Any, points: np.ndarray, units: Any) -> Any:
    spots = gpd.GeoDataFrame(geometry=gpd.points_from_xy(points[:, 0], points[:, 1]), crs=units.crs)
    return gpd.sjoin(spots, units[["id", "geometry"]], predicate="intersects", how="left")


def _areas(gpd: Any, plan: Any, units: Any) -> tuple[float, float]:
    gaps = plan.geometry.iloc[0].difference(units.union_all())
    pairs = gpd.sjoin(units[["geometry"]], units[["geometry"]], predicate="overlaps")
    left, right = pairs.index.to_numpy(), pairs["index_right"].to_numpy()
    once = left < right
    first, second = (units.geometry.iloc[side[once]].reset_index(drop=True) for side in (left, right))
    crossed = first.intersection(second)
    return float(gaps.area), float(crossed.area.sum())


def _sums(gpd: Any, plan: Any, units: Any) -> dict[tuple[str, str], float]:
    inside = gpd.overlay(units, plan[["geometry"]], how="intersection")
    found = inside.assign(area=inside.area).groupby(["zone", "code"])["area"].sum().to_dict()
    found["", "(unallocated)"] = float(plan.geometry.iloc[0].difference(units.union_all()).area)
    return found


# --- measuring --------------------------------------------------------------------------------------------------------


def measured(count: int, folder: Path) -> dict[str, Any]:
    """One size: a plan written, read and worked on."""
    path = folder / f"plan_{count}.gpkg"
    made = plan_of(count)
    write_layer(made, path)
    points = np.random.default_rng(2).uniform(made.shapes[0].bounds[:2], made.shapes[0].bounds[2:], (POINTS, 2))
    mine, what = ours(path, points)
    other = theirs(path, points)
    row: dict[str, Any] = {
        "n": len(what["layer"].rows(ShapeRole.UNIT)), "seconds": mine, "findings": what["findings"], "remedies": what["remedies"],
        "kinds_m2": what["kinds"], "balance_off_m2": what["balance_m2"] - what["plan_m2"], "tile_bytes": what["tile_bytes"],
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if other:
        seconds, found = other
        row["geopandas"] = seconds
        row["ratio"] = {stage: seconds[stage] / mine[stage] for stage in seconds}
        row["geopandas_m2"] = {"gaps": found["gaps_m2"], "overlaps": found["overlaps_m2"]}
        row["equal_points"] = found["inside"] == int((what["found"] >= 0).sum())
    return row


def exponents(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Growth of each stage over the sizes."""
    if len(rows) < 2:
        return {}
    n = np.log([row["n"] for row in rows])
    return {stage: float(np.polyfit(n, np.log([row["seconds"][stage] for row in rows]), 1)[0]) for stage in STAGES}


def show(row: dict[str, Any]) -> None:
    """One size for people."""
    print(f"{row['n']:,} lots: {row['findings']:,} findings, {row['remedies']:,} remedies; balance off by {row['balance_off_m2']:.1e} m²; "
          f"tile {row['tile_bytes']:,} bytes; {row['memory_mb']:,} MB")
    for stage in STAGES:
        peer = row.get("geopandas", {}).get(stage)
        beside = f"; GeoPandas {peer:.3f} s, {row['ratio'][stage]:.2f}×" if peer is not None else ""
        print(f"    {stage:<9}{row['seconds'][stage]:.3f} s{beside}")
    areas = ", ".join(f"{kind} {area:,.4f}" for kind, area in sorted(row["kinds_m2"].items()))
    print(f"    m²: {areas}")
    if "geopandas_m2" in row:
        print(f"    GeoPandas m²: gaps {row['geopandas_m2']['gaps']:,.4f}, overlaps {row['geopandas_m2']['overlaps']:,.4f}; "
              f"as many points inside: {row['equal_points']}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./qh bench zones", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="1,000 and 10,000 lots")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sizes")
    asked = parser.parse_args()
    sizes = [int(part) for part in asked.sizes.split(",")] if asked.sizes else [1_000, 10_000] + ([] if asked.quick else [100_000])
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        measured(400, Path(folder))  # the first call of everything opens libraries and databases of coordinates
        for count in sizes:
            rows.append(measured(count, Path(folder)))
            if not asked.json:
                show(rows[-1])
    growth = exponents(rows)
    if asked.json:
        print(json.dumps({"rows": rows, "growth": growth}))
    elif growth:
        print("growth: " + ", ".join(f"{stage} N^{slope:.2f}" for stage, slope in growth.items()))


if __name__ == "__main__":
    main()
