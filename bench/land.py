"""The land fund at size: the ledger, parcels on the ladder, the fund's cash in many futures, and the clearing order.

Everything is invented and seeded; one thread, ours first; seconds are the processor's.

"ledger": entries of two lines in a fresh SQLite office. "post" books some entries one at a time through the office's service (the library's
checks, the database's triggers, the audit chain), beside the obvious way: a row an entry and a row a line through the ORM, the lines
read back and added up; seconds of one entry. "load" is what bulk rows with triggers take. "balance": every account as of a day.
"close": closing a period with its balances; the obvious way walks every row in Python and marks each row closed by itself.
"ladder": parcels with up to ten proofs each, beside the same ladder asked parcel by parcel (some of them, scaled up and marked).
"foresight": paths × 120 months of 40 sites, beside a Python loop and SimPy doing the same flows of some paths (scaled up and marked);
all three must agree to the unit on those paths. "order": sites × 10 years to a checked order with its proven gap, without a peer.

    ./qh bench land [--quick] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from quyhoach import law
from quyhoach.land.cash_flow import CashFlow, CashQuestion
from quyhoach.land.clearing import ClearingProblem, SiteToClear
from quyhoach.land.foresight import CHUNK, balances_of, draw, foresee
from quyhoach.land.fund_shocks import DEFAULT_FUND_SHOCKS
from quyhoach.land.ladder import StepProof, ladder
from quyhoach.land.order import best_order
from quyhoach.land.parcel import LandParcel

ROOT = Path(__file__).resolve().parent.parent
Row = dict[str, Any]
STEPS = ("recovery_plan", "meeting", "notice", "count", "draft", "posting", "opinions", "dialogue", "appraisal", "approval")


def clocked(work: Callable[[], Any]) -> tuple[float, Any]:
    """The processor's seconds, and the answer."""
    start = time.process_time()
    answer = work()
    return time.process_time() - start, answer


def row(part: str, n: int, seconds: float, peer: str = "", peer_s: float | None = None, scaled: bool = False, **more: Any) -> Row:
    """One line of the answer; ``scaled``: the peer did a part and its seconds are multiplied up."""
    ratio = None if peer_s is None else peer_s / max(seconds, 1e-9)
    return {"part": part, "n": n, "seconds": seconds, "peer": peer, "peer_s": peer_s, "ratio": ratio, "scaled": scaled, **more}


# --- the ladder -------------------------------------------------------------------------------------------------------


