"""Drawing a plan: the page, the preview after each change, drafts saved, discarded, compared and taken out as map files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from quyhoach_web.access import may
from quyhoach_web.language import say
from quyhoach_web.models import Draft
from quyhoach_web.queries import drawing as queries
from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.plan_shapes import codes_of
from quyhoach_web.queries.zone_compare import compared, comparison
from quyhoach_web.queries.zones import PlanRoom
from quyhoach_web.services import drawing as work
from quyhoach_web.services import provinces
from quyhoach_web.views.attachments import attachment
from quyhoach_web.views.zones import PlanCode

__all__ = ["PlanCode", "urls"]
_KINDS = {"gpkg": "application/geopackage+sqlite3", "geojson": "application/geo+json"}
_PLAIN = "text/plain; charset=utf-8"


def _room(request: HttpRequest, plan: str) -> PlanRoom:
    """The plans of today; 404 for a plan that is not there or has ended."""
    try:
        room = PlanRoom(provinces.current(), may(request.user, "table"), timezone.localdate())
    except provinces.NotLoaded as error:
        raise Http404(plan) from error
    found = room.register.by_code.get(plan)
    if found is None or found.status == "ended":
        raise Http404(plan)
    return room


def _draft(plan: str, pk: Any) -> Draft:
    try:
        return Draft.objects.select_related("changed_by").get(pk=int(pk), plan=plan)
    except (Draft.DoesNotExist, ValueError) as error:
        raise Http404(plan) from error


@require_safe
def zones_draw(request: HttpRequest, plan: str) -> HttpResponse:
    """The page: the decided drawing, or the draft ``?draft=`` names."""
    room = _room(request, plan)
    start = queries.start_of(room, plan, _draft(plan, request.GET["draft"]) if "draft" in request.GET else None)
    urls = {"preview": reverse("zones-draw-preview", args=[plan]), "save": reverse("zones-draw-save", args=[plan])}
    return render(request, "drawing/page.html", {
        "plan": plan, "name": room.name(room.register.by_code[plan]), "start": start, "draft": start.draft, "crs": start.crs,
        "data": queries.drawing_data(room, start, urls), "drafts": queries.drafts_of(plan), "choices": queries.choices(room),
        "official": queries.official_colours(start)})


@require_POST
def zones_draw_preview(request: HttpRequest, plan: str) -> HttpResponse:
    """What would change: balance, findings, and the areas the server moved."""
    room = _room(request, plan)
    start = queries.start_of(room, plan)
    try:
        found = work.preview(room, start, work.read(request.body, start))
    except work.Unreadable as error:
        return HttpResponse(str(error), status=400, content_type=_PLAIN)
    answer = render(request, "drawing/result.html", {
        "headline": queries.headline(found.layer, found.checked, found.told), "snapped": found.snapped, "mended": found.mended,
        "cards": queries.fault_cards(found.checked), "told": [shown(one) for one in found.told],
        "limits": queries.balance_told(found.after), "rows": queries.balance_rows(found.before, found.after, codes_of(start.drawing)),
        "drawn": start.drawing is not None,
        "answer": {"shapes": found.moved, "faults": queries.faults_drawn(found.checked), "snapped": found.snapped},
    })
    answer.headers["X-Engine-Ms"] = f"{found.ms:.0f}"
    return answer


@require_POST
def zones_draw_save(request: HttpRequest, plan: str) -> HttpResponse:
    """A new draft, or the next version of one; 409 when somebody else was faster."""
    room = _room(request, plan)
    start = queries.start_of(room, plan)
    try:
        sent = work.read(request.body, start)
        if sent.draft is not None:
            start = queries.start_of(room, plan, _draft(plan, sent.draft))
            sent = work.read(request.body, start)
        saved = work.save(request.user, start, sent)
    except work.Unreadable as error:
        return HttpResponse(str(error), status=400, content_type=_PLAIN)
    except work.Overtaken as error:
        return HttpResponse(_overtaken(error.draft), status=409, content_type=_PLAIN)
    messages.success(request, say("Đã lưu bản nháp “{title}”, lần {n}.", "Draft “{title}” saved, version {n}.",
                                  title=saved.title, n=saved.version))
    return JsonResponse({"url": f"{reverse('zones-draw', args=[plan])}?draft={saved.pk}"}, status=201)


def _overtaken(draft: Draft) -> str:
    at = f"{timezone.localtime(draft.changed_at):%H:%M %d/%m/%Y}"
    if draft.discarded:
        return say("Bản nháp này đã được bỏ. Bản vẽ của bạn còn nguyên trên trang.",
                   "This draft was discarded. Your drawing is still on the page.")
    return say("{who} đã lưu lần {n} lúc {at}. Bản vẽ của bạn còn nguyên trên trang: lưu thành bản nháp mới rồi so sánh.",
               "{who} saved version {n} at {at}. Your drawing is still on the page: save it as a new draft, then compare.",
               who=str(draft.changed_by or "–"), n=draft.version, at=at)


@require_POST
def zones_draw_discard(request: HttpRequest, plan: str, draft: int) -> HttpResponse:
    """Lays a draft aside."""
    _room(request, plan)
    found = _draft(plan, draft)
    work.discard(request.user, found)
    messages.success(request, say("Đã bỏ bản nháp “{title}”.", "Draft “{title}” discarded.", title=found.title))
    return redirect("zones-draw", plan)


@require_safe
def zones_draw_compare(request: HttpRequest, plan: str, draft: int) -> HttpResponse:
    """What a draft changes against the decided drawing."""
    room = _room(request, plan)
    start = queries.start_of(room, plan, _draft(plan, draft))
    after = queries.draft_drawing(start)
    found = comparison(compared(start.drawing, after)) if start.drawing else None
    return render(request, "drawing/compare.html", {
        "plan": plan, "name": room.name(room.register.by_code[plan]), "draft": start.draft, "found": found, "start": start,
        "told": [shown(one) for one in after.findings]})


@require_safe
def zones_draw_export(request: HttpRequest, plan: str, draft: int, suffix: str) -> HttpResponse:
    """A draft as GeoPackage or GeoJSON."""
    if suffix not in _KINDS:
        raise Http404(suffix)
    room = _room(request, plan)
    found = _draft(plan, draft)
    content = work.exported(queries.start_of(room, plan, found), suffix)
    return attachment(content, _KINDS[suffix], say("ban-nhap", "draft") + f"-{found.pk}-v{found.version}.{suffix}")


urls = [
    path("zones/<plan_code:plan>/draw/", zones_draw, name="zones-draw"),
    path("zones/<plan_code:plan>/draw/preview/", zones_draw_preview, name="zones-draw-preview"),
    path("zones/<plan_code:plan>/draw/save/", zones_draw_save, name="zones-draw-save"),
    path("zones/<plan_code:plan>/draw/<int:draft>/discard/", zones_draw_discard, name="zones-draw-discard"),
    path("zones/<plan_code:plan>/draw/<int:draft>/compare/", zones_draw_compare, name="zones-draw-compare"),
    path("zones/<plan_code:plan>/draw/<int:draft>/draft.<slug:suffix>", zones_draw_export, name="zones-draw-export"),
]
