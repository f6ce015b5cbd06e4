"""Where answers go: stdout, a file, or stderr when nothing can be answered."""

from __future__ import annotations

import sys
from pathlib import Path

from quyhoach.cli.command import Command, Reply, Unusable
from quyhoach.findings import Finding, Severity, finding
from quyhoach.reports.findings_text import finding_line
from quyhoach.reports.json_text import json_text


def check_suffix(command: Command, output: str | None) -> None:
    """Raises Unusable when ``-o`` names a kind of file the command cannot write, before any work is done."""
    if output is None or suffix_of(output) in command.offered():
        return
    known = ", ".join(suffix or "thư mục / folder" for suffix in command.offered())
    raise Unusable(finding("CLI-020", file=output, known=known))


def suffix_of(output: str) -> str:
    """The suffix of a file name in small letters."""
    return Path(output).suffix.lower()


def ready(output: str) -> Path:
    """The path, its folder made when missing. Raises OSError when it cannot be."""
    path = Path(output)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def give(reply: Reply, as_json: bool) -> None:
    """Print an answer to stdout."""
    print(json_text(reply.data) if as_json else reply.text, flush=True)


def write(reply: Reply, output: str, lang: str) -> None:
    """Write an answer to a file; a plan that does not exist is not written. Raises OSError."""
    suffix = suffix_of(output)
    if suffix == ".json":
        ready(output).write_text(json_text(reply.data) + "\n", "utf-8")
    elif suffix == ".txt":
        ready(output).write_text(reply.text + "\n", "utf-8")
    elif suffix in reply.files:
        reply.files[suffix](ready(output))
    else:
        tell((finding("CLI-021", file=output),), lang)
        return
    print({"vi": f"Đã ghi {output}", "en": f"Wrote {output}"}[lang], file=sys.stderr)


def refuse(findings: tuple[Finding, ...], as_json: bool, lang: str) -> None:
    """Say why nothing can be answered: a line a finding on stderr, and the findings as JSON on stdout when asked."""
    if as_json:
        print(json_text({"findings": [f.as_json(lang) for f in findings]}), flush=True)
    tell(findings, lang)


def tell(findings: tuple[Finding, ...], lang: str) -> None:
    """One short paragraph a finding on stderr, errors first."""
    for f in sorted(findings, key=lambda f: list(Severity).index(f.severity)):
        print(finding_line(f, lang), file=sys.stderr)
