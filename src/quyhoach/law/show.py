"""One parameter on one day, as a text to read and as JSON: ``quyhoach law show``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from textwrap import fill
from typing import Any

from quyhoach.dates import format_date
from quyhoach.law.kinds import UNITS, Certainty
from quyhoach.law.reader import at, parameter_named
from quyhoach.law.schema import DatedValue, Parameter
from quyhoach.law.words import article_words, certainty_words, period_words, pick, row_words, value_words

_WIDTH = 100


def show(name: str, on: date, lang: str = "vi") -> str:
    """The value on that day with document, article, certainty and days in force, then the other values, one after the other.

    ``lang`` is vi or en. Raises LawError for an unknown name, or a day the law has no answer for.
    """
    parameter, current = _on(name, on)
    label = f"{parameter.label[lang]} ({name})"
    return "\n".join((
        label, "─" * min(len(label), _WIDTH),
        *_facts(parameter, current, on, lang),
        *_rows(current, lang),
        *_others(parameter, current, lang),
    ))


def as_json(name: str, on: date) -> dict[str, Any]:
    """The same as plain JSON values: name, domain, label, unit, kind, on, then the dated value, then ``others``. Dates are ISO.

    Raises LawError as ``show`` does.
    """
    parameter, current = _on(name, on)
    others = [_dated_json(value) for value in parameter.values if value is not current]
    return {
        "name": name, "domain": parameter.domain, "label": dict(parameter.label), "unit": parameter.unit, "kind": parameter.kind,
        "on": on.isoformat(), **_dated_json(current), "others": others,
    }


def _on(name: str, on: date) -> tuple[Parameter, DatedValue]:
    at(on).value(name)  # raises the error that says what is known instead
    parameter = parameter_named(name)
    return parameter, next(value for value in parameter.values if value.holds_on(on))


def _facts(parameter: Parameter, value: DatedValue, on: date, lang: str) -> list[str]:
    facts = [
        (("Vào ngày", "On"), format_date(on, lang)),
        (("Văn bản", "Document"), value.document),
        (("Điều khoản", "Article"), article_words(value.article, lang)),
        (("Hiệu lực", "In force"), period_words(value, lang)),
        (("Chắc chắn", "Certainty"), certainty_words(value.certainty, lang)),
        (("Đơn vị", "Unit"), pick(UNITS[parameter.unit], lang)),
    ]
    if not isinstance(value.value, tuple):
        facts.append((("Giá trị", "Value"), value_words(parameter, value, lang)))
    if value.note:
        facts.append((("Ghi chú", "Note"), value.note[lang]))
    if value.link:
        facts.append((("Liên kết", "Link"), value.link))
    return [_line(f"{pick(title, lang):<12}", text) for title, text in facts]


def _rows(value: DatedValue, lang: str) -> list[str]:
    if not isinstance(value.value, tuple):
        return []
    width = max(len(row["code"]) for row in value.value) + 2
    lines = [""]
    for row in value.value:
        text = " – ".join(filter(None, (row["label"][lang], row_words(row, lang))))
        own = _own_source(row, value, lang)
        lines.append(_line(f"{row['code']:<{width}}", f"{text} [{own}]" if own else text))
        if "note" in row:
            lines.append(_line(" " * width, row["note"][lang]))
    return lines


def _own_source(row: Mapping[str, Any], value: DatedValue, lang: str) -> str:
    """What of a row's document, article and certainty differs from those of its value."""
    own = [row[name] for name in ("document",) if name in row]
    if "article" in row:
        own.append(article_words(row["article"], lang))
    if row.get("certainty", value.certainty) != value.certainty:
        own.append(certainty_words(Certainty(row["certainty"]), lang))
    return "; ".join(own)


def _others(parameter: Parameter, current: DatedValue, lang: str) -> list[str]:
    others = [value for value in parameter.values if value is not current]
    if not others:
        return []
    lines = ["", pick(("Các thời kỳ khác", "Other times"), lang)]
    for value in others:
        cited = f"{value.document}, {article_words(value.article, lang)}; {certainty_words(value.certainty, lang)}"
        lines.append(_line("  ", f"{period_words(value, lang)}: {value_words(parameter, value, lang)} – {cited}", "    "))
    return lines


def _line(head: str, text: str, later: str = "") -> str:
    return fill(text, _WIDTH, initial_indent=head, subsequent_indent=later or " " * len(head), break_on_hyphens=False)


def _dated_json(value: DatedValue) -> dict[str, Any]:
    return {
        "valid_from": value.valid_from.isoformat(),
        "valid_to": value.valid_to.isoformat() if value.valid_to else None,
        "value": _json(value.value),
        "document": value.document, "article": value.article, "certainty": str(value.certainty),
        "link": value.link, "note": dict(value.note),
    }


def _json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _json(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
