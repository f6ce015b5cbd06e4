"""The books copied into a scenario's tables: what a capital plan knows of the fund is chosen with its scenario, never taken silently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quyhoach.province.specs import SCENARIO
from quyhoach.tables.spec import Row, TableSpec
from quyhoach_web.models import Advance, LedgerAccount, LedgerEntry, Record, ScenarioSettings
from quyhoach_web.services import records
from quyhoach_web.services.cells import to_json

TABLES = ("fund_accounts", "advances", "fund_entries")
_BOOKS = "Sổ Quỹ của văn phòng"
"""The source a copied row names, in the language of the tables."""


class NoScenario(Exception):
    """There is no scenario of that name."""


def into_scenario(scenario: str, who: object) -> int:
    """Make the scenario's tables of the fund say what the books say. Returns how many rows changed. Raises NoScenario, Overtaken."""
    if not ScenarioSettings.objects.filter(name=scenario).exists():
        raise NoScenario(scenario)
    changes = [change for table, rows in (("fund_accounts", _accounts()), ("advances", _advances()), ("fund_entries", _entries(scenario)))
               for change in _changes(scenario, SCENARIO[table], dict(rows))]
    if changes:
        records.apply(changes, who, "import", _BOOKS)
    return len(changes)


def _changes(scenario: str, spec: TableSpec, wanted: dict[str, dict[str, Any]]) -> Iterator[records.RowChange]:
    """Rows to add, to change and to take out, so that the table holds exactly ``wanted``."""
    standing = dict(Record.objects.filter(layer=scenario, table=spec.name).values_list("key", "values"))
    for key, values in wanted.items():
        if standing.get(key) != values:
            yield records.RowChange(scenario, spec.name, key, standing.get(key), values)
    for key in standing.keys() - wanted.keys():
        yield records.RowChange(scenario, spec.name, key, standing[key], None)


def _row(table: str, said: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Key and JSON of a row of that table; figures the books assume keep their rule, others name the books."""
    spec = SCENARIO[table]
    values = dict.fromkeys(column.name for column in spec.columns) | {name: value if value != "" else None for name, value in said.items()}
    values["source"] = values["source"] or (None if values["assumed"] else _BOOKS)
    row = Row(values)
    return "/".join(row.text(name) for name in spec.key), to_json(row)


def _accounts() -> Iterator[tuple[str, dict[str, Any]]]:
    known = dict(Record.objects.filter(table="fund_accounts").values_list("key", "values"))
    for one in LedgerAccount.objects.order_by("pk"):
        kept = known.get(one.code, {})
        said = {name: kept.get(name) for name in ("source", "as_of", "assumed")}
        yield _row("fund_accounts", {"account": one.code, "name_vi": one.name_vi, "name_en": one.name_en, "kind": one.kind, **said})


def _advances() -> Iterator[tuple[str, dict[str, Any]]]:
    known = dict(Record.objects.filter(table="advances").values_list("key", "values"))
    for one in Advance.objects.order_by("code"):
        kept = known.get(one.code, {})
        yield _row("advances", {
            "advance": one.code, "name_vi": one.name, "project": one.project, "site": one.site, "borrower": one.borrower,
            "amount_vnd": one.amount, "plan_decision": one.plan_decision, "plan_decided_on": one.plan_decided_on,
            "plan_amount_vnd": one.plan_amount, "decision": one.decision, "decided_on": one.decided_on, "refund_source": one.refund_source,
            "refund_fund": one.refund_fund, "refund_on": one.refund_on, "cost_rate": one.cost_rate.normalize() + 0,
            "cost_document": one.cost_document, "note": kept.get("note"), "source": kept.get("source"), "assumed": one.assumed,
            "as_of": kept.get("as_of") or one.decided_on.isoformat()})


def _entries(scenario: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Entries under the names they were opened with, later ones under their number, line by line."""
    known = dict(Record.objects.filter(layer=scenario, table="fund_entries").values_list("key", "values"))
    names: dict[int, str] = {}
    for one in LedgerEntry.objects.order_by("number"):
        opened = one.key.removeprefix(f"open:{scenario}:")
        names[one.pk] = name = opened if opened != one.key else f"S{one.number:06d}"
        for n, line in enumerate(one.lines, 1):
            kept = known.get(f"{name}/{n}", {})
            amount = line["amount"]
            yield _row("fund_entries", {
                "entry": name, "line": n, "booked_on": one.booked_on, "kind": one.kind, "account": line["account"],
                "debit_vnd": amount if amount > 0 else None, "credit_vnd": -amount if amount < 0 else None,
                "advance": line.get("advance", ""), "document": kept.get("document") if kept else one.document, "text": one.text,
                "reverses": names.get(one.reverses_id or 0, ""), "source": one.source, "assumed": one.assumed,
                "as_of": kept.get("as_of") or one.booked_on.isoformat()})
