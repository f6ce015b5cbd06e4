"""Who may write a run's result: a worker takes a run for a while, renews while it lives, and writes only with the newest attempt.

A worker that is killed renews nothing: its lease ends and another takes the run. One that was only slow finds its attempt
overtaken and writes nothing. All times come from Python: SQLite 3.40 cannot tell fractions of a second.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from quyhoach.findings import LANGUAGES, Finding
from quyhoach_web.models import Run, RunState

LEASE = float(os.environ.get("QUYHOACH_LEASE", "60"))
"""Seconds a worker may be silent."""
ATTEMPTS = int(os.environ.get("QUYHOACH_ATTEMPTS", "5"))
"""How often a run is begun; one that kills its worker each time must not do so for ever."""
TELLING = 0.5
"""Seconds between two writings of the progress."""
STOP = threading.Event()
"""Set when this worker is asked to stop: it gives its run back at the next step of the engine."""


class Overtaken(Exception):
    """Another worker took the run over, or it was decided meanwhile: nothing may be written."""


class Cancelled(Exception):
    """Somebody asked to cancel the run."""


class Stopped(Exception):
    """The worker is asked to stop."""


def take(run: int) -> int | None:
    """Begin a run that waits or whose lease has ended. Returns the attempt's number, None when it is not to be had."""
    now = timezone.now()
    free = Q(state=RunState.QUEUED) | Q(state=RunState.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        took = Run.objects.filter(free, pk=run, attempt__lt=ATTEMPTS).update(
            state=RunState.RUNNING, attempt=F("attempt") + 1, lease_until=_until(), started_at=now, progress="")
        return Run.objects.values_list("attempt", flat=True).get(pk=run) if took else None


def close(run: int, attempt: int, state: RunState, findings: Iterable[dict[str, Any]] = ()) -> bool:
    """End a run without a result, or give it back to the queue. False when another has taken over."""
    finished = None if state is RunState.QUEUED else timezone.now()
    return bool(_mine(run, attempt).update(
        state=state, lease_until=None, progress="", finished_at=finished, findings=list(findings)))


def kept_findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as a run keeps them: their sentences in both languages, whatever becomes of the catalogue."""
    return [{"code": f.code, **{lang: f.as_json(lang) for lang in LANGUAGES}} for f in findings]


def fault(code: str, detail: str = "") -> list[dict[str, Any]]:
    """A fault of the program as a run keeps it: ``exception``, with its kind, or ``killed``."""
    return [{"code": code, "detail": detail}]


def _mine(run: int, attempt: int) -> Any:
    return Run.objects.filter(pk=run, attempt=attempt, state=RunState.RUNNING)


def _until() -> Any:
    return timezone.now() + timedelta(seconds=LEASE)


class Held:
    """A run in this worker's hands: a thread renews the lease, ``tell`` writes the progress and hears a cancel."""

    def __init__(self, run: int, attempt: int) -> None:
        self.run, self.attempt, self._told = run, attempt, 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._renew, name=f"lease-{run}", daemon=True)

    def __enter__(self) -> Held:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _renew(self) -> None:
        try:
            while not self._over.wait(LEASE / 3):
                try:
                    if not _mine(self.run, self.attempt).update(lease_until=_until()):
                        return
                except DatabaseError as error:  # busy or full: tried again, and fenced if the lease ends meanwhile
                    logging.getLogger(__name__).warning("lease of run %s: %s", self.run, error)
        finally:
            connection.close()  # the thread's own

    def tell(self, stage: str) -> None:
        """Write the engine's stage, at most twice a second. Raises Overtaken, Cancelled, Stopped."""
        if time.monotonic() - self._told >= TELLING:
            self._told = time.monotonic()
            self.look(stage)

    def look(self, stage: str) -> None:
        """Write the stage now and see what others asked for. Raises as ``tell``."""
        if not _mine(self.run, self.attempt).update(progress=stage[:300]):
            raise Overtaken
        if Run.objects.filter(pk=self.run, cancel_asked=True).exists():
            raise Cancelled
        if STOP.is_set():
            raise Stopped
