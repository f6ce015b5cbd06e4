"""The land fund: balances on a day, journal, entries and their reversal, advances, closing, statements, the yearly plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quyhoach_web.access import may
from quyhoach_web.forms.data import sentence
from quyhoach_web.forms.ledger import AccountForm, AdvanceForm, CloseForm, EntryForm, ReversalForm, StatementForm
from quyhoach_web.language import language, say
from quyhoach_web.models import LedgerClose, LedgerEntry, LedgerStatement
from quyhoach_web.queries import fund
from quyhoach_web.queries import ledger as read
from quyhoach_web.queries.data import layers
from quyhoach_web.services import fund_account, fund_copy, fund_opening, provinces, records, statements
from quyhoach_web.services import ledger as keep
from quyhoach_web.services.uploads import Refused
from quyhoach_web.views.attachments import XLSX, attachment

PAGE = 50
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def _show(request: HttpRequest, template: str, here: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the room: ``here`` is its tab; ``keeps``: whether this person keeps the books."""
    tabs = (("land-fund", say("Số dư", "Balances")), ("land-fund-entries", say("Sổ nhật ký", "Journal")),
            ("land-fund-advances", say("Vốn ứng", "Advances")), ("land-fund-statements", say("Đối chiếu", "Reconciliation")),
            ("land-fund-plan", say("Kế hoạch năm", "Yearly plan")))
    said = {"tabs": [{"name": name, "text": text, "here": name == here} for name, text in tabs],
            "keeps": may(request.user, "land-fund-post"), "opened": bool(read.accounts())}
    return render(request, f"ledger/{template}.html", {**said, **context}, status=status)


@require_safe
def balances(request: HttpRequest) -> HttpResponse:
    """The trial balance at the end of a day."""
    return _balances(request)


