"""The catalogue of sites at a terminal: what each lacks, requests with the reasons for each site, the order of work, findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from quyhoach.dates import format_as_of, format_date
from quyhoach.findings import Finding
from quyhoach.land.allocation import RequestStanding
from quyhoach.land.catalogue import SiteMatch
from quyhoach.land.published import MONEY, QUANTITIES
from quyhoach.land.site import SiteStanding
from quyhoach.land.site_words import SITE_PURPOSE
from quyhoach.land.work_order import SiteWork
from quyhoach.law import Certainty
from quyhoach.law.words import article_words, certainty_words
from quyhoach.money import format_number
from quyhoach.province.land_sites import SiteBook
from quyhoach.reports.catalogue_json import agencies_of
from quyhoach.reports.findings_text import findings_text
from quyhoach.reports.site_words import criterion_word, element_word, route_word, site_word
from quyhoach.reports.text import TextColumn, heading, paragraph, table


def catalogue_text(book: SiteBook, matches: Sequence[SiteMatch], findings: Sequence[Finding], lang: str) -> str:
    """The whole answer, at most 100 columns wide."""
    clean = sum(one.clean for one in book.standings)
    head = f"{site_word('catalogue', lang)}. {site_word('as_of', lang, day=format_date(book.as_of, lang))}"
    count = site_word("count", lang, clean=clean, all=len(book.standings), shown=len(matches))
    parts = [heading(head), count, _sites(book, matches, lang), _published(book, matches, lang), *_requests(book, lang), _order(book, lang)]
    parts.append(findings_text(findings, lang))
    return "\n\n".join(part for part in parts if part)


def missing_line(one: SiteStanding, lang: str, agencies: Mapping[str, str] | None = None) -> str:
    """What a site still lacks, each with when it is expected and, with ``agencies``, who holds it: ``điện (03/2027, Ban quản lý)``."""
    if len(one.missing) == len(one.elements) and not any(element.expected or element.of for element in one.missing):
        return site_word("nothing_proven", lang)
    parts = []
    for element in one.missing:
        held = (agencies or {}).get(element.agency, "") if element.expected else ""
        said = ", ".join(part for part in (format_as_of(element.expected), held) if part)
        parts.append(element_word(element.element, lang) + (f" {element.done}/{element.of}" if element.of is not None else "")
                     + (f" ({said})" if said else ""))
    return "; ".join(parts)


def _sites(book: SiteBook, matches: Sequence[SiteMatch], lang: str) -> str:
    agencies = agencies_of(book.province, lang)
    away = any(match.km is not None for match in matches)
    columns = [TextColumn(site_word(key, lang), number=key in ("area", "km")) for key in ("site", "name", "area", "clean")]
    columns += [TextColumn(site_word("km", lang), number=True)] * away + [TextColumn(site_word("missing", lang))]
    rows = []
    for match in matches:
        one = match.standing
        area = "–" if one.site.area_ha is None else format_number(one.site.area_ha, lang)
        row = [one.site.id, one.site.name(lang), area, site_word("yes" if one.clean else "no", lang)]
        row += [("–" if match.km is None else format_number(round(match.km, 1), lang))] * away
        taken = book.taken.get(one.site.id)
        told = site_word("taken", lang, request=taken) if taken else ""
        rows.append([*row, "; ".join(part for part in (told, missing_line(one, lang, agencies)) if part) or "–"])
    return table(columns, rows) if rows else ""


def _published(book: SiteBook, matches: Sequence[SiteMatch], lang: str) -> str:
    lines = [line for match in matches for line in _figures(book, match.standing.site.id, lang)]
    return heading(site_word("published", lang)) + "\n" + "\n".join(lines) if lines else ""


def quantity_label(name: str, book: SiteBook, lang: str) -> str:
    """A published quantity in words, money with the province's unit."""
    unit = book.province.info.money_unit
    return QUANTITIES[name][lang != "vi"] + (f" ({unit.label_vi if lang == 'vi' else unit.label_en})" if name in MONEY else "")


def _figures(book: SiteBook, site: str, lang: str) -> Iterator[str]:
    for record in book.published.get(site, ()):
        figures = [f"{quantity_label(name, book, lang)}: {format_number(value, lang)}" for name, value in record.figures.items()]
        said = "; ".join(part for part in (*figures, record.said) if part)
        yield paragraph(f"{site} · {record.record} ({format_as_of(record.day) or '–'}): {said or '–'}", "", "  ")


def _requests(book: SiteBook, lang: str) -> list[str]:
    if not book.requests:
        return []
    return [heading(site_word("requests", lang)), *(_request(one, lang) for one in book.requests)]


def _request(one: RequestStanding, lang: str) -> str:
    lines = [f"{one.request.id} {one.request.name}: {site_word('route', lang).lower()} {route_word(one.route.route, lang)}"]
    if (cited := one.route.citation) is not None:
        sure = "" if cited.certainty is Certainty.SEEN else f" ({certainty_words(cited.certainty, lang)})"
        lines.append(paragraph(f"{cited.document}, {article_words(cited.article, lang)}{sure}", "  "))
    lines += [paragraph(f"· {match.standing.site.id}: {reasons_line(match, lang)}", "  ", "    ") for match in one.matches]
    for step in one.steps:
        day = format_date(step.done_on, lang) if step.done_on else "–"
        lines.append(paragraph(f"{step.rank}. {step.label(lang)}: {day} {step.document}".rstrip(), "    ", "       "))
    return "\n".join(lines)


def reasons_line(match: SiteMatch, lang: str) -> str:
    """For and against: ``+ đủ diện tích (1 ha); − đất sạch (thiếu …)``; ? where nobody knows."""
    signs = {True: "+", False: "−", None: "?"}
    parts = []
    for one in match.verdicts:
        has = one.has
        if one.criterion in ("clean", "infrastructure") and has:
            has = ", ".join(element_word(code, lang) for code in has.split(";"))
        elif one.criterion == "purpose" and has in SITE_PURPOSE:
            has = SITE_PURPOSE[has][lang != "vi"]
        elif one.criterion in ("area_least", "area_most", "gate") and has:
            has = f"{format_number(Decimal(has), lang)} {'km' if one.criterion == 'gate' else 'ha'}"
        parts.append(f"{signs[one.holds]} {criterion_word(one.criterion, lang)}" + (f" ({has})" if has else ""))
    return "; ".join(parts)


def began_words(work: SiteWork, lang: str) -> str:
    """When work on a site began; ``≤`` where only its being under way is told of; "" not known."""
    if work.began_on is None:
        return ""
    return ("" if work.complete else "≤ ") + format_date(work.began_on, lang)


def _order(book: SiteBook, lang: str) -> str:
    broken = [one for one in book.order if one.passed]
    if not broken:
        return ""
    columns = [TextColumn(site_word(key, lang), number=key == "rank") for key in ("site", "rank", "began", "by", "passed")]
    rows = []
    for one in broken:
        rows.append([one.work.site, str(one.rank), began_words(one.work, lang) or "–", one.work.by or "–", ", ".join(one.passed)])
    return heading(site_word("order", lang)) + "\n" + table(columns, rows)
