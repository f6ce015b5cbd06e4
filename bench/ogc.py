"""The map service beside pygeoapi on one file, on one machine, in one run: milliseconds of an answer and features a second, by size.

Generator: N invented lots of eight corners on a grid with four land-use codes (seed 1), written once as GeoJSON. Ours: the file saved as a
layer, served by gunicorn with two workers. Peer: pygeoapi, its folder given by --peers, served by gunicorn with two workers as well (one
question a worker: its GeoPackage way fails with threads), on the same GeoJSON file and, where the Python given by --peer-python loads
SpatiaLite, on the same lots as GeoPackage. Every question is asked one after the other on loopback, 30 times or for 20 seconds (at least
3 times); "same" says whether both sent the same ids in the same order and counted as many. Then four readers together take pages of 1,000
for some seconds; answers that failed are told.

    ./qh bench ogc [--quick] [--json] [--sizes 1000,10000,100000] [--peers FOLDER] [--peer-python PYTHON]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODES = ("SKK", "ODT", "TMD", "DGT")
CORNERS = ((0, 0), (0.5, 0.05), (1, 0), (0.95, 0.5), (1, 1), (0.5, 0.95), (0, 1), (0.05, 0.5), (0, 0))
QUESTIONS = {
    "10 first": "limit=10", "100 first": "limit=100", "1,000 first": "limit=1000", "100 from the middle": "limit=100&offset={middle}",
    "a viewport": "limit=1000&bbox=106.5003,21.7003,106.5503,21.7503", "one code": "limit=100&code=SKK",
}
Place = tuple[int, str]
"""Port, and the address of the items."""


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(prog="./qh bench ogc", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true", help="10 askings, 3 seconds of readers, up to 10,000 lots")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sizes", default="")
    parser.add_argument("--peers", default="", help="folder that pygeoapi was installed into; without it ours alone is measured")
    parser.add_argument("--peer-python", default=sys.executable)
    asked = parser.parse_args()
    sizes = [int(size) for size in (asked.sizes or ("1000,10000" if asked.quick else "1000,10000,100000")).split(",")]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ |= {"QUYHOACH_HOME": folder, "DJANGO_SETTINGS_MODULE": "quyhoach_web.settings"}
        import django  # app-ready: the home must be set first

        django.setup()
        rows = [row for size in sizes for row in measured(home, size, asked)]
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    growth(rows)


def lots(count: int) -> dict[str, object]:
    """The invented layer."""
    dice, side, features = random.Random(1), math.ceil(math.sqrt(count)), []
    step = 0.5 / side
    for n in range(count):
        x, y = 106.4 + step * (n % side), 21.6 + step * (n // side)
        ring = [[round(x + step * a, 7), round(y + step * b, 7)] for a, b in CORNERS]
        said = {"fid": n + 1, "code": dice.choice(CODES), "plan": "bench", "status": "decided", "name_vi": f"Lô {n}",
                "stated_ha": round(dice.random() * 10, 2)}
        features.append({"type": "Feature", "id": n + 1, "properties": said, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    return {"type": "FeatureCollection", "features": features}


def measured(home: Path, size: int, asked: argparse.Namespace) -> list[dict[str, object]]:
    """Every question to every server that stands, at one size."""
    layer = lots(size)
    file = home / f"lots{size}.geojson"
    file.write_text(json.dumps(layer, ensure_ascii=False), "utf-8")
    start = time.perf_counter()
    fill(layer)
    print(f"{size:,} lots, {file.stat().st_size / 1e6:.1f} MB; saved as a layer in {time.perf_counter() - start:.1f} s", flush=True)
    found = [server_rows("quyhoach", office(home), size, asked)]
    for name, provider in peers(home, file, asked):
        try:
            found.append(server_rows(f"pygeoapi {name}", pygeoapi(home, provider, asked), size, asked))
        except (OSError, RuntimeError) as problem:
            print(f"  pygeoapi {name}: {problem}")
    for others in found[1:]:
        show(found[0], others)
    if len(found) == 1:
        show(found[0], [])
    return [row for rows in found for row in rows]


def fill(layer: dict[str, object]) -> None:
    """The office with the small province and this layer."""
    from django.core.management import call_command  # app-ready

    from quyhoach_web.models import Office  # app-ready
    from quyhoach_web.services import provinces  # app-ready

    call_command("migrate", verbosity=0)
    if not Office.objects.exists():
        provinces.load(ROOT / "examples" / "tinh_nho", "bench")
    provinces.save_layer("lots", layer, "bench", "bench")


def peers(home: Path, file: Path, asked: argparse.Namespace) -> Iterator[tuple[str, dict[str, object]]]:
    """The peer's ways to the same lots."""
    if not asked.peers:
        return
    yield "GeoJSON", {"type": "feature", "name": "GeoJSON", "data": str(file), "id_field": "fid"}
    test = "import sqlite3; c = sqlite3.connect(':memory:'); c.enable_load_extension(True); c.load_extension('mod_spatialite')"
    if subprocess.run([asked.peer_python, "-c", test], capture_output=True).returncode:
        print("  pygeoapi GeoPackage: this Python loads no SpatiaLite, left out")
        return
    import pyogrio  # optional

    package = home / file.with_suffix(".gpkg").name
    meta, _, shapes, columns = pyogrio.raw.read(file)
    kept = [n for n, name in enumerate(meta["fields"]) if name not in ("id", "fid")]
    pyogrio.raw.write(package, shapes, [columns[n] for n in kept], [meta["fields"][n] for n in kept], layer="lots", driver="GPKG",
                      crs="EPSG:4326", geometry_type="Polygon")
    yield "GeoPackage", {"type": "feature", "name": "SQLiteGPKG", "data": str(package), "id_field": "fid", "table": "lots"}


