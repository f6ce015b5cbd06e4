"""What-if: the sliders' answer is checked and recorded nowhere; its proof is the command line's plan; Save keeps it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quyhoach.cli import main
from quyhoach_web.models import Run, RunState
from quyhoach_web.services import proofs, runs

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
def test_a_comparison_lists_differences_only(sign_in) -> None:
    run = Run.objects.get(published=True)
    found = sign_in("leader").get(f"/capital/compare/?a={run.pk}&b={run.pk}").context["found"]
    assert (found["entering"], found["leaving"], found["changed"], found["rows"]) == ([], [], [], [])
    assert found["before"]["funded"] == 6
