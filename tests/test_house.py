"""The rules of the house, held by tests instead of memory. CONTRIBUTING.md says them in words."""

from __future__ import annotations

import ast
import re
import runpy
import shutil
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from quyhoach import findings, law
from quyhoach.province import specs

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
LIBRARY = SOURCE / "quyhoach"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

LONG_FUNCTIONS: dict[str, str] = {}
"""Functions over 40 code lines: ``file:function`` → why it may. Keep it short."""

REASONS_FOR_LATE_IMPORTS = ("slow", "optional", "app-ready")
"""An import inside a function says one of these in a comment on its line. "Circular" is not a reason: a room is misplaced."""


@cache
def trees() -> dict[Path, ast.Module]:
    return {file: ast.parse(file.read_text("utf-8")) for file in sorted(SOURCE.rglob("*.py"))}


@cache
def tracked() -> dict[str, str]:
    """Every text file under version control, by its path from the root."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    texts = {}
    for name in filter(None, names):
        try:
            texts[name] = (ROOT / name).read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return texts


def lines_with(pattern: str, files: dict[str, str]) -> list[str]:
    found = re.compile(pattern)
    return [f"{name}:{n}: {line.strip()[:120]}" for name, text in files.items()
            for n, line in enumerate(text.splitlines(), 1) if found.search(line)]


def library_python() -> dict[str, str]:
    return {str(file.relative_to(ROOT)): file.read_text("utf-8") for file in trees() if LIBRARY in file.parents}


# --- imports


def test_import_contracts_hold() -> None:
    script = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env={"PYTHONPATH": str(SOURCE)}, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_imports_inside_functions_have_a_reason() -> None:
    bare = []
    for file, tree in trees().items():
        lines = file.read_text("utf-8").splitlines()
        for function in functions(tree):
            late = {node.lineno for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)}
            bare += [f"{file.name}:{n}" for n in sorted(late) if not re.search(rf"# ({'|'.join(REASONS_FOR_LATE_IMPORTS)})", lines[n - 1])]
    assert bare == []


def test_library_reads_no_clock() -> None:
    thinking = {name: text for name, text in library_python().items() if "/quyhoach/cli" not in name}
    assert lines_with(r"\.(today|now|utcnow|localtime)\(|\btime\.(time|monotonic)\(", thinking) == []
    quiet = {name: text for name, text in thinking.items() if "/solvers/" not in name and not name.endswith(("/engine.py", "/preview.py"))}
    assert lines_with(r"perf_counter|process_time", quiet) == []


def test_code_knows_no_province() -> None:
    assert lines_with(r"Lạng Sơn|[Ll]ang[ _]?[Ss]on\b", library_python()) == []


# --- names


def public_names() -> dict[str, str]:
    """Public classes of the library, and what its rooms offer in ``__all__``: name → file."""
    names: dict[str, str] = {}
    for file, tree in trees().items():
        if LIBRARY not in file.parents:
            continue
        where = str(file.relative_to(SOURCE))
        names |= {node.name: where for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")}
        if file.name == "__init__.py":
            names |= dict.fromkeys(offered(tree), where)
    return names


def offered(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets):
            return list(ast.literal_eval(node.value))
    return []


def glossary() -> list[str]:
    """First cells of the glossary's rows that are identifiers."""
    return re.findall(r"^\| `([^`]+)` \|", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.MULTILINE)


def test_every_public_name_is_in_the_glossary() -> None:
    known = set(glossary())
    assert [f"{name} ({where})" for name, where in sorted(public_names().items()) if name not in known] == []


