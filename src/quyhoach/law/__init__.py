"""Law as dated data: what a statute says is a value with a document, an article, the days it holds, and how sure we are.

``law.at(date)`` gives the law on a day; the view remembers what was read, so that a result can list its articles.
The files are in ``parameters/<domain>/<name>.yaml``; ``kinds.py`` lists what a file may hold, ``schema.py`` checks it.
"""

from quyhoach.law.kinds import Certainty
from quyhoach.law.reader import (
    Citation,
    LawError,
    LawView,
    Override,
    at,
    jurisdiction_note,
    override,
    parameter_named,
    parameters,
)

__all__ = [
    "Certainty", "Citation", "LawError", "LawView", "Override",
    "at", "jurisdiction_note", "override", "parameter_named", "parameters",
]
