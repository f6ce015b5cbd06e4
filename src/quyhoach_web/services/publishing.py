"""What the public sees: one finished plan, and of each set one ranking, chosen by a person, with an audit entry."""

from __future__ import annotations

from django.db import transaction

from quyhoach.capital.plan import Status
from quyhoach_web.models import Run, RunKind, RunState
from quyhoach_web.services.audit import Act, record


@transaction.atomic
def publish(run: int, who: object, why: str = "") -> bool:
    """Show this run to the public in place of the one before. False when it is not finished with a plan, kept, and not yet shown."""
    fit = Run.objects.filter(kind=RunKind.PLAN, kept=True, state=RunState.DONE, published=False).exclude(status=Status.NONE)
    before = list(Run.objects.select_for_update().filter(kind=RunKind.PLAN, published=True).values_list("pk", flat=True))
    if not fit.filter(pk=run).update(published=True):
        return False
    Run.objects.filter(pk__in=before).update(published=False)
    record(who, [Act("publish", "run", str(run), before[0] if before else None, run, why)])
    return True


@transaction.atomic
def publish_ranking(run: int, who: object, why: str = "") -> bool:
    """Show this ranking to the public in place of the one of its set and scenario before. False when it is not finished, or shown."""
    rankings = Run.objects.select_for_update().filter(kind=RunKind.RANKING, kept=True, state=RunState.DONE)
    found = rankings.filter(pk=run, published=False).first()
    if found is None:
        return False
    same = rankings.filter(published=True, scenario=found.scenario, question__set=found.question["set"])
    before = list(same.values_list("pk", flat=True))
    Run.objects.filter(pk__in=before).update(published=False)
    Run.objects.filter(pk=run).update(published=True)
    record(who, [Act("publish", "run", str(run), before[0] if before else None, run, why)])
    return True
