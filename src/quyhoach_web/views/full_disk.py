"""A full disk: a clear page, and nothing half written."""

from __future__ import annotations

import errno
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quyhoach.findings import finding
from quyhoach_web.language import language

_FULL = (errno.ENOSPC, errno.EDQUOT)


def told_when_full(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """507 with what to do where the database or the disk is full; every other error goes on."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (OSError, OperationalError) as error:
            if not (getattr(error, "errno", None) in _FULL or "disk is full" in str(error) or "No space left" in str(error)):
                raise
            said = finding("WEB-008")
            text = f"{said.text('why', language())} {said.text('remedy', language())}"
            return render(request, "refusal.html", {"title": said.text("message", language()), "text": text, "status": 507}, status=507)

    return guarded
