"""Processes kept up together: one that dies is started again, one signal ends them all, and none outlives its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_PAUSE = 0.1
_YOUNG = 3.0
"""Seconds; a child that dies younger has failed to start."""
_FAILURES = 4
_PATIENCE = 10.0
"""Seconds a child has to end after it is asked to."""
_ORPHANS = 3.0
"""Seconds what a killed child left behind has to end."""
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A Python process by its arguments. ``failures``: how often in a row it died young."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    started: float = 0.0
    failures: int = 0

    def start(self) -> None:
        """Begin it, in a session of its own: Ctrl-C reaches the parent alone, which ends the children in order."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, *self.arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None)

    def check(self) -> bool:
        """Start it again if it died. False when it keeps dying young."""
        if self.process is None or self.process.poll() is None:
            return True
        self.failures = self.failures + 1 if time.monotonic() - self.started < _YOUNG else 0
        if self.failures >= _FAILURES:
            return False
        self._end_orphans()
        self.start()
        return True

    def _end_orphans(self) -> None:
        """Its own children outlive a killed child and hold its address: the next one could not listen there."""
        until = time.monotonic() + _ORPHANS
        while self._signal(signal.SIGTERM if time.monotonic() < until else signal.SIGKILL):
            time.sleep(_PAUSE)

    def _signal(self, number: int) -> bool:
        """Tell its whole session. False when nobody is left there."""
        try:
            os.killpg(self.process.pid, number) if self.process else None
        except ProcessLookupError:
            return False
        return self.process is not None

    def ask_to_end(self) -> None:
        """SIGTERM."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self, until: float) -> None:
        """Wait until then, after that SIGKILL to its whole session."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self.process.wait()
        self._end_orphans()


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    """Runs in the child before it becomes itself: the kernel ends it when its parent is killed."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def keep_up(children: Sequence[Child], ready: Callable[[], None], address: tuple[str, int]) -> bool:
    """Start the children and keep them until SIGTERM or Ctrl-C; ``ready`` is called once when the address answers.

    False when one of them cannot be kept up.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    for child in children:
        child.start()
    told, well = False, True
    while well and not stop.wait(_PAUSE):
        if not told and _answers(address):
            ready()
            told = True
        lost = [child.name for child in children if not child.check()]  # every child is looked at
        well = not lost
    for child in children:
        child.ask_to_end()
    until = time.monotonic() + _PATIENCE
    for child in children:
        child.end(until)
    return well


def _answers(address: tuple[str, int]) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address[0], address[0])
    try:
        with socket.create_connection((host, address[1]), timeout=0.5):
            return True
    except OSError:
        return False
