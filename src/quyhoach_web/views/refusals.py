"""Clear pages for what cannot be done: no right, no such page, a stale form, a fault of ours."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone

from quyhoach_web.language import say
from quyhoach_web.queries.people import cool_off, unlocked_at
from quyhoach_web.views.full_disk import full_disk, is_full


def _refuse(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "refusal.html", {"title": title, "text": text, "status": status}, status=status)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403."""
    return _refuse(request, 403, say("Không có quyền mở trang này", "You may not open this page"), say(
        "Tài khoản của bạn không có vai trò, hoặc không phụ trách đơn vị hay khu vực của dòng này. Hãy hỏi người quản trị tài khoản.",
        "Your account lacks the role, or does not cover this row's agency or area. Ask the administrator of accounts."))


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404."""
    return _refuse(request, 404, say("Không có trang này", "There is no such page"), say(
        "Địa chỉ không đúng, hoặc dòng đã bị xóa. Hãy quay lại danh sách và tìm theo mã.",
        "The address is wrong, or the row is gone. Go back to the list and search by code."))


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from an old page or a forged one: nothing was saved."""
    return _refuse(request, 403, say("Trang đã cũ", "The page is stale"), say(
        "Chưa lưu gì. Trang mở quá lâu hoặc phiên đăng nhập đã đổi; hãy quay lại, tải lại trang rồi gửi lại. "
        "Trình duyệt còn giữ chữ bạn gõ.",
        "Nothing was saved. The page was open too long or the sign-in changed; go back, reload and send again. "
        "The browser keeps what you typed."))


class OnlySentMiddleware:
    """405 with words: a person who opens the address of a form, from a bookmark or by switching the language, meets no blank page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code != 405 or request.method != "GET":
            return answer
        said = _refuse(request, 405, say("Địa chỉ này chỉ nhận biểu mẫu", "This address only takes a form"), say(
            "Không có gì bị đổi. Hãy mở trang có biểu mẫu rồi gửi lại từ đó.",
            "Nothing was changed. Open the page that has the form and send it from there."))
        said["Allow"] = answer["Allow"]
        return said


def locked(request: HttpRequest, _answer: Any = None, _credentials: Any = None) -> HttpResponse:
    """429: too many wrong tries; the page says when the next one counts."""
    at = timezone.localtime(unlocked_at())
    answer = render(request, "people/locked.html", {"at": at.strftime("%H:%M")}, status=429)
    answer["Retry-After"] = str(int(cool_off().total_seconds()))
    return answer


def fault(request: HttpRequest) -> HttpResponse:
    """500: the last resort, with no context that could fail again; 507 where the disk is full."""
    if is_full(sys.exception()):
        return full_disk(request)
    return HttpResponse(loader.get_template("fault.html").render({}), status=500)
