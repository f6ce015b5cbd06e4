"""What every page shares: the menu of what this person may open, the banner, the language; signing in and out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import NoReverseMatch, path, reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from quyhoach_web.access import home_of, may, roles_of
from quyhoach_web.forms.people import OwnPasswordForm, SignInForm
from quyhoach_web.language import say
from quyhoach_web.models import Account
from quyhoach_web.queries.people import demo_accounts, role_label
from quyhoach_web.queries.published import is_illustrative
from quyhoach_web.services.people import passwords_changed

_ASKED_BY_PAGES = ("what-if-save", "plan-new", "plan-step", "import-new", "run-new", "run-publish")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: ``menu``, ``roles``, ``illustrative``."""
    user = getattr(request, "user", None)
    entries = (
        ("first-screen", say("Trang đầu", "First screen")), ("desk", say("Bàn làm việc", "Desk")), ("capital", say("Vốn", "Capital")),
        ("what-if", say("Thử trần vốn", "What-if")), ("plans", say("Kế hoạch", "Plans")), ("zones", say("Quy hoạch", "Master plans")),
        ("priorities", say("Ưu tiên", "Priorities")),
        ("land" if may(user, "land") else "land-sites", say("Đất", "Land")),
        ("cooperation", say("Hợp tác", "Cooperation")), ("map", say("Bản đồ", "Map")),
        ("runs", say("Lần chạy", "Runs")), ("data", say("Dữ liệu", "Data")), ("people", say("Tài khoản", "People")),
        ("audit", say("Nhật ký", "Audit")), ("partner", say("Dự án chung", "Joint project")),
    )
    rooms = [(reverse(name), text) for name, text in entries if _exists(name) and may(user, name)]
    here = max((url for url, _ in rooms if _inside(request.path, url)), key=len, default="")
    menu = [{"url": url, "text": text, "current": url == here} for url, text in rooms]
    return {
        "menu": menu, "subnav": _subnav(request.path, user),
        "roles": [role_label(role) for role in sorted(roles_of(user))], "illustrative": is_illustrative(),
        "demo": settings.DEMO, "allowed": {name.replace("-", "_"): may(user, name) for name in _ASKED_BY_PAGES},
    }


_LAND = (("land", "Thửa đất", "Parcels"), ("land-sites", "Mặt bằng", "Sites"), ("land-requests", "Nhà đầu tư", "Investors"),
         ("land-order", "Thứ tự giải phóng", "Clearing order"), ("land-foresight", "Dự báo tiền", "Cash ahead"),
         ("land-fund", "Quỹ đất", "Land fund"))


def _subnav(at: str, user: Any) -> list[dict[str, Any]]:
    """The pages of the land room this person may open; nothing where there is only one."""
    if not at.startswith(reverse("land")):
        return []
    pages = [(reverse(name), say(vi, en)) for name, vi, en in _LAND if may(user, name)]
    here = max((url for url, _ in pages if _inside(at, url)), key=len, default="")
    return [{"url": url, "text": text, "current": url == here} for url, text in pages] if len(pages) > 1 else []


def _exists(name: str) -> bool:
    try:
        return bool(reverse(name))
    except NoReverseMatch:  # the room is not built in
        return False


def _inside(at: str, entry: str) -> bool:
    return at == entry or (entry != "/" and at.startswith(entry))


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language and come back to the same page."""
    wanted, back = request.POST.get("language", ""), request.POST.get("next", "/")
    safe = back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/"
    answer = HttpResponseRedirect(safe)
    if wanted in ("vi", "en") and check_for_language(wanted):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=31536000, samesite="Lax", secure=settings.SECURE)
    return answer


class SignIn(LoginView):
    """Name and password; too many wrong tries lock the pair of name and address for a quarter of an hour."""

    template_name = "people/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The demo's accounts beside the form, in the demo only."""
        return {**super().get_context_data(**kwargs), "demo_accounts": demo_accounts() if settings.DEMO else []}


    def get_default_redirect_url(self) -> str:
        """The desk; a partner's own page."""
        return reverse(home_of(self.request.user))

    def form_valid(self, form: Any) -> HttpResponse:
        """In; after a password somebody else knows, first to the page where the person chooses an own one."""
        first = form.get_user().last_login is None
        answer = super().form_valid(form)
        if first:
            messages.info(self.request, say("Hãy đặt mật khẩu của riêng bạn trước khi làm việc.", "Choose a password of your own first."))
        return redirect("password") if first else answer


class OwnPassword(PasswordChangeView):
    """A new password of one's own; the audit says that it changed."""

    template_name, form_class, success_url = "people/password.html", OwnPasswordForm, reverse_lazy("desk")

    def get_success_url(self) -> str:
        """The desk; a partner's own page."""
        return reverse(home_of(self.request.user))

    def form_valid(self, form: Any) -> HttpResponse:
        """Saved; other sessions of the account end."""
        answer = super().form_valid(form)
        passwords_changed(self.request.user, self.request.user)
        messages.success(self.request, say("Đã đổi mật khẩu.", "Password changed."))
        return answer


@require_POST
def demo_sign_in(request: HttpRequest, username: str) -> HttpResponse:
    """One click into a demo account; there is no such page outside the demo."""
    account = Account.objects.filter(username=username, demo=True, is_active=True).first() if settings.DEMO else None
    if account is None:
        raise Http404
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(home_of(account))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out, and back to the first screen."""
    logout(request)
    return redirect("first-screen")


urls = [
    path("language/", language, name="language"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-in/demo/<str:username>/", demo_sign_in, name="demo-sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("password/", OwnPassword.as_view(), name="password"),
]
