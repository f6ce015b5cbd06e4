"""``worker``: carries out the runs that wait, and those whose worker died, until it is stopped."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import threading
import time
from pathlib import Path

from quyhoach.cli.command import DONE, Command, Reply
from quyhoach_web.commands.office import open_office

_PAUSE = 0.5
_HOUSEKEEPING = 600.0
"""Seconds between two looks for old tasks, when nothing else is to be done."""
SPARE = int(os.environ.get("QUYHOACH_SPARE", "32000000"))
"""Bytes that must be free beside the embedded database before a run is begun: its result would not be kept."""


def _add_arguments(_parser: argparse.ArgumentParser, _lang: str) -> None:
    return


def run(args: argparse.Namespace) -> Reply:
    """Works until SIGTERM or Ctrl-C; the run in hand then goes back to the queue."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # the solver needs its core
    open_office(args.lang)
    from quyhoach_web.services.lease import STOP  # app-ready

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: STOP.set())
    work(STOP)
    return Reply(DONE, {"stopped": True}, {"vi": "Đã dừng.", "en": "Stopped."}[args.lang])


def work(stop: threading.Event) -> None:
    """The loop: hand over again what was lost, carry out what waits, pause. A busy, full or lost database is tried again."""
    from django.db import DatabaseError, close_old_connections  # app-ready
    from django_tasks_db.management.commands.db_worker import Worker  # app-ready
    from django_tasks_db.models import DBTaskResult  # app-ready

    from quyhoach_web.services.queue import log, prune, recover  # app-ready

    tidied, told = -_HOUSEKEEPING, False
    while not stop.is_set():
        try:
            if not has_room():
                if not told:
                    log.warning("less than %s bytes are free for the database: runs wait", SPARE)
                told = True
                stop.wait(_PAUSE * 4)
                continue
            told = False
            recover()
            if DBTaskResult.objects.ready().exists():
                Worker(queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=1,
                       worker_id=f"{os.getpid()}-{os.urandom(4).hex()}", excluded_queue_names=[]).run()
                continue
            if time.monotonic() - tidied >= _HOUSEKEEPING:
                tidied = time.monotonic() if not prune() else tidied
        except DatabaseError as error:
            log.warning("%s", error)
            close_old_connections()
        stop.wait(_PAUSE)


def has_room() -> bool:
    """Whether the disk of the embedded database has room for a run's result; another database looks after its own."""
    from django.db import connection  # app-ready

    return connection.vendor != "sqlite" or shutil.disk_usage(Path(connection.settings_dict["NAME"]).parent).free >= SPARE


COMMAND = Command("worker", "chạy các phương án đang chờ trong văn phòng", "carry out the office's waiting runs", _add_arguments, run)
