"""The commands of the how-to pages about the office, as printed, in a fresh folder: one office from its first start to its audit."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PASSWORD = "mot-hai-ba-bon-nam"
BLOCK = re.compile(r"^```(?:sh)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(page: str) -> list[str]:
    """Lines of the page's blocks, remarks at their end left out."""
    text = (ROOT / "docs" / "how-to" / f"{page}.md").read_text("utf-8")
    lines = [line.split("  #")[0].strip() for block in BLOCK.findall(text) for line in block.splitlines()]
    return [line for line in lines if line.startswith(("./qh", "export"))]


@pytest.fixture
def office(serve_bare, tmp_path):
    """The block "for real" of run-it.md, up to the account of the administrator."""
    first, load, account, again = (line for line in commands("run-it") if "demo" not in line and "audit" not in line)
    assert first.startswith("export QUYHOACH_HOME=")
    assert (load, again) == ("./qh serve path/to/province", "./qh serve")
    office = serve_bare(str(ROOT / "examples" / "tinh_nho"))
    office.stop()
    made = said(office, account, PASSWORD + "\n")
    assert made.returncode == 0, made.stderr
    office.arguments = ()
    office.start()
    return office


def said(office, line: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    words = shlex.split(line)
    assert words[0] == "./qh"
    return subprocess.run([sys.executable, "-m", "quyhoach", *words[1:]], cwd=office.folder, env=office.environment, input=typed,
                          capture_output=True, text=True)


def test_every_command_is_known():
    assert commands("run-it")[0] == "./qh demo"
    lines = [line for page in ("run-it", "roles", "import-your-province") for line in commands(page) if line.startswith("./qh")]
    assert {line.split()[1] for line in lines} == {"demo", "serve", "account", "audit", "import"}


def test_an_office_by_the_book(office, tmp_path):
    administrator = office.browser()
    assert administrator.post("/sign-in/", {"username": "nguyen.van.a", "password": PASSWORD}) == 302
    assert administrator.get("/people/") == 200
    office.until(lambda: administrator.get("/") == 200 and "data-map" in administrator.text, 60)  # the first scenario is planned

    square = [[106.0, 22.0], [106.1, 22.0], [106.1, 22.1], [106.0, 22.1], [106.0, 22.0]]
    shape = {"type": "Feature", "properties": {"code": "00011"}, "geometry": {"type": "Polygon", "coordinates": [square]}}
    (tmp_path / "communes.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [shape]}), "utf-8")
    [boundaries] = [line for line in commands("import-your-province") if "boundaries" in line]
    taken = said(office, boundaries)
    assert taken.returncode == 0, taken.stderr

    taken_name = said(office, commands("roles")[0], PASSWORD + "\n")
    assert (taken_name.returncode, "nguyen.van.a" in taken_name.stderr) == (2, True), "the account of run-it.md is there already"
    verify, with_head, as_json = commands("roles")[1:]
    assert said(office, verify).returncode == 0
    head = json.loads(said(office, as_json).stdout)["head"]
    printed = re.search(r"--head (\S+)", with_head)[1]
    assert said(office, with_head).returncode == 1, "the printed head is another office's"
    assert said(office, with_head.replace(printed, head)).returncode == 0
