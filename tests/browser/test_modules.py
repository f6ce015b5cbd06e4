"""The pages' modules by themselves, under the office's security policy: newest preview wins, chart and map draw, nothing is sent twice."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs

import django_htmx
import pytest

ROOT = Path(__file__).parents[2]
POLICY = "default-src 'self'; img-src 'self' data: blob:"
FOLDERS = {
    "/static/office/": ROOT / "src/quyhoach_web/static/office", "/static/vendor/maplibre/": ROOT / "node_modules/maplibre-gl/dist",
    "/static/vendor/echarts/": ROOT / "node_modules/echarts/dist",
    "/static/htmx/": Path(django_htmx.__file__).parent / "static/django_htmx",
}
TYPES = {".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript", ".svg": "image/svg+xml"}
HEAD = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>x</title><meta name="csrf-token" content="token-1">
<meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false}'><link rel="icon" href="/static/office/mark.svg">
<link rel="stylesheet" href="/static/office/tokens.css"><link rel="stylesheet" href="/static/office/rooms.css">
<script src="/static/htmx/htmx-2.min.js" defer></script><script type="module" src="/static/office/office.js"></script></head><body><main>"""
CHART = {"kind": "stacked", "title": "Vốn", "unit": "triệu đồng", "x": [2026, 2027],
         "series": [{"name": "NSTW", "values": [1000, 2500]}, {"name": "ODA", "values": [None, 300]}],
         "line": {"name": "Trần", "values": [1500, 2600]}}
DRAWN = f"""<figure><div class="chart-canvas" data-chart data-source="#c"></div>
<script type="application/json" id="c">{json.dumps(CHART)}</script></figure>"""
PAGES = {
    "/slider": """<form data-whatif data-url="/preview" method="post"><input type="range" id="s" name="v" min="0" max="9" value="5"
        data-base="5" data-unit="tỷ"><output for="s"></output><p data-whatif-status></p><button type="reset">Gốc</button></form>
        <div id="whatif-result">trước</div>""",
    "/chart": DRAWN,
    "/fragment": '<button hx-get="/drawn" hx-target="#here">Mở</button><div id="here"></div>',
    "/map": """<div class="map" data-map data-label="Bản đồ" data-layers="/layer" data-panel-url="/panel/KIND/ID" data-panel="#p"
        data-worker="/static/vendor/maplibre/maplibre-gl-worker.mjs"></div><aside id="p"></aside>
        <ul data-map-list><li><a href="/elsewhere" data-map-kind="project" data-map-id="P/1">Cầu</a></li></ul>""",
    "/send": '<form method="post" action="/sent" data-confirm="Gửi?"><button>Trình</button></form>',
}
LAYER = {"type": "FeatureCollection", "features": [
    {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[106, 21], [107, 21], [107, 22], [106, 22], [106, 21]]]},
     "properties": {"kind": "zone", "id": "Z1", "name": "Phân khu 1"}},
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [106.2, 21.2]},
     "properties": {"kind": "project", "id": "P/1", "name": "Cầu", "state": "in"}},
]}


