"""Progress of work over a second, on stderr; stdout keeps only the answer."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

_QUIET_SECONDS = 1.0
_STAGES = {
    "rank": ("bậc ưu tiên", "rank"),
    "benefit": ("lợi ích lớn nhất", "greatest benefit"),
    "split": ("chia tiền theo nguồn và năm", "money by source and year"),
    "proof": ("chứng minh thứ hạng", "proving the ranks"),
    "scenarios": ("rút các tình huống", "drawing scenarios"),
    "whole": ("bố trí lại bằng số nguyên:", "again in whole units:"),
}


def stage_words(stage: str, lang: str) -> str:
    """A stage as the engine names it (a word, then what it is about) in the reader's language; other stages as they are."""
    first, _, rest = stage.partition(" ")
    words = _STAGES.get(first, (first, first))[0 if lang == "vi" else 1]
    return f"{words} {rest}".rstrip()


class Progress:
    """Says nothing in the first second, then the latest stage, and every stage after it, each on its own line and once in a row.

    Use as a context manager and call it with the name of each stage; the engine's stages are said in ``lang``.
    """

    def __init__(self, stage: str, lang: str) -> None:
        self._stage = stage
        self._lang = lang
        self._loud = False
        self._timer = threading.Timer(_QUIET_SECONDS, self._speak)
        self._timer.daemon = True

    def __enter__(self) -> Progress:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()

    def __call__(self, stage: str) -> None:
        news, self._stage = stage != self._stage, stage
        if self._loud and news:
            self._print()

    def _speak(self) -> None:
        self._loud = True
        self._print()

    def _print(self) -> None:
        print(f"… {stage_words(self._stage, self._lang)}", file=sys.stderr, flush=True)
