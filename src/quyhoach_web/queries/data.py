"""The tables as people read them: which there are, their rows, and what an import would change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, QuerySet

from quyhoach.money import format_number
from quyhoach.province.specs import FACTS, SCENARIO
from quyhoach.tables import kinds
from quyhoach.tables.folding import fold
from quyhoach.tables.spec import Column, Kind, TableSpec
from quyhoach_web.language import language, say
from quyhoach_web.models import AuditEntry, Import, Record, ScenarioSettings
from quyhoach_web.queries.privacy import PRIVATE_TABLES, open_spec

PAGE = 50
NUMBERS = frozenset({Kind.MONEY, Kind.WHOLE, Kind.DECIMAL, Kind.SHARE, Kind.YEAR})
_MISSING = "–"
_OF_A_NEW_ROW = 5


@dataclass(frozen=True, slots=True)
class Listed:
    """One table of the overview."""

    layer: str
    table: str
    title: str
    purpose: str
    rows: int
    newest: Any


def layers() -> list[str]:
    """The facts and every scenario."""
    return ["facts", *ScenarioSettings.objects.order_by("name").values_list("name", flat=True)]


def layer_label(layer: str) -> str:
    """What a layer is called."""
    return say("Số liệu thực", "Facts") if layer == "facts" else say("Kịch bản {name}", "Scenario {name}", name=layer)


def specs_of(layer: str) -> Mapping[str, TableSpec]:
    """The tables of a layer, in reading order."""
    return FACTS if layer == "facts" else SCENARIO


def title(spec: TableSpec) -> str:
    """The table's title in the reader's language."""
    return spec.title_vi if language() == "vi" else spec.title_en


def overview(reader: bool) -> list[tuple[str, list[Listed]]]:
    """Every layer with its tables: rows and newest change, counted in one query; private ones for their ``reader`` only."""
    counted = Record.objects.values_list("layer", "table").annotate(Count("id"), Max("updated_at")).order_by()
    found = {(layer, table): (rows, newest) for layer, table, rows, newest in counted}
    return [(layer_label(layer), [_listed(layer, spec, *found.get((layer, spec.name), (0, None)))
                                  for spec in specs_of(layer).values() if reader or not spec.private])
            for layer in layers()]


def _listed(layer: str, spec: TableSpec, rows: int, newest: Any) -> Listed:
    purpose = spec.purpose_vi if language() == "vi" else spec.purpose_en
    return Listed(layer, spec.name, title(spec), purpose, rows, newest)


def rows_of(layer: str, table: str, words: str) -> QuerySet[Record]:
    """The table's rows in the file's order that hold every word, accents and case aside."""
    found = Record.objects.filter(layer=layer, table=table).order_by("position")
    for word in fold(words).split():
        found = found.filter(search_text__contains=word)
    return found


def headers(spec: TableSpec, unit: str) -> list[dict[str, Any]]:
    """The printed headers with unit and help; numbers stand right."""
    return [{"text": kinds.header(column, language()), "help": kinds.meaning(column, language()), "unit": unit_of(column, unit),
             "number": column.kind in NUMBERS} for column in spec.columns]


def unit_of(column: Column, money: str) -> str:
    """The unit as printed: money is in the province's."""
    return money if column.kind is Kind.MONEY else column.unit


