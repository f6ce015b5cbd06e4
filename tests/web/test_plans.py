"""Plans: a run frozen as a draft, one allowed step at a time, by the right role, with number and date, and never over another's step."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quyhoach_web.models import Account, AuditEntry, Plan, PlanStep, Run, RunFile
from quyhoach_web.services import plans

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def run(db):
    return Run.objects.get(published=True)


def copy_of(run):
    """Another kept, finished run with the same files."""
    files = list(run.files.all())
    other = Run.objects.get(pk=run.pk)
    other.pk, other.published, other.title = None, False, "Phương án khác"
    other.save()
    RunFile.objects.bulk_create(RunFile(run=other, name=f.name, content=f.content, digest=f.digest) for f in files)
    return other


def draft(run, title="Kế hoạch 2026–2028"):
    return plans.freeze(run, title, Account.objects.get(username="test-planner"))


def step(client, plan, state, number="01/VB", dated="15/12/2025", version=None, **more):
    plan.refresh_from_db()
    said = {"state": state, "number": number, "dated": dated, "version": plan.version if version is None else version, **more}
    return client.post(f"/plans/{plan.pk}/step/", said)


def test_a_kept_run_becomes_a_draft_once(sign_in, run):
    client = sign_in("planner")
    answer = client.post("/plans/new/", {"run": run.pk, "title": "Kế hoạch 2026–2028"})
    plan = Plan.objects.get()
    assert answer.status_code == 302
    assert answer.url == f"/plans/{plan.pk}/"
    assert (plan.run, plan.state, plan.version, plan.title) == (run, "draft", 1, "Kế hoạch 2026–2028")
    assert AuditEntry.objects.filter(action="plan-new", object_id=str(plan.pk), who="test-planner").count() == 1
    assert client.post("/plans/new/", {"run": run.pk, "title": "lần nữa"}).status_code == 422
    assert Plan.objects.count() == 1


def test_only_a_kept_finished_run_can_become_a_plan(sign_in, run):
    Run.objects.filter(pk=run.pk).update(kept=False)
    assert sign_in("planner").post("/plans/new/", {"run": run.pk, "title": "x"}).status_code == 422
    Run.objects.filter(pk=run.pk).update(kept=True, state="running")
    with pytest.raises(plans.Refused):
        draft(run)
    assert not Plan.objects.exists()


def test_the_whole_way_to_an_adjustment(sign_in, run):
    plan = draft(run)
    assert step(sign_in("planner"), plan, "submitted", "10/TTr-UBND", "01/12/2025").status_code == 302
    assert step(sign_in("council"), plan, "resolved", "20/NQ-HĐND", "10/12/2025").status_code == 302
    assert step(sign_in("leader"), plan, "assigned", "30/QĐ-UBND", "2025-12-20").status_code == 302
    other = copy_of(run)
    answer = step(sign_in("leader"), plan, "adjusted", "40/QĐ-UBND", "1/6/2026", run=other.pk)
    plan.refresh_from_db()
    follower = Plan.objects.get(follows=plan)
    assert answer.url == f"/plans/{follower.pk}/"
    assert (follower.run, follower.state) == (other, "draft")
    assert (plan.state, plan.version) == ("adjusted", 5)
    assert list(PlanStep.objects.filter(plan=plan).order_by("pk").values_list("state", "number", "dated", "by__username")) == [
        ("draft", "", None, "test-planner"), ("submitted", "10/TTr-UBND", date(2025, 12, 1), "test-planner"),
        ("resolved", "20/NQ-HĐND", date(2025, 12, 10), "test-council"), ("assigned", "30/QĐ-UBND", date(2025, 12, 20), "test-leader"),
        ("adjusted", "40/QĐ-UBND", date(2026, 6, 1), "test-leader")]
    entry = AuditEntry.objects.filter(action="plan-step", object_id=str(plan.pk)).order_by("-number").first()
    assert (entry.before, entry.after["number"]) == ({"state": "assigned", "version": 4}, "40/QĐ-UBND")
    page = sign_in("auditor").get(f"/plans/{plan.pk}/").content.decode()
    assert "20/NQ-HĐND" in page
    assert "10/12/2025" in page
    assert "Thử council" in page


def test_an_adjustment_needs_another_run(sign_in, run):
    plan = draft(run)
    for role, state in (("planner", "submitted"), ("council", "resolved"), ("leader", "assigned")):
        assert step(sign_in(role), plan, state).status_code == 302
    assert step(sign_in("leader"), plan, "adjusted").status_code == 422
    assert step(sign_in("leader"), plan, "adjusted", run=run.pk).status_code == 422
    plan.refresh_from_db()
    assert plan.state == "assigned"
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("role", ["council", "leader"])
def test_another_role_may_not_submit(sign_in, run, role):
    plan = draft(run)
    assert step(sign_in(role), plan, "submitted").status_code == 403
    assert step(sign_in("treasury"), plan, "submitted").status_code == 403
    plan.refresh_from_db()
    assert (plan.state, plan.steps.count()) == ("draft", 1)


@pytest.mark.parametrize("state", ["resolved", "assigned", "adjusted", "draft", "nonsense"])
def test_no_state_is_skipped(sign_in, run, state):
    plan = draft(run)
    assert step(sign_in("planner"), plan, state).status_code == 422
    plan.refresh_from_db()
    assert plan.state == "draft"


@pytest.mark.parametrize("said", [{"number": ""}, {"number": "   "}, {"dated": ""}, {"dated": "31/02/2026"}, {"dated": "12/2025"}])
def test_number_and_date_are_needed(sign_in, run, said):
    plan = draft(run)
    answer = step(sign_in("planner"), plan, "submitted", **said)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == said.keys()
    assert plan.steps.count() == 1


def test_a_date_before_the_step_before_is_refused_and_the_typing_stays(sign_in, run):
    plan = draft(run)
    step(sign_in("planner"), plan, "submitted", dated="10/12/2025")
    answer = step(sign_in("council"), plan, "resolved", "77/NQ", "09/12/2025")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "10/12/2025" in page
    assert "77/NQ" in page
    assert step(sign_in("council"), plan, "resolved", "77/NQ", "10/12/2025").status_code == 302


def test_the_second_of_two_people_is_told_what_changed(sign_in, run):
    plan = draft(run)
    step(sign_in("planner"), plan, "submitted", "11/TTr", "01/12/2025")
    answer = step(sign_in("planner"), plan, "submitted", "12/TTr", "02/12/2025", version=1)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "11/TTr" in page
    assert "12/TTr" in page
    assert "Thử planner" in page
    assert list(plan.steps.values_list("number", flat=True)) == ["", "11/TTr"]
    assert step(sign_in("planner"), plan, "submitted", version=99).status_code == 409


def test_export_is_the_runs_own_workbook(sign_in, run):
    plan = draft(run)
    answer = sign_in("auditor").get(f"/plans/{plan.pk}/plan.xlsx")
    assert answer.content == bytes(run.files.get(name="plan.vi.xlsx").content)
    run.files.filter(name="plan.vi.xlsx").delete()
    assert sign_in("auditor").get(f"/plans/{plan.pk}/plan.xlsx").status_code == 404


def test_list_asks_the_database_equally_often_for_one_row_and_three(sign_in, run):
    draft(run)
    client, counts = sign_in("auditor"), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/plans/").status_code == 200
        counts.append(len(seen))
        for _ in range(2):
            draft(copy_of(run))
    assert counts[0] == counts[1]


def test_form_of_the_next_step_is_shown_to_its_role_alone(sign_in, run):
    plan = draft(run)
    assert "/step/" in sign_in("planner").get(f"/plans/{plan.pk}/").content.decode()
    for role in ("leader", "council", "auditor", "commune"):
        assert "/step/" not in sign_in(role).get(f"/plans/{plan.pk}/").content.decode()
    assert sign_in("planner").get("/plans/999999/").status_code == 404
    assert sign_in("").get("/plans/").status_code == 302
