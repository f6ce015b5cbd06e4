"""Progress of work over a second, on stderr; stdout keeps only the answer."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

_QUIET_SECONDS = 1.0


class Progress:
    """Says nothing in the first second, then the latest stage, and every stage after it, each on its own line.

    Use as a context manager and call it with the name of each stage.
    """

    def __init__(self, stage: str) -> None:
        self._stage = stage
        self._loud = False
        self._timer = threading.Timer(_QUIET_SECONDS, self._speak)
        self._timer.daemon = True

    def __enter__(self) -> Progress:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()

    def __call__(self, stage: str) -> None:
        self._stage = stage
        if self._loud:
            self._print()

    def _speak(self) -> None:
        self._loud = True
        self._print()

    def _print(self) -> None:
        print(f"… {self._stage}", file=sys.stderr, flush=True)
