"""The run that the public sees."""

from __future__ import annotations

import json
from typing import Any

from quyhoach_web.language import language
from quyhoach_web.models import Run, RunKind, RunState, ScenarioSettings, Snapshot


def published_run() -> Run | None:
    """The published plan's run; none until someone publishes one."""
    return Run.objects.filter(kind=RunKind.PLAN, published=True, state=RunState.DONE).order_by("-pk").first()


def data_changed(run: Run, revision: int) -> bool:
    """Whether someone has changed the data since the run's inputs were frozen. ``revision``: of the data as they stand."""
    return not Snapshot.objects.filter(pk=run.snapshot_id, revision=revision).exists()


def document(run: Run, stem: str) -> dict[str, Any]:
    """A JSON file of a run in the reader's language: ``plan`` or ``screen``."""
    file = run.files.filter(name=f"{stem}.{language()}.json").first()
    return json.loads(bytes(file.content)) if file else {}


def is_illustrative() -> bool:
    """Whether the banner must stand on every page: one of the scenarios only illustrates."""
    return ScenarioSettings.objects.filter(settings__illustrative="true").exists()
