"""What people do in a joint project: release and withdraw, commit, report, countersign, state a figure. Every act through the one way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from quyhoach.province.specs import FACTS
from quyhoach.tables.spec import Row, TableSpec
from quyhoach.zones import release
from quyhoach.zones.release import Address, ReleasedRow
from quyhoach_web.models import AuditEntry, Office, Record
from quyhoach_web.services import records
from quyhoach_web.services.audit import Act, record
from quyhoach_web.services.cells import to_json


class Settled(Exception):
    """The report has its countersignature already, or the same side would sign its own word."""


def _next(prefix: str, table: str) -> str:
    """The next free code of a table; asked inside the transaction that writes it."""
    Office.objects.select_for_update().get(pk=1)
    taken = set(Record.objects.filter(layer="facts", table=table).values_list("key", flat=True))
    return next(code for n in range(len(taken) + 1, 10**6) if (code := f"{prefix}{n:03}") not in taken)


def _row(spec: TableSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """The row as the table keeps it, empty cells left out."""
    return to_json(Row({column.name: None if values.get(column.name) == "" else values.get(column.name) for column in spec.columns}))


def _add(who: object, action: str, why: str, *rows: tuple[str, str, Mapping[str, Any]]) -> None:
    records.apply([records.RowChange("facts", table, key, None, _row(FACTS[table], values)) for table, key, values in rows],
                  who, action, why)


@transaction.atomic
def give(who: object, joint: str, said: Mapping[str, Any]) -> str:
    """A new release rule; ``said`` has table, row, fields, parties, since, until, decision, decided_on."""
    rule = _next("CX", "release_rules")
    _add(who, "release-rule", str(said.get("decision", "")), ("release_rules", rule, {**said, "rule": rule, "joint": joint}))
    return rule


@transaction.atomic
def withdraw(who: object, joint: str, rule: str, today: date, why: str) -> None:
    """From this moment the rule releases nothing. Raises Record.DoesNotExist for another project's rule."""
    found = Record.objects.get(layer="facts", table="release_rules", key=rule, values__joint=joint)
    after = {**found.values, "until": (today - timedelta(days=1)).isoformat()}
    records.apply([records.RowChange("facts", "release_rules", rule, found.values, after)], who, "release-end", why)


@transaction.atomic
def commit(who: object, joint: str, said: Mapping[str, Any], minutes: Mapping[str, Any] | None) -> str:
    """A commitment of the minutes named, or of new ones, which are written with it."""
    code, rows = _next("CK", "commitments"), []
    named = said.get("minutes")
    if minutes:
        named = _next("BB", "joint_minutes")
        rows.append(("joint_minutes", named, {**minutes, "minutes": named, "joint": joint}))
    rows.append(("commitments", code, {**said, "minutes": named, "commitment": code, "joint": joint}))
    _add(who, "minutes", "", *rows)
    return code


@transaction.atomic
def report(who: object, joint: str, commitment: str, party: str, said: Mapping[str, Any], action: str = "progress", why: str = "") -> None:
    """The next progress report of a commitment."""
    Office.objects.select_for_update().get(pk=1)
    entries = Record.objects.filter(layer="facts", table="progress_reports", values__commitment=commitment)
    entry = max((int(values["entry"]) for values in entries.values_list("values", flat=True)), default=0) + 1
    row = {**said, "commitment": commitment, "entry": entry, "joint": joint, "party": party}
    _add(who, action, why, ("progress_reports", f"{commitment}/{entry}", row))


@transaction.atomic
def countersign(who: object, key: str, party: str, across: Sequence[str], said: Mapping[str, Any], action: str = "countersign",
                why: str = "") -> None:
    """One side's answer to the other's report; ``across`` are the signing side's own parties. Raises Settled."""
    found = Record.objects.select_for_update().get(layer="facts", table="progress_reports", key=key)
    if found.values.get("countersign") or found.values.get("party") in across:
        raise Settled
    after = {**found.values, **_row(FACTS["progress_reports"], {**said, "countersigned_by": party})}
    records.apply([records.RowChange("facts", "progress_reports", key, found.values, after)], who, action, why)


@transaction.atomic
def state(who: object, joint: str, party: str, address: Address, value: str, on: date) -> None:
    """The other side's own figure of a released field, in place of what it said before."""
    table, row, name = address
    said = {"joint": joint, "party": party, "table": table, "row": row, "field": name}
    Office.objects.select_for_update().get(pk=1)
    same = {f"values__{key}": part for key, part in said.items()}
    found = Record.objects.filter(layer="facts", table="partner_statements", **same).first()
    key = found.key if found else _next("PB", "partner_statements")
    after = _row(FACTS["partner_statements"], {**said, "statement": key, "value": value, "stated_on": on})
    before = found.values if found else None
    records.apply([records.RowChange("facts", "partner_statements", key, before, after)], who, "partner-say", f"{joint}/{party}")


# The log of what went across ------------------------------------------------------------------------------------------------


def seen(joint: str, party: str, account: Any, shown: Sequence[ReleasedRow], words: Mapping[Address, str]) -> None:
    """Log what an account now sees, when that differs from what it saw the last time; ``words``: values as shown."""
    name = f"{joint}/{party}/{account.username}"
    now = _state(shown, words)
    last = AuditEntry.objects.filter(kind="release", action="release", object_id=name).order_by("-number").first()
    before = last.after if last else None
    if now != (before or {}):
        record(account, [Act("release", "release", name, before, now)])


def downloaded(joint: str, party: str, account: Any, shown: Sequence[ReleasedRow], words: Mapping[Address, str], file: str) -> None:
    """Log a file that went across: every cell of it with its rule."""
    record(account, [Act("release-export", "release", f"{joint}/{party}/{account.username}", None, _state(shown, words), file)])


def _state(shown: Sequence[ReleasedRow], words: Mapping[Address, str]) -> dict[str, Any]:
    return {"/".join(at): {"value": words[at], "rule": cell.rule.rule, "since": max(cell.rule.since, cell.rule.decided_on).isoformat()}
            for at, cell in release.addresses(shown) if cell.rule is not None}
