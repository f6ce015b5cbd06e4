"""A full disk, met anywhere in a request: a clear page, and nothing half written."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.template import loader

from quyhoach.findings import LANGUAGES, finding

_CODES = (errno.ENOSPC, errno.EDQUOT)
_WORDS = ("disk is full", "No space left")
_UNSURE = ("disk I/O error", "unable to open database file")
"""What SQLite also says where one of its side files finds no room."""
_ROOM = 1_000_000
"""Bytes; with less free, such an error is for want of room."""


def is_full(error: BaseException | None) -> bool:
    """Whether the error, or one it came from, says that there is no room left."""
    return any(_says_full(one) for one in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _says_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in _CODES
    if not isinstance(error, DatabaseError):
        return False
    said = str(error)
    return any(word in said for word in _WORDS) or (any(word in said for word in _UNSURE) and not _has_room())


def _has_room() -> bool:
    try:
        return shutil.disk_usage(Path(connection.settings_dict["NAME"]).parent).free >= _ROOM
    except OSError:
        return True


def full_disk(_request: HttpRequest) -> HttpResponse:
    """507, as a page in both languages that asks the database nothing."""
    said = finding("WEB-008")
    texts = {lang: {part: said.text(part, lang) for part in ("message", "why", "remedy")} for lang in LANGUAGES}
    return HttpResponse(loader.get_template("full_disk.html").render(texts), status=507)
