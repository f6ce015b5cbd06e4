"""The first screen: why this matters, in one minute, without signing in; with one slider that answers live."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from quyhoach_web.forms.what_if import PUBLIC_REACH, Refused, percent_of
from quyhoach_web.language import language, say
from quyhoach_web.models import Run
from quyhoach_web.queries.capital import money_label
from quyhoach_web.queries.first_screen import basis_of, screen_of, slider_of
from quyhoach_web.queries.people import demo_accounts
from quyhoach_web.queries.published import data_changed, published_run
from quyhoach_web.services import provinces
from quyhoach_web.services.previews import preview, start_of, warm
from quyhoach_web.services.runs import Failed
from quyhoach_web.views.map import drawing, layers_now


@require_safe
def first_screen(request: HttpRequest) -> HttpResponse:
    """The published run as one screen; a plain welcome while there is none."""
    run = published_run()
    shown: dict[str, Any] = {"run": run, "demo_accounts": demo_accounts() if settings.DEMO else [], "reach": str(PUBLIC_REACH)}
    if run is not None:
        warm(start_of(run))
        shown |= {"screen": screen_of(run), "slider": slider_of(run, provinces.current()), "basis": basis_of(run, provinces.current()),
                  "unit": money_label(), "changed": data_changed(run, provinces.revision()), **drawing(layers_now())}
    return render(request, "first_screen/page.html", shown)


@require_POST
def first_screen_preview(request: HttpRequest) -> HttpResponse:
    """The answer to the one public slider; nothing is recorded."""
    try:
        run = _published()
        found = preview(start_of(run), [_change(run, request)])
    except (Refused, Failed, provinces.NotLoaded) as problem:
        return refused(problem)
    answer = render(request, "first_screen/result.html", {"found": found, "unit": money_label()})
    answer["X-Engine-Ms"] = str(found["ms"])
    return answer


def refused(problem: Exception) -> HttpResponse:
    """400 with one plain sentence, which the slider shows beside the earlier answer."""
    said = [f.text("message", language()) for f in problem.findings] if isinstance(problem, Failed) else [str(problem)]
    text = next(filter(None, said), "") or say("Không tính được với mức này.", "No answer for these values.")
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=400)


def _published() -> Run:
    run = published_run()
    if run is None:
        raise Refused(say("Chưa có phương án nào được công bố.", "No plan is published yet."))
    return run


def _change(run: Run, request: HttpRequest) -> str:
    slider = slider_of(run, provinces.current())
    asked = request.POST.get("ceiling", "")
    if slider is None or asked != slider["name"]:
        raise Refused(say("Trang này chỉ đổi một trần vốn; hãy tải lại trang.", "This page moves one ceiling only; reload the page."))
    return f"{asked}={percent_of(request.POST.get('percent', ''), -PUBLIC_REACH, PUBLIC_REACH):+d}%"


urls = [
    path("", first_screen, name="first-screen"),
    path("preview/", first_screen_preview, name="first-screen-preview"),
]
