"""Long work: runs wait as tasks of Django's tasks API, kept in the database beside them, and are carried out by workers."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from quyhoach_web.models import Run, RunState
from quyhoach_web.services import lease, runs
from quyhoach_web.services.audit import Act, record

log = logging.getLogger(__name__)
KEPT = 200
"""Finished tasks that stay, the newest; what a run did is in the run and in the audit, not in its task."""
LOST = timedelta(days=1)
"""After which the task of a worker that was killed goes too, if its run is decided."""
_AT_ONCE = 500


@task()
def carry_out(run: int) -> str:
    """Carry out one run, once: the state the run is left in, "" when it was another's."""
    attempt = lease.take(run)
    if attempt is None:
        return ""
    asked = Run.objects.select_related("snapshot").get(pk=run)
    with lease.Held(run, attempt) as held:
        try:
            held.look("")
            report = runs.carry_out(asked, held.tell)
            held.look("")
            return RunState.DONE if runs.finish(asked, report, attempt) else ""
        except lease.Overtaken:
            return ""
        except lease.Cancelled:
            return _close(run, attempt, RunState.CANCELLED)
        except lease.Stopped:
            return _close(run, attempt, RunState.QUEUED)
        except runs.Failed as problem:
            return _close(run, attempt, RunState.FAILED, lease.kept_findings(problem.findings))
        except OperationalError as problem:  # a full disk, a database that is gone: no fault of the run, it is taken up again
            log.warning("run %s, attempt %s: %s", run, attempt, problem)
            with suppress(DatabaseError):  # else its lease ends
                return _close(run, attempt, RunState.QUEUED)
            return ""
        except Exception as problem:
            log.exception("run %s, attempt %s", run, attempt)
            return _close(run, attempt, RunState.FAILED, lease.fault("exception", type(problem).__name__))


def _close(run: int, attempt: int, state: RunState, findings: list[dict[str, Any]] | None = None) -> str:
    return state if lease.close(run, attempt, state, findings or ()) else ""


def enqueue(run: Run) -> None:
    """Hand a run to the workers, in the caller's transaction: a run that is rolled back was never handed over."""
    carry_out.enqueue(run.pk)


def cancel(run: Run, who: object) -> bool:
    """Ask to cancel: a waiting run is cancelled at once, a running one at the engine's next step. False when it is over."""
    with transaction.atomic():
        waiting = Run.objects.filter(pk=run.pk, state=RunState.QUEUED).update(
            state=RunState.CANCELLED, cancel_asked=True, finished_at=timezone.now())
        asked = waiting or Run.objects.filter(pk=run.pk, state=RunState.RUNNING, cancel_asked=False).update(cancel_asked=True)
        if asked:
            record(who, [Act("cancel", "run", str(run.pk))])
    return bool(asked)


@transaction.atomic
def recover() -> list[int]:
    """Runs whose worker died, handed over again; those begun too often end as failed. Returns the runs handed over."""
    now = timezone.now()
    lost = Run.objects.filter(state=RunState.RUNNING, lease_until__lt=now)
    lost.filter(attempt__gte=lease.ATTEMPTS).update(
        state=RunState.FAILED, lease_until=None, progress="", finished_at=now, findings=lease.fault("killed", str(lease.ATTEMPTS)))
    Run.objects.filter(state=RunState.QUEUED, attempt__gte=lease.ATTEMPTS).update(
        state=RunState.FAILED, finished_at=now, findings=lease.fault("killed", str(lease.ATTEMPTS)))
    asked = set(lost.values_list("pk", flat=True)) | set(Run.objects.filter(state=RunState.QUEUED).values_list("pk", flat=True))
    again = sorted(asked - _waiting())
    for run in again:
        carry_out.enqueue(run)
    return again


def prune() -> int:
    """Remove old tasks, a few at a time. Returns how many went."""
    finished = DBTaskResult.objects.filter(task_path=carry_out.module_path)
    old = list(finished.filter(status__in=(TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED))
               .order_by("-finished_at").values_list("pk", flat=True)[KEPT:KEPT + _AT_ONCE])
    begun = finished.filter(status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - LOST)
    lost = {pk: int(said["args"][0]) for pk, said in begun.order_by("started_at").values_list("pk", "args_kwargs")[:_AT_ONCE]}
    alive = set(Run.objects.filter(pk__in=set(lost.values()), state__in=(RunState.QUEUED, RunState.RUNNING)).values_list("pk", flat=True))
    gone = [*old, *(pk for pk, run in lost.items() if run not in alive)]
    return DBTaskResult.objects.filter(pk__in=gone).delete()[0] if gone else 0


def _waiting() -> set[int]:
    """Runs that have a task no worker has begun."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=carry_out.module_path)
    return {int(said["args"][0]) for said in ready.values_list("args_kwargs", flat=True)}