def test_glossary_names_exist_once() -> None:
    defined = {node.name for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    tables = {**specs.FACTS, **specs.SCENARIO}
    columns = {column.name for spec in tables.values() for column in spec.columns}
    defined |= set(public_names())
    columns |= {field for column in tables["project_values"].columns if column.name == "field" for field in column.choices}
    names = glossary()
    assert [name for name in names if name not in defined | columns | set(tables)] == []
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_module_names_are_nouns_of_the_field() -> None:
    drawers = {"util", "utils", "core", "common", "helper", "helpers", "base", "misc", "manager", "managers"}
    parts = {part for file in trees() for part in file.relative_to(SOURCE).with_suffix("").parts}
    assert parts & drawers == set()
    assert [part for part in sorted(parts) if part != part.lower()] == []


# --- sizes


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def code_lines(function: ast.FunctionDef, lines: list[str]) -> int:
    """Lines of the function without its docstring, blank lines and comments."""
    first = function.body[0]
    doc = range(first.lineno, (first.end_lineno or 0) + 1) if ast.get_docstring(function) is not None else range(0)
    body = (lines[n - 1].strip() for n in range(function.lineno, (function.end_lineno or 0) + 1) if n not in doc)
    return sum(1 for line in body if line and not line.startswith("#"))


def sizes() -> dict[str, int]:
    found: dict[str, int] = {}
    for file, tree in trees().items():
        lines = file.read_text("utf-8").splitlines()
        found |= {f"{file.relative_to(SOURCE)}:{function.name}": code_lines(function, lines) for function in functions(tree)}
    return found


def test_functions_fit_on_a_screen() -> None:
    assert {name: size for name, size in sizes().items() if size > 40 and name not in LONG_FUNCTIONS} == {}
    short = sum(size <= 25 for size in sizes().values())
    assert short >= 0.9 * len(sizes()), sorted(((size, name) for name, size in sizes().items() if size > 25), reverse=True)


def test_modules_have_one_noun() -> None:
    lengths = {str(file.relative_to(SOURCE)): len(file.read_text("utf-8").splitlines()) for file in trees()}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


# --- findings


def codes_in_use() -> set[str]:
    return {code for file in trees() for code in re.findall(r'"([A-Z]{3}-\d{3})"', file.read_text("utf-8"))}


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def gaps_in_any_language(sentence: str) -> set[str]:
    """A gap that is itself a text comes once per language, as ``{label_vi}`` and ``{label_en}``."""
    return {name.removesuffix("_vi").removesuffix("_en") for name in gaps(sentence)}


def test_catalogue_and_code_know_the_same_findings() -> None:
    assert codes_in_use() == set(findings.catalogue())


def test_catalogue_speaks_both_languages_alike() -> None:
    uneven = []
    for code, entry in findings.catalogue().items():
        for part in ("message", "why", "remedy", "who"):
            texts = getattr(entry, part)
            vi, en = texts.get("vi", ""), texts.get("en", "")
            if not vi or not en or gaps_in_any_language(vi) != gaps_in_any_language(en):
                uneven.append(f"{code}.{part}")
    assert uneven == []


def test_findings_fill_every_gap() -> None:
    open_gaps = []
    for file, tree in trees().items():
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "finding" and call.args):
                continue
            code, given = call.args[0], {keyword.arg for keyword in call.keywords}
            entry = findings.catalogue().get(str(code.value)) if isinstance(code, ast.Constant) else None
            if entry and None not in given:  # an unknown code is the catalogue test's to tell; **values cannot be read here
                parts = (entry.message, entry.why, entry.remedy, entry.who)
                wanted = {gap for part in parts for sentence in part.values() for gap in gaps(sentence)}
                open_gaps += [f"{file.name}:{call.lineno} {ast.literal_eval(code)} {gap}" for gap in sorted(wanted - given)]
    assert open_gaps == []


# --- law and docs


def test_law_files_cite_their_articles() -> None:
    silent = [f"{name} {value.valid_from}" for name, parameter in law.parameters().items() for value in parameter.values
              if not value.article or value.certainty not in list(law.Certainty)]
    assert law.parameters()
    assert silent == []


def test_reference_pages_say_what_the_code_says() -> None:
    pages = runpy.run_path(str(ROOT / "docs" / "write_reference.py"))["pages"]()
    stale = [str(file.relative_to(ROOT)) for file, text in pages.items() if not file.exists() or file.read_text("utf-8") != text]
    kept = set((ROOT / "docs" / "reference").rglob("*.md"))
    assert stale == [], "run ./qh docs"
    assert sorted(kept - set(pages)) == []


def test_links_between_pages_lead_somewhere() -> None:
    dead = []
    for name, text in tracked().items():
        if name.endswith(".md"):
            targets = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", text)
            dead += [f"{name}: {target}" for target in targets if not (ROOT / name).parent.joinpath(target).exists()]
    assert dead == []


def test_changelog_has_this_version() -> None:
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()


# --- what must not be committed


def test_no_unfinished_work_is_committed() -> None:
    words = "|".join(("TO" "DO", "FIX" "ME", "X" "XX"))
    assert lines_with(rf"\b({words})\b", tracked()) == []


def test_no_machine_paths_or_registry_hosts_are_committed() -> None:
    places = r"(?<![\w.:/])/(work|tmp|root|home|opt|Users)/"
    hosts = "|".join(re.escape(host) for host in ("pypi" ".org", "python" "hosted.org", "npm" "js.org", "npm" "js.com"))
    mine = {name: text for name, text in tracked().items() if name != "tests/test_house.py"}
    assert lines_with(f"{places}|{hosts}", mine) == []
    locks = {name: text for name, text in mine.items() if name.endswith((".lock", "-lock.json"))}
    assert lines_with(r"https?:|--(index|extra-index|find-links)", locks) == []


def test_silenced_warnings_have_a_reason() -> None:
    code = {name: text for name, text in tracked().items() if name.endswith(".py") or name == "qh"}
    silenced = r"#\s*(noqa|type:\s*ignore)"
    explained = r"#\s*(noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\]\s*)(-|#)\s*\w+"
    bare = [line for line in lines_with(silenced, code) if not re.search(explained, line) and "test_house.py" not in line]
    assert bare == []
