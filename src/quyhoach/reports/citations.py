"""The articles a result rests on, as data and as lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from quyhoach.dates import format_date
from quyhoach.law.kinds import CERTAINTY_WORDS, Certainty
from quyhoach.law.reader import Citation, parameter_named


def citation_json(citation: Citation) -> dict[str, Any]:
    """One article: parameter, part, document, article, certainty, valid_from, valid_to, place, link."""
    return {
        "parameter": citation.parameter,
        "part": citation.part,
        "document": citation.document,
        "article": citation.article,
        "certainty": str(citation.certainty),
        "valid_from": citation.valid_from,
        "valid_to": citation.valid_to,
        "place": citation.place,
        "link": citation.link,
    }


def citation_line(citation: Citation, lang: str) -> str:
    """Document, article, since when, what it fixed, and how sure we are when it was not read in the text itself."""
    what = parameter_named(citation.parameter).label[lang] + (f" [{citation.part}]" if citation.part else "")
    since = {"vi": "từ", "en": "from"}[lang]
    line = f"{citation.document}, {citation.article} ({since} {format_date(citation.valid_from, lang)}): {what}"
    if citation.certainty is Certainty.SEEN:
        return line
    return f"{line} – {CERTAINTY_WORDS[citation.certainty][0 if lang == 'vi' else 1]}"


def articles_line(citations: Iterable[Citation]) -> str:
    """Every article once, by document in the order first cited: the short list a summary prints."""
    documents: dict[str, list[str]] = {}
    for c in citations:
        cited = documents.setdefault(c.document, [])
        if c.article not in cited:
            cited.append(c.article)
    return ". ".join(f"{document}: {'; '.join(cited)}" for document, cited in documents.items())
