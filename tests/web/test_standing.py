"""The province kept in memory is, after every change, the one that reading anew gives; and is never one that was rolled back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from quyhoach.province.folder import read_province
from quyhoach_web.models import Record
from quyhoach_web.services import provinces, records, standing

EXAMPLES = Path(__file__).parents[2] / "examples"
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _nothing_kept():
    standing.forget()
    yield
    standing.forget()


def edit(table: str, key: str, **said) -> None:
    row = Record.objects.get(layer="facts", table=table, key=key)
    records.apply([records.RowChange("facts", table, key, row.values, {**row.values, **said})], "test", "edit")


def anew():
    standing.forget()
    return provinces.current()


def ordered(province):
    tables = {("facts", name): table for name, table in province.facts.items()}
    tables |= {(name, table): rows for name, one in province.scenarios.items() for table, rows in one.tables.items()}
    return province, {at: [(row.values, row.place) for row in table.rows] for at, table in tables.items()}


def test_any_changes_mended_are_the_same_as_reading_anew():
    dice = random.Random(7)
    provinces.current()
    for _ in range(12):
        rows = list(Record.objects.exclude(table="units").order_by("pk"))
        for row in dice.sample(rows, 4):
            gone = records.RowChange(row.layer, row.table, row.key, row.values, None)
            noted = {**row.values, **({"note": str(dice.random())} if "note" in row.values or row.layer == "facts" else {})}
            if dice.random() < 0.5:
                records.apply([records.RowChange(row.layer, row.table, row.key, row.values, noted)], "test", "edit")
            else:
                records.apply([gone], "test", "edit")
                if dice.random() < 0.7:
                    records.apply([records.RowChange(row.layer, row.table, row.key, None, noted)], "test", "undo")
                    if dice.random() < 0.5:
                        records.apply([records.RowChange(row.layer, row.table, row.key, noted, row.values)], "test", "edit")
        mended = ordered(provinces.current())
        assert mended == ordered(anew())


def test_a_change_asks_for_the_changed_rows_alone():
    provinces.current()
    edit("projects", "DA02", total_investment=4242)
    with CaptureQueriesContext(connection) as asked:
        found = provinces.current()
    assert found.facts["projects"].by_key()["DA02"]["total_investment"] == 4242
    rows = [one["sql"] for one in asked if "quyhoach_web_record" in one["sql"]]
    assert len(rows) == 1
    assert " IN (" in rows[0]
    with CaptureQueriesContext(connection) as asked:
        assert provinces.current() is found
    assert len(asked) == 1


def test_what_is_rolled_back_is_never_what_stands():
    real = read_province(EXAMPLES / "tinh_nho").province.facts["projects"].by_key()["DA02"]["total_investment"]
    provinces.current()
    with transaction.atomic():
        edit("projects", "DA02", total_investment=1)
        assert provinces.current().facts["projects"].by_key()["DA02"]["total_investment"] == 1
        transaction.set_rollback(True)
    edit("projects", "DA03", total_investment=2)  # the same revision as the one rolled back
    now = provinces.current().facts["projects"].by_key()
    assert (now["DA02"]["total_investment"], now["DA03"]["total_investment"]) == (real, 2)


def test_a_new_map_is_seen():
    provinces.current()
    shape = {"type": "FeatureCollection", "features": []}
    provinces.save_layer("communes", shape, "x.geojson", "test")
    assert provinces.current().layers["communes"] == shape
