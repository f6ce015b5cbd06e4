"""The commands in the tutorial and the how-to pages run as printed, and the compared scenario says what the tutorial says.

A line of a ``sh`` block that exits with another code than 0 says so: ``# mã thoát 1``.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from quyhoach.cli import main

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs" / "how-to").glob("*.md"), *(ROOT / "docs" / "tutorial").glob("*.md")])
BLOCK = re.compile(r"^( *)```sh\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
OF_THE_OFFICE = {"run-it", "import-your-province", "roles", "ogc"}
"""Pages about the office; their commands start a server and are run by test_docs_office.py."""
EXIT_CODE = re.compile(r"\s*# mã thoát (\d)$")


def commands(page: Path) -> list[tuple[str, int]]:
    found = []
    for block in BLOCK.finditer(page.read_text("utf-8")):
        for line in filter(None, (line.strip() for line in block[2].splitlines())):
            code = EXIT_CODE.search(line)
            found.append((EXIT_CODE.sub("", line), int(code[1]) if code else 0))
    return found


def run(line: str) -> int:
    if line.startswith("./qh "):
        return main(shlex.split(line)[1:])
    return subprocess.run(["sh", "-c", line], check=False).returncode


@pytest.mark.parametrize("page", [page for page in PAGES if page.stem not in {"README", *OF_THE_OFFICE}], ids=lambda page: page.stem)
def test_commands_of_the_page_run_as_printed(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for example in ("tinh_nho", "maps"):
        shutil.copytree(ROOT / "examples" / example, tmp_path / "examples" / example)
    monkeypatch.chdir(tmp_path)
    wanted = commands(page)
    assert wanted
    assert [(line, run(line)) for line, _ in wanted] == wanted


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "how-to" / "README.md").read_text("utf-8")
    pages = {page.name for page in (ROOT / "docs" / "how-to").glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\]\(([\w-]+\.md)\)", index)) == pages
