"""``convert``: a province folder to one workbook, or back."""

from __future__ import annotations

import argparse
from pathlib import Path

from quyhoach.cli.arguments import add_folder, province_of
from quyhoach.cli.command import DONE, Command, Reply, Unusable
from quyhoach.findings import finding
from quyhoach.province.folder import write_province
from quyhoach.reports.findings_text import findings_text


def run(args: argparse.Namespace) -> Reply:
    """The province written as ``-o`` names it, with what reading and writing found. Rows that could not be read are left out."""
    if not args.output:
        raise Unusable(finding("CLI-002", text="-o"))
    target = Path(args.output)
    if any(target.iterdir()) if target.is_dir() else target.exists():
        raise Unusable(finding("CLI-024", file=args.output))
    province, found = province_of(args.folder)
    findings = (*found, *write_province(province, target, args.lang))
    data = {"file": args.output, "findings": [f.as_json(args.lang) for f in findings]}
    return Reply(DONE, data, f"→ {args.output}\n\n{findings_text(findings, args.lang)}")


COMMAND = Command(
    "convert", "đổi thư mục của tỉnh thành một tệp Excel, hoặc ngược lại", "turn a province folder into one workbook, or back",
    add_folder, run, suffixes=(".xlsx", ""), own_file=True,
)
