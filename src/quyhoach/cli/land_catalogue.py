"""``land catalogue``: which sites are clean, what the others lack, which fit a query or a request, where the order of work was broken."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path

from quyhoach.cli.arguments import add_folder, add_scenario, day_of, province_of, scenario_of
from quyhoach.cli.command import DONE, NO, Reply, Unusable, Verb, Writer
from quyhoach.findings import finding, has_errors
from quyhoach.land.catalogue import SiteMatch, SiteQuery
from quyhoach.land.site_words import INFRASTRUCTURE, SITE_PURPOSE
from quyhoach.province.land_sites import SiteBook, site_book
from quyhoach.province.province import Province
from quyhoach.reports.catalogue_json import catalogue_json, public_catalogue_json, site_features
from quyhoach.reports.catalogue_text import catalogue_text

_HELP = {
    "as_of": ("tại ngày này (mặc định hôm nay)", "on this day (today)"),
    "area": ("diện tích ít nhất, ha", "least area, ha"),
    "area_most": ("diện tích nhiều nhất, ha", "greatest area, ha"),
    "zone": ("trong khu này và các khu nằm trong nó; dùng được nhiều lần", "in this zone and those inside it; may be repeated"),
    "gate": ("mã cửa khẩu hoặc khu để đo khoảng cách", "gate or zone to measure from"),
    "within": ("cách --gate nhiều nhất, km đường chim bay", "greatest distance from --gate, km as the crow flies"),
    "needs": ("hạ tầng đã có, ví dụ road;power", "infrastructure in place, such as road;power"),
    "purpose": ("dùng vào việc", "purpose"),
    "clean": ("chỉ đất sạch", "clean land only"),
    "public": ("bản công khai: mặt bằng giới thiệu cho nhà đầu tư, không có nhu cầu và phát hiện",
               "for the public: sites offered to investors, without requests and findings"),
}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    words = {name: pair[lang != "vi"] for name, pair in _HELP.items()}
    add_folder(parser, lang)
    add_scenario(parser, lang)
    parser.add_argument("--as-of", metavar="DATE", help=words["as_of"])
    parser.add_argument("--area", metavar="HA", help=words["area"])
    parser.add_argument("--area-most", metavar="HA", help=words["area_most"])
    parser.add_argument("--zone", metavar="ZONE", action="append", default=[], help=words["zone"])
    parser.add_argument("--gate", metavar="ZONE", default="", help=words["gate"])
    parser.add_argument("--within", metavar="KM", help=words["within"])
    parser.add_argument("--needs", metavar="LIST", default="", help=words["needs"])
    parser.add_argument("--purpose", choices=tuple(SITE_PURPOSE), default="", help=words["purpose"])
    parser.add_argument("--clean", action="store_true", help=words["clean"])
    parser.add_argument("--public", action="store_true", help=words["public"])


def run(args: argparse.Namespace) -> Reply:
    """The catalogue on a day. Exit code 1 when a finding is an error. Unusable for codes the folder does not know."""
    from quyhoach.reports.catalogue_workbook import write_catalogue_workbook  # slow

    province, read = province_of(args.folder)
    if not province.facts["sites"].rows:
        nothing = finding("LND-095", what_vi="mặt bằng nào", what_en="sites", table="sites")
        raise Unusable(*([one for one in read if has_errors([one])] or [nothing]))
    query = _query(args, province)
    scenario = scenario_of(province, args.scenario, read) if args.scenario else ""
    book = site_book(province, day_of(args.as_of) or date.today(), scenario=scenario)
    matches = _shown(book, query, args.public)
    findings = (*read, *book.findings)
    shown, told = (replace(book, requests=(), order=()), ()) if args.public else (book, findings)
    data = public_catalogue_json(book, matches, args.lang) if args.public else catalogue_json(book, matches, findings, args.lang)
    files: dict[str, Writer] = {
        ".geojson": lambda path: _write_points(path, matches, args.lang),
        ".xlsx": lambda path: write_catalogue_workbook(shown, matches, told, path, args.lang),
    }
    return Reply(NO if has_errors(told) else DONE, data, catalogue_text(shown, matches, told, args.lang), files)


def _write_points(path: Path, matches: Sequence[SiteMatch], lang: str) -> None:
    path.write_text(json.dumps(site_features(matches, lang), ensure_ascii=False, indent=1) + "\n", "utf-8")


def _shown(book: SiteBook, query: SiteQuery, public: bool) -> tuple[SiteMatch, ...]:
    """Sites that fit or may fit, clean ones first."""
    matches = [one for one in book.matches(query) if one.fits is not False and (one.standing.site.for_investors or not public)]
    return tuple(sorted(matches, key=lambda one: (one.fits is None, not one.standing.clean)))


def _query(args: argparse.Namespace, province: Province) -> SiteQuery:
    zones = [row.text("zone") for row in province.facts["zones"].rows]
    for zone in (*args.zone, *([args.gate] if args.gate else [])):
        known_code(zone, zones, ("khu, cửa khẩu", "zone or gate"))
    if args.within is not None and not args.gate:
        raise Unusable(finding("CLI-002", text="--gate"))
    needs = tuple(part.strip() for part in args.needs.replace(",", ";").split(";") if part.strip())
    for need in needs:
        known_code(need, INFRASTRUCTURE, ("hạ tầng", "infrastructure"))
    return SiteQuery(
        _number(args.area), _number(args.area_most), frozenset(args.zone), args.gate, _number(args.within), needs, args.purpose, args.clean,
    )


def known_code(asked: str, known: Iterable[str], what: tuple[str, str]) -> None:
    """Raises Unusable with the nearest codes for one that is not known."""
    codes = list(known)
    if asked not in codes:
        near = ", ".join(get_close_matches(asked, codes, 3) or codes[:3]) or "–"
        raise Unusable(finding("LND-094", what_vi=what[0], what_en=what[1], asked=asked, near=near))


def _number(written: str | None) -> Decimal | None:
    if written is None:
        return None
    try:
        number = Decimal(written.replace(",", "."))
    except InvalidOperation as error:
        raise Unusable(finding("LND-096", text=written)) from error
    if not number.is_finite() or number < 0:
        raise Unusable(finding("LND-096", text=written))
    return number


VERB = Verb(
    "catalogue", "danh mục mặt bằng: đất nào sạch, còn thiếu gì, hợp nhu cầu nào",
    "sites: which are clean, what is missing, whom they suit", _add_arguments, run,
    suffixes=(".xlsx", ".geojson"),
)
