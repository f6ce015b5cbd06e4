"""The desk shows what waits for this person, and nothing that does not exist."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quyhoach.province.checks import check
from quyhoach.reports.plan_text import plan_text
from quyhoach_web.models import Account, Import, Office, Plan, PlanState, Project, Record, Role, Run
from quyhoach_web.queries.desk import findings, left_under_ceilings, own_projects
from quyhoach_web.queries.published import document, published_run
from quyhoach_web.services import people, provinces, records, runs

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WAITS = "Việc đang chờ bạn"


def desk(sign_in, role: str) -> str:
    page = sign_in(role).get("/desk/")
    assert page.status_code == 200
    return page.content.decode()


def plan(title: str, state: str) -> Plan:
    return Plan.objects.create(title=title, run=Run.objects.first(), state=state, created_at=timezone.now())


def test_plans_wait_for_the_role_whose_step_it_is(sign_in):
    for state in PlanState:
        plan(f"kế hoạch {state}", state)
    roles = ("planner", "council", "leader", "treasury", "justice")
    seen = {role: sorted(re.findall(r"kế hoạch (\w+)", desk(sign_in, role))) for role in roles}
    assert seen == {"planner": ["draft"], "council": ["submitted"], "leader": ["resolved", "submitted"],
                    "treasury": ["adjusted", "assigned"], "justice": []}


def test_an_upload_waits_for_its_maker_and_the_planner(sign_in):
    maker = Account.objects.get(username="test-agency")
    Import.objects.create(filename="bang-cua-toi.xlsx", kind="table", digest="0" * 64, size=1, revision=1, created_by=maker,
                          created_at=timezone.now())
    assert ["bang-cua-toi" in desk(sign_in, role) for role in ("agency", "planner", "commune", "leader")] == [True, True, False, False]


def test_runs_wait_until_they_are_in_a_plan(sign_in):
    assert "đã xong, chưa đưa vào kế hoạch" not in desk(sign_in, "planner")
    run = runs.request(scenario="co-so", title="Thử thêm", kept=True, by="test")
    Run.objects.filter(pk=run.pk).update(state="done")
    assert "Lần chạy “Thử thêm” đã xong, chưa đưa vào kế hoạch" in desk(sign_in, "planner")
    Plan.objects.create(title="x", run=run, created_at=timezone.now())
    assert "Thử thêm" not in desk(sign_in, "planner")


def test_an_owner_sees_own_projects_that_lack_figures(sign_in):
    Office.objects.filter(pk=1).update(revision=5_000_000)
    for key in ("DA01", "DA02"):  # CQ02 and CQ03
        row = Record.objects.get(layer="facts", table="projects", key=key)
        lacking = {name: value for name, value in row.values.items() if name != "end_year"}
        records.apply([records.RowChange("facts", "projects", key, row.values, lacking)], "test", "edit")
    text = desk(sign_in, "project_owner")
    assert "DA01 Cầu Bến Đò" in text
    assert "còn thiếu: năm hoàn thành" in text
    assert "DA02 " not in text


def test_the_audits_newest_entries_wait_for_the_auditor_only(sign_in):
    assert "Nhật ký " in desk(sign_in, "auditor").split(WAITS)[1]
    assert WAITS not in desk(sign_in, "justice")
    assert "Không có việc nào đang chờ bạn." in desk(sign_in, "justice")


def test_key_figures_are_those_of_the_published_run(sign_in):
    run = published_run()
    text = desk(sign_in, "leader")
    values = re.findall(r'class="key-value">(?:<a [^>]*>)?([\d.]+)', text)
    left = 35_000
    assert [int(value.replace(".", "")) for value in values] == [run.funded, run.money, run.breaches, left]
    assert text.count(f"Lần chạy {run.pk} đã công bố") == 4
    Run.objects.update(published=False)
    assert 'class="key-figure"' not in desk(sign_in, "leader")


def test_what_is_left_is_one_figure_on_the_desk_in_the_matrix_and_on_the_command_line(sign_in):
    """By hand, from scenarios/co-so: yearly ceilings 100.000 a year, 300.000 in all; a tenth kept back leaves 270.000; 5.000 are
    locked; projects take 220.000 and the duty 10.000. Left: 35.000."""
    ceilings = [row for row in provinces.current().scenarios["co-so"].tables["ceilings"].rows if "-" not in row.text("period")]
    after_reserve = sum(int((row.whole("amount") or 0) * (1 - row.decimal("reserve_share"))) for row in ceilings)
    locked = sum(row.whole("amount") for row in provinces.current().scenarios["co-so"].tables["locks"].rows)
    said = document(published_run(), "plan")["allocations"]
    placed = sum(one["amount"] for one in said if one["kind"] != "lock")
    assert (after_reserve, locked, placed, after_reserve - locked - placed) == (270_000, 5_000, 230_000, 35_000)
    run = published_run()
    assert left_under_ceilings(run, provinces.current()) == (35_000, "2026–2028")
    figure = desk(sign_in, "leader").split("Còn lại dưới trần vốn 2026–2028")[1]
    address, says = re.search(r'<a href="([^"]+)">([\d.]+)', figure).groups()
    assert (address, says) == (f"/capital/matrix/?run={run.pk}", "35.000")
    total = sign_in("leader").get(address).content.decode().split('<tr class="total">')[1].split("</tr>")[0]
    assert re.findall(r">([\d.]+)<small>", total)[-1] == "35.000"
    printed = plan_text(runs.carry_out(run), "vi")
    line = re.compile(r"(Bố trí|Trần) +(?:[\d.]+ +){3}([\d.]+)$", re.MULTILINE)
    rows = [(word, int(amount.replace(".", ""))) for word, amount in line.findall(printed)]
    assert sum(amount for word, amount in rows if word == "Trần") - rows[-1][1] == 35_000
    assert rows[-1] == ("Bố trí", 230_000)


def test_a_plan_without_a_proof_by_prices_leaves_what_the_matrix_says_too(sign_in):
    run = published_run()
    file = run.files.get(name="plan.vi.json")
    data = {**json.loads(bytes(file.content)), "prices": [], "certificate": None}
    run.files.filter(pk=file.pk).update(content=json.dumps(data).encode(), digest="e" * 64)
    assert left_under_ceilings(run, provinces.current()) == (35_000, "2026–2028")
    total = sign_in("leader").get(f"/capital/matrix/?run={run.pk}").content.decode().split('<tr class="total">')[1].split("</tr>")[0]
    assert re.findall(r">([\d.]+)<small>", total)[-1] == "35.000"


def test_findings_are_the_checks_own_and_only_of_ones_own_rows(sign_in):
    found = check(provinces.current(), "co-so")
    assert findings(found, None)["total"] == len(found)
    assert findings(found, [])["total"] == 0
    Office.objects.filter(pk=1).update(revision=6_000_000)
    row = Record.objects.get(layer="facts", table="projects", key="DA02")
    records.apply([records.RowChange("facts", "projects", "DA02", row.values, {**row.values, "end_year": 2020})], "test", "edit")
    mine, other = desk(sign_in, "commune"), desk(sign_in, "project_owner")  # DA02 is CQ03's
    assert "DA02" in mine.split("Phát hiện trong số liệu")[1]
    assert "DA02" not in other


def test_an_administrator_of_accounts_sees_accounts_and_no_data(sign_in):
    people.create("test", "chua.co", "Chưa Có", [])
    text = desk(sign_in, "admin")
    assert "1 tài khoản chưa có vai trò" in text
    assert "Phát hiện trong số liệu" not in text
    assert 'class="key-figure"' not in text


def test_whose_projects(sign_in):
    def codes(*held: people.Held) -> list[str] | None:
        account = people.create("test", f"x{Account.objects.count()}", "x", held)
        found = own_projects(account.assignments.all())
        return None if found is None else sorted(project.code for project in found)

    assert codes(people.Held(Role.LEADER)) is None
    assert codes(people.Held(Role.AGENCY)) == []
    assert codes(people.Held(Role.ZONE_BOARD, "", ("KV02",))) == ["DA03", "DA10"]
    assert codes(people.Held(Role.AGENCY, "CQ03"), people.Held(Role.COMMUNE, "", ("2025-00013",))) == [
        "DA01", "DA02", "DA03", "DA04", "DA07", "DA08", "DA09"]


@pytest.mark.parametrize("role", ["planner", "project_owner", "auditor", "admin", "leader"])
def test_the_desk_asks_the_database_a_bounded_number_of_times(sign_in, role):
    client, asked = sign_in(role), []
    client.get("/desk/")
    Project.objects.filter(code__in=("DA01", "DA05")).update(end_year=None)
    for n in range(2):
        for m in range(1 + 2 * n):
            for state in PlanState:
                plan(f"{n} {m}", state)
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 20
