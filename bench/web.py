"""The office at size: main pages and the preview, each beside the bare query and template it cannot avoid.

Generator: N projects in 65 communes, 20 agencies and 6 sectors with log-uniform totals (seed 1), and 4 yearly plan lines a project, all
invented. Each page is asked 30 times by Django's test client in this process (no network); first asking, p50 and p95 in milliseconds. The
floor of a page is its own query (rows and their count, or the run's file) plus the rendering of a bare table of what came; of the export,
reading every row and writing its cells by XlsxWriter; of the preview, the engine's part as the answer states it. "after a change": another
row is edited before each asking, so that nothing kept of the data still holds. Then 20 people, each a thread with its own client against
gunicorn on loopback, for 20 seconds, after one first visitor: requests, errors, p95.

    ./qh bench web [--quick] [--json]      --quick: 10 askings a page, 5 seconds of people
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
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
YEARS = range(2026, 2030)


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="./qh bench web", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--projects", type=int, default=50_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"QUYHOACH_HOME": home, "DJANGO_SETTINGS_MODULE": "quyhoach_web.settings"}
        import django  # app-ready: the home must be set first

        django.setup()
        built = build(asked.projects)
        rows = pages(10 if asked.quick else 30)
        crowd = people(home, 5 if asked.quick else 20)
    show({"projects": asked.projects, "amounts": asked.projects * len(YEARS), "build_s": built, "rows": rows, "people": crowd}, asked.json)


def build(count: int) -> float:
    """The example province with ``count`` invented projects more."""
    from django.core.management import call_command  # app-ready

    from quyhoach_web.models import Account, Assignment, Run, RunState  # app-ready
    from quyhoach_web.services import provinces, records, runs  # app-ready

    start = time.perf_counter()
    call_command("migrate", verbosity=0)
    provinces.load(ROOT / "examples" / "tinh_nho", "bench")
    run = runs.request(scenario="co-so", title="bench", kept=True, by="bench")
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, attempt=1, published=True)
    runs.finish(run, runs.carry_out(run), 1)
    records.apply(list(invented(count, records.RowChange)), "bench", "load")
    account = Account.objects.create(username="bench")
    Assignment.objects.create(account=account, role="planner")
    return round(time.perf_counter() - start, 1)


def invented(count: int, change: type) -> object:
    """Projects and their amounts."""
    dice, sectors = random.Random(1), ("giao thông", "thủy lợi", "y tế", "giáo dục", "hạ tầng", "nông nghiệp")
    for n in range(count):
        code, total = f"B{n:05d}", int(10 ** dice.uniform(3, 6.3))
        yield change("facts", "projects", code, None, {
            "project": code, "name_vi": f"Dự án số {n} đường Đồng Đăng {dice.randrange(999)}", "sector": dice.choice(sectors),
            "ownership": "public", "status": "new_start", "agency": f"CQ{dice.randrange(20):02d}", "total_investment": total,
            "public_total": total, "start_year": dice.choice(YEARS), "source": "bench", "as_of": "2026"})
        for year in YEARS:
            said = {"project": code, "version": f"v{year}", "part": "public", "amount": total // 4, "source": "bench", "as_of": "2026"}
            yield change("facts", "project_funding", f"{code}/v{year}/public", None, said)


def timed(ask: object, times: int, before: object = None) -> tuple[float, float, float]:
    """First, median and 95th of the milliseconds ``ask`` takes; ``before`` is done each time and not counted."""
    taken = []
    for _ in range(times + 1):
        if before:
            before()
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    rest = sorted(taken[1:])
    return taken[0], statistics.median(rest), rest[max(0, math.ceil(len(rest) * 0.95) - 1)]


TABLE = "<table>{% for r in rows %}<tr>{% for c in r %}<td>{{ c }}{% endfor %}</tr>{% endfor %}</table>{{ count }}"
COLUMNS = ("code", "name", "status", "total_investment")


def pages(times: int) -> list[dict[str, object]]:
    """Every main page with its floor."""
    from django.test import Client  # app-ready

    from quyhoach_web.models import Account  # app-ready

    client = Client()
    client.force_login(Account.objects.get(username="bench"), backend="django.contrib.auth.backends.ModelBackend")
    found = []
    for name, address, floor, before in wanted():
        def ask(address: str = address) -> None:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
        few = times if name != "export" else 3
        found.append(row_of(name, timed(ask, few, before), timed(floor, few)[1]))
    return [*found, preview_of(client, times)]


def row_of(name: str, taken: tuple[float, float, float], floor: float) -> dict[str, object]:
    """One line of the answer."""
    return {"page": name, "first_ms": taken[0], "p50_ms": taken[1], "p95_ms": taken[2], "floor_ms": floor, "ratio": taken[1] / floor}


def preview_of(client: object, times: int) -> dict[str, object]:
    """The slider, dragged: each asking another percentage; its floor is what the answer says of the engine."""
    slid, engine = iter(range(10_000)), []

    def drag() -> None:
        answer = client.post("/capital/what-if/preview/", {"scenario": "co-so", "NSDP.CD:2026": str(next(slid) % 100 - 50)})
        assert answer.status_code == 200, answer.content
        engine.append(int(answer.headers["X-Engine-Ms"]))
    return row_of("preview", timed(drag, times), statistics.median(engine[1:] or engine))


def wanted() -> tuple[tuple[str, str, object, object], ...]:
    """Page, address, floor, what is done before each asking."""
    from quyhoach_web.models import Project, Record  # app-ready

    def listed(first: int = 0, **said: str) -> object:
        return lambda: bare(Project.objects.filter(**said).order_by("sort_key"), first, COLUMNS)


    def one():
        return bare(Record.objects.filter(layer="facts", table="projects", key="B00007"), 0, ("values",))

    rows = Record.objects.filter(layer="facts", table="projects").order_by("position")
    return (
        ("first screen", "/", lambda: bare_file("screen.vi.json"), None), ("capital list", "/capital/", listed(), None),
        ("search", "/capital/?q=dong+dang+77", listed(search_text__contains="dong dang 77"), None),
        ("filter", "/capital/?sector=y+tế", listed(sector="y tế"), None), ("page 500", "/capital/?page=500", listed(499 * 50), None),
        ("matrix", "/capital/matrix/", lambda: bare_file("plan.vi.json"), None),
        ("project", "/capital/projects/B00007/", one, None), ("… after a change", "/capital/projects/B00007/", one, edit),
        ("table", "/data/facts/projects/", lambda: bare(rows, 0, ("values",)), None), ("desk", "/desk/", listed(), None),
        ("export", "/capital/projects.xlsx", bare_book, None),
    )


def edit() -> None:
    """Another project gets another name."""
    from quyhoach_web.models import Record  # app-ready
    from quyhoach_web.services import records  # app-ready

    row = Record.objects.get(layer="facts", table="projects", key=f"B{random.randrange(1000):05d}")
    said = {**row.values, "name_vi": f"Dự án đổi tên {random.random()}"}
    records.apply([records.RowChange("facts", "projects", row.key, row.values, said)], "bench", "edit")


def bare(found: object, first: int, columns: tuple[str, ...]) -> str:
    """50 rows, their count, and a bare table of them."""
    rows = [[cell for value in row for cell in (value.values() if isinstance(value, dict) else (value,))]
            for row in found.values_list(*columns)[first:first + 50]]
    return drawn(rows, found.count())


def drawn(rows: list[list[object]], count: int) -> str:
    """A table with nothing else."""
    from django.template import Context, Template  # app-ready

    return Template(TABLE).render(Context({"rows": rows, "count": count}))


def bare_file(name: str) -> str:
    """The published run's file, read, and its first level as a table."""
    from quyhoach_web.models import RunFile  # app-ready

    said = json.loads(bytes(RunFile.objects.get(run__published=True, name=name).content))
    return drawn([[key, str(value)[:200]] for key, value in said.items()], len(said))


