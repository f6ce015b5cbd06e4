"""Text as officials type it: cleaned for keeping, folded for comparing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"[^\S\n]+")
_LINE_BREAKS = re.compile(r" ?\n ?")
_NOT_WORDS = re.compile(r"[\W_]+")
_D = str.maketrans("đĐðÐ", "dDdD")
_UNSEEN = {"Cf", "Cc", "Cs"}  # zero-width and direction marks, control characters, halves of a character


def clean(text: str) -> str:
    """The text to keep: NFC, every kind of space as one plain space, nothing invisible, trimmed; line breaks stay."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isprintable():
        text = "".join(c for c in text if c == "\n" or c == "\t" or unicodedata.category(c) not in _UNSEEN)
        text = unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", _SPACES.sub(" ", text)))
        return text.strip()
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=1 << 14)  # a header is sought in many windows of the same rows
def fold(text: str) -> str:
    """The text to compare: no case, no diacritics (đ is d), words parted by one space, no punctuation, no line breaks."""
    bare = (c for c in unicodedata.normalize("NFKD", text.translate(_D)) if not unicodedata.combining(c))
    return _NOT_WORDS.sub(" ", "".join(bare).casefold()).strip()