@contextmanager
def office(home: Path) -> Iterator[Place]:
    """Ours."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with served("quyhoach_web.wsgi", environment, sys.executable, home) as port:
        yield port, "/ogc/collections/lots/items"


@contextmanager
def pygeoapi(home: Path, provider: dict[str, object], asked: argparse.Namespace) -> Iterator[Place]:
    """The peer, configured for one collection."""
    import yaml  # optional

    port = 8700 + os.getpid() % 100 + 1
    config, api = home / "peer.yml", home / "peer-api.yml"
    config.write_text(yaml.safe_dump({
        "server": {"bind": {"host": "127.0.0.1", "port": port}, "url": f"http://127.0.0.1:{port}", "mimetype": "application/json",
                   "encoding": "utf-8", "languages": ["en-US"], "limits": {"default_items": 100, "max_items": 10_000},
                   "map": {"url": "x", "attribution": "x"}, "admin": False},
        "logging": {"level": "ERROR"},
        "metadata": {"identification": {"title": "b", "description": "b", "keywords": ["b"], "terms_of_service": "b", "url": "http://b"},
                     "license": {"name": "b", "url": "http://b"}, "provider": {"name": "b", "url": "http://b"},
                     "contact": {"name": "b", "email": "b@b", "url": "http://b"}},
        "resources": {"lots": {"type": "collection", "title": "lots", "description": "lots", "keywords": ["lots"],
                               "extents": {"spatial": {"bbox": [106, 21, 108, 23],
                                                       "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
                               "providers": [provider]}},
    }), "utf-8")
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((asked.peers, packages)), "PYGEOAPI_CONFIG": str(config),
                   "PYGEOAPI_OPENAPI": str(api)}
    made = subprocess.run([asked.peer_python, "-c", "from pygeoapi import cli; cli()", "openapi", "generate", str(config), "--output-file",
                           str(api)], env=environment, capture_output=True, text=True)
    if made.returncode:
        raise RuntimeError(made.stderr.strip().splitlines()[-1] if made.stderr else "no description")
    with served("pygeoapi.flask_app:APP", environment, asked.peer_python, home, port) as at:
        yield at, "/collections/lots/items"


@contextmanager
def served(app: str, environment: dict[str, str], python: str, home: Path, port: int = 0) -> Iterator[int]:
    """gunicorn with two workers, one for each question at a time, up; stopped afterwards."""
    port = port or 8700 + os.getpid() % 100
    with (home / "server.log").open("ab") as log:
        server = subprocess.Popen([python, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{port}",
                                   "--timeout", "300", "--log-level", "error", "--no-control-socket", app], env=environment,
                                  cwd=home, stdout=log, stderr=log)
    try:
        for _ in range(600):
            if server.poll() is not None:
                raise RuntimeError((home / "server.log").read_text("utf-8", "replace").strip().splitlines()[-1])
            try:
                HTTPConnection("127.0.0.1", port, timeout=5).connect()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def server_rows(name: str, server: object, size: int, asked: argparse.Namespace) -> list[dict[str, object]]:
    """Every question to one server."""
    rows = []
    with server as (port, items):
        ask(port, items, "limit=1")
        for question, query in QUESTIONS.items():
            said, taken, length = timed(port, items, query.format(middle=size // 2), 10 if asked.quick else 30)
            rows.append({"server": name, "size": size, "question": question, "p50_ms": statistics.median(taken),
                         "p95_ms": sorted(taken)[math.ceil(len(taken) * 0.95) - 1], "askings": len(taken), "bytes": length,
                         "matched": said.get("numberMatched"), "ids": [int(one["id"]) for one in said["features"]]})
        speed = together(port, items, min(size, 1000), 3 if asked.quick else 10)
        rows.append({"server": name, "size": size, "question": "four readers", "features_s": speed})
    return rows


def ask(port: int, items: str, query: str) -> bytes:
    """One answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", f"{items}?f=json&{query}")
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status} {query}: {content[:200]!r}")
    return content


