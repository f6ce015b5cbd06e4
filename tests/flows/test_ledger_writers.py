"""The fund's books under kill -9 and under eight writers at once: whole entries only, nothing lost, nothing twice, never overdrawn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
KEYS = 40
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks, and kills what it forked")


def database(name: str) -> str:
    """The address of a new, empty database beside the one the tests run on."""
    import psycopg

    address = os.environ["DATABASE_URL"]
    socket = os.environ.get("QUYHOACH_PG_SOCKET")
    asked = {"host": socket, "user": "postgres", "dbname": "postgres"} if socket else {"conninfo": address}
    with psycopg.connect(**asked, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
    return f"{address.rpartition('/')[0]}/{name}"


@pytest.mark.both_databases
def test_books_stay_whole_under_kills_and_eight_writers(tmp_path: Path) -> None:
    environment = {**os.environ, "QUYHOACH_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "quyhoach_web.settings"}
    if os.environ.get("QUYHOACH_TEST_PG") == "1":
        environment["DATABASE_URL"] = database("fund_writers")
    else:
        environment.pop("DATABASE_URL", None)
    told = subprocess.run([sys.executable, str(HERE / "ledger_writers.py")], env=environment, capture_output=True, text=True, timeout=240)
    assert told.returncode == 0, told.stderr[-2000:]
    found = json.loads(told.stdout.splitlines()[-1])
    every = found["at_every_statement"]
    assert every["kills"] >= 10, "each statement of a posting was a place to die"
    assert {**every, "kills": 0} == {"kills": 0, "ended": 0, "whole": True, "posted": 1}
    assert found["after_commit"] == {"ended": 9, "stands": 1, "again": 0, "posted": 1, "whole": True}
    assert found["at_random"] == {"kills": 25, "whole": True, "some": True}
    assert found["writers"] == {"ended": [0] * 8, "posted": KEYS, "cash": KEYS * (KEYS + 1) // 2, "whole": True}
    assert found["payers"] == {"ended": [0, *[3] * 7], "posted": 1, "cash": 0, "whole": True}
