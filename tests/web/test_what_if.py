"""What-if: the sliders' answer is checked and recorded nowhere; its proof is the command line's plan; Save keeps it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quyhoach.cli import main
from quyhoach_web.models import Record, Run, RunState
from quyhoach_web.services import proofs, records, runs

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.django_db
def test_a_preview_answers_and_records_nothing(sign_in) -> None:
    client = sign_in("planner")
    page = client.get("/capital/what-if/")
    slider = page.context["rows"][0]["sliders"][0]["name"]
    said = {"scenario": page.context["scenario"], slider: "-100", "gamma": page.context["gamma"]}
    answer = client.post("/capital/what-if/preview/", said)
    assert (answer.status_code, Run.objects.count()) == (200, 1)
    assert answer.context["found"]["report"].plan.objective < 476.33


@pytest.mark.django_db
@pytest.mark.parametrize("said", [
    {"scenario": "none"}, {"scenario": "co-so", "NSDP.CD:2026": "1e9"}, {"scenario": "co-so", "SECRET:2026": "5"},
    {"scenario": "co-so", "gamma": "nhiều"},
])
def test_a_forged_field_is_refused_in_words(sign_in, said: dict[str, str]) -> None:
    answer = sign_in("planner").post("/capital/what-if/preview/", said)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["²", "-1", "", "9" * 30, "một"])
def test_a_forged_run_number_is_a_clear_page(sign_in, number: str) -> None:
    assert sign_in("planner").post("/capital/what-if/save/", {"run": number, "title": "x"}).status_code == 404


@pytest.mark.django_db
def test_the_proof_is_what_the_command_line_says(capsys: pytest.CaptureFixture[str]) -> None:
    change = "NSDP.CD:2026=+40%"
    run = proofs.prove("co-so", [change], None, "test")
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, attempt=1)
    assert runs.finish(run, runs.carry_out(run), 1)
    ours = json.loads(bytes(run.files.get(name="plan.vi.json").content))
    capsys.readouterr()
    assert main(["plan", str(EXAMPLES / "tinh_nho"), "--scenario", "co-so", "--ceiling", change, "--json"]) == 0
    theirs = json.loads(capsys.readouterr().out)
    assert {**ours, "seconds": 0} == {**theirs, "seconds": 0}


@pytest.mark.django_db
def test_one_question_is_proven_once_and_kept_by_name(sign_in) -> None:
    first = proofs.prove("co-so", ["NSDP.CD:2026=+20%"], None, "test")
    assert proofs.prove("co-so", ["NSDP.CD:2026=+20%"], None, "test") == first
    Run.objects.filter(pk=first.pk).update(state=RunState.DONE)
    sign_in("planner").post("/capital/what-if/save/", {"run": first.pk, "title": "Thêm vốn"})
    kept = Run.objects.get(pk=first.pk)
    assert (kept.kept, kept.title) == (True, "Thêm vốn")


@pytest.mark.django_db
def test_the_answer_shows_what_is_left_of_the_moved_ceilings(sign_in) -> None:
    client = sign_in("treasury")
    asked = {"scenario": "co-so", "NSDP.CD:2026": "-50", "gamma": "0.5"}
    answer = client.post("/capital/what-if/preview/", asked)
    assert int(answer.headers["X-Engine-Ms"]) > 0
    still = client.post("/capital/what-if/preview/", {**asked, "NSDP.CD:2026": "0"})
    now, before = (cell(one.context["matrix"], "NSDP.CD", "2026") for one in (answer, still))
    assert before.ceiling > 0
    assert now.ceiling + now.locked == (before.ceiling + before.locked) // 2
    plan = answer.context["found"]["report"].plan
    placed = sum(part.amount for part in plan.allocations if (part.fund, part.year) == ("NSDP.CD", 2026) and part.kind != "lock")
    assert (now.allocated, now.left) == (placed, now.ceiling - placed)
    assert "Còn lại theo nguồn và năm, sau khi đổi" in answer.content.decode()


def cell(matrix: dict, source: str, year: str):
    row = next(row for row in matrix["rows"] if row["code"] == source)
    return row["cells"][matrix["years"].index(year)]


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "proves"), [("planner", True), ("leader", False), ("treasury", False)])
def test_only_who_may_prove_reads_of_a_proof(sign_in, role: str, proves: bool) -> None:
    client = sign_in(role)
    page = client.get("/capital/what-if/")
    answer = client.post("/capital/what-if/preview/", {"scenario": "co-so", "NSDP.CD:2026": "-50", "gamma": "0.5"})
    assert ("Dừng tay một giây" in page.content.decode()) is proves
    assert ("Dừng tay một giây" in answer.content.decode()) is proves
    assert ("/capital/what-if/prove/" in answer.content.decode()) is proves
    assert client.post("/capital/what-if/prove/", {"scenario": "co-so"}).status_code == (200 if proves else 403)


@pytest.mark.django_db
def test_the_proof_is_asked_for_until_it_stands(sign_in) -> None:
    client = sign_in("planner")
    asked = client.post("/capital/what-if/prove/", {"scenario": "co-so", "NSDP.CD:2026": "-50", "gamma": "0.5"})
    run = asked.context["run"]
    address = f"/capital/what-if/proof/{run.pk}/"
    for waiting in (asked, client.get(address)):
        assert f'hx-get="{address}" hx-trigger="every 1s"' in waiting.content.decode()
        assert "found" not in waiting.context
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, attempt=1)
    assert runs.finish(run, runs.carry_out(run), 1)
    proven = client.get(address)
    page = proven.content.decode()
    assert "hx-get" not in page
    assert "Phương án đã chứng minh" in page
    assert 'name="title"' in page
    assert (proven["HX-Retarget"], proven["HX-Reswap"]) == ("#whatif-result", "innerHTML")
    assert "HX-Retarget" not in asked
    assert 'class="matrix' in page
    assert proven.context["found"]["after"]["funded"] == Run.objects.get(pk=run.pk).funded
    assert not run.files.filter(name="slider.json").exists()  # a proof is not tried for the public
    Run.objects.filter(pk=run.pk).update(state=RunState.FAILED)
    failed = client.get(address).content.decode()
    assert ("hx-get" in failed, "Không chứng minh được" in failed) == (False, True)
    assert client.get("/capital/what-if/proof/99999/").status_code == 404


@pytest.mark.django_db
def test_the_page_says_what_the_answer_is_compared_with(sign_in) -> None:
    client, run = sign_in("leader"), Run.objects.get(published=True)
    assert f"Mốc so sánh: phương án đang công bố, lần chạy #{run.pk}." in client.get("/capital/what-if/").content.decode()
    other = client.get("/capital/what-if/", {"scenario": "them-von"}).content.decode()
    assert "Mốc so sánh: phương án lập nhanh của kịch bản này" in other
    changed_data()
    assert "Mốc so sánh: phương án lập nhanh từ số liệu hiện nay." in client.get("/capital/what-if/").content.decode()
    answer = client.post("/capital/what-if/preview/", {"scenario": "co-so", "gamma": "0.5"})
    assert answer.context["found"]["report"].asked["DA05"].need == 25_000  # the data as they stand


def changed_data() -> None:
    row = Record.objects.get(layer="facts", table="projects", key="DA05")
    dearer = {**row.values, "public_total": 25_000, "total_investment": 25_000}
    records.apply([records.RowChange("facts", "projects", "DA05", row.values, dearer)], "test", "edit")


@pytest.mark.django_db
def test_a_comparison_lists_differences_only(sign_in) -> None:
    run = Run.objects.get(published=True)
    found = sign_in("leader").get(f"/capital/compare/?a={run.pk}&b={run.pk}").context["found"]
    assert (found["entering"], found["leaving"], found["changed"], found["rows"]) == ([], [], [], [])
    assert found["before"]["funded"] == 6


@pytest.mark.django_db
def test_a_scenario_stands_for_its_newest_plan(sign_in) -> None:
    run = Run.objects.get(published=True)
    page = sign_in("leader").get("/capital/compare/", {"a": "scenario:co-so", "b": str(run.pk)})
    assert (page.context["a"].run, page.context["b"].run, page.context["sides"]) == (run, run, [])
    assert page.context["found"]["before"]["near"] == "đã chứng minh là phương án tốt nhất"
    changed = proofs.prove("co-so", ["NSDP.CD:2026=+20%"], None, "test")
    Run.objects.filter(pk=changed.pk).update(state=RunState.DONE, status="optimal")  # a what-if is not the scenario as written
    assert sign_in("leader").get("/capital/compare/", {"a": "scenario:co-so"}).context["a"].run == run


@pytest.mark.django_db
def test_a_scenario_without_a_plan_offers_to_make_one_to_who_may(sign_in) -> None:
    said, button = "Kịch bản “them-von” chưa có phương án nào.", "Lập phương án của kịch bản này"
    asked = {"a": "scenario:co-so", "b": "scenario:them-von"}
    leader = sign_in("leader").get("/capital/compare/", asked).content.decode()
    assert (said in leader, button in leader) == (True, False)
    planner = sign_in("planner")
    page = planner.get("/capital/compare/", asked).content.decode()
    assert (said in page, button in page) == (True, True)
    assert planner.post("/runs/new/", {"scenario": "them-von"}).status_code == 302
    run = Run.objects.get(scenario="them-von")
    page = planner.get("/capital/compare/", asked)
    assert (page.context["b"].live, page.context["found"]) == (run, None)
    assert "Kịch bản “them-von” đang được lập phương án:" in page.content.decode()
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, attempt=1)
    assert runs.finish(run, runs.carry_out(run), 1)
    page = planner.get("/capital/compare/", asked)
    assert page.context["found"]["after"]["scenario"] == "them-von"
    assert page.context["apart"] is False


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["99999", "xx", "²", "-1", "9" * 40, "scenario:none", "<b>"])
def test_a_side_that_is_not_there_is_said(sign_in, value: str) -> None:
    run = Run.objects.get(published=True)
    page = sign_in("leader").get("/capital/compare/", {"a": value, "b": str(run.pk)})
    assert (page.status_code, page.context["a"].wrong, page.context["found"]) == (200, True, None)
    assert "Không có lần chạy đã lưu hay kịch bản" in page.content.decode()
    assert "<b>”" not in page.content.decode()


@pytest.mark.django_db
def test_plans_of_different_data_say_so(sign_in) -> None:
    first = Run.objects.get(published=True)
    changed_data()
    run = runs.request(scenario="co-so", title="Sau khi sửa", kept=True, by="test")
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, attempt=1)
    assert runs.finish(run, runs.carry_out(run), 1)
    page = sign_in("leader").get("/capital/compare/", {"a": str(first.pk), "b": "scenario:co-so"})
    assert (page.context["b"].run, page.context["apart"]) == (run, True)
    assert "lập từ số liệu của hai lúc khác nhau" in page.content.decode()
