"""The commands that need no engine, the help, and how other packages add commands."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from openpyxl import load_workbook

from quyhoach.cli import parser
from quyhoach.cli.command import Command, Reply
from quyhoach.province.folder import read_province
from quyhoach.province.specs import FACTS, SCENARIO

from .conftest import EXAMPLES, Run


def test_help_lists_every_command_in_both_languages(run: Run) -> None:
    for lang, at in (("vi", "help_vi"), ("en", "help_en")):
        ran = run("--help", "--lang", lang)
        text = " ".join(ran.out.split())
        assert (ran.code, [c.name for c in parser.BUILT_IN if f"{c.name} {getattr(c, at)}" not in text]) == (0, [])
        for command in parser.BUILT_IN:
            assert run(command.name, "--help", "--lang", lang).code == 0


def test_entry_points_are_the_built_in_commands() -> None:
    here = {point.name: point.value for point in metadata.entry_points(group=parser.GROUP)}
    office = {name: value for name, value in here.items() if value.startswith("quyhoach_web.commands.")}
    modules = {"import": "importing"}  # a word of Python cannot name a module
    own = {c.name: f"quyhoach.cli.{modules.get(c.name, c.name)}:COMMAND" for c in parser.BUILT_IN}
    assert {name: here[name] for name in here.keys() - office.keys()} == own
    assert set(office) == {"account", "audit", "serve", "worker"}


def test_another_package_adds_a_command(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "office.py").write_text(
        "from quyhoach.cli import Command, Reply\n"
        "COMMAND = Command('serve', 'mở', 'open', lambda parser, lang: None, lambda args: Reply(0, {'served': True}, 'ok'))\n", "utf-8",
    )
    info = tmp_path / "office-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: office\nVersion: 1\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[{parser.GROUP}]\nserve = office:COMMAND\nbroken = nowhere:COMMAND\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    ran = run("serve", "--json")
    assert (ran.code, ran.data) == (0, {"served": True})
    assert "[CLI-006]" in ran.err


def test_template_list_and_file(run: Run, tmp_path: Path) -> None:
    assert [t["name"] for t in run("template", "--list", "--json").data["templates"]] == [*FACTS, *SCENARIO]
    (tmp_path / "mới").mkdir()
    ran = run("template", "projects", "-o", tmp_path / "mới" / "du-an.xlsx")
    headers = {cell for row in load_workbook(tmp_path / "mới" / "du-an.xlsx").worksheets[0].iter_rows(values_only=True) for cell in row}
    assert ran.code == 0
    assert "Tên dự án" in {str(header).strip(" *") for header in headers}


def test_law_show_and_list(run: Run) -> None:
    ran = run("law", "show", "group-thresholds", "--on", "2024-06-01", "--json")
    assert (ran.code, ran.data["document"]) == (0, "Luật 39/2019/QH14")
    assert run("law", "show", "group-thresholds", "--on", "01/06/2024", "--json").out == ran.out
    assert "group-thresholds" in [p["name"] for p in run("law", "list", "--json").data["parameters"]]


def test_folder_to_workbook_and_back(run: Run, small: Path, tmp_path: Path) -> None:
    for other in (small / "scenarios").iterdir():
        if other.name != "co-so":
            for file in other.iterdir():
                file.unlink()
            other.rmdir()
    shutil.rmtree(small / "geo")  # a workbook holds no map layers
    assert run("convert", small, "-o", tmp_path / "a.xlsx").code == 0
    assert run("convert", tmp_path / "a.xlsx", "-o", tmp_path / "back").code == 0
    assert read_province(tmp_path / "back").province == read_province(small).province


def test_a_new_command_needs_only_a_name_and_two_functions() -> None:
    command = Command("x", "một", "one", lambda parser, lang: None, lambda args: Reply(0, {}, ""))
    assert command.offered() == (".json", ".txt")
    assert parser.parser_of(command, "en").parse_args(["--json"]) == argparse.Namespace(json=True, lang="vi", output=None)


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m quyhoach check {EXAMPLES / 'tinh_nho'} --json | head -c 1"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, env={"PYTHONPATH": ":".join(sys.path)})
    complaints = [line for line in ran.stderr.splitlines() if not line.startswith("…")]  # progress, on a slow machine
    assert (ran.stdout, complaints) == ("{", [])


def test_vietnamese_prints_under_any_locale() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "quyhoach", "check"], capture_output=True, check=False,
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": ":".join(sys.path)},
    )
    assert (ran.returncode, ran.stderr.decode()[:7]) == (2, "✗ Còn t")
