"""The desk: what waits for this person, what was found last, four figures with their source."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


def desk(request: HttpRequest) -> HttpResponse:
    """Only what exists is shown."""
    return render(request, "desk/page.html", {})


urls = [path("desk/", desk, name="desk")]
