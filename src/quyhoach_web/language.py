"""Both languages side by side where the words stand: ``say("Vốn", "Capital")`` (docs/decisions)."""

from __future__ import annotations

from django.utils.translation import get_language


def language() -> str:
    """The reader's language, ``vi`` or ``en``."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def say(vi: str, en: str, **gaps: object) -> str:
    """The sentence in the reader's language with its gaps filled."""
    chosen = en if language() == "en" else vi
    return chosen.format(**gaps) if gaps else chosen
