"""The land fund on a terminal: years, advances by age, the statement, findings."""

from __future__ import annotations

from quyhoach.dates import format_date
from quyhoach.land.advances import AdvanceStanding
from quyhoach.land.fund_year import Flow, FundYear
from quyhoach.money import format_number
from quyhoach.province.fund_years import FundAccount
from quyhoach.reports.findings_text import findings_text
from quyhoach.reports.fund_words import bucket_word, flow_word, fund_word, refund_word
from quyhoach.reports.text import paragraph
from quyhoach.reports.words import word


def fund_text(account: FundAccount, title: str, illustrative: bool, lang: str) -> str:
    """Everything an accountant asks first, a page long."""
    head = [f"{fund_word('fund', lang)}: {title}"]
    if illustrative:
        head.append(word("illustrative", lang))
    head.append(f"{fund_word('as_of', lang)} {format_date(account.as_of, lang)}. {fund_word('unit', lang)}.")
    blocks = ["\n".join(head), _years(account.years, lang), _advances(account, lang), _statements(account, lang)]
    return "\n\n".join([*(block for block in blocks if block), findings_text(account.findings, lang)])


def _years(years: tuple[FundYear, ...], lang: str) -> str:
    lines = [fund_word("years", lang)]
    for year in years:
        basis = fund_word("planned" if year.planned else "booked", lang)
        lines.append(f"  {year.year} ({basis})")
        lines.append(_amount(fund_word("opening", lang), year.opening, lang))
        lines += [_amount(f"+ {_name(flow, lang)}", flow.amount, lang) for flow in year.inflows]
        lines += [_amount(f"- {_name(flow, lang)}", flow.amount, lang) for flow in year.outflows]
        lines.append(_amount(fund_word("closing", lang), year.closing, lang))
    return "\n".join(lines) if years else ""


def _name(flow: Flow, lang: str) -> str:
    rank = f" ({fund_word('rank', lang).lower()} {flow.rank})" if flow.rank else ""
    return " ".join(part for part in (flow_word(flow.kind, lang), flow.name) if part) + rank


def _amount(label: str, amount: int, lang: str) -> str:
    return f"    {label:<62}{format_number(amount, lang):>22}"


def _advances(account: FundAccount, lang: str) -> str:
    if not account.standings:
        return ""
    ages = ", ".join(f"{bucket_word(name, lang)} {format_number(amount, lang)}" for name, amount in account.ageing.items() if amount)
    return "\n".join([fund_word("advances", lang), *(_advance(one, lang) for one in account.standings),
                      paragraph(f"{fund_word('ageing', lang)}: {ages or fund_word('none', lang)}", "  ", "    ")])


def _advance(one: AdvanceStanding, lang: str) -> str:
    advance = one.advance
    due = format_date(advance.refund_on, lang) if advance.refund_on else "–"
    cost = "–" if one.cost is None else format_number(one.cost, lang)
    figures = (("paid", format_number(one.paid, lang)), ("refunded", format_number(one.refunded, lang)),
               ("outstanding", format_number(one.outstanding, lang)), ("cost", cost), ("due", due))
    said = "; ".join(f"{fund_word(key, lang).lower()} {value}" for key, value in figures)
    source = f"{refund_word(advance.refund_source, lang)} {advance.refund_fund}".rstrip()
    return paragraph(f"{advance.id} {advance.name}: {said}; {source}", "  ", "    ")


def _statements(account: FundAccount, lang: str) -> str:
    lines = [fund_word("reconciliation", lang)]
    for one in account.reconciliations:
        counts = (("matched", len(one.matches)), ("only_statement", len(one.only_statement)), ("only_book", len(one.only_book)))
        said = ", ".join(f"{count} {fund_word(key, lang)}" for key, count in counts)
        days = f"{format_date(one.first, lang)} – {format_date(one.last, lang)}"
        lines.append(paragraph(f"{one.account}, {days}: {said}", "  ", "    "))
    return "\n".join(lines) if account.reconciliations else ""
