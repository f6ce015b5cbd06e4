"""The office at size: main pages and the preview, each beside the bare query and template it cannot avoid.

Generator: N projects in 65 communes, 20 agencies and 6 sectors with log-uniform totals (seed 1), and 4 yearly plan lines a project, all
invented. Each page is asked 30 times by Django's test client in this process (no network); p50 and p95 in milliseconds. The floor of a page
is the query for the rows it shows plus the rendering of a bare table of them. Then 20 people, each a thread with its own client against
gunicorn on loopback, for 20 seconds: requests, errors, p95.

    ./qh bench web [--quick] [--json]      --quick: 10 askings a page, 5 seconds of people
"""

from __future__ import annotations

import argparse
import json
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


def timed(ask: object, times: int) -> tuple[float, float, float]:
    """First, median and 95th of the milliseconds ``ask`` takes."""
    taken = []
    for _ in range(times + 1):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    rest = sorted(taken[1:])
    return taken[0], statistics.median(rest), rest[int(len(rest) * 0.95) - 1]


def pages(times: int) -> list[dict[str, object]]:
    """Every main page with its floor."""
    from django.test import Client  # app-ready

    from quyhoach_web.models import Account  # app-ready

    client = Client()
    client.force_login(Account.objects.get(username="bench"), backend="django.contrib.auth.backends.ModelBackend")
    wanted = (
        ("first screen", "/"), ("capital list", "/capital/"), ("search", "/capital/?q=dong+dang+77"), ("filter", "/capital/?sector=y+tế"),
        ("page 500", "/capital/?page=500"), ("matrix", "/capital/matrix/"), ("project", "/capital/projects/DA01/"),
        ("table", "/data/facts/projects/"),
    )
    found = []
    for name, address in wanted:
        def ask(address: str = address) -> None:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
        cold, p50, p95 = timed(ask, times)
        _, floor, _ = timed(bare, times)
        found.append({"page": name, "first_ms": cold, "p50_ms": p50, "p95_ms": p95, "floor_ms": floor, "ratio": p50 / floor})
    _, floor, _ = timed(bare, times)
    slid = iter(range(10_000))

    def drag() -> None:
        answer = client.post("/capital/what-if/preview/", {"scenario": "co-so", "NSDP.CD:2026": str(next(slid) % 100 - 50)})
        assert answer.status_code == 200, answer.content
    cold, p50, p95 = timed(drag, times)
    return [*found, {"page": "preview", "first_ms": cold, "p50_ms": p50, "p95_ms": p95, "floor_ms": floor, "ratio": p50 / floor}]


def bare() -> str:
    """The floor: 50 rows by an index, and a bare table of them."""
    from django.template import Context, Template  # app-ready

    from quyhoach_web.models import Project  # app-ready

    rows = list(Project.objects.order_by("sort_key")[:50].values("code", "name", "status", "total_investment"))
    cells = "<td>{{ r.code }}<td>{{ r.name }}<td>{{ r.status }}<td>{{ r.total_investment }}"
    return Template("<table>{% for r in rows %}<tr>" + cells + "</tr>{% endfor %}</table>").render(Context({"rows": rows}))


def people(home: str, seconds: int, count: int = 20) -> dict[str, object]:
    """``count`` people open the public pages for ``seconds`` against gunicorn on loopback."""
    port = 8900 + os.getpid() % 90
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "1", "--threads", "8", "-b", f"127.0.0.1:{port}",
                               "--log-level", "error", "quyhoach_web.wsgi"], env={**os.environ, "QUYHOACH_HOME": home})
    taken: list[float] = []
    errors: list[object] = []
    try:
        wait_for(port)
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
    return {"people": count, "seconds": seconds, "requests": len(taken), "errors": len(errors),
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
    print(f"{'page':<14}{'first ms':>10}{'p50 ms':>10}{'p95 ms':>10}{'floor ms':>10}{'ratio':>8}")
    for row in result["rows"]:
        print(f"{row['page']:<14}{row['first_ms']:>10.1f}{row['p50_ms']:>10.1f}{row['p95_ms']:>10.1f}{row['floor_ms']:>10.1f}{row['ratio']:>8.1f}")
    crowd = result["people"]
    print(f"{crowd['people']} people, {crowd['seconds']} s: {crowd['requests']} requests, {crowd['errors']} errors, "
          f"p50 {crowd['p50_ms']:.0f} ms, p95 {crowd['p95_ms']:.0f} ms")


if __name__ == "__main__":
    main()
