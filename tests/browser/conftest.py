"""The office as people meet it: ``quyhoach serve --demo`` in its own process on loopback, and Debian's Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    lacking = [name for name, there in (("Chromium", Path(CHROMIUM).exists()), ("node_modules (npm ci)", AXE.exists())) if not there]
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if lacking:
                item.add_marker(pytest.mark.skip(reason=f"browser tests need {' and '.join(lacking)}"))


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory):
    """The address of a served demo of Lạng Sơn."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    command = [sys.executable, "-m", "quyhoach", "serve", str(ROOT / "examples" / "lang_son"), "--demo", "--port", str(port)]
    log = (home / "serve.log").open("wb")
    served = subprocess.Popen(command, cwd=home, env={**os.environ, "QUYHOACH_HOME": str(home / "office")}, stdout=log, stderr=log)
    try:
        wait_for(port, served, home / "serve.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        served.terminate()
        served.wait(20)
        log.close()


def wait_for(port: int, served: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(900):
        if served.poll() is not None:
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


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright  # optional

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, office):
    """A fresh signed-out page; the test fails on any error the browser's console shows."""
    context = chromium.new_context(base_url=office, viewport={"width": 1280, "height": 900}, locale="vi-VN")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []
