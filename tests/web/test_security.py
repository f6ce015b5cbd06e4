"""Strict policy on every page, nothing inline, safe cookies, no notes and no people on public pages, clear refusals."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from quyhoach_web.access import ACCESS
from quyhoach_web.models import Account, Office, Record
from quyhoach_web.services import records
from quyhoach_web.views import refusals

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).parents[2] / "src"
TEMPLATES = SOURCE / "quyhoach_web" / "templates"
POLICY = {"default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'self'",
          "form-action 'self'"}
INLINE = {
    "a style": re.compile(r"<style[\s>]|\sstyle\s*=", re.I), "a handler": re.compile(r"<[^>]*\son\w+\s*=", re.I),
    "a script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    "an address of script": re.compile(r"javascript:", re.I), "an evaluated value": re.compile(r"hx-on|hx-vals=['\"]js:", re.I),
}


def pages(addresses, client):
    """(name, answer) of every address that GET opens."""
    client.raise_request_exception = False
    for name, arguments in addresses:
        found = client.get(reverse(name, kwargs=arguments))
        assert found.status_code < 500, name
        if found.status_code == 200:
            yield name, found


def text_of(found) -> str:
    body = b"".join(found.streaming_content) if found.streaming else found.content
    return body.decode("utf-8", "replace")


@pytest.mark.parametrize("role", ["", "planner", "admin", "commune"])
def test_every_page_has_the_strict_policy_and_nothing_inline(sign_in, addresses, role):
    wrong, seen = [], 0
    for name, found in pages(addresses, sign_in(role)):
        said = {part.strip() for part in found.headers.get("Content-Security-Policy", "").split(";")}
        wrong += [f"{name}: {part}" for part in POLICY - said]
        wrong += [f"{name}: unsafe"] if "unsafe" in found.headers.get("Content-Security-Policy", "") else []
        if found.headers["Content-Type"].startswith("text/html"):
            seen += 1
            wrong += [f"{name}: {what}" for what, pattern in INLINE.items() if pattern.search(text_of(found))]
        wrong += [f"{name}: {header}" for header, value in (
            ("X-Frame-Options", "DENY"), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"))
            if found.headers.get(header) != value]
    assert wrong == []
    assert seen >= 2


def test_templates_hold_nothing_inline():
    wrong = []
    for file in sorted(TEMPLATES.rglob("*.html")):
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", file.read_text("utf-8"), flags=re.S)
        wrong += [f"{file.relative_to(TEMPLATES)}: {what}" for what, pattern in INLINE.items() if pattern.search(text)]
    assert wrong == []


def test_templates_mark_nothing_safe():
    """Text from the database is always escaped; a field's hint is the program's own words."""
    found = [f"{file.name}: {mark}" for file in sorted(TEMPLATES.rglob("*.html"))
             for mark in re.findall(r"[\w.]+\s*\|\s*safe\b|autoescape off", file.read_text("utf-8"))]
    assert [mark for mark in found if mark != "field.html: field.help_text|safe"] == []


def test_names_from_the_database_are_escaped(sign_in):
    row = Record.objects.get(layer="facts", table="projects", key="DA02")
    evil = {**row.values, "name_vi": "<script>x()</script>"}
    _fresh_revision()
    records.apply([records.RowChange("facts", "projects", "DA02", row.values, evil)], "<b>ai</b>", "edit", "<img src=x>")
    text = text_of(sign_in("auditor").get("/audit/"))
    assert "<script>x()" not in text
    assert "<img src=x>" not in text
    assert "&lt;script&gt;x()" in text


_REVISIONS = itertools.count(1_000_000, 1000)


def _fresh_revision() -> None:
    """A revision no other test has: what is kept by revision outlives the test's transaction."""
    Office.objects.filter(pk=1).update(revision=next(_REVISIONS))


def test_no_note_and_no_person_stands_on_a_public_page(addresses):
    marked = []
    changes = []
    for row in Record.objects.filter(layer="facts", table__in=("projects", "units", "zones", "agencies", "plan_lines", "directives")):
        if row.table == "directives":
            continue
        marked.append(f"ghi-chu-rieng-{row.pk}x")
        said = {**row.values, "note": marked[-1]}
        if row.table in ("projects", "zones"):
            said["status_note"] = marked[-1]
        if row.table == "projects":
            said["funding_note"] = marked[-1]
        changes.append(records.RowChange("facts", row.table, row.key, row.values, said))
    _fresh_revision()
    records.apply(changes, "test", "edit")
    people = [name for pair in Account.objects.values_list("username", "display_name") for name in pair if name]
    client, shown, leaks = Client(), 0, []
    places = [(name, arguments) for name, arguments in addresses if ACCESS[name].roles is None]
    kinds = {"commune": "units", "zone": "zones", "project": "projects", "gate": "zones"}
    if any(name == "map-panel" for name, _ in places):
        rows = Record.objects.filter(layer="facts").values_list("table", "key")
        places += [("map-panel", {"kind": kind, "code": key}) for kind, table in kinds.items() for of, key in rows if of == table]
        places += [("map-layer", {"name": name}) for name in ("communes", "units", "zones", "projects", "gates", "outline")]
    for name, found in pages(places, client):
        text, shown = text_of(found), shown + 1
        leaks += [f"{name}: {mark}" for mark in ("ghi-chu-rieng-", *people) if mark in text]
    assert leaks == []
    assert shown >= 2
    assert len(marked) > 10


def test_cookies_have_their_flags(settings, sign_in):
    settings.DEMO = True
    Account.objects.filter(username="test-planner").update(demo=True)
    client = Client()
    client.post("/sign-in/demo/test-planner/")
    client.get("/sign-in/")
    client.get("/password/")
    client.post("/language/", {"language": "en", "next": "/"})
    assert set(client.cookies) >= {"sessionid", "csrftoken", "django_language"}
    assert {name: cookie["samesite"] for name, cookie in client.cookies.items()} == dict.fromkeys(client.cookies, "Lax")
    assert client.cookies["sessionid"]["httponly"] is True


def test_behind_tls_every_cookie_is_secure_and_django_finds_nothing_to_say(tmp_path):
    ask = ("import django; django.setup(); from django.core.management import call_command; call_command('check', deploy=True, "
           "fail_level='WARNING'); from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE, "
           "s.SECURE_HSTS_SECONDS > 0, s.SECURE_SSL_REDIRECT)")
    known = {**os.environ, "DJANGO_SETTINGS_MODULE": "quyhoach_web.settings", "PYTHONPATH": str(SOURCE), "QUYHOACH_HTTPS": "1",
             "QUYHOACH_HOME": str(tmp_path), "QUYHOACH_SECRET_KEY": "".join(map(chr, range(40, 110)))}
    said = subprocess.run([sys.executable, "-c", ask], env=known, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[-1] == "True True True True True"
    assert "WARNING" not in said.stderr


def test_refusals_are_pages_in_words(sign_in):
    missing = sign_in("").get("/khong-co-trang-nay/")
    assert missing.status_code == 404
    assert "Không có trang này" in missing.content.decode()
    assert "script-src 'self'" in missing.headers["Content-Security-Policy"]
    closed = sign_in("commune").get("/people/")
    assert closed.status_code == 403
    assert "Không có quyền mở trang này" in closed.content.decode()


def test_a_stale_or_forged_form_saves_nothing_and_says_so(sign_in):
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(username="test-admin"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.post("/people/new/", {"username": "gia.mao", "display_name": "x"})
    assert page.status_code == 403
    assert "Trang đã cũ" in page.content.decode()
    assert not Account.objects.filter(username="gia.mao").exists()


def test_a_fault_of_ours_is_said_in_both_languages(rf):
    page = refusals.fault(rf.get("/"))
    assert page.status_code == 500
    assert "Lỗi của chương trình" in page.content.decode()
    assert "A fault of ours" in page.content.decode()


def test_every_address_that_changes_something_refuses_get_or_needs_the_token(addresses):
    """No POST is taken without the token, on any address."""
    taken = []
    for name, arguments in addresses:
        client = Client(enforce_csrf_checks=True)
        client.force_login(Account.objects.get(username="test-planner"), backend="django.contrib.auth.backends.ModelBackend")
        found = client.post(reverse(name, kwargs=arguments))
        if found.status_code not in (403, 405):
            taken.append(f"{name}: {found.status_code}")
    assert taken == []
