"""A disk that is really full: every answer is a page, what was accepted is there, nothing is half written, and the office goes on.

The office's home is a small file system of its own, in a mount namespace that needs no privilege; where the kernel refuses that,
the test is skipped and says so.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

SIZE = 24_000_000
SMALL = ("unshare", "-rm", "sh", "-c")
TRY = (*SMALL, 'mkdir -p "$0" && mount -t tmpfs -o size=4m none "$0"')


def refused(folder: Path) -> str:
    """Why no small disk is to be had; "" when one is."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        return "needs Linux with unshare"
    tried = subprocess.run([*TRY, str(folder / "try")], capture_output=True, text=True)
    return "" if tried.returncode == 0 else f"no mount namespace here: {tried.stderr.strip()}"


TABLE = {"layer": "facts", "table": "agencies"}
ASK = "import json, sqlite3, sys; print(json.dumps(sqlite3.connect(sys.argv[1], timeout=20).execute(sys.argv[2]).fetchall()))"


class Disk:
    """The small disk as the office sees it, filled and freed from outside."""

    def __init__(self, office) -> None:
        self.office = office
        self.ballast = Path(f"/proc/{office.process.pid}/root") / str(office.home).lstrip("/") / "ballast"

    def fill(self, leave: int) -> None:
        """Until nothing more goes in, then so much less."""
        with self.ballast.open("ab", buffering=0) as file:
            for piece in (1_000_000, 4096, 1):
                try:
                    while file.write(b"\0" * piece) == piece:
                        pass
                except OSError:
                    continue
            file.truncate(file.tell() - leave)

    def free(self) -> None:
        self.ballast.unlink()

    def inside(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Python where the office sees its disk: SQLite follows a link to a namespace's root out of it again."""
        enter = ("nsenter", "--preserve-credentials", "-U", "-m", "-t", str(self.office.process.pid))
        return subprocess.run([*enter, sys.executable, *words], capture_output=True, text=True, env=self.office.environment)

    def ask(self, statement: str) -> list[list]:
        found = self.inside("-c", ASK, str(self.office.home / "quyhoach.sqlite3"), statement)
        assert found.returncode == 0, found.stderr
        return json.loads(found.stdout)


def person(browser, number: int, told: list) -> None:
    """Edits a row of one's own over and over, with few words and with very many."""
    key = f"CQ0{number + 1}"
    for turn in range(6):
        name = f"Lần {number}-{turn} {'dài ' * 60_000 if turn % 2 else ''}".strip()
        told.append((key, name, browser.edit(key, name_vi=name), browser.where, browser.text))


def test_a_full_disk_loses_nothing_and_the_office_goes_on(serve, tmp_path):
    why = refused(tmp_path)
    if why:
        pytest.skip(why)
    mount = f'mkdir -p "$0" && mount -t tmpfs -o size={SIZE} none "$0" && exec "$@"'
    office = serve(*SMALL, mount, str(tmp_path / "home"), QUYHOACH_SPARE="0",
                   QUYHOACH_LEASE="1", QUYHOACH_ATTEMPTS="1000")
    disk, planner = Disk(office), office.browser()
    assert planner.sign_in("planner") == 302
    before = table(disk, "agencies")
    csv = ("agency,name_vi\n" + "".join(f"CQ9{n:04},Cơ quan số {n} {'rất dài ' * 20}\n" for n in range(3000))).encode()
    small = "agency,name_vi\nCQ77,Trước\n".encode()
    assert planner.post("/data/imports/new/", TABLE, ("truoc.csv", small)) == 302
    waiting = planner.where
    run_form = {"scenario": "co-so", "title": "lúc đầy"}

    people = [office.browser(), office.browser()]
    assert {one.sign_in("planner") for one in people} == {302}

    assert planner.post("/runs/new/", run_form) == 302
    disk.fill(leave=150_000)
    told: list[tuple[str, str, int, str, str]] = []
    threads = [threading.Thread(target=person, args=(one, number, told)) for number, one in enumerate(people)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    refused_import, page = planner.post("/data/imports/new/", TABLE, ("day.csv", csv)), planner.text
    accepted, run, newcomer = planner.post(f"{waiting}accept/"), planner.post("/runs/new/", run_form), office.browser().sign_in("council")
    reads = {path: planner.get(path) for path in ("/", "/capital/", "/data/", "/runs/", "/map/", "/plans/")}

    assert set(reads.values()) == {200}, reads
    assert {accepted, run, newcomer} <= {302, 507}
    assert {(status, where) for _, _, status, where, _ in told} == {(302, "/data/facts/agencies/"), (507, "")}
    assert refused_import == 507
    assert {text for _, _, status, _, text in told if status == 507} == {page}
    assert "Ổ đĩa của máy chủ đã đầy; chưa lưu gì." in page

    disk.free()
    assert disk.ask("PRAGMA integrity_check") == [["ok"]]
    now = table(disk, "agencies")
    last = {key: name for key, name, status, _, _ in told if status == 302}
    assert {key: now[key] for key in before} == {**before, **last}, "what was accepted, and nothing of what was refused"
    assert ("CQ77" in now) == (accepted == 302)
    assert not [key for key in now if key.startswith("CQ9")]
    verified = disk.inside("-m", "quyhoach", "audit", "verify", "--json")
    assert verified.returncode == 0, verified.stdout + verified.stderr

    assert planner.edit("CQ01", name_vi="Sau khi đầy") == 302
    assert table(disk, "agencies")["CQ01"] == "Sau khi đầy"
    assert planner.post("/data/imports/new/", TABLE, ("sau.csv", csv)) == 302
    assert planner.post("/runs/new/", run_form) == 302
    office.until(lambda: {state for [state] in disk.ask("SELECT state FROM quyhoach_web_run")} == {"done"}, 60)
    assert disk.ask("SELECT count(*) FROM quyhoach_web_run") == [[3 + (run == 302)]]
    assert disk.ask("SELECT DISTINCT n FROM (SELECT count(*) n FROM quyhoach_web_runfile GROUP BY run_id)") == [[7]]
    assert office.process.poll() is None


def table(disk: Disk, name: str) -> dict[str, str]:
    return dict(disk.ask(f"SELECT key, json_extract(\"values\", '$.name_vi') FROM quyhoach_web_record WHERE \"table\" = '{name}'"))
