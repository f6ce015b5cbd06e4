"""kill -9 of the worker and of the whole server, twenty times in mid-run: every run finishes, and finishes once.

A real SQLite file, real processes. A trigger in the database counts how often a run becomes done, whatever the program says.
"""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNS, WORKER_KILLS, SERVER_KILLS = 24, 17, 3
PATIENCE = 300
PREPARE = """
from quyhoach_web.commands.office import open_office
open_office("vi")
from django.db import connection
from quyhoach_web.services import provinces, queue, runs
provinces.load({folder!r}, "test")
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE became_done (run INTEGER)")
    cursor.execute("CREATE TRIGGER count_done AFTER UPDATE OF state ON quyhoach_web_run WHEN NEW.state = 'done' AND OLD.state <> 'done' "
                   "BEGIN INSERT INTO became_done VALUES (NEW.id); END")
for number in range({runs}):
    run = runs.request(scenario="co-so", title=str(number), kept=True, by="test")
    run.published = number == 0  # or serve would plan a first one of its own
    run.save()
    queue.enqueue(run)
"""


class Office:
    """An office in a folder of its own, its processes, and a reader of its database."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.processes = folder, []
        self.environment = {**os.environ, "QUYHOACH_HOME": str(folder / "home"), "QUYHOACH_LEASE": "1", "QUYHOACH_ATTEMPTS": "50"}
        self.environment.pop("DATABASE_URL", None)
        self.log = (folder / "log").open("wb")
        subprocess.run([sys.executable, "-c", PREPARE.format(folder=str(ROOT / "examples" / "tinh_nho"), runs=RUNS)],
                       env=self.environment, check=True)
        self.database = sqlite3.connect(folder / "home" / "quyhoach.sqlite3", timeout=20, isolation_level=None)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        begun = subprocess.Popen([sys.executable, "-m", "quyhoach", *command], env=self.environment, stdout=self.log, stderr=self.log)
        self.processes.append(begun)
        return begun

    def ask(self, statement: str) -> list[tuple]:
        return self.database.execute(statement).fetchall()

    def at_work(self) -> set[int]:
        """Processes that hold a run now: the process begins its worker's name."""
        held = self.ask("SELECT json_extract(t.worker_ids, '$[#-1]') FROM django_tasks_database_dbtaskresult t "
                        "JOIN quyhoach_web_run r ON r.id = json_extract(t.args_kwargs, '$.args[0]') "
                        "WHERE t.status = 'RUNNING' AND r.state = 'running' AND r.progress <> ''")
        return {int(name.partition("-")[0]) for (name,) in held}

    def done(self) -> int:
        return self.ask("SELECT count(*) FROM quyhoach_web_run WHERE state = 'done'")[0][0]

    def close(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(20)
        self.database.close()
        self.log.close()


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the parents of processes from Linux")


@pytest.fixture
def office(tmp_path: Path):
    opened = Office(tmp_path)
    yield opened
    opened.close()


def test_every_run_finishes_once_however_often_worker_and_server_are_killed(office: Office) -> None:
    until = time.monotonic() + PATIENCE
    kill_workers(office, until)
    kill_servers(office, until)
    last = office.start("worker")
    while office.done() < RUNS and time.monotonic() < until:
        time.sleep(0.05)
    assert last.poll() is None
    assert office.ask("SELECT state, count(*) FROM quyhoach_web_run GROUP BY state") == [("done", RUNS)]
    assert office.ask("SELECT count(*), count(DISTINCT run) FROM became_done") == [(RUNS, RUNS)]
    assert office.ask("SELECT DISTINCT n FROM (SELECT count(*) n FROM quyhoach_web_runfile GROUP BY run_id)") == [(7,)]
    assert office.ask("SELECT count(DISTINCT digest) FROM quyhoach_web_runfile WHERE name = 'plan.vi.json'") == [(1,)]
    begun = office.ask("SELECT sum(attempt) FROM quyhoach_web_run")[0][0]
    assert begun >= RUNS + WORKER_KILLS, "each kill met a run in the middle"


def kill_workers(office: Office, until: float) -> None:
    workers = {process.pid: process for process in (office.start("worker"), office.start("worker"))}
    killed = 0
    while killed < WORKER_KILLS:
        assert time.monotonic() < until, f"{killed} kills, {office.done()} done"
        for pid in office.at_work() & set(workers):
            if killed < WORKER_KILLS:
                dead = workers.pop(pid)
                dead.kill()
                dead.wait()
                killed += 1
                begun = office.start("worker")
                workers[begun.pid] = begun
        time.sleep(0.005)
    for process in workers.values():
        process.kill()
        process.wait()


def parent(pid: int) -> int:
    """A killed worker's task still names it: its process is gone, or is another's by now."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except FileNotFoundError:
        return 0


def kill_servers(office: Office, until: float) -> None:
    for _ in range(SERVER_KILLS):
        if office.done() == RUNS:
            pytest.fail("no run left to kill a server in")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = office.start("serve", "--port", str(port))
        while not (workers := {pid for pid in office.at_work() if parent(pid) == server.pid}):
            assert time.monotonic() < until, "the server's worker never began a run"
            time.sleep(0.005)
        server.kill()
        for pid in workers:  # the machine itself went: nobody is left to end in good order
            os.kill(pid, signal.SIGKILL)
        server.wait()
