"""Rows of a table as the workbook that the importer reads; the head of the audit stands in its footer and properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from quyhoach.tables.spec import Table, TableSpec
from quyhoach.tables.write import workbook_bytes
from quyhoach_web.language import language, say
from quyhoach_web.services.audit import head_line
from quyhoach_web.services.cells import from_json


def table_book(spec: TableSpec, stored: Iterable[Mapping[str, Any]]) -> bytes:
    """Every column of the spec, the rows in the order given."""
    remark = say("Đầu chuỗi nhật ký {head}", "Head of the audit chain {head}", head=head_line())
    return workbook_bytes([Table(spec, tuple(from_json(values, spec) for values in stored))], language(), remark)
