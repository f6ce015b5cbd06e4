"""Writes docs/reference from what the program itself says: tables, law, commands, findings. Run it with ./qh docs."""

from __future__ import annotations

from pathlib import Path

from quyhoach import findings, tables
from quyhoach.cli import reference as commands
from quyhoach.law import reference as law_reference
from quyhoach.province import specs

REFERENCE = Path(__file__).parent / "reference"


def pages() -> dict[Path, str]:
    """Every generated page: its file and its text. tests/test_house.py holds the files to it."""
    every_spec = {**specs.FACTS, **specs.SCENARIO}
    by_file = {f"tables/{spec.name}.md": tables.reference_page(spec) for spec in every_spec.values()}
    by_file |= {
        "tables/README.md": tables_page(),
        "law.md": law_reference.reference_page(),
        "commands.md": commands.reference_page(),
        "findings.md": findings_page(),
    }
    return {REFERENCE / name: text for name, text in by_file.items()}


def tables_page() -> str:
    """The list of tables, facts first."""
    lines = ["# Các bảng · Tables", ""]
    for heading, group in (("facts/", specs.FACTS), ("scenarios/TÊN/", specs.SCENARIO)):
        lines += [f"## {heading}", "", "| bảng · table | nội dung | what it holds |", "|---|---|---|"]
        lines += [f"| [{spec.name}]({spec.name}.md) | {spec.title_vi} | {spec.title_en} |" for spec in group.values()]
        lines.append("")
    return "\n".join(lines)


def findings_page() -> str:
    """Every code with what it says, why, and what to do about it."""
    lines = ["# Các phát hiện · Findings", ""]
    for code, entry in sorted(findings.catalogue().items()):
        lines += [f"## {code} ({entry.severity})", ""]
        for lang in findings.LANGUAGES:
            lines += [f"- **{entry.message[lang]}** {entry.why[lang]} → {entry.remedy[lang]}"]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    for file, text in pages().items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
