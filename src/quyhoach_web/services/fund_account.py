"""The fund's account of the books the office keeps, beside the scenario whose plan it serves; and the same as a workbook."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from quyhoach import law
from quyhoach.province.checks.case import Case
from quyhoach.province.fund_years import FundAccount, fund_account
from quyhoach.province.land_fund import FundBooks, scenario_with_books
from quyhoach.province.province import Province, Scenario
from quyhoach.reports.fund_workbook import write_fund_workbook
from quyhoach_web.language import language, say
from quyhoach_web.models import LedgerStatement
from quyhoach_web.queries import ledger as read
from quyhoach_web.queries.published import published_run
from quyhoach_web.services import provinces


def account_of_office(as_of: date | None = None) -> FundAccount | None:
    """What the accountant reports; None in an office without a scenario."""
    province = provinces.current()
    scenario = _scenario(province)
    if scenario is None:
        return None
    known = law.jurisdiction_note(province.info.jurisdiction) is None
    case = Case(province, scenario, (lambda day: law.at(day, province.info.code)) if known else None)
    lines = tuple(line for one in LedgerStatement.objects.order_by("pk") for line in read.statement_lines(one))
    return fund_account(case, as_of, FundBooks(read.books(), read.advances(), lines, ()))


def _scenario(province: Province) -> Scenario | None:
    """The scenario of the published plan; else the one with the fund's tables; else the first by name."""
    run = published_run()
    if run is not None and run.scenario in province.scenarios:
        return province.scenarios[run.scenario]
    return scenario_with_books(province, None) or next((province.scenarios[name] for name in sorted(province.scenarios)), None)


def workbook(account: FundAccount) -> bytes:
    """The account as Excel, in the reader's language."""
    info = provinces.current().info
    scenario = _scenario(provinces.current())
    title = f"{info.name_vi if language() == 'vi' else info.name_en or info.name_vi}: {say('sổ của Quỹ', 'books of the fund')}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fund.xlsx"
        write_fund_workbook(account, title, bool(scenario and scenario.info.illustrative), path, language())
        return path.read_bytes()