def bare_book() -> int:
    """Every row read, every cell written by XlsxWriter."""
    import io  # slow

    import xlsxwriter  # slow

    from quyhoach_web.models import Record  # app-ready

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    found = Record.objects.filter(layer="facts", table="projects").values_list("values", flat=True)
    for number, values in enumerate(found.iterator(chunk_size=2000)):
        for place, value in enumerate(values.values()):
            sheet.write(number, place, value if isinstance(value, int) else str(value))
    book.close()
    return len(buffer.getvalue())


def people(home: str, seconds: int, count: int = 20) -> dict[str, object]:
    """``count`` people open the public pages for ``seconds`` against gunicorn on loopback."""
    port = 8900 + os.getpid() % 90
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "1", "--threads", "8", "-b", f"127.0.0.1:{port}",
                               "--log-level", "error", "--no-control-socket", "quyhoach_web.wsgi"],
                              env={**os.environ, "QUYHOACH_HOME": home})
    taken: list[float] = []
    errors: list[object] = []
    try:
        wait_for(port)
        first = visited(port)
        end = time.monotonic() + seconds
        crowd = [threading.Thread(target=one_person, args=(port, end, taken, errors)) for _ in range(count)]
        for person in crowd:
            person.start()
        for person in crowd:
            person.join()
    finally:
        server.terminate()
        server.wait(10)
    taken.sort()
    return {"people": count, "seconds": seconds, "first_visitor_ms": first, "requests": len(taken), "errors": len(errors),
            "p50_ms": statistics.median(taken), "p95_ms": taken[int(len(taken) * 0.95) - 1]}


def wait_for(port: int) -> None:
    """Until the server answers; at most half a minute."""
    for _ in range(300):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/sign-in/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("gunicorn did not answer in 30 s")


def visited(port: int) -> float:
    """Milliseconds until the first visitor after a start sees the first screen."""
    start, connection = time.perf_counter(), HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/")
    connection.getresponse().read()
    return (time.perf_counter() - start) * 1000


def one_person(port: int, end: float, taken: list[float], errors: list[object]) -> None:
    """Opens one page after another."""
    pages_of = ("/", "/map/", "/sign-in/")
    turn = 0
    while time.monotonic() < end:
        start = time.perf_counter()
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", pages_of[turn % len(pages_of)])
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                errors.append(answer.status)
        except OSError as problem:
            errors.append(problem)
        taken.append((time.perf_counter() - start) * 1000)
        turn += 1


def show(result: dict[str, object], as_json: bool) -> None:
    """A table, or JSON."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
        return
    print(f"{result['projects']:,} projects, {result['amounts']:,} amounts, built in {result['build_s']} s")
    print(f"{'page':<16}{'first ms':>10}{'p50 ms':>10}{'p95 ms':>10}{'floor ms':>10}{'ratio':>8}")
    for row in result["rows"]:
        print(f"{row['page']:<16}{row['first_ms']:>10.1f}{row['p50_ms']:>10.1f}{row['p95_ms']:>10.1f}{row['floor_ms']:>10.1f}{row['ratio']:>8.1f}")
    crowd = result["people"]
    print(f"first visitor after a start: {crowd['first_visitor_ms']:.0f} ms")
    print(f"{crowd['people']} people, {crowd['seconds']} s: {crowd['requests']} requests, {crowd['errors']} errors, "
          f"p50 {crowd['p50_ms']:.0f} ms, p95 {crowd['p95_ms']:.0f} ms")


if __name__ == "__main__":
    main()
