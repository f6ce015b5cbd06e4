"""Work that a page waits for a moment and then shows as being made: one thread a question, which asks the database nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from time import perf_counter
from typing import Any

PATIENCE = 0.9
"""Seconds a page waits."""
_KEPT = 4


class Making(threading.Thread):
    """One answer under way."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(name="making", daemon=True)
        self.work: Callable[[], Any] | None = work
        self.began = perf_counter()
        self.answer: Any = None
        self.problem: Exception | None = None

    def run(self) -> None:
        try:
            self.answer = self.work() if self.work else None
        except Exception as problem:  # told to whoever asks
            self.problem = problem
        self.work = None  # with all that it holds


_asked: dict[Hashable, Making] = {}
_asking = threading.Lock()


def made(question: Hashable, prepare: Callable[[], Callable[[], Any]], patience: float | None = None) -> tuple[Any, int]:
    """The answer, or None and the seconds it has been in the making. ``prepare`` reads what is needed and returns the work. Raises
    what the work raised; asked again, it is tried again."""
    with _asking:
        making = _asked.get(question)
        if making is None:
            while len(_asked) >= _KEPT:
                _asked.pop(next(iter(_asked)))
            making = _asked[question] = Making(prepare())
            making.start()
    making.join(PATIENCE if patience is None else patience)
    if making.problem is not None:
        _asked.pop(question, None)
        raise making.problem
    return making.answer, int(perf_counter() - making.began)


def forget() -> None:
    """Keep nothing: what was asked in a history that was rolled back is asked under the same name again."""
    _asked.clear()
