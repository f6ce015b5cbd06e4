"""The catalogue of sites as a workbook: sites, what each lacks, published figures, requests, the order of work, findings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quyhoach.dates import format_as_of, format_date
from quyhoach.findings import Finding
from quyhoach.land.catalogue import SiteMatch
from quyhoach.land.published import QUANTITIES
from quyhoach.province.land_sites import SiteBook
from quyhoach.reports.catalogue_json import agencies_of
from quyhoach.reports.catalogue_text import began_words, missing_line, quantity_label, reasons_line
from quyhoach.reports.findings_workbook import findings_sheet
from quyhoach.reports.sheets import Book, Cell, book
from quyhoach.reports.site_words import element_word, route_word, site_word, state_word


def write_catalogue_workbook(sites: SiteBook, matches: Sequence[SiteMatch], findings: Sequence[Finding], path: Path, lang: str) -> None:
    """Write the catalogue to ``path`` (.xlsx). The same catalogue gives the same bytes. Raises OSError when it cannot be written."""
    title = f"{site_word('catalogue', lang)}. {site_word('as_of', lang, day=format_date(sites.as_of, lang))}"
    with book(path, site_word("catalogue", lang)) as file:
        _sites(file, matches, title, lang)
        _conditions(file, sites, matches, lang)
        _published(file, sites, matches, lang)
        _requests(file, sites, lang)
        _order(file, sites, lang)
        findings_sheet(file, findings, lang)


def _sheet(file: Book, name: str, title: str, widths: Sequence[float], keys: Sequence[str], rows: Sequence[Sequence[Cell]],
           styles: Sequence[str], lang: str) -> None:
    sheet = file.sheet(name[:31], widths)
    file.row(sheet, 0, [title], ["title"])
    file.header(sheet, 1, [site_word(key, lang) for key in keys])
    for n, row in enumerate(rows, 2):
        file.row(sheet, n, row, styles)


def _sites(file: Book, matches: Sequence[SiteMatch], title: str, lang: str) -> None:
    rows: list[list[Cell]] = []
    for match in matches:
        one, site = match.standing, match.standing.site
        area = None if site.area_ha is None else float(site.area_ha)
        km = None if match.km is None else round(match.km, 1)
        clean, lacks = site_word("yes" if one.clean else "no", lang), missing_line(one, lang)
        rows.append([site.id, site.name(lang), site.zone, area, clean, site.price_vnd_m2, km, lacks, format_as_of(one.expected)])
    keys = ("site", "name", "zone", "area", "clean", "price", "km", "missing", "expected")
    styles = ("text", "text", "text", "hectares", "text", "money", "hectares", "text", "text")
    _sheet(file, site_word("catalogue", lang), title, (10, 40, 10, 12, 8, 14, 10, 60, 12), keys, rows, styles, lang)


def _conditions(file: Book, sites: SiteBook, matches: Sequence[SiteMatch], lang: str) -> None:
    agencies = agencies_of(sites.province, lang)
    rows: list[list[Cell]] = []
    for match in matches:
        for one in match.standing.elements:
            parcels = "" if one.of is None else f"{one.done}/{one.of}"
            day = "" if one.met_on is None else format_date(one.met_on, lang)
            rows.append([
                match.standing.site.id, element_word(one.element, lang), state_word(one.state, lang), "; ".join(one.documents), day,
                parcels, format_as_of(one.expected), agencies.get(one.agency, one.agency),
            ])
    keys = ("site", "condition", "state", "documents", "done_on", "parcels", "expected", "agency")
    title = site_word("condition", lang)
    _sheet(file, title, title, (10, 32, 24, 40, 12, 9, 12, 40), keys, rows, ["text"] * 8, lang)


def _published(file: Book, sites: SiteBook, matches: Sequence[SiteMatch], lang: str) -> None:
    found = [(match.standing.site.id, one) for match in matches for one in sites.published.get(match.standing.site.id, ())]
    if not found:
        return
    sheet = file.sheet(site_word("figures", lang), (10, 9, 12, *[14] * len(QUANTITIES), 50, 50))
    file.row(sheet, 0, [site_word("published", lang)], ["title"])
    titles = [site_word(key, lang) for key in ("site", "record", "day")] + [quantity_label(name, sites, lang) for name in QUANTITIES]
    file.header(sheet, 1, [*titles, site_word("said", lang), site_word("source", lang)])
    for n, (site, one) in enumerate(found, 2):
        figures: list[Cell] = [float(one.figures[name]) if name in one.figures else None for name in QUANTITIES]
        said = "; ".join(part for part in (one.said, one.note) if part)
        file.row(sheet, n, [site, one.record, format_as_of(one.day), *figures, said, one.source],
                 ["text", "text", "text", *["hectares"] * len(QUANTITIES), "text", "text"])


def _requests(file: Book, sites: SiteBook, lang: str) -> None:
    if not sites.requests:
        return
    rows: list[list[Cell]] = []
    for one in sites.requests:
        step = one.next_step
        for match in one.matches:
            mine = match.standing.site.id == one.site
            rows.append([
                one.request.id, one.request.name, route_word(one.route.route, lang), match.standing.site.id, reasons_line(match, lang),
                site_word("yes", lang) if mine else "", step.label(lang) if step and mine else "",
            ])
    keys = ("request", "name", "route", "site", "reasons", "accepted", "next")
    _sheet(file, site_word("requests", lang), site_word("requests", lang), (10, 36, 26, 10, 60, 10, 30), keys, rows, ["text"] * 7, lang)


def _order(file: Book, sites: SiteBook, lang: str) -> None:
    if not any(one.rule for one in sites.order):
        return
    rows: list[list[Cell]] = [
        [one.work.site, one.work.name, one.rank, began_words(one.work, lang), one.work.by,
         ", ".join(one.passed), ", ".join(one.open)]
        for one in sites.order
    ]
    keys = ("site", "name", "rank", "began", "by", "passed", "unsure")
    styles = ("text", "text", "year", "text", "text", "text", "text")
    _sheet(file, site_word("order", lang), site_word("order", lang), (10, 40, 8, 12, 36, 30, 50), keys, rows, styles, lang)
