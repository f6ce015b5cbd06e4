"""Accounts: who has which role where; made, changed, closed, given a new password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from quyhoach_web.forms.people import AccountForm, held_lines
from quyhoach_web.language import say
from quyhoach_web.models import Account
from quyhoach_web.queries.people import account_rows, accounts, area_names, locked_names, role_choices
from quyhoach_web.services import people


@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """Every account, found by name or role."""
    found = accounts(request.GET.get("q", "").strip(), request.GET.get("role", ""))
    page = Paginator(found, 100).get_page(request.GET.get("page"))
    return render(request, "people/list.html", {"page": page, "rows": account_rows(page), "roles_known": role_choices()})


@never_cache
def person_new(request: HttpRequest) -> HttpResponse:
    """A new account; its first password is shown once."""
    form = AccountForm(request.POST or None, initial={"is_active": True})
    lines = held_lines(None, request.POST or None)
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        said = form.cleaned_data
        account = people.create(request.user, said["username"], said["display_name"], lines.held())
        return _password_shown(request, account.pk)
    return _form_page(request, None, form, lines)


@never_cache
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: save it, or give it a new password."""
    account = get_object_or_404(Account, pk=pk)
    if request.method == "POST" and request.POST.get("action") == "password":
        return _password_shown(request, pk)
    if request.method == "POST":
        return _saved(request, account)
    form = AccountForm(initial={
        "display_name": account.display_name, "is_active": account.is_active, "version": account.version}, account=account)
    return _form_page(request, account, form, held_lines(account))


def _saved(request: HttpRequest, account: Account) -> HttpResponse:
    form, lines = AccountForm(request.POST, account=account), held_lines(account, request.POST)
    if not form.is_valid() or not lines.is_valid():
        return _form_page(request, account, form, lines)
    said = form.cleaned_data
    try:
        people.change(request.user, account.pk, said["version"] or 0, said["display_name"], said["is_active"], lines.held(), said["why"])
    except people.LastAdmin:
        form.add_error(None, say(
            "Đây là người quản trị tài khoản cuối cùng. Hãy trao vai trò đó cho người khác trước.",
            "This is the last administrator of accounts. Give that role to somebody else first."))
        return _form_page(request, account, form, lines)
    except people.AccountChanged as clash:
        return _overtaken(request, clash.now, lines)
    messages.success(request, say("Đã lưu tài khoản {name}.", "Account {name} saved.", name=account.username))
    return redirect("people")


def _overtaken(request: HttpRequest, now: Account, lines: Any) -> HttpResponse:
    """The second person sees what stands now, keeps what was typed, and may save over it knowingly."""
    data = request.POST.copy()
    data["version"] = str(now.version)
    form = AccountForm(data, account=now)
    form.add_error(None, say(
        "Người khác vừa sửa tài khoản này, nay là: {now}. Chữ bạn gõ còn nguyên; xem lại rồi lưu lần nữa để thay.",
        "Somebody else has just changed this account, now: {now}. What you typed is kept; look again and save once more to replace it.",
        now=_in_words(now)))
    return _form_page(request, now, form, lines)


def _in_words(account: Account) -> str:
    row = account_rows([account])[0]
    held = [f"{h['role']} {h['where']}".strip() for h in row["held"]]
    open_ = say("được đăng nhập", "may sign in") if account.is_active else say("đã khóa", "closed")
    return "; ".join([account.display_name, open_, *held])


def _form_page(request: HttpRequest, account: Account | None, form: AccountForm, lines: Any) -> HttpResponse:
    locked = account is not None and account.username in locked_names()
    return render(request, "people/person.html", {
        "account": account, "form": form, "lines": lines, "areas_known": area_names(), "locked": locked})


def _password_shown(request: HttpRequest, pk: int) -> HttpResponse:
    account, password = people.reset_password(request.user, get_object_or_404(Account, pk=pk).pk)
    return render(request, "people/password_shown.html", {"account": account, "password": password})


urls = [
    path("people/", people_list, name="people"),
    path("people/new/", person_new, name="person-new"),
    path("people/<int:pk>/", person, name="person"),
]
