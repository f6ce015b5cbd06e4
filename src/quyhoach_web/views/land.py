"""Land: the board of parcels by step, a parcel on its ladder, a proof entered."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from quyhoach.land.parcel import LandParcel
from quyhoach.province.specs import FACTS
from quyhoach_web.access import PROVING, covers_parcel, land_areas, reads_private, roles_of
from quyhoach_web.forms.land import ParcelFilter, ProofForm
from quyhoach_web.language import say
from quyhoach_web.models import Record
from quyhoach_web.queries import land_board, land_parcel
from quyhoach_web.queries.land_board import LandRoom
from quyhoach_web.queries.privacy import open_spec
from quyhoach_web.services import land_proofs, making, provinces, records
from quyhoach_web.services.table_book import table_book
from quyhoach_web.views.attachments import XLSX, attachment


def room_of(request: HttpRequest) -> LandRoom | None:
    """What this reader sees today; None while no province is loaded."""
    try:
        return LandRoom(provinces.current(), timezone.localdate(), land_areas(request.user))
    except provinces.NotLoaded:
        return None


def _ready(room: LandRoom) -> bool:
    return bool(land_board.standing_now(room.province, room.on))


@require_safe
@vary_on_headers("HX-Request")
def board(request: HttpRequest) -> HttpResponse:
    """Parcels by step; only the columns and the list when the search box asks while someone types."""
    room = room_of(request)
    if room is None:
        return render(request, "land/board.html", {"loaded": False})
    if land_board.kept(room.province, room.on) is None:
        _, seconds = making.made(("ladder", id(room.province), room.on), lambda: partial(_ready, room))
        if land_board.kept(room.province, room.on) is None:
            polled = bool(request.htmx) and request.htmx.target == "making"
            shown = {"loaded": True, "making": True, "seconds": seconds}
            return render(request, "land/making.html" if polled else "land/board.html", shown)
    if request.htmx and request.htmx.target == "making":
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _board(request, room)


def _board(request: HttpRequest, room: LandRoom) -> HttpResponse:
    form = ParcelFilter(request.GET, offered=land_board.choices(room))
    found = land_board.asked_for(room, form.said())
    page = Paginator(found, land_board.PAGE).get_page(request.GET.get("page"))
    live = bool(request.htmx) and not request.htmx.history_restore_request
    shown: dict[str, Any] = {
        "form": form, "page": page, "rows": land_board.rows(room, page.object_list), "columns": land_board.columns(room, found),
        "live": live, "loaded": True, "found": len(found), "any": bool(room.board.parcels)}
    if not live:
        shown |= {"figures": land_board.figures(room), "sites": land_board.sites_beside(room), "areas": room.areas,
                  "waiting": land_board.projects_waiting(room), "published": land_board.published(room)}
    return render(request, "land/rows.html" if live else "land/board.html", shown)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The parcels the filter leaves as a workbook that loads again without a difference."""
    room = room_of(request)
    if room is None:
        raise Http404
    found = {one.id for one in land_board.asked_for(room, ParcelFilter(request.GET, offered=land_board.choices(room)).said())}
    stored = Record.objects.filter(layer="facts", table="land_parcels").order_by("position").values_list("values", flat=True)
    rows = [values for values in stored.iterator(chunk_size=2000) if values.get("parcel") in found]
    spec = open_spec(FACTS["land_parcels"], reads_private(request.user))
    return attachment(table_book(spec, rows), XLSX, say("thua-dat.xlsx", "parcels.xlsx"), Cache_Control="no-store")


def _found(request: HttpRequest, code: str) -> tuple[LandRoom, LandParcel]:
    room = room_of(request)
    parcel = land_parcel.parcel_of(room, code) if room else None
    if room is None or parcel is None:
        raise Http404(code)
    return room, parcel


def _form(request: HttpRequest, room: LandRoom, parcel: LandParcel, data: Any = None) -> ProofForm:
    initial = {"step": room.rung(parcel).waits_for}
    return ProofForm(data, request.FILES if data else None, steps=land_parcel.step_choices(room, parcel), initial=initial,
                     money=reads_private(request.user))


@require_safe
def parcel_detail(request: HttpRequest, parcel: str) -> HttpResponse:
    """One parcel's page."""
    room, found = _found(request, parcel)
    proves = bool(PROVING & roles_of(request.user)) and covers_parcel(request.user, parcel)
    return _page(request, room, found, _form(request, room, found) if proves and land_parcel.step_choices(room, found) else None)


def _page(request: HttpRequest, room: LandRoom, parcel: LandParcel, form: ProofForm | None, status: int = 200) -> HttpResponse:
    money = land_parcel.money_of(room, parcel) if reads_private(request.user) else None
    shown = {"parcel": land_parcel.parcel_page(room, parcel), "money": money, "form": form}
    return render(request, "land/parcel.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, parcel: str) -> HttpResponse:
    """A step proven: written down, and the parcel climbs. Opened again after a refusal: the parcel."""
    if request.method != "POST":
        return redirect("land-parcel", parcel)
    room, found = _found(request, parcel)
    form = _form(request, room, found, request.POST)
    if not form.is_valid():
        return _page(request, room, found, form, 422)
    try:
        land_proofs.enter(parcel, form.cleaned_data, room.on, request.user)
    except records.Overtaken:
        form.add_error(None, say("Người khác vừa ghi cùng bước này. Xem lại thang rồi ghi lại nếu còn cần.",
                                 "Somebody entered the same step just now. Look at the ladder, and enter it again if still needed."))
        return _page(request, room, found, form, 409)
    now, _ = _found(request, parcel)
    told = land_board.rows(now, [found])[0]
    messages.success(request, say("Đã ghi chứng cứ. Thửa {parcel} đang ở bước: {step}.",
                                  "The proof is entered. Parcel {parcel} stands on: {step}.",
                                  parcel=parcel, step=told["step"]))
    return redirect("land-parcel", parcel)


urls = [
    path("land/", board, name="land"),
    path("land/parcels.xlsx", export, name="land-export"),
    path("land/parcels/<path:parcel>/proof/", proof, name="land-proof"),  # a code may hold a slash
    path("land/parcels/<path:parcel>/", parcel_detail, name="land-parcel"),
]
