"""What is said of a file that does not prove what it says, and how near two numbers must be."""

TOLERANCE = 1e-6


class Wrong(Exception):
    """The file does not prove what it says."""


def close(found, stated):
    return abs(found - stated) <= TOLERANCE * max(1.0, abs(found), abs(stated))


def must(kept, sentence):
    """``sentence`` is a text, or makes one: texts of what is kept are never made."""
    if not kept:
        raise Wrong(sentence() if callable(sentence) else sentence)
