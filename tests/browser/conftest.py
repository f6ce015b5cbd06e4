"""The office as people meet it: ``quyhoach serve --demo`` in its own process on loopback, and Debian's Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests_browser import served

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
    with served("lang_son", tmp_path_factory.mktemp("home")) as address:
        yield address


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
