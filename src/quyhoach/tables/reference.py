"""The reference page of a table, written from its spec so that it cannot rot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from quyhoach.tables import kinds
from quyhoach.tables.spec import Column, TableSpec

_HEADS = {
    "vi": ("cột", "tiêu đề in", "cũng hiểu", "cách ghi", "đơn vị", "bắt buộc", "ví dụ", "ý nghĩa"),
    "en": ("column", "printed header", "also understood", "how it is written", "unit", "required", "example", "meaning"),
}
_WORDS = {
    "vi": {
        "key": "Mỗi dòng được nhận ra bằng", "refers": "Là mã của bảng", "choices": "Danh mục của",
        "code": ("mã", "nghĩa"), "signed": "được âm",
    },
    "en": {
        "key": "A row is known by", "refers": "A key of table", "choices": "Choices of",
        "code": ("code", "meaning"), "signed": "may be negative",
    },
}


def reference_page(spec: TableSpec) -> str:
    """The page as Markdown: Vietnamese first, then English; every column with its header, unit, need, example and choices."""
    lines = [
        f"# {spec.title_vi} (`{spec.name}`)", "",
        *_part(spec, "vi"),
        "", f"## {spec.title_en}", "",
        *_part(spec, "en"),
    ]
    return "\n".join(lines) + "\n"


def _part(spec: TableSpec, lang: str) -> Iterator[str]:
    purpose = spec.purpose_vi if lang == "vi" else spec.purpose_en
    if purpose:
        yield from (purpose, "")
    yield f"{_WORDS[lang]['key']} {', '.join(f'`{name}`' for name in spec.key)}."
    yield ""
    yield from _grid(_HEADS[lang], (_row(column, spec, lang) for column in spec.columns))
    for column in spec.columns:
        if column.choices:
            yield from ("", f"{_WORDS[lang]['choices']} `{column.name}`:", "")
            yield from _grid(_WORDS[lang]["code"], ((f"`{code}`", kinds.choice(column, code, lang)) for code in column.choices))


def _row(column: Column, spec: TableSpec, lang: str) -> Sequence[str]:
    words = _WORDS[lang]
    other = column.header_en if lang == "vi" else column.header_vi
    refers = f"{words['refers']} [{column.refers_to}]({column.refers_to}.md)." if column.refers_to else ""
    how = kinds.kind(column, lang) + (f", {words['signed']}" if column.signed else "")
    need = kinds.need(column, lang, {one.name: one for one in spec.columns})
    meaning = " ".join(part for part in (kinds.meaning(column, lang), refers) if part)
    names = "; ".join((other, *column.aliases))
    return f"`{column.name}`", kinds.header(column, lang), names, how, kinds.unit(column, lang), need, column.example, meaning


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
