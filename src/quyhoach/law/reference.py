"""The reference page of the law: every parameter with its dated values, written from the files themselves."""

from __future__ import annotations

from quyhoach.law.kinds import CERTAINTY_WORDS, KINDS, UNITS, Certainty
from quyhoach.law.reader import parameters
from quyhoach.law.schema import DatedValue, Parameter, Row
from quyhoach.law.words import article_words, certainty_words, period_words, row_words, value_words

_LANGS = ("vi", "en")


def reference_page() -> str:
    """Markdown, Vietnamese with English: label, unit, dated values, document, article, certainty, notes."""
    lines = [
        "# Tham số pháp luật · Law parameters", "",
        "Trang này do chương trình viết từ các tệp tham số. Mỗi giá trị có văn bản, điều khoản, thời gian áp dụng và mức độ chắc chắn.",
        "This page is written by the program from the parameter files. Each value has its document, article, days in force and certainty.",
        "", "| mức độ · certainty | nghĩa | meaning |", "|---|---|---|",
        *(f"| `{certainty}` | {vi} | {en} |" for certainty, (vi, en) in CERTAINTY_WORDS.items()), "",
        "| tham số · parameter | nội dung | what it says |", "|---|---|---|",
        *(f"| [{p.name}](#{p.name}) | {p.label['vi']} | {p.label['en']} |" for p in parameters().values()), "",
    ]
    for parameter in parameters().values():
        lines += _section(parameter)
    return "\n".join(lines)


def _section(parameter: Parameter) -> list[str]:
    shape, unit = KINDS[parameter.kind], UNITS[parameter.unit]
    lines = [
        f"## {parameter.name}", "",
        f"**{parameter.label['vi']}** · {parameter.label['en']}", "",
        f"- dạng · kind: {shape.title_vi} · {shape.title_en} (`{parameter.kind}`)",
        f"- đơn vị · unit: {unit[0]} · {unit[1]}",
    ]
    if parameter.used_by:
        lines.append("- dùng trong · used by: " + ", ".join(f"`{name}`" for name in parameter.used_by))
    for value in parameter.values:
        lines += ["", *_value(parameter, value)]
    return [*lines, ""]


def _value(parameter: Parameter, value: DatedValue) -> list[str]:
    lines = [
        f"### {' · '.join(period_words(value, lang) for lang in _LANGS)}", "",
        f"{value.document}, {article_words(value.article, 'vi')} – {_certainty(value.certainty)}",
    ]
    if value.note:
        lines += ["", *(f"> {value.note[lang]}" + ("  " if lang == "vi" else "") for lang in _LANGS)]
    if value.link:
        lines += ["", f"<{value.link}>"]
    if not isinstance(value.value, tuple):
        return [*lines, "", "**" + " · ".join(value_words(parameter, value, lang) for lang in _LANGS) + "**"]
    lines += ["", "| mã · code | nội dung | what | giá trị · value | nguồn riêng · own source |", "|---|---|---|---|---|"]
    return [*lines, *(_row(row) for row in value.value)]


def _row(row: Row) -> str:
    words = list(dict.fromkeys(filter(None, (row_words(row, lang) for lang in _LANGS))))
    if "kinds" in row:
        words.append(", ".join(f"`{kind}`" for kind in row["kinds"]))
    own = [row[name] for name in ("document", "article") if name in row]
    if "certainty" in row:
        own.append(_certainty(Certainty(row["certainty"])))
    if "note" in row:
        own += [row["note"][lang] for lang in _LANGS]
    cells = (f"`{row['code']}`", row["label"]["vi"], row["label"]["en"], " · ".join(words), "; ".join(own))
    return "| " + " | ".join(cells) + " |"


def _certainty(certainty: Certainty) -> str:
    return " · ".join(certainty_words(certainty, lang) for lang in _LANGS)
