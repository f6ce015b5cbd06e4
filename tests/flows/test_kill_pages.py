"""kill -9 of gunicorn, of its worker and of serve itself: what was killed is started again, nothing is left over, nothing lies about."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the parents of processes from Linux")


def stat_of(pid: int) -> tuple[str, int, int]:
    """State, parent and session of a process; ("", 0, 0) when it is gone."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return "", 0, 0
    return ("", 0, 0) if said[0] == "Z" else (said[0], int(said[1]), int(said[3]))


def children(pid: int) -> list[int]:
    return [found for found in map(int, filter(str.isdigit, os.listdir("/proc"))) if stat_of(found)[1] == pid]


def words(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def pages_of(office) -> int:
    return next((pid for pid in children(office.process.pid) if "gunicorn" in words(pid)), 0)


def family(office) -> set[int]:
    found = set(children(office.process.pid))
    return found | {grandchild for child in found for grandchild in children(child)}


def gone(pids) -> bool:
    return not any(stat_of(pid)[0] for pid in pids)


def test_pages_and_worker_come_back_and_nothing_is_left_over(serve):
    office = serve()
    task_worker = next(pid for pid in children(office.process.pid) if " worker" in words(pid))

    master = pages_of(office)
    office.until(lambda: children(master))
    old = children(master)
    os.kill(master, signal.SIGKILL)
    office.until(lambda: pages_of(office) not in (0, master))
    office.until(office.answers)
    assert gone([master, *old]), "the killed master's worker would hold the address"

    master = pages_of(office)
    office.until(lambda: children(master))
    worker = children(master)[0]
    os.kill(worker, signal.SIGKILL)
    office.until(lambda: children(master) and worker not in children(master))
    office.until(office.answers)
    assert pages_of(office) == master
    assert stat_of(task_worker)[0], "the worker of tasks had no part in it"

    everybody = family(office)
    assert len(everybody) >= 3
    os.kill(office.process.pid, signal.SIGKILL)
    office.process.wait()
    office.until(lambda: gone(everybody), 20)

    office.start()
    assert office.answers()
    everybody = family(office)
    office.stop()
    assert office.process.returncode == 0
    assert gone(everybody)
    assert sorted(path.name for path in office.folder.iterdir()) == ["home", "log"], "nothing in the working directory"
    kept = {path.name for path in office.home.iterdir()}
    assert kept <= {"secret-key", "quyhoach.sqlite3", "quyhoach.sqlite3-wal", "quyhoach.sqlite3-shm"}
