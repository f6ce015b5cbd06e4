"""A run's way through the queue: taken once, renewed, fenced, cancelled, recovered, and the same bytes each time."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from quyhoach_web.commands import worker
from quyhoach_web.commands.account import ROLES
from quyhoach_web.models import AuditEntry, Role, Run, RunFile, RunState
from quyhoach_web.services import demo, lease, provinces, queue, runs

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def asked(**more) -> Run:
    run = runs.request(scenario="co-so", kept=True, by="test", **more)
    queue.enqueue(run)
    return run


def expire(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def state(run: Run) -> str:
    run.refresh_from_db()
    return run.state


def test_a_run_waits_as_a_task_and_is_carried_out_once():
    run = asked()
    assert DBTaskResult.objects.get().args_kwargs == {"args": [run.pk], "kwargs": {}}
    assert queue.carry_out.call(run.pk) == "done"
    assert queue.carry_out.call(run.pk) == ""
    assert (state(run), run.attempt, run.progress, run.lease_until) == ("done", 1, "", None)
    assert sorted(run.files.values_list("name", flat=True)) == [
        "plan.en.json", "plan.en.xlsx", "plan.vi.json", "plan.vi.xlsx", "screen.en.json", "screen.vi.json", "slider.json"]


def test_the_same_inputs_give_the_same_bytes():
    first = asked()
    queue.carry_out.call(first.pk)
    again = runs.request(scenario="co-so", kept=True, by="test", again=first)
    queue.carry_out.call(again.pk)
    assert dict(first.files.values_list("name", "digest")) == dict(again.files.values_list("name", "digest"))


def test_an_old_attempt_writes_nothing():
    run = asked()
    old = lease.take(run.pk)
    assert lease.take(run.pk) is None, "a held run is not to be had"
    report = runs.carry_out(run)
    expire(run)
    new = lease.take(run.pk)
    assert (old, new) == (1, 2)
    assert runs.finish(run, report, old) is False
    assert lease.close(run.pk, old, RunState.FAILED) is False
    with pytest.raises(lease.Overtaken):
        lease.Held(run.pk, old).look("rank 1")
    assert (state(run), RunFile.objects.filter(run=run).count()) == ("running", 0)
    assert runs.finish(run, report, new) is True
    assert runs.finish(run, report, new) is False
    assert RunFile.objects.filter(run=run).count() == 7


def test_a_dead_workers_run_is_handed_over_once():
    run = asked()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)  # killed: the task stays so for ever
    lease.take(run.pk)
    assert queue.recover() == []
    expire(run)
    assert queue.recover() == [run.pk]
    assert queue.recover() == []
    assert queue.carry_out.call(run.pk) == "done"
    assert queue.recover() == []
    assert (state(run), run.attempt) == ("done", 2)


def test_a_worker_killed_between_task_and_run_loses_nothing():
    run = asked()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    assert queue.recover() == [run.pk]


def test_a_run_that_kills_every_worker_ends_as_failed():
    run = asked()
    Run.objects.filter(pk=run.pk).update(attempt=lease.ATTEMPTS - 1)
    assert lease.take(run.pk) == lease.ATTEMPTS
    expire(run)
    assert lease.take(run.pk) is None
    assert queue.recover() == []
    assert (state(run), run.findings) == ("failed", [{"code": "killed", "detail": str(lease.ATTEMPTS)}])


def test_a_waiting_run_is_cancelled_at_once_and_a_running_one_at_the_next_step():
    waiting, running = asked(), asked()
    assert queue.cancel(waiting, "test") is True
    assert (state(waiting), queue.carry_out.call(waiting.pk)) == ("cancelled", "")
    attempt = lease.take(running.pk)
    assert queue.cancel(running, "test") is True
    with pytest.raises(lease.Cancelled):
        lease.Held(running.pk, attempt).tell("rank 1")
    expire(running)
    assert queue.carry_out.call(running.pk) == "cancelled"
    assert queue.cancel(running, "test") is False
    told = AuditEntry.objects.filter(action="cancel").order_by("number")
    assert [entry.object_id for entry in told] == [str(waiting.pk), str(running.pk)]


def test_a_stopping_worker_gives_its_run_back():
    run = asked()
    lease.STOP.set()
    try:
        assert queue.carry_out.call(run.pk) == "queued"
    finally:
        lease.STOP.clear()
    assert queue.carry_out.call(run.pk) == "done"


def test_progress_is_written_at_most_twice_a_second():
    run = asked()
    held = lease.Held(run.pk, lease.take(run.pk))
    for stage in ("rank 1", "rank 2", "rank 3"):
        held.tell(stage)
    run.refresh_from_db()
    assert run.progress == "rank 1"


def test_inputs_that_cannot_be_planned_end_with_their_findings():
    run = asked(changes=["KHONG_CO:2027=+10%"])
    assert queue.carry_out.call(run.pk) == "failed"
    run.refresh_from_db()
    assert [one["code"] for one in run.findings] == ["CLI-015"]
    assert "KHONG_CO" in run.findings[0]["vi"]["message"]
    assert "KHONG_CO" in run.findings[0]["en"]["message"]


def task_of(run: Run) -> DBTaskResult:
    return next(task for task in DBTaskResult.objects.all() if task.args_kwargs["args"] == [run.pk])


def test_old_tasks_go_and_what_waits_or_runs_stays(monkeypatch):
    monkeypatch.setattr(queue, "KEPT", 2)
    now, waits, runs_now, lost = timezone.now(), asked(), asked(), asked()
    for number in range(5):
        task = task_of(asked())
        task.status = TaskResultStatus.SUCCESSFUL if number % 2 else TaskResultStatus.FAILED
        task.finished_at = now + timedelta(seconds=number)
        task.save()
    long_ago = now - queue.LOST - timedelta(seconds=1)
    for run, begun in ((runs_now, long_ago), (lost, long_ago)):
        DBTaskResult.objects.filter(pk=task_of(run).pk).update(status=TaskResultStatus.RUNNING, started_at=begun)
    Run.objects.filter(pk=runs_now.pk).update(state=RunState.RUNNING)
    Run.objects.filter(pk=lost.pk).update(state=RunState.DONE)
    assert queue.prune() == 4
    assert queue.prune() == 0
    left = DBTaskResult.objects.values_list("status", flat=True)
    assert sorted(left) == sorted(["READY", "RUNNING", "SUCCESSFUL", "FAILED"])
    assert {task_of(run).status for run in (waits, runs_now)} == {"READY", "RUNNING"}
    finished = DBTaskResult.objects.exclude(finished_at=None).values_list("finished_at", flat=True)
    assert set(finished) == {now + timedelta(seconds=3), now + timedelta(seconds=4)}, "the newest stay"


def test_the_idle_worker_tidies_up(monkeypatch):
    monkeypatch.setattr(queue, "KEPT", 0)
    DBTaskResult.objects.filter(pk=task_of(asked()).pk).update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
    Run.objects.update(state=RunState.DONE)
    worked_for(1.0)
    assert not DBTaskResult.objects.exists()


def test_without_room_on_the_disk_no_run_is_begun(monkeypatch, caplog):
    if connection.vendor != "sqlite":
        pytest.skip("another database looks after its own disk")
    run = asked()
    monkeypatch.setattr(worker, "SPARE", 10**18)
    worked_for(0.3)
    assert (state(run), run.attempt) == ("queued", 0)
    assert caplog.text.count("runs wait") == 1


def worked_for(seconds: float) -> None:
    stop = threading.Event()
    threading.Timer(seconds, stop.set).start()
    worker.work(stop)


def test_demo_accounts_hold_for_something_real_of_the_province():
    province = provinces.current()
    scopes = demo.scopes_of(province)
    agencies, zones, units = (province.facts[name].by_key() for name in ("agencies", "zones", "units"))
    assert scopes[Role.PROJECT_OWNER][0] in agencies
    assert scopes[Role.AGENCY][0] in agencies
    assert scopes[Role.ZONE_BOARD][1][0] in zones
    assert scopes[Role.COMMUNE][1][0] in units
    assert demo.make_accounts() == len(Role)
    assert demo.make_accounts() == 0


def test_the_command_knows_the_roles_of_the_office():
    assert set(ROLES) == {str(role) for role in Role}
