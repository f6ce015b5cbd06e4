"""The first screen: why this matters, in one minute, without signing in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from quyhoach_web.queries.people import demo_accounts
from quyhoach_web.queries.published import document, published_run


def first_screen(request: HttpRequest) -> HttpResponse:
    """The published run as one screen; a plain welcome while there is none."""
    run = published_run()
    screen = document(run, "screen") if run else {}
    return render(request, "first_screen/page.html", {
        "run": run, "screen": screen, "demo_accounts": demo_accounts() if settings.DEMO else []})


urls = [path("", first_screen, name="first-screen")]
