"""Capital: the list finds, filters and sorts; its workbook reads back equal; ceilings less money is what is left; a project's page."""

from __future__ import annotations

import json
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quyhoach.province.checks import check
from quyhoach.province.checks.ceilings import available
from quyhoach.province.specs.projects import PROJECTS
from quyhoach.tables import read_table
from quyhoach_web.models import Project, Run
from quyhoach_web.queries.matrix import Cell, matrix
from quyhoach_web.queries.plan_documents import plan_of
from quyhoach_web.queries.published import published_run
from quyhoach_web.services import provinces, records, standing
from quyhoach_web.services.audit import head_line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _read_anew():
    """A test's rows are rolled back, its revision comes again: what was read for it must not stay."""
    standing.forget()
    yield
    standing.forget()


def codes(answer):
    return re.findall(r'href="/capital/projects/([^/"]+)/"', answer.content.decode())


def codes_with_slash(answer):
    return re.findall(r'href="(/capital/projects/7[^"]+/)"', answer.content.decode())


def project_values(code, **more):
    return {"project": code, "name_vi": f"Dự án {code}", "ownership": "public", "total_investment": 1000,
            "investor": "Ban thử nghiệm", "source": "thử", **more}


def add(*rows):
    records.apply([records.RowChange("facts", "projects", row["project"], None, row) for row in rows], "test", "test")


def plan():
    run = published_run()
    return json.loads(bytes(run.files.get(name="plan.vi.json").content))


def test_search_needs_no_accents_and_every_word(sign_in):
    client = sign_in("council")
    assert codes(client.get("/capital/?q=truong tieu hoc")) == ["DA05"]
    assert codes(client.get("/capital/?q=TRƯỜNG suối chè")) == ["DA06", "DA05"]
    assert codes(client.get("/capital/?q=da01")) == ["DA01"]
    assert codes(client.get("/capital/?q=khong co gi")) == []


def test_filters_keep_what_they_name(sign_in):
    client = sign_in("council")
    assert codes(client.get("/capital/?ownership=private")) == ["DA10"]
    assert set(codes(client.get("/capital/?zone=KV01"))) == {"DA02", "DA07", "DA08"}
    assert set(codes(client.get("/capital/?status=transition&sector=giao thông"))) == {"DA01"}
    assert set(codes(client.get("/capital/?agency=CQ03&zone=KV02"))) == {"DA03"}
    assert len(codes(client.get("/capital/?status=forged&page=zz"))) == 10


def test_in_and_out_follow_the_published_plan(sign_in):
    inside = {one["id"] for one in plan()["projects"] if one["in_plan"]}
    weighed = {one["id"] for one in plan()["projects"] if not any(reason["grade"] == "data" for reason in one["reasons"])}
    everyone = set(Project.objects.values_list("code", flat=True))
    client = sign_in("council")
    assert inside
    assert set(codes(client.get("/capital/?plan=in"))) == inside
    assert set(codes(client.get("/capital/?plan=out"))) == weighed - inside
    assert set(codes(client.get("/capital/?plan=none"))) == everyone - weighed == {"DA10"}


def test_order_is_vietnamese_and_missing_totals_come_last(sign_in):
    add(project_values("X1", name_vi="Đập Ảnh Tiên"), project_values("X2", name_vi="Dốc Cao"),
        project_values("X3", name_vi="Êm Đềm", total_investment=None))
    client = sign_in("council")
    assert codes(client.get("/capital/?q=thu nghiem")) == ["X2", "X1", "X3"]
    assert codes(client.get("/capital/?sort=total"))[-1] == codes(client.get("/capital/?sort=-total"))[-1] == "X3"
    assert codes(client.get("/capital/?sort=-total"))[0] == "DA02"


def test_list_asks_the_database_equally_often_for_one_row_and_three(sign_in):
    client, counts = sign_in("council"), []
    for query in ("?q=da01", "?zone=KV01", "?"):
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/capital/{query}")
        counts.append(len(seen))
    assert counts[0] == counts[1] == counts[2]
    assert sum("COUNT(" in query["sql"] for query in seen.captured_queries) == 1


def test_live_search_answers_rows_alone(sign_in):
    said = sign_in("council").get("/capital/?q=da01", headers={"HX-Request": "true"})
    answer = said.content.decode()
    assert "HX-Request" in said["Vary"]
    assert "<html" not in answer
    assert "DA01" in answer
    assert "hx-swap-oob" in answer


def test_pages_hold_fifty(sign_in):
    add(*(project_values(f"N{n:03}") for n in range(45)))
    client = sign_in("council")
    assert [len(codes(client.get(f"/capital/?page={page}"))) for page in (1, 2)] == [50, 5]


def test_exported_list_reads_back_as_the_same_rows(sign_in, tmp_path):
    answer = sign_in("council").get("/capital/projects.xlsx?zone=KV01")
    (tmp_path / "projects.xlsx").write_bytes(answer.content)
    province = provinces.current()
    read = read_table(tmp_path / "projects.xlsx", PROJECTS, unit=province.info.money_unit)
    assert not read.findings
    wanted = {row.text("project"): row for row in province.facts["projects"].rows if row.text("zone") == "KV01"}
    assert {row.text("project"): row for row in read.table.rows} == wanted
    assert len(wanted) == 3
    assert "attachment" in answer["Content-Disposition"]


def test_export_prints_the_head_of_the_audit_where_reading_does_not_meet_it(sign_in, tmp_path):
    (tmp_path / "projects.xlsx").write_bytes(sign_in("council").get("/capital/projects.xlsx").content)
    with zipfile.ZipFile(tmp_path / "projects.xlsx") as book:
        sheet, properties = book.read("xl/worksheets/sheet1.xml").decode(), book.read("docProps/core.xml").decode()
    assert head_line() in properties
    assert head_line() in sheet[sheet.index("<headerFooter"):]