def timed(port: int, items: str, query: str, times: int) -> tuple[dict[str, object], list[float], int]:
    """The answer, the milliseconds of every asking, the bytes."""
    taken: list[float] = []
    content = b""
    while len(taken) < 3 or (len(taken) < times and sum(taken) < 20_000):
        start = time.perf_counter()
        content = ask(port, items, query)
        taken.append((time.perf_counter() - start) * 1000)
    return json.loads(content), taken, len(content)


def together(port: int, items: str, page: int, seconds: int) -> float:
    """Features a second that four readers get together, each turning pages."""
    counted, failed, end, begin = [0] * 4, list[int](), time.monotonic() + seconds, time.monotonic()

    def reader(n: int) -> None:
        while time.monotonic() < end:
            try:
                counted[n] += len(json.loads(ask(port, items, f"limit={page}&offset=0"))["features"])
            except (RuntimeError, OSError):
                failed.append(n)

    readers = [threading.Thread(target=reader, args=(n,)) for n in range(4)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    if failed:
        print(f"  {len(failed)} answers to four readers failed")
    return sum(counted) / (time.monotonic() - begin)


def show(ours: list[dict[str, object]], others: list[dict[str, object]]) -> None:
    """Side by side, with whether both found the same."""
    name = others[0]["server"] if others else "–"
    print(f"  {'':22}{'ours p50':>10}{'p95':>8}   {name + ' p50':>26}{'p95':>9}{'ratio':>9}  same")
    for n, row in enumerate(ours):
        other = others[n] if others else {}
        if "p50_ms" in row:
            beside = f"{other['p50_ms']:>26.1f}{other['p95_ms']:>9.1f}{other['p50_ms'] / row['p50_ms']:>8.1f}×" if other else ""
            same = agreed(row, other) if other else ""
            print(f"  {row['question']:22}{row['p50_ms']:>10.1f}{row['p95_ms']:>8.1f}   {beside}  {same}", flush=True)
        else:
            beside = f"{other['features_s']:>26,.0f}{'':9}{row['features_s'] / max(other['features_s'], 1e-9):>8.1f}×" if other else ""
            print(f"  {'features/s, 4 readers':22}{row['features_s']:>10,.0f}{'':8}   {beside}", flush=True)


def agreed(row: dict[str, object], other: dict[str, object]) -> str:
    """Whether both sent the same ids, and counted as many that match."""
    if row["ids"] != other["ids"]:
        return "NO"
    if row["matched"] == other["matched"]:
        return "yes"
    return "yes, counts none" if other["matched"] is None else f"yes, counts {other['matched']:,}"


def growth(rows: list[dict[str, object]]) -> None:
    """How p50 grows from the smallest size to the largest."""
    sizes = sorted({row["size"] for row in rows})
    for server in dict.fromkeys(row["server"] for row in rows):
        said = []
        for question in QUESTIONS:
            found = {row["size"]: row["p50_ms"] for row in rows if row["server"] == server and row["question"] == question}
            if len(found) > 1 and sizes[0] in found:
                last = max(found)
                said.append(f"{question} {found[last] / found[sizes[0]]:.1f}×")
        if said:
            print(f"{server}, p50 at {sizes[-1]:,} against {sizes[0]:,} lots: {', '.join(said)}")


if __name__ == "__main__":
    main()