def parcels_of(count: int) -> tuple[list[LandParcel], list[StepProof]]:
    """Parcels of sites of 25, each some steps up the ladder; the days of a site's parcels lie within a week of each other."""
    rng = np.random.default_rng(1)
    parcels, proofs = [], []
    done, shift = rng.integers(0, len(STEPS) + 1, count).tolist(), rng.integers(0, 7, count).tolist()
    start = (rng.integers(0, 400, count // 25 + 1)).tolist()
    for n in range(count):
        name = f"T{n:06}"
        parcels.append(LandParcel(name, f"M{n // 25}", f"D{n // 25}", land_code=("LUC", "CLN", "ONT")[n % 3]))
        day = date(2025, 1, 6) + timedelta(days=start[n // 25] + shift[n])
        for k, step in enumerate(STEPS[:done[n]]):
            proofs.append(StepProof(name, step, day + timedelta(days=25 * k), f"{n}/{step}", "a" * 64))
    return parcels, proofs


def of_ladder(count: int, few: int) -> Row:
    """All parcels at once, beside some of them one at a time."""
    parcels, proofs = parcels_of(count)
    as_of, view = date(2026, 3, 2), law.at(date(2026, 3, 2))
    seconds, ours = clocked(lambda: ladder(parcels, proofs, as_of=as_of, view=view))
    own: dict[str, list[StepProof]] = {}
    for proof in proofs:
        own.setdefault(proof.parcel, []).append(proof)
    chosen = parcels[:: max(1, count // few)][:few]
    peer_s, alone = clocked(lambda: [ladder([p], own.get(p.id, ()), as_of=as_of, view=view).rungs[0] for p in chosen])
    assert [ours.by_parcel[p.id] for p in chosen] == alone
    return row("ladder", count, seconds, "parcel by parcel", peer_s * count / len(chosen), True, findings=len(ours.findings))


# --- the fund's cash --------------------------------------------------------------------------------------------------


def cash_question(sites: int, years: int) -> CashQuestion:
    """Sites cleared through the years, refunded or auctioned a year or two later."""
    rng = np.random.default_rng(2)
    flows = [CashFlow(f"inflow:{y}", "inflow", 30_000 * sites, 12 * y, 12) for y in range(years)]
    for n in range(sites):
        cost, start, kind = int(rng.integers(10_000, 900_000)), int(rng.integers(0, years - 3)) * 12, ("refund", "auction")[n % 2]
        flows.append(CashFlow(f"clearing:{n}", "clearing", cost, start, 12, f"M{n}"))
        back = int(cost * (1.0, 1.2)[n % 2])
        flows.append(CashFlow(f"{kind}:{n}", kind, back, start + 12 * (1 + n % 2) + 11, 1, f"M{n}", f"clearing:{n}", kind == "refund"))
    return CashQuestion((2026, 1), 12 * years, 100_000 * sites, tuple(flows))


def looped(question: CashQuestion, amounts: list[list[int]], late: list[list[int]], paths: int) -> list[list[int]]:
    """One path after the other."""
    found = []
    for k in range(paths):
        cash = [0] * question.months
        for flow, total, shift in zip(question.flows, (a[k] for a in amounts), (w[k] for w in late), strict=True):
            for part in range(flow.months):
                month = flow.month + part + shift
                if month < question.months:
                    share = total // flow.months + (total % flow.months if part == flow.months - 1 else 0)
                    cash[month] += -share if flow.kind == "clearing" else share
        balance, path = question.opening, []
        for change in cash:
            balance += change
            path.append(balance)
        found.append(path)
    return found


def simpied(question: CashQuestion, amounts: list[list[int]], late: list[list[int]], paths: int) -> list[list[int]]:
    """The same as processes of SimPy: a process a flow, which waits a month between parts, and one that looks at each month's end."""
    import simpy  # optional

    def flowing(env: Any, box: list[int], flow: CashFlow, total: int, shift: int) -> Any:
        yield env.timeout(flow.month + shift)
        for part in range(flow.months):
            share = total // flow.months + (total % flow.months if part == flow.months - 1 else 0)
            box[0] += -share if flow.kind == "clearing" else share
            yield env.timeout(1)

    def looking(env: Any, box: list[int], path: list[int]) -> Any:
        yield env.timeout(0.5)
        for _ in range(question.months):
            path.append(box[0])
            yield env.timeout(1)

    found = []
    for k in range(paths):
        env, box, path = simpy.Environment(), [question.opening], []
        for flow, a, w in zip(question.flows, amounts, late, strict=True):
            env.process(flowing(env, box, flow, a[k], w[k]))
        env.process(looking(env, box, path))
        env.run(until=question.months)
        found.append(path)
    return found


def of_foresight(paths: int, few: int) -> list[Row]:
    """Drawing and adding up all paths, beside the same draws of a few paths."""
    question = cash_question(40, 10)
    seconds, made = clocked(lambda: foresee(question, DEFAULT_FUND_SHOCKS, paths, 1))
    draws = draw(question, DEFAULT_FUND_SHOCKS, 1, 0)
    amounts, late = draws.amounts.tolist(), draws.late.tolist()
    expected = balances_of(question, draws)[:few].tolist()
    rows = []
    for name, way in (("Python loop", looped), ("SimPy", simpied)):
        if name == "SimPy" and find_spec("simpy") is None:
            continue
        peer_s, found = clocked(lambda way=way: way(question, amounts, late, min(few, CHUNK)))
        assert found == expected, name
        rows.append(row("foresight", paths, seconds, name, peer_s * paths / min(few, CHUNK), True, months=question.months,
                        dry_share=made.dry_share, draws="ours alone draws too"))
    return rows


# --- the order --------------------------------------------------------------------------------------------------------


def clearing_problem(count: int, seed: int, years: int = 10) -> ClearingProblem:
    """Heavy-tailed costs, a third of the sites awaited by a project, money for a bit under half of them."""
    rng = np.random.default_rng(seed)
    cost = np.clip(rng.lognormal(9, 1, count), 200, 1e6).astype(int)
    area = (cost * rng.lognormal(1.5, 0.7, count)).astype(int).tolist()
    needed, late = rng.integers(0, years, count).tolist(), (rng.random(count) < 0.3).tolist()
    start, back = rng.integers(0, 4, count).tolist(), (cost * rng.choice([0, 1, 1.2], count)).astype(int).tolist()
    first, money = 2026, int(cost.sum() * 0.45)
    sites = tuple(
        SiteToClear(f"M{n:06}", int(cost[n]), area[n], first + start[n], first + needed[n] if late[n] else None, ("D",) if late[n] else (),
                    back[n], 1 + n % 3, 10**7) for n in range(count))
    return ClearingProblem(tuple(range(first, first + years)), sites, money // 20, dict.fromkeys(range(first, first + years), money // 40))


def of_order(count: int, seed: int) -> Row:
    """A checked order with its proven gap."""
    problem = clearing_problem(count, seed)
    seconds, plan = clocked(lambda: best_order(problem))
    return row("order", count, seconds, seed=seed, status=str(plan.status), gap=plan.gap, cleared=len(plan.clearings), late=plan.late)


# --- the ledger -------------------------------------------------------------------------------------------------------


def of_ledger(count: int, few: int) -> list[Row]:
    """A fresh office: post, load, balances, close, each beside the obvious way."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"QUYHOACH_HOME": home, "DJANGO_SETTINGS_MODULE": "quyhoach_web.settings"}
        import django  # app-ready: the home must be set first

        django.setup()
        from django.core.management import call_command  # app-ready

        from quyhoach_web.services import provinces  # app-ready

        call_command("migrate", verbosity=0)
        provinces.load(ROOT / "examples" / "tinh_nho", "bench")
        return _ledger_rows(count, few)


ACCOUNTS = (("TG.KB", "cash"), ("VDL", "capital"), ("CP.HD", "expense"), ("TN.DG", "income"))


def _lines(n: int) -> list[tuple[str, int]]:
    return [("TG.KB", 1_000 + n % 997), ("VDL", -1_000 - n % 997)] if n % 2 else [("TG.KB", 2_000 + n % 991), ("TN.DG", -2_000 - n % 991)]


def _day(n: int, count: int) -> date:
    return date(2020, 1, 1) + timedelta(days=n * 2_000 // max(1, count))


def _ledger_rows(count: int, few: int) -> list[Row]:
    from django.utils import timezone  # app-ready

    from quyhoach.land.ledger import Line  # app-ready
    from quyhoach_web.models import LedgerAccount, LedgerEntry  # app-ready
    from quyhoach_web.queries import ledger as read  # app-ready
    from quyhoach_web.services import ledger  # app-ready

    naive = _Naive()
    LedgerAccount.objects.bulk_create(LedgerAccount(code=code, kind=kind, name_vi=code) for code, kind in ACCOUNTS)
    now = timezone.now()

    def loaded() -> None:
        for at in range(0, count, 5_000):
            LedgerEntry.objects.bulk_create(
                LedgerEntry(number=n + 1, booked_on=_day(n, count), kind="capital", key=f"load{n}", posted_at=now,
                            lines=[{"account": a, "amount": m} for a, m in _lines(n)]) for n in range(at, min(at + 5_000, count)))

    load_s, _ = clocked(loaded)
    naive_load_s, _ = clocked(lambda: naive.load(count))
    postings = [ledger.Posting(f"post{n}", _day(count, count), "capital", tuple(Line(a, m) for a, m in _lines(n))) for n in range(few)]
    post_s, _ = clocked(lambda: [ledger.post(one, None) for one in postings])
    naive_post_s, _ = clocked(lambda: [naive.post(count + n, _day(count, count), _lines(n)) for n in range(few)])
    middle, last = _day(count // 2, count), _day(count, count)
    balance_s, ours = clocked(lambda: read.balances(middle))
    naive_balance_s, theirs = clocked(lambda: naive.balances(middle))
    assert {k: v for k, v in ours.items() if v} == {k: v for k, v in theirs.items() if v}
    close_s, _ = clocked(lambda: ledger.close(last, None))
    naive_close_s, _ = clocked(lambda: naive.close(last))
    orm = "row-by-row ORM"
    return [
        row("ledger load", count, load_s, orm + ", bulk and unchecked", naive_load_s),
        row("ledger post, one entry", few, post_s / few, orm, naive_post_s / few, audit="ours also writes the audit chain"),
        row("ledger balance", count, balance_s, orm, naive_balance_s), row("ledger close", count, close_s, orm, naive_close_s),
    ]


class _Naive:
    """A ledger as one first writes it: an entry, its lines, sums in Python. No triggers, no audit."""

    def __init__(self) -> None:
        from django.db import connection, models  # app-ready

        class Meta:
            app_label = "bench_land"

        text, whole, day = models.CharField(max_length=60), models.BigIntegerField(), models.DateField(db_index=True)
        self.entries = type("NaiveEntry", (models.Model,), {
            "__module__": __name__, "Meta": type("Meta", (Meta,), {}), "booked_on": day, "closed": models.BooleanField(default=False)})
        self.lines = type("NaiveLine", (models.Model,), {
            "__module__": __name__, "Meta": type("Meta", (Meta,), {}), "account": text, "amount": whole,
            "entry": models.ForeignKey(self.entries, on_delete=models.CASCADE)})
        with connection.schema_editor() as editor:
            editor.create_model(self.entries)
            editor.create_model(self.lines)

    def load(self, count: int) -> None:
        for at in range(0, count, 5_000):
            numbers = range(at, min(at + 5_000, count))
            self.entries.objects.bulk_create(self.entries(pk=n + 1, booked_on=_day(n, count)) for n in numbers)
            self.lines.objects.bulk_create(self.lines(entry_id=n + 1, account=a, amount=m) for n in numbers for a, m in _lines(n))

    def post(self, n: int, day: date, lines: list[tuple[str, int]]) -> None:
        from django.db import transaction  # app-ready

        with transaction.atomic():
            entry = self.entries.objects.create(booked_on=day)
            for account, amount in lines:
                self.lines.objects.create(entry=entry, account=account, amount=amount)
            assert sum(line.amount for line in self.lines.objects.filter(entry=entry)) == 0

    def balances(self, day: date) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in self.lines.objects.select_related("entry").iterator():
            if line.entry.booked_on <= day:
                found[line.account] = found.get(line.account, 0) + line.amount
        return found

    def close(self, day: date) -> dict[str, int]:
        from django.db import transaction  # app-ready

        with transaction.atomic():
            for entry in self.entries.objects.filter(booked_on__lte=day).iterator():
                entry.closed = True
                entry.save(update_fields=["closed"])
        return self.balances(day)


# --- printing ---------------------------------------------------------------------------------------------------------


def show(one: Row) -> None:
    """One line for people."""
    beside = ""
    if one["ratio"] is not None:
        beside = f"; {one['peer']} {one['peer_s']:.4f} s{' (scaled up)' if one['scaled'] else ''}, {one['ratio']:.1f}×"
    more = f"; {one['status']}, gap {one['gap']:.2e}, {one['cleared']:,} cleared" if "gap" in one else ""
    print(f"{one['part']:<24}{one['n']:>9,}  {one['seconds']:.4f} s{beside}{more}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./qh bench land", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    size = 10 if asked.quick else 1
    rows: list[Row] = []

    def tell(found: Row | list[Row]) -> None:
        for one in found if isinstance(found, list) else [found]:
            rows.append(one)
            if not asked.json:
                show(one)

    of_ladder(200, 20)
    best_order(clearing_problem(20, 1))  # the first call of everything opens libraries
    tell(of_ledger(100_000 // size, 500 // size))
    tell(of_ladder(50_000 // size, 500 // size))
    tell(of_foresight(10_000 // size, 200 // size))
    for count in (20, 200, 2_000, 50_000) if not asked.quick else (20, 5_000):
        for seed in (1,) if asked.quick else (1, 2, 3):
            tell(of_order(count, seed))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"rows": rows, "memory_mb": memory}) if asked.json else f"memory: {memory:,} MB")


if __name__ == "__main__":
    main()
