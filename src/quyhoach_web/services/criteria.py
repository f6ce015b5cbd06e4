"""Sets of criteria: locked when a ranking rests on them, and cloned to be changed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from quyhoach_web.models import Office, Record
from quyhoach_web.services.records import RowChange, apply

PARTS = ("criteria", "criterion_values", "members", "weights", "judgements", "ranked_objects", "stages", "stage_conditions", "mechanisms")
"""Tables whose rows belong to a set."""
_LONGEST = 60


class Locked(Exception):
    """A run rests on the set: nobody changes it any more."""


def hold(layer: str, code: str) -> None:
    """Keep everybody else from locking the set until the transaction ends. Raises ``Locked``."""
    Office.objects.select_for_update().get(pk=1)
    row = set_row(layer, code)
    if row is not None and row.values.get("locked"):
        raise Locked(code)


def set_row(layer: str, code: str) -> Record | None:
    """The set's own row."""
    return Record.objects.filter(layer=layer, table="criteria_sets", key=code).first()


def lock(layer: str, code: str, digest: str, who: object, why: str = "") -> bool:
    """Lock a set with the digest of what it holds; False when it is locked already. Raises ``records.Overtaken``."""
    row = set_row(layer, code)
    if row is None or row.values.get("locked"):
        return False
    apply([RowChange(layer, "criteria_sets", code, row.values, {**row.values, "locked": True, "digest": digest})], who, "lock", why)
    return True


@transaction.atomic
def clone(layer: str, code: str, who: object, why: str = "") -> str:
    """A copy of the set with everything in it, open for change: the new set's code. Raises KeyError, ``records.Overtaken``."""
    row = set_row(layer, code)
    if row is None:
        raise KeyError(code)
    new, version = _free(layer, code, int(row.values.get("version", 1)))
    own = {name: value for name, value in row.values.items() if name not in ("digest", "locked", "decision", "valid_from", "valid_to")}
    changes = [RowChange(layer, "criteria_sets", new, None, {**own, "set": new, "version": version, "clone_of": code})]
    parts = Record.objects.filter(layer=layer, table__in=PARTS, key__startswith=f"{code}/").order_by("table", "position")
    changes += [RowChange(layer, part.table, new + part.key[len(code):], None, {**part.values, "set": new})
                for part in parts if part.values.get("set") == code]
    apply(changes, who, "clone", why)
    return new


def _free(layer: str, code: str, version: int) -> tuple[str, int]:
    """The next version's code that is not taken: ``kktck-2021`` → ``kktck-2021-v2``."""
    stem, _, tail = code.rpartition("-v")
    base = (stem if stem and tail.isdigit() else code)[:_LONGEST - 6]
    taken = set(Record.objects.filter(layer=layer, table="criteria_sets", key__startswith=base).values_list("key", flat=True))
    number = version + 1
    while f"{base}-v{number}" in taken:
        number += 1
    return f"{base}-v{number}", number


def title_of(values: dict[str, Any], english: bool) -> str:
    """The set's name in one language; its code when it has none."""
    return str((values.get("name_en") if english else "") or values.get("name_vi") or values.get("set", ""))
