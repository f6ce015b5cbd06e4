"""The fund's cash month by month against one path at a time with a pencil; conservation to the unit; the declared shocks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quyhoach.land.cash_flow import CashFlow, CashQuestion
from quyhoach.land.foresight import CHUNK, FlowDraws, cash_of, draw, foresee, planned
from quyhoach.land.fund_shocks import DEFAULT_FUND_SHOCKS, FundShock, parse_fund_shocks

FLOWS = (
    CashFlow("inflow:2026", "inflow", 1_000, 0, 12),
    CashFlow("clearing:A", "clearing", 700, 2, 5, "A"),
    CashFlow("refund:A", "refund", 700, 14, 1, "A", "clearing:A", True),
    CashFlow("clearing:B", "clearing", 431, 6, 3, "B"),
    CashFlow("auction:B", "auction", 900, 16, 1, "B", "clearing:B"),
)
QUESTION = CashQuestion((2026, 1), 24, 150, FLOWS)


def one_path(question: CashQuestion, amounts: list[int], late: list[int]) -> tuple[list[int], int]:
    """Balances of one path and what falls after its last month, event by event."""
    cash, beyond = [0] * question.months, 0
    for flow, total, shift in zip(question.flows, amounts, late, strict=True):
        for k in range(flow.months):
            share = total // flow.months + (total % flow.months if k == flow.months - 1 else 0)
            month, signed = flow.month + k + shift, -share if flow.kind == "clearing" else share
            if month < question.months:
                cash[month] += signed
            else:
                beyond += signed
    balance, found = question.opening, []
    for change in cash:
        balance += change
        found.append(balance)
    return found, beyond


flows = st.builds(
    CashFlow, st.text("abc", min_size=1, max_size=2), st.sampled_from(("inflow", "clearing", "refund", "auction")), st.integers(1, 10**6),
    st.integers(0, 30), st.integers(1, 12))


@given(st.lists(flows, max_size=4), st.integers(0, 10**6), st.data())
@settings(max_examples=60, deadline=None)
def test_paths_equal_one_path_at_a_time(chosen: list[CashFlow], opening: int, data: st.DataObject) -> None:
    question = CashQuestion((2026, 1), 24, opening, tuple(chosen))
    count = 3
    drawn = data.draw(st.lists(st.lists(st.integers(0, 10**6), min_size=count, max_size=count), min_size=len(chosen), max_size=len(chosen)))
    late = data.draw(st.lists(st.lists(st.integers(0, 30), min_size=count, max_size=count), min_size=len(chosen), max_size=len(chosen)))
    shape = (len(chosen), count)
    draws = FlowDraws(np.array(drawn, dtype=np.int64).reshape(shape), np.array(late, dtype=np.int64).reshape(shape))
    cash = cash_of(question, draws)
    for path in range(count):
        balances, beyond = one_path(question, [row[path] for row in drawn], [row[path] for row in late])
        assert (opening + np.cumsum(cash[path, :-1])).tolist() == balances
        assert cash[path, -1] == beyond
        # What a path holds at the end and what comes later is what it had and what moved, to the unit.
        moved = sum(-row[path] if flow.kind == "clearing" else row[path] for row, flow in zip(drawn, chosen, strict=True))
        assert opening + int(cash[path].sum()) == opening + moved


def test_a_draw_follows_its_words() -> None:
    draws = draw(QUESTION, parse_fund_shocks("delay chance 1 months=3 A; auction chance 1; refund chance 0"), 0, 0)
    late = dict(zip((f.id for f in FLOWS), draws.late.tolist(), strict=True))
    assert {*late["inflow:2026"], *late["clearing:B"]} == {0}
    assert set(late["clearing:A"]) == {1, 2, 3}
    assert late["refund:A"] == late["clearing:A"]  # what follows is late with it
    assert set(late["auction:B"]) == {QUESTION.months}  # no buyer ever
    assert draws.amounts.tolist() == [[flow.amount] * CHUNK for flow in FLOWS]  # nothing declared of amounts: every unit stands
    dear = draw(QUESTION, parse_fund_shocks("cost lognormal 0.2 A"), 0, 0).amounts
    assert dear[1].tolist() == dear[2].tolist()  # the project refunds what was advanced
    assert len(set(dear[1].tolist())) > 50
    assert dear[1].mean() == pytest.approx(700, rel=0.03)
    assert set(dear[3].tolist()) == {431}


def test_shares_of_dry_paths_and_quantiles_are_counts() -> None:
    shocks = parse_fund_shocks("cost lognormal 0.3; delay chance 0.5 months=6; auction chance 0.4 months=3")
    made = foresee(QUESTION, shocks, 700, 5)
    paths = np.concatenate([one_by_one(shocks, 5, chunk) for chunk in range(1)])[:700]
    assert [m.dry_share for m in made.months] == (paths < 0).mean(axis=0).tolist()
    assert made.dry_share == (paths.min(axis=1) < 0).mean()
    assert [m.p50 for m in made.months] == np.sort(paths, axis=0)[349].tolist()
    assert made.lowest == tuple(np.sort(paths.min(axis=1))[[34, 349, 664]].tolist())
    assert made.at_risk == planned(QUESTION).min() - made.lowest[0]
    assert [m.month for m in made.months][10:14] == ["2026-11", "2026-12", "2027-01", "2027-02"]


def one_by_one(shocks: tuple[FundShock, ...], seed: int, chunk: int) -> np.ndarray:
    draws = draw(QUESTION, shocks, seed, chunk)
    return np.array([one_path(QUESTION, draws.amounts[:, k].tolist(), draws.late[:, k].tolist())[0] for k in range(CHUNK)])


def test_a_path_is_the_same_however_many_are_drawn() -> None:
    made = foresee(QUESTION, DEFAULT_FUND_SHOCKS, CHUNK + 5, 9)
    assert made == foresee(QUESTION, DEFAULT_FUND_SHOCKS, CHUNK + 5, 9)
    paths = np.concatenate([one_by_one(DEFAULT_FUND_SHOCKS, 9, 0), one_by_one(DEFAULT_FUND_SHOCKS, 9, 1)[:5]])
    assert [m.dry_share for m in made.months] == (paths < 0).mean(axis=0).tolist()
    assert (draw(QUESTION, DEFAULT_FUND_SHOCKS, 9, 1).amounts != draw(QUESTION, DEFAULT_FUND_SHOCKS, 9, 0).amounts).any()


def test_without_shocks_every_path_is_the_plan() -> None:
    made = foresee(QUESTION, (), 10)
    assert [m.p05 for m in made.months] == [m.planned for m in made.months] == [m.p95 for m in made.months] == planned(QUESTION).tolist()
    assert (made.at_risk, made.planned_lowest) == (0, int(planned(QUESTION).min()))


def test_declarations_read_back_and_wrong_ones_are_refused() -> None:
    for shock in (*DEFAULT_FUND_SHOCKS, FundShock("delay", "chance", 0.25, months=4, scope=("MB01",))):
        assert [s.text for s in parse_fund_shocks(shock.text)] == [shock.text]
    for text in ("cost", "cost chance 0.1", "delay lognormal 0.1", "cost lognormal 2", "cost lognormal x", "delay chance 0.1 months=0",
                 "delay chance 0.1 common=0.5", "wind normal 0.1"):
        with pytest.raises(ValueError, match=r".*"):
            parse_fund_shocks(text)
