"""What every page must keep: no inline style or script, nothing from other hosts, packages pinned, under licences we may ship with."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OFFICE = ROOT / "src" / "quyhoach_web"
TEMPLATES = sorted((OFFICE / "templates").rglob("*.html"))
OWN = sorted((OFFICE / "static" / "office").iterdir())
FREE = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "(MIT OR Apache-2.0)", "OFL-1.1", "MPL-2.0"}


def found(pattern: str, files: list[Path]) -> list[str]:
    return [f"{file.relative_to(OFFICE)}: {hit.group(0)}" for file in files for hit in re.finditer(pattern, file.read_text("utf-8"))]


def test_templates_keep_the_security_policy() -> None:
    assert found(r"<[^>]*\sstyle\s*=", TEMPLATES) == []
    assert found(r"<[^>]*\son[a-z]+\s*=", TEMPLATES) == []
    assert found(r"<style\b|javascript:|\bhx-on\b|hx-vals=.?js:", TEMPLATES) == []
    assert found(r"<script(?![^>]*\ssrc=)[^>]*>", TEMPLATES) == []


def test_nothing_comes_from_another_host() -> None:
    pages = [*TEMPLATES, *OWN]
    assert [hit for hit in found(r"(https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s\"']*", pages) if "www.w3.org" not in hit] == []


def test_styles_are_set_by_classes() -> None:
    scripts = [file for file in OWN if file.suffix == ".js"]
    assert found(r"\.setAttribute\('style'|\beval\(|new Function|cssText", scripts) == []


def test_every_form_that_posts_carries_the_token() -> None:
    posting = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL)
    forms = [f"{file.name}: {form}" for file in TEMPLATES for form in posting.findall(file.read_text("utf-8"))]
    assert [form[:120] for form in forms if "csrf_token" not in form] == []


def test_packages_are_pinned() -> None:
    package, lock = (json.loads((ROOT / name).read_text("utf-8")) for name in ("package.json", "package-lock.json"))
    asked = {**package["dependencies"], **package["devDependencies"]}
    assert {name: lock["packages"][f"node_modules/{name}"]["version"] for name in asked} == asked
    third = [entry for path, entry in lock["packages"].items() if path]
    assert [entry for entry in third if "resolved" in entry or not entry["integrity"].startswith("sha512-")] == []
    assert {entry["license"] for entry in third} - FREE == set()


@pytest.mark.parametrize("file", [file for file in OWN if file.suffix == ".js"], ids=lambda file: file.name)
def test_modules_parse(file: Path) -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("không có node · no node")
    run = subprocess.run([node, "--check", "--input-type=module"], input=file.read_text("utf-8"), capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_without_npm_or_network_the_front_end_is_told_and_not_fatal(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("qh", "package-lock.json", "requirements.lock", "requirements-node.lock"):
        shutil.copy(ROOT / name, tmp_path)
    loader = SourceFileLoader("qh_copy", str(tmp_path / "qh"))
    qh = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(qh)
    program(tmp_path / "bin" / "npm", "exit 1")
    program(tmp_path / "bin" / "node", "exit 1")
    program(tmp_path / ".venv" / "bin" / "npm", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    qh.front_end()
    assert "browser tests are skipped" in capfd.readouterr().err
    assert not qh.front_end_stands()
    program(tmp_path / ".venv" / "bin" / "npm", f"mkdir {tmp_path}/node_modules")  # the wheel's npm, where the system's fails
    qh.front_end()
    assert qh.front_end_stands()
    (tmp_path / "package-lock.json").write_text("{}")
    assert not qh.front_end_stands()


def program(file: Path, line: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{line}\n")
    file.chmod(0o755)


def test_styles_name_files_that_are_installed() -> None:
    if not (ROOT / "node_modules" / ".stamp").exists():
        pytest.skip("chưa cài phần giao diện · front end not installed")
    folders = {"fonts": "@fontsource/be-vietnam-pro/files", "digits": "@fontsource/inter/files"}
    named = re.findall(r'url\("\.\./vendor/(\w+)/([^"]+)"\)', (OFFICE / "static" / "office" / "tokens.css").read_text("utf-8"))
    assert named
    assert [f"{folder}/{name}" for folder, name in named if not (ROOT / "node_modules" / folders[folder] / name).is_file()] == []
