"""The list of projects as the workbook that the importer reads; the head of the audit stands in its footer and properties."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.db.models import QuerySet

from quyhoach.province.specs.projects import PROJECTS
from quyhoach.tables import write_workbook
from quyhoach.tables.spec import Table
from quyhoach_web.language import language, say
from quyhoach_web.models import Project
from quyhoach_web.services.audit import head_line
from quyhoach_web.services.cells import from_json


def project_book(projects: QuerySet[Project]) -> bytes:
    """The projects' rows, every column of the spec, in the query's order."""
    stored = projects.values_list("record__values", flat=True).iterator(chunk_size=2000)
    table = Table(PROJECTS, tuple(from_json(values, PROJECTS) for values in stored))
    remark = say("Đầu chuỗi nhật ký {head}", "Head of the audit chain {head}", head=head_line())
    with tempfile.TemporaryDirectory() as folder:
        write_workbook([table], Path(folder) / "projects.xlsx", language(), remark)
        return (Path(folder) / "projects.xlsx").read_bytes()
