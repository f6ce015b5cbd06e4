"""Years follow each other without losing a đồng, booked or planned."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.land.fund_year import Flow, PlannedFlow, booked_years, planned_years, shortages
from quyhoach.land.ledger import Account, AccountKind, Entry, Line, accept

ACCOUNTS = {"TG": Account("TG", AccountKind.CASH), "NH": Account("NH", AccountKind.CASH), "VDL": Account("VDL", AccountKind.CAPITAL)}
KINDS = st.sampled_from(["opening", "capital", "revenue", "transfer", "operating"])


@given(st.lists(st.tuples(st.integers(0, 1500), st.sampled_from(["TG", "NH"]), st.sampled_from(["VDL", "NH"]),
                          st.integers(-10**12, 10**12).filter(bool), KINDS), max_size=12))
@settings(max_examples=80, deadline=None)
def test_each_year_opens_with_what_the_last_closed_with_and_all_cash_is_there(rows) -> None:
    entries = [Entry(f"B{n}", date(2024, 1, 1) + timedelta(days), kind, (Line(one, amount), Line(other, -amount)))
               for n, (days, one, other, amount, kind) in enumerate(rows)]
    ledger, found = accept(ACCOUNTS, entries)
    years = booked_years(ledger)
    assert found == ()
    assert [year.closing for year in years] == [ledger.cash(date(year.year, 12, 31)) for year in years]
    opening = [entry for entry in ledger.entries if entry.kind == "opening"]
    opened = {year.year: sum(ledger.cash_of(e) for e in opening if e.booked_on.year == year.year) for year in years}
    before = [0, *(year.closing for year in years)]
    assert [year.opening for year in years] == [last + opened[year.year] for last, year in zip(before, years, strict=False)]
    assert all(flow.amount > 0 for year in years for flow in (*year.inflows, *year.outflows))


def test_planned_years_name_what_is_short() -> None:
    flows = [PlannedFlow(2026, True, Flow("inflow", 12, "", 11)), PlannedFlow(2026, False, Flow("need", 30, "MB01")),
             PlannedFlow(2027, True, Flow("refund", 30, "MB01", 3)), PlannedFlow(2027, True, Flow("refund", 0, "MB02"))]
    years = planned_years(15, 2026, 2028, flows)
    assert [(y.year, y.opening, y.closing, y.planned) for y in years] == [(2026, 15, -3, True), (2027, -3, 27, True), (2028, 27, 27, True)]
    assert [(f.code, f.values["year"], f.values["short"]) for f in shortages(years)] == [("LND-125", 2026, 3)]
    assert [f.name for y in years for f in y.inflows] == ["", "MB01"], "nothing is no flow"
