"""Land in the browser: the catalogue searched while typing, its map and panel, the cash ahead with the table behind the chart."""

from __future__ import annotations

from tests_browser import sign_in


def test_a_site_is_found_on_the_list_and_opened_beside_the_map(page) -> None:
    sign_in(page, "planner")
    page.goto("/land/sites/")
    page.wait_for_selector("body[data-map-ready]")
    page.fill("#id_q", "vsip")
    page.locator("#sites tbody tr").nth(1).wait_for(state="detached")
    assert page.locator("#sites tbody tr").count() == 1
    page.locator("#sites [data-map-id=MB13]").click()
    page.locator("#map-panel .conditions").wait_for()
    assert "VSIP" in page.locator("#map-panel h2").inner_text()
    page.locator("#map-panel a", has_text="Mở trang của mặt bằng").click()
    assert page.locator("h1").inner_text().startswith("KCN VSIP")


def test_the_cash_ahead_comes_by_itself_with_its_table(page) -> None:
    sign_in(page, "leader")
    page.goto("/land/foresight/")
    page.locator(".chart-canvas svg").first.wait_for(timeout=30_000)
    table = page.locator("details.chart-table").first
    table.locator("summary").click()
    assert table.locator("tbody tr").count() == 60
    assert table.locator("tbody th").first.inner_text() == "01/2026"
