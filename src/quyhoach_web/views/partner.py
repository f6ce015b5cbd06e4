"""Cooperation, the other side: what was released to this party, its own figures, reports and countersignatures. Chinese first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from quyhoach.tables.secrecy import stamp
from quyhoach.tables.write import workbook_bytes
from quyhoach_web.access import seat_of
from quyhoach_web.forms.cooperation import CountersignForm, ProgressForm
from quyhoach_web.models import AuditEntry, Record
from quyhoach_web.queries import chinese, partner_page
from quyhoach_web.queries.cooperation import joint_room, own_words
from quyhoach_web.queries.partner_page import Across
from quyhoach_web.services import cooperation as work
from quyhoach_web.services import provinces
from quyhoach_web.views.attachments import XLSX, attachment

COOKIE = "quyhoach_partner_language"
LOG = 100
View = Callable[..., HttpResponse]


def across(view: View) -> View:
    """Gives a view what its reader may see and nothing else; the page speaks Chinese, or Vietnamese by ``?lang=vi``."""

    @never_cache
    @wraps(view)
    def kept(request: HttpRequest, **arguments: Any) -> HttpResponse:
        asked = request.GET.get("lang", "")
        lang = asked if asked in chinese.LANGUAGES else request.COOKIES.get(COOKIE, "zh")
        lang = lang if lang in chinese.LANGUAGES else "zh"
        with override("vi"):
            answer = view(request, _across(request, lang), **arguments)
        answer.headers["Content-Language"] = "zh-Hans" if lang == "zh" else "vi"
        if asked in chinese.LANGUAGES:
            answer.set_cookie(COOKIE, lang, max_age=31536000, samesite="Lax", secure=request.is_secure(), httponly=True)
        return answer

    return kept


def _across(request: HttpRequest, lang: str) -> Across:
    seat = seat_of(request.user)
    try:
        room = joint_room(provinces.current(), seat[0]) if seat else None
    except provinces.NotLoaded:
        room = None
    if seat is None or room is None or not room.seated(seat[1]):
        raise PermissionDenied("no seat")
    on, own = timezone.localdate(), own_words(*seat)
    return Across(room, seat[1], on, lang, room.view(seat[1], on, own), own)


@require_safe
@across
def partner(request: HttpRequest, seen: Across) -> HttpResponse:
    """The page of a joint project as this party sees it; ``?q=`` searches what it sees."""
    work.seen(seen.room.joint, seen.party, request.user, seen.rows, seen.words())
    return _page(request, seen)


def _page(request: HttpRequest, seen: Across, status: int = 200, **forms: Any) -> HttpResponse:
    words = request.GET.get("q", "")[:100]
    names = {table: next((title for row in seen.rows if row.table == table and (title := seen.title(row))), "")
             for table in ("joint_projects", "joint_parties")}
    found = partner_page.sections(seen, words)
    for row in (row for section in found for row in section["rows"]):
        row["blank"] = _blank(seen, row)
    return render(request, "cooperation/partner.html", {
        "lang": seen.lang, "sections": found, "q": words, "name": names["joint_projects"],
        "count": sum(len(row.cells) for row in seen.rows), "today": chinese.day(seen.on, seen.lang), **forms}, status=status)


def _blank(seen: Across, row: dict[str, Any]) -> Any:
    """The form a row waits for: a report of the own commitment, or an answer to a report."""
    here, today = {"lang": seen.lang, "auto_id": f"r{row['number']}-%s"}, chinese.day(seen.on, seen.lang)
    if row.get("report"):
        return ProgressForm(initial={"reported_on": today}, **here)
    return CountersignForm(initial={"countersigned_on": today}, **here) if row.get("sign") else None


@require_safe
@across
def export(request: HttpRequest, seen: Across) -> HttpResponse:
    """The released cells as a workbook; the log keeps every cell of it."""
    name = "released.xlsx"
    work.downloaded(seen.room.joint, seen.party, request.user, seen.rows, seen.words(), name)
    return attachment(workbook_bytes([partner_page.released_table(seen)], "vi"), XLSX, name, Cache_Control="no-store")


@require_safe
@across
def log(request: HttpRequest, seen: Across) -> HttpResponse:
    """What was released to this account, changed and withdrawn, newest first."""
    name = f"{seen.room.joint}/{seen.party}/{request.user.get_username()}"
    entries = AuditEntry.objects.filter(kind="release", object_id=name).order_by("-number")[:LOG]
    return render(request, "cooperation/partner_log.html", {"lang": seen.lang, "entries": partner_page.changes_seen(seen, entries)})


def _address(seen: Across, number: str, name: str) -> Any:
    row = _row(seen, number)
    found = next((one for one in seen.rows if row and (one.table, one.key) == (row.table, row.key)), None)
    if found is None or name not in found.cells or found.cells[name].rule is None:
        raise Http404(name)
    return found


def _row(seen: Across, number: Any) -> Record | None:
    text = str(number)
    found = Record.objects.filter(pk=int(text), layer="facts").first() if text.isascii() and text.isdigit() and len(text) < 19 else None
    if found is not None and not any((one.table, one.key) == (found.table, found.key) for one in seen.rows):
        return None
    return found


def _say(request: HttpRequest, seen: Across, zh: str, vi: str, level: int = messages.SUCCESS) -> None:
    messages.add_message(request, level, zh if seen.lang == "zh" else vi)


@require_POST
@across
def say_value(request: HttpRequest, seen: Across) -> HttpResponse:
    """This side's own figure of a released field."""
    name, value = request.POST.get("field", ""), request.POST.get("value", "").strip()[:2000]
    found = _address(seen, request.POST.get("row", ""), name)
    if stamp(value):
        _say(request, seen, "内容带有密级标记，不予接收。", "Có dấu độ mật, không nhận.", messages.ERROR)
    elif not value:
        _say(request, seen, "请填写数值。", "Hãy ghi số liệu.", messages.ERROR)
    else:
        column = seen.spec(found.table).column(name)
        value = chinese.typed(column, value, seen.lang)
        work.state(request.user, seen.room.joint, seen.party, (found.table, found.key, name), value, seen.on)
        _say(request, seen, "已记录贵方数值。", "Đã ghi số liệu của quý bên.")
    return redirect("partner")


