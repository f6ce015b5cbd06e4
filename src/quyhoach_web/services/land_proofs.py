"""A proof of a clearance step as a row of its table: entered once, through the one way rows change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from quyhoach_web.models import Record
from quyhoach_web.services import records

TABLE = "clearance_steps"


def enter(parcel: str, said: Mapping[str, Any], on: date, who: Any) -> str:
    """Write the proof of ``parcel`` down; returns the record's code. Raises ``records.Overtaken`` when somebody took the code meanwhile."""
    code = _free(parcel, str(said["step"]))
    dated = said.get("dated_on")
    row = {
        "record": code, "parcel": parcel, "step": said["step"], "done_on": said["done_on"].isoformat(), "document": said["document"],
        "dated_on": dated.isoformat() if dated and dated != said["done_on"] else None, "digest": said["digest"],
        "authority": said.get("authority") or None, "amount_vnd": said.get("amount_vnd"), "source": said["document"],
        "as_of": on.isoformat(),
    }
    change = records.RowChange("facts", TABLE, code, None, {name: value for name, value in row.items() if value is not None})
    records.apply([change], who, "proof", said.get("why") or "")
    return code


def _free(parcel: str, step: str) -> str:
    """``TD05-notice-2``: the first number of the parcel's step that no row has."""
    stem = f"{parcel}-{step}"
    taken = set(Record.objects.filter(layer="facts", table=TABLE, key__startswith=stem).values_list("key", flat=True))
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
