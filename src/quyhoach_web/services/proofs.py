"""The proof that follows a preview: one run a question, kept only when somebody saves it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from quyhoach_web.models import Run
from quyhoach_web.queries.what_if import same_question
from quyhoach_web.services import provinces, queue, runs
from quyhoach_web.services.audit import Act, record


def prove(scenario: str, changes: Sequence[str], gamma: float | None, by: object) -> Run:
    """The run that proves the question, found or queued."""
    with transaction.atomic():
        known = same_question(provinces.snapshot(), scenario, list(changes), gamma)
        if known:
            return known
        run = runs.request(scenario=scenario, changes=changes, gamma=gamma, kept=False, by=by)
        queue.enqueue(run)
    return run


def keep(run: Run, title: str, by: object) -> None:
    """Put a proven run among the kept ones; a run already kept stays as it is."""
    with transaction.atomic():
        if Run.objects.filter(pk=run.pk, kept=False).update(kept=True, title=title):
            record(by, [Act("keep", "run", str(run.pk), None, {"title": title, "scenario": run.scenario, "changes": run.changes})])
