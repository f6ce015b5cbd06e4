"""A workbook with three wrong cells, mended, accepted and undone; a what-if proven, saved and compared: as a planner does it."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect
from tests_browser import sign_in, violations


def cell(sheet, key: str, header: str):
    top = next(row for row in sheet.iter_rows() if any(str(one.value).startswith(header) for one in row))
    at = next(n for n, one in enumerate(top) if str(one.value).startswith(header))
    return next(row[at] for row in sheet.iter_rows() if row[0].value == key)


def upload(page, file: Path, table: str = "projects") -> None:
    page.goto("/data/imports/new/")
    page.locator("input[type=file]").set_input_files(str(file))
    page.locator("select[name=table]").select_option(table)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(re.compile(r"/data/imports/\d+/$"))


def test_three_wrong_cells_mended_accepted_undone(page, tmp_path: Path) -> None:
    sign_in(page, "planner")
    page.goto("/data/facts/projects/")
    with page.expect_download() as got:
        page.locator("a[href$='.xlsx']").first.click()
    file = tmp_path / "du-an.xlsx"
    got.value.save_as(file)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    right = {at: cell(sheet, *at).value for at in (("P002", "Tổng mức"), ("P005", "Năm khởi công"), ("P006", "Ngày quyết định"))}
    for at, wrong in zip(right, ("mười nghìn tỷ", "năm sau", "31/02/2026"), strict=True):
        cell(sheet, *at).value = wrong
    book.save(file)
    upload(page, file)
    for wrong in ("mười nghìn tỷ", "năm sau", "31/02/2026"):
        expect(page.locator("main")).to_contain_text(wrong)
    for at, value in right.items():
        cell(sheet, *at).value = value
    cell(sheet, "P002", "Năng lực").value = "60 km"
    book.save(file)
    upload(page, file)
    page.locator("form[action$='/accept/'] button").click()
    page.wait_for_selector("form[action$='/undo/']")
    page.goto("/data/facts/projects/P002/edit/")
    expect(page.locator("[name=capacity]")).to_have_value("60 km")
    page.go_back()
    page.locator("form[action$='/undo/'] button").click()
    page.locator("dialog[open] button[value=yes]").click()
    expect(page.locator("form[action$='/undo/']")).to_have_count(0)
    page.goto("/data/facts/projects/P002/edit/")
    expect(page.locator("[name=capacity]")).not_to_have_value("60 km")


def test_of_two_people_who_accept_at_once_one_wins_and_the_other_is_told(page, chromium, office, tmp_path: Path) -> None:
    context = chromium.new_context(base_url=office, locale="vi-VN")
    other = context.new_page()
    for one in (page, other):
        sign_in(one, "planner")
    file = tmp_path / "agencies.csv"
    file.write_text("agency;name_vi\nA98;Cơ quan của hai người\n", "utf-8")
    upload(page, file, "agencies")
    other.goto(page.url)
    press = """() => { const form = document.querySelector("form[action$='/accept/']");
        window.answer = fetch(form.action, {method: 'POST', body: new FormData(form)}).then(one => one.text()); }"""
    for one in (page, other):
        one.evaluate(press)
    said = [one.evaluate("window.answer") for one in (page, other)]
    context.close()
    assert sorted("Đã nhận các dòng đúng" in text for text in said) == [False, True]
    assert sorted("đã quyết định tệp này trước" in text for text in said) == [False, True]
    page.goto("/data/facts/agencies/?q=A98")
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.go_back()
    page.reload()
    page.locator("form[action$='/undo/'] button").click()
    page.locator("dialog[open] button[value=yes]").click()
    expect(page.locator("form[action$='/undo/']")).to_have_count(0)


def test_a_code_that_leads_nowhere_is_shown_and_the_good_row_comes_in(page, tmp_path: Path) -> None:
    sign_in(page, "planner")
    page.goto("/data/")
    file = tmp_path / "projects.csv"
    file.write_text("project;name_vi;ownership;agency\nXA901;Nhà văn hóa xã;public;A21\nXA902;Trạm bơm;public;A999\n", "utf-8")
    upload(page, file)
    expect(page.locator("main")).to_contain_text("dòng 3, cột agency")
    expect(page.locator("main")).to_contain_text("“A999”")
    assert violations(page) == []
    page.get_by_role("button", name="Nhận 1 dòng đúng").click()
    page.wait_for_selector("form[action$='/undo/']")
    page.goto("/data/facts/projects/?q=XA902")
    expect(page.locator("main")).to_contain_text("Không có dòng nào khớp")
    page.goto("/data/facts/projects/?q=xa901")
    expect(page.locator("main tbody tr").first).to_contain_text("Nhà văn hóa xã")


def test_the_run_page_ends_and_prints_whole(page, tmp_path: Path) -> None:
    sign_in(page, "planner")
    page.goto("/runs/1/")
    assert page.evaluate("document.documentElement.scrollHeight") < 4000
    last = page.locator(".findings-fold .finding").last
    expect(last).not_to_be_visible()
    page.emulate_media(media="print")
    expect(last).to_be_visible()
    assert page.locator(".findings-fold .finding:visible").count() == page.locator(".findings-fold .finding").count() > 90
    page.emulate_media(media="screen")
    page.locator(".findings-fold summary").last.click()
    expect(last).to_be_visible()


def test_a_what_if_is_proven_saved_and_compared(page) -> None:
    sign_in(page, "planner")
    page.goto("/capital/what-if/")
    page.wait_for_load_state("networkidle")
    slider = page.locator("[data-whatif] input[type=range]").first
    slider.focus()
    for _ in range(4):
        page.keyboard.press("PageDown")
    page.locator("#save-title").fill("Giảm nguồn đầu", timeout=30_000)
    assert page.locator("#whatif-result [data-announce]").count() == 0  # the proven plan stands in the preview's place
    page.locator("#proof button").click()
    page.wait_for_url(re.compile(r"/runs/\d+/$"))
    number = page.url.rstrip("/").rsplit("/", 1)[1]
    page.goto(f"/capital/compare/?a=1&b={number}")
    expect(page.locator("main table").first).to_contain_text("14")