def _balances(request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    ledger = read.books()
    as_of = fund.day_asked(request.GET.get("as_of", ""))
    shown = {"close_form": CloseForm(), "account_form": AccountForm(), **forms}
    closes = LedgerClose.objects.select_related("closed_by").order_by("-until")[:12]
    return _show(request, "balances", "land-fund", status, as_of=as_of, sources=[name for name in layers() if name != "facts"],
                 closes=closes, **fund.overview(as_of, ledger), **shown)


@require_POST
def open_books(request: HttpRequest) -> HttpResponse:
    """The books opened once, from a scenario's tables or empty."""
    try:
        count = fund_opening.open_books(request.POST.get("scenario", ""), request.user)
    except keep.BooksRefused as refused:
        return _balances(request, 422, findings=fund.told(refused.findings))
    messages.success(request, say("Đã mở sổ với {n} bút toán.", "The books are open with {n} entries.", n=count))
    return redirect("land-fund")


@require_POST
def account(request: HttpRequest) -> HttpResponse:
    """A new account."""
    form = AccountForm(request.POST)
    try:
        if form.is_valid():
            keep.add_account(form.account(), request.user)
            messages.success(request, say("Đã thêm tài khoản.", "The account is added."))
            return redirect("land-fund")
    except keep.BooksRefused as refused:
        form.add_error("code", sentence(refused.findings[0]))
    return _balances(request, 422, account_form=form)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """A period closed for good."""
    form = CloseForm(request.POST)
    try:
        if form.is_valid():
            keep.close(form.cleaned_data["until"], request.user)
            messages.success(request, say("Đã khóa sổ.", "The period is closed."))
            return redirect("land-fund")
    except keep.BooksRefused as refused:
        form.add_error("until", sentence(refused.findings[0]))
    return _balances(request, 422, close_form=form)


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The journal, newest first; of an account, an advance, or with words."""
    asked = {name: request.GET.get(name, "")[:200] for name in ("account", "advance", "q")}
    accounts = read.accounts()
    page = Paginator(read.journal(asked["account"], asked["advance"], asked["q"]), PAGE).get_page(request.GET.get("page"))
    return _show(request, "entries", "land-fund-entries", page=page, rows=fund.entry_rows(page.object_list, accounts), asked=asked,
                 accounts=list(accounts), advances=list(read.advances()))


@GET_OR_POST
def post(request: HttpRequest) -> HttpResponse:
    """A new entry: all that is wrong is told at once, and nothing typed is lost."""
    form = EntryForm(request.POST or None)
    found: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            entry = keep.post(form.posting(), request.user)
        except keep.BooksRefused as refused:
            found = refused.findings
        else:
            messages.success(request, say("Đã ghi bút toán {n}.", "Entry {n} is posted.", n=entry.number))
            return redirect("land-fund-entry", entry.number)
    return _show(request, "post", "land-fund-entries", 422 if request.method == "POST" else 200, form=form, findings=fund.told(found))


@require_safe
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry with its lines, what it reverses or was reversed by."""
    return _entry(request, number, ReversalForm())


def _entry(request: HttpRequest, number: int, form: ReversalForm, status: int = 200, findings: Any = ()) -> HttpResponse:
    found = get_object_or_404(LedgerEntry.objects.select_related("posted_by", "reverses"), number=_number(number))
    after = LedgerEntry.objects.filter(reverses=found).first()
    may_reverse = may(request.user, "land-fund-reverse") and after is None and found.reverses_id is None
    return _show(request, "entry", "land-fund-entries", status, entry=found, kind=fund.kind_name(found.kind),
                 lines=fund.entry_lines(found, read.accounts()), after=after, form=form if may_reverse else None,
                 findings=fund.told(findings))


def _number(number: int) -> int:
    if number > 10**15:  # beyond what a database counts
        raise Http404
    return number


@require_POST
def reverse(request: HttpRequest, number: int) -> HttpResponse:
    """The entry's mirror."""
    form, found = ReversalForm(request.POST), ()
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = keep.reverse(_number(number), said["booked_on"], said["document"], said["text"], said["key"], request.user)
        except keep.BooksRefused as refused:
            found = refused.findings
        else:
            messages.success(request, say("Đã ghi bút toán đảo {n}.", "Reversal {n} is posted.", n=made.number))
            return redirect("land-fund-entry", made.number)
    return _entry(request, number, form, 422, found)


@require_safe
def advances(request: HttpRequest) -> HttpResponse:
    """Advances by age on a day."""
    ledger = read.books()
    as_of = fund.day_asked(request.GET.get("as_of", ""))
    return _show(request, "advances", "land-fund-advances", as_of=as_of, **fund.advances_page(as_of, ledger))


@GET_OR_POST
def advance_new(request: HttpRequest) -> HttpResponse:
    """An advance as decided; refused with the article while something is missing."""
    form = AdvanceForm(request.POST or None)
    found: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            keep.decide(form.advance(), request.user, form.cleaned_data.get("source") or "")
        except keep.BooksRefused as refused:
            found = refused.findings
        else:
            messages.success(request, say("Đã ghi khoản ứng.", "The advance is entered."))
            return redirect("land-fund-advances")
    return _show(request, "advance", "land-fund-advances", 422 if request.method == "POST" else 200, form=form, findings=fund.told(found))


@require_safe
def statement_list(request: HttpRequest) -> HttpResponse:
    """Statements received, and the form for another."""
    return _statements(request, StatementForm())


def _statements(request: HttpRequest, form: StatementForm, status: int = 200, findings: Any = ()) -> HttpResponse:
    return _show(request, "statements", "land-fund-statements", status, rows=fund.statements_page(read.books()),
                 form=form if may(request.user, "land-fund-statement-new") else None, findings=fund.told(findings))


@GET_OR_POST
def statement_new(request: HttpRequest) -> HttpResponse:
    """A statement comes in whole, or is refused with every row that is wrong. Opened again after a refusal: the list."""
    if request.method != "POST":
        return redirect("land-fund-statements")
    form, found = StatementForm(request.POST, request.FILES), ()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = statements.receive(file.name, file.read(), form.cleaned_data["account"], request.user)
            return redirect("land-fund-statement", kept.pk)
        except Refused as refused:
            form.add_error("file", sentence(refused.finding))
        except keep.BooksRefused as wrong:
            found = wrong.findings
    return _statements(request, form, 422, found)


@require_safe
def statement(request: HttpRequest, statement: int) -> HttpResponse:
    """One statement beside the books: what both say, and what only one of them does."""
    sent = get_object_or_404(LedgerStatement.objects.select_related("account", "sent_by"), pk=_number(statement))
    return _show(request, "statement", "land-fund-statements", statement=sent, found=read.reconciled(sent))


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The fund year by year: as booked, then as planned."""
    found = _account()
    copies = [name for name in layers() if name != "facts"] if may(request.user, "land-fund-copy") and read.accounts() else []
    return _show(request, "plan", "land-fund-plan", copies=copies, years=fund.year_rows(found.years), chart=fund.years_chart(found.years),
                 lines=found.budget_lines, findings=fund.told(found.findings))


def _account() -> Any:
    try:
        found = fund_account.account_of_office()
    except provinces.NotLoaded as nothing:
        raise Http404 from nothing
    if found is None:
        raise Http404
    return found


@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """The books copied into a scenario, so that its next plan knows what is owed."""
    scenario = request.POST.get("scenario", "")
    try:
        changed = fund_copy.into_scenario(scenario, request.user)
    except fund_copy.NoScenario as unknown:
        raise Http404 from unknown
    except records.Overtaken:
        messages.error(request, say("Có người vừa sửa các bảng này; hãy làm lại.", "Somebody changed these tables meanwhile; do it again."))
        return redirect("land-fund-plan")
    messages.success(request, say(
        "Đã đưa sổ vào kịch bản {name}: {n} dòng thay đổi.", "The books are in scenario {name}: {n} rows changed.",
        name=scenario, n=changed))
    return redirect("land-fund-plan")


@require_safe
def export(_request: HttpRequest) -> HttpResponse:
    """Everything as Excel."""
    name = f"{say('so-quy', 'fund')}-{timezone.localdate():%Y-%m-%d}-{language()}.xlsx"
    return attachment(fund_account.workbook(_account()), XLSX, name)


urls = [
    path("land/fund/", balances, name="land-fund"),
    path("land/fund/fund.xlsx", export, name="land-fund-export"),
    path("land/fund/open/", open_books, name="land-fund-open"),
    path("land/fund/account/", account, name="land-fund-account"),
    path("land/fund/close/", close, name="land-fund-close"),
    path("land/fund/entries/", entries, name="land-fund-entries"),
    path("land/fund/entries/new/", post, name="land-fund-post"),
    path("land/fund/entries/<int:number>/", entry, name="land-fund-entry"),
    path("land/fund/entries/<int:number>/reverse/", reverse, name="land-fund-reverse"),
    path("land/fund/advances/", advances, name="land-fund-advances"),
    path("land/fund/advances/new/", advance_new, name="land-fund-advance-new"),
    path("land/fund/statements/", statement_list, name="land-fund-statements"),
    path("land/fund/statements/new/", statement_new, name="land-fund-statement-new"),
    path("land/fund/statements/<int:statement>/", statement, name="land-fund-statement"),
    path("land/fund/plan/", plan, name="land-fund-plan"),
    path("land/fund/plan/copy/", copy, name="land-fund-copy"),
]
