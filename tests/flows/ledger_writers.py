"""A process of the office that posts to the fund's books, kills its own children in the middle of it, and counts what is left.

Run by test_ledger_writers.py as ``python ledger_writers.py OFFICE_FOLDER``; prints one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "tinh_nho"
DAY = date(2026, 10, 5)
RANDOM_KILLS, WRITERS, KEYS = 25, 8, 40


def main() -> None:
    from quyhoach_web.commands.office import open_office

    open_office("vi")
    from quyhoach_web.services import fund_opening, provinces

    provinces.load(EXAMPLE, "test")
    fund_opening.open_books("co-so", "test")
    found = {"opened": count(), "at_every_statement": kill_at_every_statement(), "after_commit": kill_after_commit(),
             "at_random": kill_at_random(), "writers": write_together(), "payers": pay_together()}
    print(json.dumps(found))


def post(key: str, amount: int = 7, paying: bool = False) -> int:
    from quyhoach.land.ledger import Line
    from quyhoach_web.services import ledger

    sign = -1 if paying else 1
    lines = (Line("TG.KB", sign * amount), Line("CP.HD" if paying else "VDL", -sign * amount))
    return ledger.post(ledger.Posting(key, DAY, "operating" if paying else "capital", lines, key), "test").number


def child(work: Callable[[], None]) -> int:
    """A process of its own that does ``work``; its id. Connections are not shared."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(3)
    return pid


def ended(pid: int) -> int:
    """How a child ended: 0 well, 9 killed."""
    status = os.waitpid(pid, 0)[1]
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def count() -> int:
    from quyhoach_web.models import LedgerEntry

    return LedgerEntry.objects.count()


def whole() -> bool:
    """Numbers without gaps, every entry with exactly its lines and its audit entry, everything together nothing."""
    from django.db.models import Max, Sum

    from quyhoach_web.models import AuditEntry, LedgerEntry, LedgerLine
    from quyhoach_web.services.audit_check import verify

    entries = dict(LedgerEntry.objects.values_list("pk", "lines"))
    lines: dict[int, list[dict]] = {pk: [] for pk in entries}
    for row in LedgerLine.objects.order_by("entry_id", "n").values("entry_id", "account_id", "amount", "advance"):
        advance = {"advance": row["advance"]} if row["advance"] else {}
        lines[row["entry_id"]].append({"account": row["account_id"], "amount": row["amount"], **advance})
    told = AuditEntry.objects.filter(kind="ledger", action="post").count()
    opened = LedgerEntry.objects.filter(key__startswith="open:").count()
    highest, total = LedgerEntry.objects.aggregate(n=Max("number"))["n"], LedgerLine.objects.aggregate(s=Sum("amount"))["s"]
    return lines == entries and highest == len(entries) == opened + told and total == 0 and verify().problems == ()


def kill_at_every_statement() -> dict[str, object]:
    """Killed before its first statement to the database, before its second, … until one posting lives to its end."""
    from django.db import connection

    kills = 0
    while True:
        before = count()

        def work(n: int = kills) -> None:
            left = [n]

            def deadly(execute, sql, params, many, context):
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left[0] -= 1
                return execute(sql, params, many, context)

            with connection.execute_wrapper(deadly):
                post("one by one")

        how = ended(child(work))
        if how != 9:
            return {"kills": kills, "ended": how, "whole": whole(), "posted": count() - before}
        if not whole() or count() != before:
            return {"kills": kills, "ended": how, "whole": False, "posted": count() - before}
        kills += 1


def kill_after_commit() -> dict[str, object]:
    """Killed when the entry stands and nobody was told yet: the same request sent again finds it."""
    from django.db import transaction

    before = count()

    def work() -> None:
        with transaction.atomic():
            transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
            post("told nobody")

    how = ended(child(work))
    stands = count() - before
    again = ended(child(lambda: post("told nobody") and None))
    return {"ended": how, "stands": stands, "again": again, "posted": count() - before, "whole": whole()}


def kill_at_random() -> dict[str, object]:
    """A writer that never stops, killed whenever it suits."""
    before, chance = count(), random.Random(7)
    for n in range(RANDOM_KILLS):

        def work(n: int = n) -> None:
            for k in range(10**6):
                post(f"random {n} {k}")

        pid = child(work)
        time.sleep(chance.uniform(0.03, 0.12))
        os.kill(pid, signal.SIGKILL)
        if ended(pid) != 9 or not whole():
            return {"kills": n, "whole": False}
    return {"kills": RANDOM_KILLS, "whole": whole(), "some": count() > before}


def write_together() -> dict[str, object]:
    """Eight writers, every request sent by two of them."""
    from quyhoach_web.queries import ledger as read

    before, cash = count(), read.balances(DAY)["TG.KB"]

    def work(n: int) -> Callable[[], None]:
        mine = [k for k in range(KEYS) if n in (k % WRITERS, (k + 1) % WRITERS)]
        random.Random(n).shuffle(mine)
        return lambda: [post(f"shared {k}", k + 1) for k in mine] and None

    pids = [child(work(n)) for n in range(WRITERS)]
    how = [ended(pid) for pid in pids]
    return {"ended": how, "posted": count() - before, "cash": read.balances(DAY)["TG.KB"] - cash, "whole": whole()}


def pay_together() -> dict[str, object]:
    """Eight writers, each paying out all there is: one may."""
    from quyhoach_web.queries import ledger as read

    before, cash = count(), read.balances(DAY)["TG.KB"]
    how = [ended(pid) for pid in [child(lambda n=n: post(f"all {n}", cash, True) and None) for n in range(WRITERS)]]
    return {"ended": sorted(how), "posted": count() - before, "cash": read.balances(DAY)["TG.KB"], "whole": whole()}


if __name__ == "__main__":
    main()