def cells(spec: TableSpec, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row's cells; a figure that a rule assumed carries the mark."""
    assumed = str(values.get("assumed", ""))
    return [{"text": shown(column, values.get(column.name)), "number": column.kind in NUMBERS, "missing": values.get(column.name) is None,
             "assumed": assumed if column.kind in NUMBERS and values.get(column.name) is not None else ""} for column in spec.columns]


def shown(column: Column, value: Any) -> str:
    """A stored value as the reader's language prints it."""
    if value is None or value == []:
        return _MISSING
    if column.kind in (Kind.MONEY, Kind.WHOLE):
        return format_number(int(value), language())
    if column.kind is Kind.DECIMAL:
        return format_number(Decimal(str(value)), language())
    if column.kind is Kind.SHARE:
        return f"{format_number((Decimal(str(value)) * 100).normalize() + 0, language())} %"
    if column.kind is Kind.FLAG:
        return kinds.YES_NO[language()][0 if value else 1]
    if column.kind is Kind.CHOICE:
        return kinds.choice(column, str(value), language())
    return typed(column, value)


def typed(column: Column, value: Any) -> str:
    """A stored value as a person types it, the Vietnamese way; the reader of cells understands it as the same value."""
    if value is None:
        return ""
    if column.kind in (Kind.MONEY, Kind.WHOLE):
        return format_number(int(value))
    if column.kind is Kind.DECIMAL:
        return format(Decimal(str(value)), "f").replace(".", ",")
    if column.kind is Kind.SHARE:
        return f"{format((Decimal(str(value)) * 100).normalize() + 0, 'f')}%".replace(".", ",")
    if column.kind is Kind.DATE:
        return date.fromisoformat(value).strftime("%d/%m/%Y")
    if column.kind is Kind.FLAG:
        return "1" if value else "0"
    return "; ".join(value) if isinstance(value, list) else str(value)


def differences(spec: TableSpec, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """The columns in which two states of a row differ: name, from, to."""
    old, new = before or {}, after or {}
    return [{"column": kinds.header(column, language()), "name": column.name, "before": shown(column, old.get(column.name)),
             "after": shown(column, new.get(column.name))} for column in spec.columns if old.get(column.name) != new.get(column.name)]


def since(record: Record, version: int) -> list[AuditEntry]:
    """The audit entries of the changes after ``version``, oldest first."""
    passed = record.version - version
    if passed <= 0:
        return []
    name = f"{record.layer}/{record.table}/{record.key}"
    return list(AuditEntry.objects.filter(kind="record", object_id=name).order_by("-number")[:passed])[::-1]


def overtakers(spec: TableSpec, entries: Collection[AuditEntry], touched: Mapping[str, str]) -> list[dict[str, Any]]:
    """Who changed what meanwhile, beside what this person typed in the same column."""
    return [{"who": entry.who, "at": entry.at, "why": entry.why, **change, "typed": touched.get(change["name"], "")}
            for entry in entries for change in differences(spec, entry.before, entry.after)]


# Imports -------------------------------------------------------------------------------------------------------------------


def imports_of(person: Any, all_of_them: bool) -> QuerySet[Import]:
    """Newest first, without the bulk; a person with an own area sees their own."""
    found = Import.objects.select_related("created_by").defer("changes", "findings").order_by("-pk")
    return found if all_of_them else found.filter(created_by=person)


def state_label(state: str) -> str:
    """Where an import stands."""
    return {"preview": say("chờ quyết định", "awaits a decision"), "accepted": say("đã nhận", "accepted"),
            "undone": say("đã hoàn tác", "undone"), "dropped": say("đã bỏ", "dropped"),
            "empty": say("không có gì để nhận", "nothing to accept")}.get(state, state)


STATE_CLASS = {"preview": "state-queued", "accepted": "state-done", "undone": "state-cancelled", "dropped": "state-cancelled",
               "empty": "state-cancelled"}


def decision(found: Import) -> AuditEntry | None:
    """Who decided the import last, and when."""
    return AuditEntry.objects.filter(kind="import", object_id=str(found.pk)).order_by("-number").first()


def earlier(found: Import, person: Any, all_of_them: bool) -> Import | None:
    """The newest earlier import of the very same bytes into the same place that the person may see."""
    same = imports_of(person, all_of_them).filter(digest=found.digest, layer=found.layer, table=found.table, pk__lt=found.pk)
    return same.first()


def counts(found: Import) -> dict[str, int]:
    """How many rows of each kind."""
    kind_of = [change["kind"] for change in found.changes]
    return {kind: kind_of.count(kind) for kind in ("new", "changed", "unchanged", "wrong")}


def kind_label(kind: str) -> str:
    """What would happen to a row."""
    return {"new": say("mới", "new"), "changed": say("thay đổi", "changed"), "unchanged": say("không đổi", "unchanged"),
            "wrong": say("sai, không nhận", "wrong, kept out")}[kind]


def diff_rows(found: Import, page: Any, reader: bool) -> Iterator[dict[str, Any]]:
    """Rows of one page of the preview, in words; a wrong one with what is wrong. Not for a ``reader``: without private cells."""
    wrong: dict[tuple[str, int], list[str]] = {}
    for one in findings_of(found):
        if one["severity"] == "error" and one.get("row"):
            wrong.setdefault((one.get("table", ""), one["row"]), []).append(one["message"])
    for change in page:
        spec = None if found.kind == "layer" else specs_of(change["layer"])[change["table"]]
        yield {"kind": change["kind"], "label": kind_label(change["kind"]), "key": change["key"], "row": change.get("row"),
               "table": title(spec) if spec else say("Ranh giới xã", "Commune boundaries"), "name": _name(change),
               "wrong": wrong.get((change["table"], change.get("row") or 0), []) if change["kind"] == "wrong" else [],
               "columns": [] if change["table"] in PRIVATE_TABLES and not reader else _columns(spec and open_spec(spec, reader), change)}


def _columns(spec: TableSpec | None, change: Mapping[str, Any]) -> list[dict[str, str]]:
    """What changes; of a new row the first columns that say more than its key and name."""
    if spec is None or change["kind"] not in ("new", "changed"):
        return []
    found = differences(spec, change.get("before"), change.get("after"))
    return found if change["kind"] == "changed" else [one for one in found if one["name"] not in (*spec.key, "name_vi")][:_OF_A_NEW_ROW]


def _name(change: Mapping[str, Any]) -> str:
    said = change.get("after") or change.get("before") or {}
    return str(said.get("name_vi") or said.get("properties", {}).get("name_vi", ""))


def findings_of(found: Import) -> list[dict[str, Any]]:
    """The findings in the reader's language, errors first."""
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(found.findings.get(language(), []), key=lambda finding: order[finding["severity"]])