def test_a_code_with_a_slash_has_its_page(sign_in):
    add(project_values("7/A b?#%"))
    client = sign_in("council")
    found = codes_with_slash(client.get("/capital/?q=thu nghiem"))
    assert client.get(found[0]).status_code == 200


def test_the_row_is_edited_by_its_agency_and_the_planner_alone(sign_in):
    pages = {role: sign_in(role).get("/capital/projects/DA01/") for role in ("planner", "project_owner", "agency", "council")}
    assert {role: page.context["may_edit"] for role, page in pages.items()} == {
        "planner": True, "project_owner": True, "agency": False, "council": False}


def test_left_is_the_ceiling_less_what_the_plan_places():
    province, run = provinces.current(), published_run()
    found, document = matrix(province, run.scenario, plan_of(run)), plan()
    ceilings = {(row.text("fund"), row.text("period")): row for row in province.scenarios[run.scenario].tables["ceilings"].rows}
    for row in found["rows"]:
        for year, cell in zip(found["years"], row["cells"], strict=True):
            parts = [part for part in document["allocations"] if (part["source"], str(part["year"])) == (row["code"], year)]
            locked = sum(part["amount"] for part in parts if part["kind"] == "lock")
            given = sum(part["amount"] for part in parts if part["kind"] != "lock")
            assert cell == Cell(available(ceilings[row["code"], year]) - locked, given, locked, "tran-von")
            assert cell.left == cell.ceiling - given >= 0
    assert len(found["rows"]) == 4
    assert found["years"] == ["2026", "2027", "2028"]
    assert found["total"]["period"].allocated == sum(part["amount"] for part in document["allocations"] if part["kind"] != "lock")
    assert found["rules"][0]["code"] == "tran-von"


def test_without_a_plan_the_ceilings_are_the_engines_and_nothing_is_left_unsaid():
    province, run = provinces.current(), published_run()
    bare, planned = matrix(province, run.scenario, None), matrix(province, run.scenario, plan_of(run))
    said = [[[cell.ceiling for cell in row["cells"]] for row in one["rows"]] for one in (bare, planned)]
    assert said[0] == said[1]
    assert {cell.left for row in bare["rows"] for cell in row["cells"]} == {None}


@pytest.mark.parametrize(("cell", "mood"), [
    (Cell(100, 101), "over"), (Cell(100, 99), "tight"), (Cell(100, 98), ""), (Cell(None, 5), ""), (Cell(100, None), "")])
def test_a_cell_says_when_it_is_full(cell, mood):
    assert cell.mood == mood


def test_matrix_page_shows_every_source_and_the_rule(sign_in):
    page = sign_in("treasury").get("/capital/matrix/").content.decode()
    assert all(fund in page for fund in ("NSTW.TN", "NSTW.NN", "NSDP.CD", "NSDP.SDD", "tran-von"))
    Run.objects.all().update(published=False, kept=False)
    assert "NSTW.TN" in sign_in("treasury").get("/capital/matrix/").content.decode()


def test_project_page_tells_figures_money_why_and_thread(sign_in):
    decided = {one["id"]: one for one in plan()["projects"]}
    client = sign_in("council")
    for code, one in decided.items():
        page = client.get(f"/capital/projects/{code}/").content.decode()
        assert all(reason["text"].split(",")[0].split(".")[0] in page for reason in one["reasons"])
        assert ("state-in" in page) == one["in_plan"]
    page = client.get("/capital/projects/DA02/").content.decode()
    assert "90.000" in page
    assert "31/12/2025" in page
    assert "11/QĐ-UBND" in page
    assert "Khu" in page


def test_unknown_project_is_not_found(sign_in):
    assert sign_in("council").get("/capital/projects/NONE/").status_code == 404


def test_competing_costs_stand_side_by_side_with_their_dates(sign_in):
    records.apply([
        records.RowChange("facts", "project_costs", f"DA01/{version}", None, {
            "project": "DA01", "version": version, "amount": amount, "as_of": as_of, "source": source})
        for version, amount, as_of, source in (("a", 55000, "2023-05", "báo cáo đầu"), ("b", 61234, "2025-01-15", "báo cáo sau"))
    ], "test", "test")
    page = sign_in("council").get("/capital/projects/DA01/").content.decode()
    assert all(text in page for text in ("55.000", "61.234", "báo cáo đầu", "báo cáo sau", "15/01/2025", "các con số khác nhau"))
    assert "các con số khác nhau" not in sign_in("council").get("/capital/projects/DA02/").content.decode()


def test_checks_of_the_project_and_of_no_other(sign_in):
    add(project_values("BAD", start_year=2028, end_year=2026))
    mine = {one.text("message") for one in check(provinces.current(), "co-so") if one.where.object_id == "BAD"}
    page = sign_in("council").get("/capital/projects/BAD/")
    assert mine
    assert {one["message"] for one in page.context["project"]["findings"]} == mine


def test_english_page_says_no_vietnamese_label(sign_in):
    client = sign_in("council")
    client.cookies["django_language"] = "en"
    page = client.get("/capital/projects/DA02/").content.decode()
    assert "Road to Nui Xanh gate" in page
    assert "Figures and their sources" in page
    assert "Số liệu và nguồn" not in page
    assert "Road to Nui Xanh gate" in client.get("/capital/?q=DA02").content.decode()


def test_money_of_the_page_is_the_plans(sign_in):
    document = plan()
    code = next(one["id"] for one in document["projects"] if one["in_plan"])
    total = sum(part["amount"] for part in document["allocations"] if part["project"] == code)
    assert sign_in("council").get(f"/capital/projects/{code}/").context["project"]["money"]["total"] == total
