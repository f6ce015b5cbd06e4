"""A member's own view of the weights: the sliders, what follows while they move, and saving, while nobody was quicker."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from quyhoach.province.province import Province
from quyhoach_web.access import JUDGING, PLANNING, roles_of
from quyhoach_web.forms.judgements import WAYS, said_of
from quyhoach_web.forms.what_if import Refused
from quyhoach_web.language import language, say
from quyhoach_web.models import Role
from quyhoach_web.queries import judgements as page
from quyhoach_web.queries.rankings import Asked, head, set_url
from quyhoach_web.services import records
from quyhoach_web.services.criteria import Locked
from quyhoach_web.services.judgements import Said, Stand, changes_of, save, stand_of
from quyhoach_web.services.rankings import Wish, ask, live, with_changes
from quyhoach_web.views.first_screen import refused
from quyhoach_web.views.priorities import wish_of


class _Desk:
    """Whose view is looked at, in which set: the member's rows as they stand and the set's question."""

    def __init__(self, request: HttpRequest, criteria_set: str) -> None:
        self.request = request
        self.province, wish = wish_of(request, criteria_set)
        self.wish = Wish(wish.scenario, wish.set)
        self.asked: Asked = ask(self.province, self.wish)
        said = request.POST if request.method == "POST" else request.GET
        own = page.member_code(request.user)
        known = {one.id for one in self.asked.weighing.members}
        asked_for = said.get("member") or own
        if asked_for != own and not (PLANNING & roles_of(request.user) and asked_for in known):
            raise PermissionDenied(asked_for)
        self.member = asked_for
        self.stand: Stand = stand_of(wish.scenario, wish.set, self.member)
        way = said.get("way", "")
        self.way = way if way in WAYS else self.stand.way or "pairwise"

    @property
    def codes(self) -> list[str]:
        """The set's criteria."""
        return [c.id for c in self.asked.question.criteria]

    @property
    def names(self) -> tuple[str, str]:
        """What a new member is called."""
        taken = {one.name_vi for one in self.asked.weighing.members}
        return page.member_names([role for role in Role if role in JUDGING & roles_of(self.request.user)], taken)

    def with_view(self, said: Said) -> Province:
        """The province as it would be with this view."""
        return with_changes(self.province, changes_of(self.stand, said, self.names))

    def judged(self, said: Said | None) -> dict[str, Any]:
        """What follows from a view; None: from the one that stands."""
        province = self.province if said is None else self.with_view(said)
        wish = Wish(self.wish.scenario, self.wish.set, member=self.member)
        view = next(one for one in ask(province, self.wish).weighing.members if one.id == self.member)
        places = live(province, wish).places if view.weights else ()
        return page.judged(ask(province, wish), self.member, places, live(self.province, self.wish).places)


@require_safe
def judge(request: HttpRequest, criteria_set: str) -> HttpResponse:
    """The sliders as the member's rows have them."""
    desk = _Desk(request, criteria_set)
    return _page(desk, desk.stand.points, desk.stand.pairs)


def _page(desk: _Desk, points: Any, pairs: Any, status: int = 200, **more: Any) -> HttpResponse:
    asked, known = desk.asked, {one.id: one.name(language()) for one in desk.asked.weighing.members}
    own = page.member_code(desk.request.user)
    choose = PLANNING & roles_of(desk.request.user)
    people = {**known, own: known.get(own, say("tôi", "myself"))} if choose else {}
    best, worst = page.ends(asked, pairs)
    judged = more.pop("judged", None) or (desk.judged(None) if desk.member in known else {"refused": say(
        "Chưa có ý kiến nào được ghi. Kéo các thanh trượt.", "No view is recorded yet. Move the sliders.")})
    return render(desk.request, "priorities/judge.html", {
        "set": head(asked, desk.province), "member": desk.member, "name": known.get(desk.member, desk.names[language() == "en"]),
        "members": [{"code": code, "name": name} for code, name in people.items()], "way": desk.way, "about": page.about(desk.way),
        "ways": page.ways(asked, desk.member, desk.way, desk.stand.way), "groups": page.groups(asked, desk.way, points, pairs),
        "criteria": page.criteria(asked), "best": best, "worst": worst, "mark": desk.stand.mark, "judged": judged,
        "locked": asked.set.locked, "preview_url": reverse("priorities-judge-preview", args=[asked.set.id]),
        "save_url": reverse("priorities-judge-save", args=[asked.set.id]), **more}, status=status)


@require_POST
def judge_preview(request: HttpRequest, criteria_set: str) -> HttpResponse:
    """What follows from where the sliders stand; nothing is recorded."""
    desk = _Desk(request, criteria_set)
    try:
        said = said_of(request.POST, desk.codes)
    except Refused as problem:
        return refused(problem)
    return render(request, "priorities/judged.html", {"judged": desk.judged(said)})


@require_POST
def judge_save(request: HttpRequest, criteria_set: str) -> HttpResponse:
    """Save the view; who was quicker is told, and nothing is lost of either."""
    desk = _Desk(request, criteria_set)
    why = request.POST.get("why", "")[:300]
    try:
        said = said_of(request.POST, desk.codes)
    except Refused as problem:
        return _page(desk, desk.stand.points, desk.stand.pairs, 422, refused=str(problem), why=why)
    if request.POST.get("mark") != desk.stand.mark:
        return _overtaken(desk, said, why)
    try:
        changed = save(desk.stand, said, desk.names, request.user, why)
    except records.Overtaken:
        return _overtaken(_Desk(request, criteria_set), said, why)
    except Locked:
        return _page(_Desk(request, criteria_set), said.points, said.judgements, 409, judged=desk.judged(said), why=why)
    messages.success(request, say("Đã lưu ý kiến.", "The view is saved.") if changed else say("Không có gì thay đổi.", "Nothing changed."))
    return redirect(set_url(desk.wish.scenario, desk.wish.set) + "#members")


def _overtaken(desk: _Desk, said: Said, why: str) -> HttpResponse:
    told = {"changes": page.apart(desk.asked, desk.stand, said)}
    return _page(desk, said.points, said.judgements, 409, overtaken=told, judged=desk.judged(said), why=why)


urls = [
    path("priorities/<str:criteria_set>/judge/", judge, name="priorities-judge"),
    path("priorities/<str:criteria_set>/judge/preview/", judge_preview, name="priorities-judge-preview"),
    path("priorities/<str:criteria_set>/judge/save/", judge_save, name="priorities-judge-save"),
]
