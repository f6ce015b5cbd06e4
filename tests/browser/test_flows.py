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
