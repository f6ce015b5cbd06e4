"""Answers that a browser saves as a file."""

from __future__ import annotations

from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(content: bytes, kind: str, name: str, **headers: str) -> HttpResponse:
    """``content`` of a media type under a file name; ``headers`` beside it, ``Cache_Control`` for Cache-Control."""
    more = {key.replace("_", "-"): value for key, value in headers.items()}
    return HttpResponse(content, content_type=kind, headers={**saved_as(name), **more})


def saved_as(name: str) -> dict[str, str]:
    """The header that names the file."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}
