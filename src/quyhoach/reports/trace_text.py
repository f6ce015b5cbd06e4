"""Conformity on a terminal: each plan's items with what asks for them and who carries them out, then the two lists that matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from quyhoach.reports.text import wrap

_WORDS = {
    "title": ("Nội dung quy hoạch và căn cứ", "Plan items and what asks for them"),
    "no_reason": ("chưa nêu căn cứ", "no reason named"),
    "nobody": ("chưa ai thực hiện", "nobody carries it out"),
    "orphans": ("Nội dung chưa nêu căn cứ", "Items with no reason"),
    "unfulfilled": ("Việc được giao chưa ai thực hiện", "Asked for and carried out by nobody"),
    "none": ("không có", "none"),
    "above": ("Căn cứ, đi lên hết", "All it goes back to"),
    "below": ("Thực hiện, đi xuống hết", "All that carries it out"),
    "directive": ("chỉ đạo", "directive"),
    "item": ("nội dung", "item"),
    "project": ("dự án", "project"),
}


def trace_text(data: Mapping[str, Any], lang: str = "vi") -> str:
    """The text of ``trace_json``; with ``above`` and ``below`` in it, the walk from one knot instead."""
    lines = list(_walk(data, lang) if "above" in data else _whole(data, lang))
    return "\n".join(part for line in lines for part in (wrap(line) if line else [""]))


def _whole(data: Mapping[str, Any], lang: str) -> Iterator[str]:
    yield _word("title", lang)
    plan = None
    for item in data["items"]:
        if item["plan"] != plan:
            plan = item["plan"]
            yield ""
            yield f"{plan} {item['plan_name']}"
        up = ", ".join(_short(knot, lang) for knot in item["reasons"]) or _word("no_reason", lang)
        down = ", ".join(_short(knot, lang) for knot in item["carried_by"]) or _word("nobody", lang)
        yield f"· {item['item']} {item['name']} ← {up} → {down}"
    for key, code in (("orphans", "item"), ("unfulfilled", "code")):
        yield ""
        yield f"{_word(key, lang)}: {len(data[key]) or _word('none', lang)}"
        yield from (f"· {row[code]} {row['name']}" for row in data[key])


def _walk(data: Mapping[str, Any], lang: str) -> Iterator[str]:
    yield _long(data["of"], lang)
    for key in ("above", "below"):
        yield ""
        yield f"{_word(key, lang)}: {len(data[key]) or _word('none', lang)}"
        yield from (f"· {_long(knot, lang)}" for knot in data[key])


def _short(knot: Mapping[str, str], lang: str) -> str:
    return f"{_word(knot['kind'], lang)} {knot['code']}"


def _long(knot: Mapping[str, str], lang: str) -> str:
    return f"{_short(knot, lang)} {knot['name']}".rstrip()


def _word(key: str, lang: str) -> str:
    return _WORDS[key][0 if lang == "vi" else 1]
