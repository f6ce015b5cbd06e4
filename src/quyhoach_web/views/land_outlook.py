"""The order of clearing and the fund's cash ahead, beside the published plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.land_outlook import foresight_page, order_page
from quyhoach_web.queries.published import data_changed, published_run
from quyhoach_web.services import land_outlook, provinces
from quyhoach_web.services.land_outlook import Outlook


def _show(request: HttpRequest, name: str, page_of: Callable[[Outlook], dict[str, Any]]) -> HttpResponse:
    """The page; while the answer is being made, how long it has been, asked again each second."""
    run = published_run()
    if run is None:
        return render(request, f"land/{name}.html", {"state": "none"})
    made, seconds = land_outlook.outlook(run)
    live = bool(request.htmx)
    if made is None:
        return render(request, "land/making.html" if live else f"land/{name}.html", {"state": "making", "seconds": seconds, "run": run})
    if made.order is None:
        answer = render(request, f"land/{name}.html", {"state": "failed", "findings": [shown(one) for one in made.findings], "run": run})
    else:
        answer = render(request, f"land/{name}.html", {
            "state": "made", "page": page_of(made), "run": run, "changed": data_changed(run, provinces.revision())})
    if live:
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
def order(request: HttpRequest) -> HttpResponse:
    """Which site to clear when, with bound and gap, and what more money is worth."""
    return _show(request, "order", lambda made: order_page(made.order, made.plan))


@require_safe
def foresight(request: HttpRequest) -> HttpResponse:
    """The fund's cash month by month in thousands of futures."""
    return _show(request, "foresight", lambda made: foresight_page(made.order))


urls = [
    path("land/order/", order, name="land-order"),
    path("land/foresight/", foresight, name="land-foresight"),
]
