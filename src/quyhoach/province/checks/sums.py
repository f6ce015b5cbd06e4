"""Sums that should close: parts against a total, as sources print them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from quyhoach.findings import Finding, finding
from quyhoach.province.checks.case import Case, cell
from quyhoach.tables.spec import Row


def sums_close(case: Case) -> Iterator[Finding]:
    """CHK-161: parts and total differ by more than the rounding allowed. A sum with a term unknown is not judged."""
    for rows in _by_sum(case).values():
        terms = [(row.text("side"), _term(case, row)) for row in rows]
        sides = {side: [value for at, value in terms if at == side] for side in ("part", "total")}
        if None in (*sides["part"], *sides["total"]) or not sides["part"] or not sides["total"]:
            continue
        parts, total = (sum((value for value in sides[side] if value is not None), Decimal(0)) for side in ("part", "total"))
        allowed = max((row.decimal("tolerance") or Decimal(0) for row in rows), default=Decimal(0))
        if abs(parts - total) > allowed:
            at = next(row for row in rows if row.text("side") == "total")
            title = next((row for row in rows if row.text("title_vi")), at)
            yield finding(
                "CHK-161", cell(at, "value", at.text("sum")), title_vi=title.text("title_vi") or at.text("sum"),
                title_en=title.text("title_en") or at.text("sum"), parts=parts, total=total,
                difference=abs(parts - total),
            )


def terms_found(case: Case) -> Iterator[Finding]:
    """CHK-162: a term that points at no cell; CHK-163: a term whose printed value is not what the cell says."""
    for row in case.rows("sums"):
        if not row.text("table"):
            if row.decimal("value") is None:
                yield finding("CHK-162", cell(row, "value", row.text("sum")), sum=row.text("sum"), term=row.text("term"), cell="–")
            continue
        pointed, printed = _pointed(case, row), row.decimal("value")
        if pointed is None:
            place = "/".join((row.text("table"), row.text("row"), row.text("column")))
            yield finding("CHK-162", cell(row, "row", row.text("sum")), sum=row.text("sum"), term=row.text("term"), cell=place)
        elif printed is not None and abs(pointed - printed) > (row.decimal("tolerance") or 0):
            yield finding(
                "CHK-163", cell(row, "value", row.text("sum")), sum=row.text("sum"), term=row.text("term"),
                printed=printed, cell=pointed,
            )


def _by_sum(case: Case) -> dict[str, list[Row]]:
    sums: dict[str, list[Row]] = {}
    for row in case.rows("sums"):
        sums.setdefault(row.text("sum"), []).append(row)
    return sums


def _term(case: Case, row: Row) -> Decimal | None:
    """What the source prints, else what the cell pointed at says."""
    printed = row.decimal("value")
    return printed if printed is not None else _pointed(case, row)


def _pointed(case: Case, row: Row) -> Decimal | None:
    table = case.tables.get(row.text("table"))
    target = table.by_key().get(row.text("row")) if table else None
    value = target.values.get(row.text("column")) if target else None
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
