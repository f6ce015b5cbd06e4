"""What a person does in the browser, end to end."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests_browser import sign_in

from quyhoach_web.models.people import Role

ROLES = [str(role) for role in Role]


def test_the_first_screen_says_it_and_the_slider_moves_projects(page) -> None:
    page.goto("/")
    assert "14 dự án được bố trí vốn" in page.locator("h1").inner_text()
    page.wait_for_selector("body[data-map-ready]")  # the modules are awake
    slider = page.locator("[data-whatif] input[type=range]").first
    before = page.locator("#whatif-result").inner_text()
    slider.focus()
    for _ in range(10):
        page.keyboard.press("PageDown")
    expect(page.locator("#whatif-result")).not_to_have_text(before)
    assert re.search(r"\d+ dự án", page.locator("#whatif-result").inner_text())
    slider.fill("15")
    expect(page.locator("#whatif-result li.enters")).to_contain_text("Vào ở bậc 13")
    slider.fill("-30")
    expect(page.locator("#whatif-result li.leaves")).to_contain_text("Chờ ở bậc 7")
    page.locator("[data-whatif] button[type=reset]").click()
    expect(page.locator("#whatif-result li")).to_have_count(0)


def test_on_a_phone_every_answer_and_its_source_is_read_whole(page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    answers = page.locator(".contradiction dl > div")
    assert answers.count() == 4
    for answer in answers.all():
        answer.scroll_into_view_if_needed()
        link = answer.locator("a")
        for part in (answer, link):
            box = part.bounding_box()
            assert box is not None
            assert (box["x"] >= 0, box["x"] + box["width"] <= 390) == (True, True)
        assert link.inner_text() in link.get_attribute("href")
    assert page.evaluate("[...document.querySelectorAll('.contradiction *')].filter((e) => e.scrollWidth > e.clientWidth + 1 "
                         "&& getComputedStyle(e).overflowX !== 'visible').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    thread = page.locator("ol.thread .thread-kind").all_inner_texts()
    assert [thread[0], *thread[-3:]] == ["Chỉ đạo", "Vốn", "Phương án bố trí", "Thu hồi đất"]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_signs_in_with_one_click(page, role: str) -> None:
    page.goto("/sign-in/")
    sign_in(page, role)
    assert page.locator("h1").count() == 1


def test_the_map_draws_and_the_panel_opens_from_the_table(page) -> None:
    page.goto("/map/")
    page.wait_for_selector("body[data-map-ready]")
    link = page.locator("[data-map-list] a[data-map-kind=project]").first
    name = link.inner_text()
    link.click()
    expect(page.locator("#map-panel")).to_contain_text(name)


def test_english_is_one_click_away(page) -> None:
    page.goto("/")
    page.locator('form[action="/language/"] button').first.click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "14 projects funded" in page.locator("h1").inner_text()
