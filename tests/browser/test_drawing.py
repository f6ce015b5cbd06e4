"""Drawing a functional area by keyboard, mending an overlap, saving a draft: on the invented lots of the tiny province."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests_browser import served, sign_in, violations

EAST, NORTH = 374_800.0, 2_441_200.0
DRAW = "/zones/QH03/draw/"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory):
    """The address of a served demo of the tiny province, whose detailed plan has lots."""
    with served("tinh_nho", tmp_path_factory.mktemp("tiny")) as address:
        yield address


def shoelace(ring: list[tuple[float, float]]) -> float:
    return abs(sum(a * d - c * b for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def metres(value: float) -> str:
    """As the page prints coordinates: 374.900,000."""
    return f"{value:,.3f}".translate(str.maketrans(",.", ".,"))


def test_an_area_is_drawn_by_keyboard_its_overlap_mended_and_the_draft_saved(page) -> None:
    sign_in(page, "zone_board")
    page.goto(DRAW)
    page.wait_for_selector("body[data-map-ready]")
    expect(page.locator(".all-well").first).to_contain_text("Các khu khép kín")

    page.get_by_label("Khu đang sửa").select_option("A2")  # the western warehouses give way: their south border goes 100 m north
    corners = page.locator("[data-draw-corners] tr")
    expect(corners).to_have_count(4)
    south = [n for n in range(4) if page.get_by_label(f"Đỉnh {n + 1}, Bắc (m)").input_value() == metres(NORTH + 250)]
    assert len(south) == 2
    for n in south:
        page.get_by_label(f"Đỉnh {n + 1}, Bắc (m)").fill(metres(NORTH + 350))
        page.keyboard.press("Tab")
    expect(page.locator(".draw-faults .finding-head")).to_contain_text("32.000 m²")  # 320 × 100 m lie open
    expect(page.locator("#draw-result .draw-changed").first).to_be_visible()

    page.get_by_role("button", name="Vẽ khu mới").press("Enter")
    page.get_by_label("Tên", exact=True).fill("Bãi chờ")
    page.get_by_label("Mã đất").fill("DGT")
    ring = [(0.0, 240.0), (320.0, 246.0), (320.0, 350.0), (0.0, 350.0)]
    for n, (east, north) in enumerate(ring):
        page.get_by_role("button", name="Thêm đỉnh cuối").press("Enter")
        page.keyboard.type(metres(EAST + east))
        page.keyboard.press("Enter")
        page.keyboard.type(metres(NORTH + north))
        page.keyboard.press("Enter")
        expect(corners).to_have_count(n + 1)
    overlap = shoelace([(0, 240), (320, 246), (320, 250), (0, 250)])
    assert overlap == 2240
    finding = page.locator(".draw-faults .finding")
    expect(finding).to_have_count(1)
    expect(finding).to_contain_text("2.240 m²")
    expect(finding).to_contain_text("A1")
    assert "máy tính" in page.locator("[data-draw-status]").inner_text()

    page.get_by_role("button", name="Áp dụng cách sửa").press("Enter")
    expect(page.locator(".draw-faults .finding")).to_have_count(0)
    page.get_by_label("Tên bản nháp").fill("Thêm bãi chờ")
    page.get_by_role("button", name="Lưu thành bản nháp").first.press("Enter")
    page.wait_for_url("**/draw/?draft=*")
    expect(page.locator("h1")).to_contain_text("Thêm bãi chờ")
    page.wait_for_selector("body[data-map-ready]")
    page.reload()
    page.wait_for_selector("body[data-map-ready]")
    expect(page.locator(".all-well").first).to_contain_text("Các khu khép kín")
    assert "Bãi chờ" in page.get_by_label("Khu đang sửa").inner_text()
    page.get_by_role("link", name="So với bản đã duyệt").click()
    expect(page.locator("main")).to_contain_text("N1")


def test_a_corner_is_dragged_and_snaps_to_the_neighbour(page) -> None:
    sign_in(page, "planner")
    page.goto(DRAW)
    page.wait_for_selector("body[data-map-ready]")
    page.get_by_label("Khu đang sửa").select_option("C1")
    expect(page.locator(".draw-handle")).to_have_count(4)
    handle = page.locator(".draw-handle").first
    handle.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.locator(".draw-faults .finding").first).to_be_visible()
    page.get_by_role("button", name="Hoàn tác").click()
    page.get_by_role("button", name="Hoàn tác").click()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator(".draw-faults .finding")).to_have_count(0)
    box = page.locator(".draw-handle").first.bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] - 40, steps=4)
    page.mouse.move(box["x"] + 14, box["y"] + 14, steps=4)  # within ten pixels of the corner of D1: back onto it
    page.mouse.up()
    expect(page.locator(".draw-faults .finding")).to_have_count(0)
    page.evaluate("window.onbeforeunload = null")


def test_without_a_map_the_table_and_the_balance_still_work(chromium, office) -> None:
    context = chromium.new_context(base_url=office, locale="vi-VN")
    context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page = context.new_page()
    try:
        sign_in(page, "planner")
        page.goto(DRAW)
        page.wait_for_selector("body[data-map-ready=none]")
        expect(page.locator("[data-draw-plain]")).to_be_visible()
        page.get_by_label("Khu đang sửa").select_option("C1")
        page.get_by_role("button", name="Xóa khu này").click()
        expect(page.locator(".draw-faults .finding-head")).to_contain_text("60.000 m²")
    finally:
        context.close()


@pytest.mark.parametrize(("width", "lang", "north", "number"), [
    (1280, "vi", "Đỉnh 1, Bắc (m)", metres(NORTH + 30)), (390, "vi", "Đỉnh 1, Bắc (m)", metres(NORTH + 30)),
    (1280, "en", "Corner 1, North (m)", f"{NORTH + 30:,.3f}")])
def test_the_page_is_clean_for_axe_and_fits(page, office, width: int, lang: str, north: str, number: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, "planner")
    page.context.add_cookies([{"name": "django_language", "value": lang, "url": office}])
    page.goto(DRAW)
    page.wait_for_selector("body[data-map-ready]")
    page.locator("[name=draw-shape]").select_option("C1")
    page.get_by_label(north).fill(number)
    page.keyboard.press("Tab")
    expect(page.locator(".draw-faults .finding").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
