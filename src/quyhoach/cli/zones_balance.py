"""``zones balance``: the land-use balance of plans, against quotas and norms, as text, JSON and the official form."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from quyhoach import law
from quyhoach.cli.arguments import day_of
from quyhoach.cli.command import DONE, NO, Reply, Unusable, Verb
from quyhoach.cli.progress import Progress
from quyhoach.cli.zones_layers import layers_of, quotas_beside
from quyhoach.findings import Finding, finding, has_errors

if TYPE_CHECKING:
    from quyhoach.reports.balance_table import BalanceReport
    from quyhoach.zones.balance_lines import BalanceLine
    from quyhoach.zones.layer import PlanLayer
    from quyhoach.zones.quotas import Quota

_OF_ALL = ("ZON-111", "ZON-114")
_OF_QUOTAS = ("ZON-110", "ZON-112", "ZON-113", *_OF_ALL)
_HELP = {
    "source": ("tệp bản đồ quy hoạch, thư mục có nhiều tệp, hoặc thư mục của tỉnh",
               "a map file of a plan, a folder of them, or a province folder"),
    "quota": ("bảng chỉ tiêu land_use_quotas (.csv, .xlsx)", "table of quotas, land_use_quotas (.csv, .xlsx)"),
    "communes": ("lớp ranh giới xã để chia diện tích theo xã", "layer of communes that cut the land"),
    "crs": ("hệ tọa độ của tệp không ghi hệ, ví dụ EPSG:9215", "system of a file that states none, such as EPSG:9215"),
    "kind": ("loại khu để đối chiếu quy chuẩn, ví dụ KHU1=industrial_park; dùng được nhiều lần",
             "kind of an area for the norms, such as KHU1=industrial_park; may be repeated"),
    "law_date": ("đối chiếu quy chuẩn, chỉ tiêu có hiệu lực vào ngày này (mặc định hôm nay)",
                 "norms and quotas in force on this day (today)"),
}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    words = {name: pair[0 if lang == "vi" else 1] for name, pair in _HELP.items()}
    parser.add_argument("source", metavar="FILE|FOLDER", help=words["source"])
    parser.add_argument("--quota", metavar="FILE", help=words["quota"])
    parser.add_argument("--communes", metavar="FILE", help=words["communes"])
    parser.add_argument("--kind", metavar="ZONE=KIND", action="append", default=[], help=words["kind"])
    parser.add_argument("--law-date", metavar="DATE", help=words["law_date"])
    parser.add_argument("--crs", metavar="EPSG", help=words["crs"])


def run(args: argparse.Namespace) -> Reply:
    """The balance of every plan. Exit code 1 when a finding is an error."""
    from quyhoach.reports.balance_json import balance_json  # slow
    from quyhoach.reports.balance_text import balance_text  # slow
    from quyhoach.reports.balance_workbook import write_balance_workbook  # slow

    with Progress({"vi": "cân bằng đất", "en": "balancing land"}[args.lang], args.lang):
        reports = _reports(args)
    errors = has_errors(f for report in reports for f in report.findings)
    return Reply(
        NO if errors else DONE, balance_json(reports, args.lang), balance_text(reports, args.lang),
        {".xlsx": lambda path: write_balance_workbook(reports, path, args.lang)},
    )


def _reports(args: argparse.Namespace) -> list[BalanceReport]:
    on = day_of(args.law_date) or date.today()
    kinds = kinds_of(args.kind)
    layers, told = layers_of(args.source, args.crs)
    quotas, found = quotas_from(quotas_beside(args.source, args.quota), on)
    communes: PlanLayer | None = None
    if args.communes:
        (communes, *_), more = layers_of(args.communes, args.crs)
        told += more
    reports = [_report(layer, quotas, communes, kinds, on) for layer in layers]
    table = quotas_beside(args.source, args.quota)
    found += at_table(of_all_layers([line for report in reports for line in report.balance.lines], quotas), table)
    first, *rest = [replace(one, findings=tuple(at_table(of_one_layer(one.findings), table))) for one in reports]
    return [replace(first, findings=(*told, *found, *first.findings)), *rest]


def _report(
    layer: PlanLayer, quotas: tuple[Quota, ...], communes: PlanLayer | None, kinds: dict[str, str], on: date,
) -> BalanceReport:
    from quyhoach.province.specs.zones import ZONE_KIND  # slow
    from quyhoach.reports.balance_table import BalanceReport  # slow
    from quyhoach.zones.balance import balance  # slow
    from quyhoach.zones.balance_findings import ended_codes  # slow
    from quyhoach.zones.norms import NormFinding, check_norms  # slow

    if communes is not None and communes.crs != layer.crs:
        raise Unusable(finding("ZON-130", one=layer.file or "–", first=layer.crs, other=communes.file or "–", second=communes.crs))
    made = balance(layer, quotas, communes)
    norms = check_norms(layer, made.lines, law.at(on), kinds=kinds, registered=ZONE_KIND)
    said = tuple(item.finding if isinstance(item, NormFinding) else item for item in norms)
    return BalanceReport(layer, made, on, (*made.findings, *ended_codes(made.lines, on), *said))


def of_one_layer(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What is told of the layer itself; quotas are held against all layers together, once."""
    return tuple(one for one in findings if one.code not in _OF_ALL)


def of_all_layers(lines: Sequence[BalanceLine], quotas: Sequence[Quota]) -> list[Finding]:
    """Quotas no layer answers to, and quotas that contradict each other."""
    from quyhoach.zones.quotas import quota_findings  # slow

    return [one for one in quota_findings(lines, quotas, {}) if one.code in _OF_ALL]


def at_table(findings: Iterable[Finding], table: str | None) -> list[Finding]:
    """Findings of quotas with the name of the table whose row they give."""
    name = Path(table).name if table else ""
    return [
        replace(one, where=replace(one.where, file=name)) if one.code in _OF_QUOTAS and not one.where.file else one for one in findings
    ]


def kinds_of(written: list[str]) -> dict[str, str]:
    """Kinds by zone from ZONE=KIND. Raises Unusable."""
    pairs = [text.split("=", 1) for text in written]
    wrong = next((text for text, pair in zip(written, pairs, strict=True) if len(pair) != 2 or not all(pair)), None)
    if wrong is not None:
        raise Unusable(finding("ZON-133", text=wrong))
    return {zone.strip(): kind.strip() for zone, kind in pairs}


def quotas_from(file: str | None, on: date) -> tuple[tuple[Quota, ...], list[Finding]]:
    """The quotas in force on a day, of a table that need not state where its rows come from."""
    from quyhoach.province.specs import FACTS  # slow
    from quyhoach.tables import read_table  # slow
    from quyhoach.zones.quotas import in_force, quotas_of  # slow

    if file is None:
        return (), []
    spec = FACTS["land_use_quotas"]
    needed = ("code", "area_ha")
    columns = tuple(replace(column, required=column.name in needed) for column in spec.columns)
    loose = replace(spec, columns=columns, key=("plan", "stage", "zone", "code", "decision", "delta"))
    read = read_table(file, loose)
    quotas, deltas, twice = quotas_of(read.table.rows)
    if not quotas and not deltas and read.findings:
        raise Unusable(*read.findings)
    held, found = in_force(quotas, deltas, on)
    return held, [*read.findings, *at_table((*twice, *found), file)]


VERB = Verb(
    "balance", "cân bằng sử dụng đất theo mã, khu, xã, giai đoạn; đối chiếu chỉ tiêu và quy chuẩn",
    "land-use balance by code, zone, commune and stage, against quotas and norms", _add_arguments, run, suffixes=(".xlsx",),
)