@require_POST
@across
def report(request: HttpRequest, seen: Across, number: int) -> HttpResponse:
    """Progress of a commitment of this party."""
    row = _row(seen, number)
    shown = next((one for one in seen.rows if row and one.table == "commitments" and one.key == row.key and row.table == one.table), None)
    if shown is None or shown.text("party") != seen.party:
        raise Http404(str(number))
    form = ProgressForm(request.POST, lang=seen.lang)
    if not form.is_valid():
        return _page(request, seen, 422, form=form, form_of=number)
    work.report(request.user, seen.room.joint, shown.key, seen.party, form.cleaned_data, "partner-report",
                f"{seen.room.joint}/{seen.party}")
    _say(request, seen, "已提交，等待对方会签。", "Đã gửi, chờ bên kia xác nhận.")
    return redirect("partner")


@require_POST
@across
def sign(request: HttpRequest, seen: Across, number: int) -> HttpResponse:
    """This party's answer to a report of the other side."""
    row = _row(seen, number)
    if row is None or row.table != "progress_reports" or not partner_page.may_sign(seen, row.key):
        raise Http404(str(number))
    form = CountersignForm(request.POST, lang=seen.lang)
    if not form.is_valid():
        return _page(request, seen, 422, form=form, form_of=number)
    theirs = [party.text("party") for party in seen.room.side("theirs")]
    work.countersign(request.user, row.key, seen.party, theirs, form.cleaned_data, "partner-sign", f"{seen.room.joint}/{seen.party}")
    _say(request, seen, "会签意见已记录。", "Đã ghi ý kiến xác nhận.")
    return redirect("partner")


urls = [
    path("partner/", partner, name="partner"),
    path("partner/released.xlsx", export, name="partner-export"),
    path("partner/log/", log, name="partner-log"),
    path("partner/say/", say_value, name="partner-say"),
    path("partner/rows/<int:number>/report/", report, name="partner-report"),
    path("partner/rows/<int:number>/sign/", sign, name="partner-sign"),
]
