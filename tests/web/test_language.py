"""Every visible word stands in both languages, and a page in English is English."""

from __future__ import annotations

import ast
import re
import string
from functools import cache
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from quyhoach_web.models import Account, Layer, Office, Record, ScenarioSettings

PACKAGE = Path(__file__).parents[2] / "src" / "quyhoach_web"
VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.I)
BOTH = re.compile(r"\{%\s*both\s+(.*?)%\}", re.S)
"""Chinese and Vietnamese, on the page of the other side of a joint project."""
SAY = re.compile(r"\{%\s*say\s+(.*?)%\}", re.S)
TEXT = re.compile(r'"[^"]*"|\'[^\']*\'|\S+')


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@cache
def said_in_code() -> list[tuple[str, str, str, set[str] | None]]:
    """(where, vi, en, names given; None when they come later) of every ``say`` with words in Python."""
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "say" and len(call.args) == 2:
                words = [literal(part) for part in call.args]
                given = {keyword.arg for keyword in call.keywords if keyword.arg}
                if all(word is not None for word in words):
                    found.append((f"{file.name}:{call.lineno}", *words, given or None))
    return found


def literal(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@cache
def said_in_templates() -> list[tuple[str, str, str, set[str]]]:
    found = []
    for file in sorted((PACKAGE / "templates").rglob("*.html")):
        for match in SAY.finditer(file.read_text("utf-8")):
            parts = TEXT.findall(match.group(1))
            words = [part[1:-1] for part in parts[:2] if part[0] in "\"'"]
            if len(words) == 2:
                names = {part.split("=")[0] for part in parts[2:] if "=" in part}
                found.append((f"{file.relative_to(PACKAGE / 'templates')}", *words, names))
    return found


def test_the_two_languages_stand_side_by_side():
    everything = [*said_in_code(), *said_in_templates()]
    assert len(everything) > 100
    assert [where for where, vi, en, _ in everything if not vi.strip() or not en.strip()] == []
    assert [f"{where}: {en}" for where, _, en, _ in everything if VIETNAMESE.search(en) and "Tiếng Việt" not in en] == []


def test_both_languages_have_the_same_gaps_and_all_are_filled():
    everything = [*said_in_code(), *said_in_templates()]
    assert [f"{where}: {vi} / {en}" for where, vi, en, _ in everything if gaps(vi) != gaps(en)] == []
    assert [f"{where}: {vi}" for where, vi, _, given in everything if given is not None and gaps(vi) != given] == []
    assert [f"{where}: {vi}" for where, vi, _, given in said_in_templates() if gaps(vi) - given] == []


def test_the_other_sides_page_is_chinese_and_vietnamese():
    pairs = []
    for file in sorted((PACKAGE / "templates").rglob("*.html")):
        pairs += [[part[1:-1] for part in TEXT.findall(match.group(1))[:2]] for match in BOTH.finditer(file.read_text("utf-8"))]
    assert len(pairs) > 20
    assert [pair for pair in pairs if len(pair) != 2 or not all(pair) or gaps(pair[0]) != gaps(pair[1])] == []
    assert [zh for zh, vi in pairs if (VIETNAMESE.search(zh) or not re.search("[\u4e00-\u9fff（]", zh)) and zh != "zh-Hans"] == []


def test_templates_have_no_words_outside_say():
    left = []
    for file in sorted((PACKAGE / "templates").rglob("*.html")):
        if file.name == "fault.html":  # the last resort speaks both at once
            continue
        text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", file.read_text("utf-8"), flags=re.S)
        text = re.sub(r'<(\w+)[^>]*\blang="vi"[^>]*>[^<]*</\1>', "", BOTH.sub("", SAY.sub("", text)))
        left += [f"{file.relative_to(PACKAGE / 'templates')}: {line.strip()[:90]}" for line in text.splitlines() if VIETNAMESE.search(line)]
    assert left == []


def pieces(vi: str) -> list[str]:
    """What of a sentence stands unchanged on a page: between gaps, long enough to be a sentence of ours."""
    texts = [text.strip() for text, _, _, _ in string.Formatter().parse(vi)]
    return [text for text in texts if len(text) >= 10 and VIETNAMESE.search(text)]


def data_text() -> str:
    """Everything that comes from the province and may stand in Vietnamese on an English page."""
    parts = [str(values) for values in Record.objects.values_list("values", flat=True)]
    parts += [str(settings) for settings in ScenarioSettings.objects.values_list("settings", flat=True)]
    parts += [str(settings) for settings in Office.objects.values_list("settings", flat=True)]
    return "\n".join([*parts, *Layer.objects.values_list("geojson", flat=True)])


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["", "planner", "leader", "council", "agency", "commune", "auditor", "admin"])
def test_english_pages_are_english(addresses, role):
    client = Client(raise_request_exception=False)
    if role:
        client.force_login(Account.objects.get(username=f"test-{role}"), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    data = data_text()
    ours = {piece for _, vi, _, _ in (*said_in_code(), *said_in_templates()) for piece in pieces(vi) if piece not in data}
    left, seen = [], 0
    for name, arguments in addresses:
        page = client.get(reverse(name, kwargs=arguments))
        left += [f"{name}: fault"] if page.status_code >= 500 else []
        if page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"):
            seen += 1
            text = page.content.decode()
            left += [f"{name}: {piece}" for piece in sorted(ours) if piece in text]
            if "<html" in text:
                assert '<html lang="en"' in text
    assert left == []
    assert seen >= 2
    assert len(ours) > 100


@pytest.mark.django_db
def test_pages_are_vietnamese_unless_asked_otherwise():
    page = Client(headers={"accept-language": "en-GB,en"}).get("/sign-in/").content.decode()
    client = Client()
    assert '<html lang="vi"' in client.get("/sign-in/").content.decode()
    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert '<html lang="en"' in client.get("/sign-in/").content.decode()
    assert '<html lang="' in page
