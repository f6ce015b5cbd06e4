"""Cooperation, our side: joint projects, every field with its rule, commitments, what went across and whether both sides agree."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quyhoach.tables import kinds
from quyhoach.tables.spec import Row
from quyhoach_web.access import may, works_on
from quyhoach_web.forms.cooperation import CommitmentForm, CountersignForm, ProgressForm, RuleForm, WithdrawForm
from quyhoach_web.language import language, say
from quyhoach_web.models import Record
from quyhoach_web.queries import joint_pages as pages
from quyhoach_web.queries.cooperation import JointRoom, joint_room, joint_rooms
from quyhoach_web.services import cooperation as work
from quyhoach_web.services import provinces

LOG = 50


def _room(joint: str) -> JointRoom:
    try:
        found = joint_room(provinces.current(), joint)
    except provinces.NotLoaded as nothing:
        raise Http404 from nothing
    if found is None:
        raise Http404(joint)
    return found


def _today() -> date:
    return timezone.localdate()


def _may_work(request: HttpRequest, room: JointRoom) -> bool:
    """Whether the person's zone or agency covers the joint project; the planner everywhere."""
    return may(request.user, "cooperation-progress") and works_on(request.user, room.joint)


@require_safe
def cooperation(request: HttpRequest) -> HttpResponse:
    """The list of joint projects."""
    try:
        rooms = joint_rooms(provinces.current())
    except provinces.NotLoaded:
        rooms = []
    return render(request, "cooperation/page.html", {"rows": [pages.project_line(room, _today()) for room in rooms]})


@require_safe
def project(request: HttpRequest, joint: str) -> HttpResponse:
    """One joint project: both sides, commitments, minutes, what is to be mended."""
    room, on = _room(joint), _today()
    return render(request, "cooperation/project.html", {
        "line": pages.project_line(room, on), "project": room.project.values, "timeline": pages.timeline(room, on),
        "minutes": pages.minutes_cards(room), "findings": pages.finding_lines(room, on),
        "today": pages.calendar_lines(room.deadline(on, on)), "may_work": _may_work(request, room)})


@require_safe
def fields(request: HttpRequest, joint: str) -> HttpResponse:
    """Every field with the rule that releases it, or nobody."""
    room, on = _room(joint), _today()
    return render(request, "cooperation/fields.html", {
        "line": pages.project_line(room, on), "tables": pages.field_tables(room, on), "may_release": may(request.user, "cooperation-rule"),
        "rules": pages.rule_lines(room, on)})


def _table_column(room: JointRoom) -> Any:
    return room.tables["partner_statements"].spec.column("table")


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, joint: str) -> HttpResponse:
    """A new release rule for the fields chosen; ``?table=&row=&names=`` comes from the page of fields."""
    room = _room(joint)
    asked = request.POST if request.method == "POST" else request.GET
    table, row = asked.get("table", "joint_projects"), asked.get("row", "")
    if table not in room.tables or (row and row not in room.tables[table].by_key()):
        raise Http404(table)
    form = _rule_form(request, room, table)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        work.give(request.user, joint, {"table": table, "row": row, "fields": tuple(said["names"]), "parties": tuple(said["parties"]),
                                        **{name: said[name] for name in ("since", "until", "decision", "decided_on")}})
        messages.success(request, say("Đã ghi quy tắc cho xem.", "The release rule is recorded."))
        return redirect("cooperation-fields", joint)
    return render(request, "cooperation/rule.html", {
        "line": pages.project_line(room, _today()), "form": form, "table": table, "row": row,
        "title": kinds.choice(_table_column(room), table, language())}, status=422 if form.is_bound else 200)


def _rule_form(request: HttpRequest, room: JointRoom, table: str) -> RuleForm:
    names = [(column.name, kinds.header(column, language())) for column in room.tables[table].spec.columns]
    parties = [(row.text("party"), row.text("name_vi")) for row in room.side("theirs")]
    initial = {"names": request.GET.getlist("names"), "parties": [code for code, _ in parties] if len(parties) == 1 else [],
               "since": f"{_today():%d/%m/%Y}"}
    return RuleForm(request.POST if request.method == "POST" else None, initial=initial, names=names, parties=parties)


@require_POST
def withdraw(request: HttpRequest, joint: str) -> HttpResponse:
    """A rule ends at once; what was seen stays in the log."""
    room, form = _room(joint), WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, say("Chưa thu hồi: hãy ghi lý do.", "Not withdrawn: give a reason."))
        return redirect("cooperation-fields", joint)
    try:
        work.withdraw(request.user, room.joint, request.POST.get("rule", ""), _today(), form.cleaned_data["why"])
    except Record.DoesNotExist as nothing:
        raise Http404 from nothing
    messages.success(request, say(
        "Đã thu hồi. Bên kia không còn thấy các ô này.", "Withdrawn. The other side no longer sees these fields."))
    return redirect("cooperation-fields", joint)


@require_safe
def released(request: HttpRequest, joint: str) -> HttpResponse:
    """What each party sees now beside what it states itself, and the log of what went across."""
    room, on = _room(joint), _today()
    sides = [{"name": row.text("name_vi"), "name_zh": row.text("name_zh"),
              "lines": pages.comparison_lines(room, room.compared(row.text("party"), on))} for row in room.side("theirs")]
    return render(request, "cooperation/released.html", {
        "line": pages.project_line(room, on), "sides": sides, "log": pages.log_lines(room, pages.log_of(joint)[:LOG])})


