"""The served office end to end, on SQLite and on a real PostgreSQL: load, plan, what-if, import, stop, and all is there again."""

from __future__ import annotations

import os
import re

import pytest

pytestmark = pytest.mark.both_databases
MINE = {"scenario": "co-so", "NSDP.CD:2026": "20", "gamma": "0.5"}


@pytest.fixture
def database(tmp_path):
    """What the server's environment says of its database: nothing for SQLite, else a fresh PostgreSQL database."""
    if not os.environ.get("QUYHOACH_TEST_PG"):
        yield {}
        return
    from django.conf import settings  # app-ready: the settings of this run name the server
    from psycopg import connect  # optional

    said, name = settings.DATABASES["default"], f"serve_{os.getpid()}"
    at = {"host": said["HOST"], "user": said["USER"], "password": said["PASSWORD"], "port": said["PORT"] or None}
    with connect(dbname="postgres", autocommit=True, **at) as server:
        server.execute(f"CREATE DATABASE {name}")
        address = re.sub(r"/[^/]*$", f"/{name}", os.environ["DATABASE_URL"])
        yield {"DATABASE_URL": address, "QUYHOACH_PG_SOCKET": os.environ.get("QUYHOACH_PG_SOCKET", "")}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def done(office, browser, run: str) -> None:
    office.until(lambda: browser.get(run) == 200 and "state-done" in browser.text, 60)


def test_an_office_from_an_empty_folder_to_a_saved_what_if(serve, database):
    office = serve(**database)
    planner = office.browser()
    assert planner.get("/") == 200
    assert "data-map" in planner.text
    assert planner.sign_in("planner") == 302

    assert planner.post("/runs/new/", {"scenario": "co-so", "title": "Chạy thử"}) == 302
    done(office, planner, planner.where)

    assert planner.post("/capital/what-if/preview/", MINE) == 200
    assert planner.post("/capital/what-if/prove/", MINE) == 200
    proof = re.search(r"/capital/what-if/proof/(\d+)/", planner.text)[1]
    office.until(lambda: planner.get(f"/capital/what-if/proof/{proof}/") == 200 and 'name="title"' in planner.text, 60)
    assert planner.post("/capital/what-if/save/", {"run": proof, "title": "Thêm vốn"}) == 302
    assert planner.where == f"/runs/{proof}/"

    rows = "agency,name_vi\nCQ01,Sở Tài chính\nCQ77,Ban mới\n".encode()
    assert planner.post("/data/imports/new/", {"layer": "facts", "table": "agencies"}, ("co-quan.csv", rows)) == 302
    imported = planner.where
    assert planner.post(f"{imported}accept/") == 302
    assert planner.edit("CQ77", name_vi="Ban Mới Đổi Tên") == 302

    verified = office.command("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    office.stop()
    assert office.process.returncode == 0, office.log.read_text()

    office.start()
    again = office.browser()
    assert again.sign_in("council") == 302
    assert again.get("/data/facts/agencies/?q=ban+moi+doi+ten") == 200
    assert "Ban Mới Đổi Tên" in again.text
    assert again.get("/runs/") == 200
    assert "Thêm vốn" in again.text
    assert (office.home / "quyhoach.sqlite3").exists() is not bool(database)
