"""What the browser tests share: a served office, signing in, and what axe says."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@contextmanager
def served(example: str, home: Path) -> Iterator[str]:
    """The address of a served demo of an example, which ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "quyhoach", "serve", str(ROOT / "examples" / example), "--demo", "--port", str(port)]
    log = (home / "serve.log").open("wb")
    process = subprocess.Popen(command, cwd=home, env={**os.environ, "QUYHOACH_HOME": str(home / "office")}, stdout=log, stderr=log)
    try:
        wait_for(port, process, home / "serve.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Returns when the office answers; the log is the error when it does not."""
    for _ in range(900):
        if process.poll() is not None:
            break
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError(log.read_text("utf-8", "replace"))


def sign_in(page, role: str) -> None:
    """One click as a demo role."""
    page.goto("/sign-in/")
    page.locator(f'form[action="/sign-in/demo/demo-{role}/"] button').click()
    page.wait_for_url("**/partner/" if role == "partner" else "**/desk/")


def violations(page) -> list[str]:
    """What axe finds on the page as it stands."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})).violations")
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]