def _commitment(room: JointRoom, code: str) -> Row:
    found = room.tables["commitments"].by_key().get(code)
    if found is None:
        raise Http404(code)
    return found


@require_safe
def commitment(request: HttpRequest, joint: str, commitment: str) -> HttpResponse:
    """One commitment: its day in both calendars, every report with the other side's answer beside it."""
    return _commitment_page(request, _room(joint), commitment)


def _commitment_page(request: HttpRequest, room: JointRoom, code: str, status: int = 200, **forms: Any) -> HttpResponse:
    on, row = _today(), _commitment(room, code)
    reports, working = [pages.report_card(room, one) for one in room.reports(code)], _may_work(request, room)
    today, bound = {"reported_on": f"{on:%d/%m/%Y}"}, row.text("party") in {one.text("party") for one in room.side("ours")}
    waits = next((one for one in reports if not one["answer"] and not one["ours"]), None)
    return render(request, "cooperation/commitment.html", {
        "line": pages.project_line(room, on), "one": pages.commitment_line(room, row, on), "reports": reports, "waits": waits,
        "progress": forms.get("progress") or (ProgressForm(initial=today) if working and bound else None),
        "sign": (forms.get("sign") or CountersignForm(initial={"countersigned_on": today["reported_on"]}, auto_id="sign-%s"))
        if working and waits else None}, status=status)


@require_POST
def progress(request: HttpRequest, joint: str, commitment: str) -> HttpResponse:
    """Our report of a commitment that binds our side."""
    room, form = _room(joint), ProgressForm(request.POST)
    row = _commitment(room, commitment)
    if _our_party(room, row) != row.text("party"):
        raise Http404(commitment)  # whoever is bound reports; the other side answers
    if not form.is_valid():
        return _commitment_page(request, room, commitment, 422, progress=form)
    work.report(request.user, joint, commitment, row.text("party"), form.cleaned_data)
    messages.success(request, say("Đã ghi tiến độ; chờ bên kia xác nhận.", "Recorded; the other side is to countersign."))
    return redirect("cooperation-commitment", joint, commitment)


def _our_party(room: JointRoom, row: Row) -> str:
    ours = [party.text("party") for party in room.side("ours")]
    if not ours:
        raise Http404(room.joint)
    return row.text("party") if row.text("party") in ours else ours[0]


@require_POST
def countersign(request: HttpRequest, joint: str, commitment: str) -> HttpResponse:
    """Our answer to the other side's newest report."""
    room, form = _room(joint), CountersignForm(request.POST, auto_id="sign-%s")
    row = _commitment(room, commitment)
    waits = next((one for one in [pages.report_card(room, one) for one in room.reports(commitment)]
                  if not one["answer"] and not one["ours"]), None)
    if waits is None:
        messages.info(request, say("Không còn báo cáo nào chờ xác nhận.", "No report waits for a countersignature."))
        return redirect("cooperation-commitment", joint, commitment)
    if not form.is_valid():
        return _commitment_page(request, room, commitment, 422, sign=form)
    ours = [party.text("party") for party in room.side("ours")]
    work.countersign(request.user, waits["key"], _our_party(room, row), ours, form.cleaned_data)
    messages.success(request, say("Đã ghi ý kiến.", "Your answer is recorded."))
    return redirect("cooperation-commitment", joint, commitment)


@require_http_methods(["GET", "HEAD", "POST"])
def commitment_new(request: HttpRequest, joint: str) -> HttpResponse:
    """A commitment of minutes."""
    room = _room(joint)
    minutes = [(row.text("minutes"), f"{row.text('minutes')} · {row.text('title_vi')}") for row in room.tables["joint_minutes"].rows]
    parties = [(row.text("party"), row.text("name_vi")) for side in ("ours", "theirs") for row in room.side(side)]
    form = CommitmentForm(request.POST if request.method == "POST" else None, minutes=minutes, parties=parties,
                          initial={"minutes": request.GET.get("minutes", "")})
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if not name.startswith("new_")}
        code = work.commit(request.user, joint, said, form.new_minutes())
        messages.success(request, say("Đã ghi cam kết {code}.", "Commitment {code} is recorded.", code=code))
        return redirect("cooperation-commitment", joint, code)
    return render(request, "cooperation/commitment_new.html", {"line": pages.project_line(room, _today()), "form": form},
                  status=422 if form.is_bound else 200)


urls = [
    path("cooperation/", cooperation, name="cooperation"),
    path("cooperation/<str:joint>/", project, name="cooperation-project"),
    path("cooperation/<str:joint>/fields/", fields, name="cooperation-fields"),
    path("cooperation/<str:joint>/rule/", rule, name="cooperation-rule"),
    path("cooperation/<str:joint>/withdraw/", withdraw, name="cooperation-withdraw"),
    path("cooperation/<str:joint>/released/", released, name="cooperation-released"),
    path("cooperation/<str:joint>/commitments/new/", commitment_new, name="cooperation-commitment-new"),
    path("cooperation/<str:joint>/commitments/<str:commitment>/", commitment, name="cooperation-commitment"),
    path("cooperation/<str:joint>/commitments/<str:commitment>/report/", progress, name="cooperation-progress"),
    path("cooperation/<str:joint>/commitments/<str:commitment>/sign/", countersign, name="cooperation-countersign"),
]