class Desk(BaseHTTPRequestHandler):
    """Pages, static files and slow or failing answers."""

    posted: ClassVar[list[tuple[str, str]]] = []

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def answer(self, body: str | bytes, kind: str = "text/html; charset=utf-8", status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        with suppress(BrokenPipeError):  # the page dropped the request, as it should
            self.wfile.write(body if isinstance(body, bytes) else body.encode())

    def do_GET(self) -> None:
        folder = next((f for f in FOLDERS if self.path.startswith(f)), None)
        if folder:
            file = FOLDERS[folder] / self.path.removeprefix(folder)
            return self.answer(file.read_bytes(), TYPES[file.suffix]) if file.is_file() else self.answer("", status=404)
        if self.path in PAGES:
            return self.answer(HEAD + PAGES[self.path])
        others = {"/layer": (json.dumps(LAYER), "application/json"), "/drawn": (DRAWN, "text/html; charset=utf-8")}
        return self.answer(*others.get(self.path, (f"<h2>{self.path}</h2>", "text/html; charset=utf-8")))

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.posted.append((self.path, self.headers.get("X-CSRFToken", "")))
        value = parse_qs(form).get("v", [""])[0]
        time.sleep(1.0 if value == "6" else 0.3 if self.path == "/sent" else 0)
        if value == "0":
            return self.answer("no", status=400)
        states = '<script type="application/json" id="map-states">{}</script>'
        return self.answer(f"<p data-announce>mức {value}</p>{states}", status=200 if self.path == "/preview" else 204)


@pytest.fixture
def desk() -> Iterator[str]:
    Desk.posted = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def sheet(chromium, desk):
    """A page of the desk; the test fails on any error of its console, refusals of the security policy among them."""
    context = chromium.new_context(base_url=desk, locale="vi-VN")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda said: errors.append(said.text) if said.type == "error" and "status of 400" not in said.text else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


def test_newest_preview_wins_over_a_slower_older_one(sheet) -> None:
    sheet.goto("/slider")
    sheet.locator("[data-awake]").wait_for(state="attached")
    sheet.locator("#s").press("ArrowRight")  # 6: a second to answer
    sheet.wait_for_timeout(300)
    sheet.locator("#s").press("ArrowRight")  # 7: at once
    sheet.get_by_text("Tính lại trong").wait_for()
    sheet.wait_for_timeout(1200)
    assert sheet.locator("#whatif-result p").inner_text() == "mức 7"
    assert sheet.locator("[role=status]").first.text_content() == "mức 7"
    assert sheet.locator("output").text_content() == "7 tỷ+2 tỷ"
    assert Desk.posted == [("/preview", "token-1")] * 2


def test_refused_preview_leaves_the_earlier_answer(sheet) -> None:
    sheet.goto("/slider")
    sheet.locator("[data-awake]").wait_for(state="attached")
    sheet.locator("#s").press("Home")
    sheet.locator("[data-whatif-status].wrong").wait_for()
    assert sheet.locator("#whatif-result").inner_text() == "trước"
    sheet.get_by_role("button", name="Gốc").click()
    sheet.get_by_text("mức 5").first.wait_for(state="attached")
    assert sheet.locator("output").inner_text() == "5 tỷ"


@pytest.mark.parametrize("name", ["/chart", "/fragment"])
def test_chart_is_drawn_with_a_legend_of_buttons(sheet, name: str) -> None:
    sheet.goto(name)
    if name == "/fragment":
        sheet.get_by_role("button", name="Mở").click()
    sheet.locator("[data-chart][data-ready]").wait_for()
    assert sheet.locator(".chart-legend button").all_inner_texts() == ["NSTW", "ODA", "Trần"]
    assert sheet.locator("[data-chart] > div > svg").count() == 1
    assert "NSTW, ODA" in sheet.locator("[data-chart]").get_attribute("aria-label")
    sheet.get_by_role("button", name="ODA").click()
    assert sheet.get_by_role("button", name="ODA").get_attribute("aria-pressed") == "false"


def test_map_and_list_open_the_same_panel(sheet) -> None:
    sheet.goto("/map")
    sheet.locator("body[data-map-ready='1']").wait_for()
    sheet.get_by_role("link", name="Cầu").click()
    sheet.locator("#p h2").wait_for()
    assert sheet.locator("#p h2").inner_text() == "/panel/project/P%2F1"
    assert sheet.url.endswith("/map")
    assert sheet.get_by_role("link", name="Cầu").get_attribute("aria-current") == "true"
    sheet.wait_for_timeout(800)
    middle = sheet.locator(".map").bounding_box()
    sheet.mouse.click(middle["x"] + middle["width"] / 2 + 60, middle["y"] + middle["height"] / 2 - 30)
    sheet.get_by_text("/panel/zone/Z1").wait_for()
    assert sheet.locator(".map-legend label").all_inner_texts() == ["Phân khu", "Dự án"]


def test_form_asks_first_and_is_sent_once(sheet) -> None:
    sheet.goto("/send")
    button = sheet.get_by_role("button", name="Trình")
    sheet.locator("html.js").wait_for()
    button.click()
    sheet.get_by_role("button", name="Thôi").click()
    sheet.wait_for_timeout(100)
    assert Desk.posted == []
    button.click()
    sheet.get_by_role("button", name="Đồng ý").click()
    sheet.wait_for_timeout(600)
    button.click()
    sheet.get_by_role("button", name="Đồng ý").click()
    sheet.wait_for_timeout(600)
    assert [path for path, _ in Desk.posted] == ["/sent"]
