"""A member judges pairs by keyboard with the consistency beside it and saves; the planner moves weights, records a run and publishes it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests_browser import served, sign_in, violations

SET = "/priorities/uu-tien-mau/"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory):
    """The address of a served demo of the tiny province: what is judged here is nobody else's."""
    with served("tinh_nho", tmp_path_factory.mktemp("tiny")) as address:
        yield address


def test_a_member_judges_by_keyboard_and_sees_the_consistency_turn(page) -> None:
    sign_in(page, "council")
    page.goto(f"{SET}judge/?way=pairwise")
    page.wait_for_selector("#judge-form .whatif-status", state="attached")
    sliders = page.locator("#judge-form input[type=range]")
    expect(sliders).to_have_count(6)
    sliders.nth(0).focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")  # people five times the gap
    expect(page.locator("output[for=s-0]")).to_have_text("Người được hưởng gấp 5")
    expect(page.locator("#judged .consistency")).to_be_visible()
    sliders.nth(1).focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")  # the economy five times the people
    sliders.nth(3).focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")  # and the gap five times the economy: a circle
    expect(page.locator("#judged .consistency.poor")).to_be_visible()
    page.locator("#judged [data-revisit]").first.press("Enter")
    assert page.evaluate("document.activeElement.name").startswith("p:")
    page.wait_for_timeout(800)  # the last answer is in: what waits for one is paler
    assert violations(page) == []
    page.get_by_role("button", name="Về điều đang ghi").click()
    expect(page.locator("output[for=s-0]")).to_have_text("ngang nhau")
    expect(page.locator("#judged .consistency:not(.poor)")).to_be_visible()
    sliders.nth(2).focus()
    page.keyboard.press("Home")  # people nine times the money
    expect(page.locator("output[for=s-2]")).to_have_text("Người được hưởng gấp 9")
    page.get_by_role("button", name="Lưu ý kiến").press("Enter")
    page.wait_for_url(re.compile(r".*#members$"))
    expect(page.locator("#members thead").first).to_contain_text("Hội đồng nhân dân")


def test_best_and_worst_hide_their_own_comparison(page) -> None:
    sign_in(page, "leader")
    page.goto(f"{SET}judge/?way=best_worst")
    page.wait_for_selector("#judge-form .whatif-status", state="attached")
    expect(page.locator("[data-best]:visible")).to_have_count(3)
    page.get_by_label("Quan trọng nhất", exact=True).select_option("thieu-hut")
    expect(page.locator('[data-best="thieu-hut"]')).to_be_hidden()
    expect(page.locator('[data-best="nguoi-huong"]')).to_be_visible()
    expect(page.locator("[data-worst]:visible")).to_have_count(2)  # neither the worst itself nor, a second time, the best
    expect(page.locator("#judged .weight-list li")).to_have_count(4)


def test_weights_are_moved_a_run_recorded_and_published(page) -> None:
    sign_in(page, "planner")
    page.goto(SET)
    first = page.locator(".rank-list tbody tr").first
    before = first.inner_text()
    page.wait_for_selector("#order .whatif-status", state="attached")  # the sliders are awake
    page.locator("#w-2").focus()  # the effect on the economy
    page.keyboard.press("End")
    expect(page.locator("#rank-result [data-announce]")).to_contain_text("đổi hạng")
    expect(first).not_to_have_text(before)
    page.locator("#why-a").select_option("DA01")
    expect(page.locator("#why-result h3").first).to_contain_text("Hạng")
    page.get_by_role("button", name="Ghi thành lần chạy").click()
    page.get_by_role("button", name="Đồng ý").click()
    page.wait_for_url("**/priorities/runs/*/")
    page.wait_for_selector("#list", timeout=60_000)  # the worker is done, the page was read again
    page.get_by_role("button", name="Công bố").click()
    page.get_by_role("button", name="Đồng ý").click()
    page.get_by_role("link", name="Trang công bố").click()
    public = page.url
    page.locator("header").get_by_role("button", name="Đăng xuất").click()
    page.goto(public)
    expect(page.locator("h1")).to_contain_text("Ưu tiên dự án")
    assert violations(page) == []
    with page.expect_download() as saved:
        page.get_by_role("link", name="Văn bản (docx)").click()
    assert saved.value.suggested_filename.endswith("ranking.vi.docx")
