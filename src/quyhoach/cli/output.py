"""Where answers go: stdout, a file, or stderr when nothing can be answered."""

from __future__ import annotations

import sys
from pathlib import Path

from quyhoach.cli.command import Command, Reply, Unusable
from quyhoach.findings import Finding, Severity, finding
from quyhoach.reports.findings_text import finding_line
from quyhoach.reports.json_text import json_text


def check_output(command: Command, output: str | None, lang: str) -> None:
    """Raises Unusable when ``-o`` names a kind of file the command cannot write, or stands in no folder, before any work is done."""
    if output is None:
        return
    if suffix_of(output) not in command.offered():
        known = ", ".join(suffix or {"vi": "thư mục", "en": "a folder"}[lang] for suffix in command.offered())
        raise Unusable(finding("CLI-020", file=output, known=known))
    if not Path(output).parent.is_dir():
        raise Unusable(finding("CLI-023", file=output, folder=Path(output).parent))


def suffix_of(output: str) -> str:
    """The suffix of a file name in small letters."""
    return Path(output).suffix.lower()


def give(reply: Reply, as_json: bool) -> None:
    """Print an answer to stdout."""
    print(json_text(reply.data) if as_json else reply.text, flush=True)


def write(reply: Reply, output: str, lang: str) -> None:
    """Write an answer to a file; a plan that does not exist is not written. Raises OSError."""
    suffix = suffix_of(output)
    if suffix == ".json":
        Path(output).write_text(json_text(reply.data) + "\n", "utf-8")
    elif suffix == ".txt":
        Path(output).write_text(reply.text + "\n", "utf-8")
    elif suffix in reply.files:
        reply.files[suffix](Path(output))
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
