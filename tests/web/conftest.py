"""An office with the tiny invented province, planned and published; and a client signed in as any role."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from django.test import Client
from django.test.client import ClientHandler
from django.urls import get_resolver
from django.urls.converters import IntConverter
from django.utils import timezone

from quyhoach_web.models import Account, Draft, Import, LedgerStatement, Plan, Record, Role, Run, RunFile, RunKind, RunState
from quyhoach_web.services import fund_opening, people, provinces, runs

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The office of every test of this folder: tinh_nho with the published plan of co-so and one account a role."""
    with django_db_blocker.unblock():
        provinces.load(EXAMPLES / "tinh_nho", "test")
        fund_opening.open_books("co-so", "test")
        run = runs.request(scenario="co-so", title="Phương án cơ sở", kept=True, by="test")
        Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, attempt=1, published=True)
        assert runs.finish(run, runs.carry_out(run), 1)
        for role in Role:
            people.create("test", f"test-{role}", f"Thử {role}", [people.Held(role, AGENCY.get(role, ""), AREAS.get(role, ()))])


AGENCY = {Role.AGENCY: "CQ01", Role.PROJECT_OWNER: "CQ02", Role.COMMUNE: "CQ03"}
AREAS = {Role.PARTNER: ("HT01/TK",)}


@pytest.fixture(scope="session")
def chain():
    """The middleware, made once: making it reads every static file."""
    made = ClientHandler(enforce_csrf_checks=False)
    made.load_middleware()
    return made


@pytest.fixture
def sign_in(db, chain):
    """``sign_in("planner")``: a client signed in with that role; ``sign_in("")``: signed out."""

    def signed_in(role: str) -> Client:
        client = Client()
        client.handler = chain
        if role:
            client.force_login(Account.objects.get(username=f"test-{role}"), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


SAMPLES = {
    "layer": "facts", "table": "projects", "key": "DA02", "code": "DA02", "suffix": "xlsx", "kind": "project", "number": 1,
    "username": "test-planner", "scenario": "co-so", "joint": "HT01", "commitment": "CK02", "criteria_set": "uu-tien-mau",
    "parcel": "TD01", "site": "MB02X", "asked": "NC01",
}
OWN_SAMPLES = {**{name: {"name": "communes"} for name in ("map-layer", "map-tile", "ogc-collection", "ogc-queryables", "ogc-items")},
               **{name: {"plan": "QH02", "other": "QH03"} for name in ("zones-compare", "zones-compare-export")},
               **{name: {"plan": "QH02"} for name in ("zones-plan", "zones-layer", "zones-balance")},
               **{f"zones-draw{room}": {"plan": "QH03"} for room in ("", "-preview", "-save", "-discard", "-compare")},
               "zones-draw-export": {"plan": "QH03", "suffix": "gpkg"},
               "ogc-item": {"name": "communes", "feature": "2025-00011"}, "run-file": {"name": "plan.vi.json"},
               "ranking-published-file": {"name": "ranking.vi.json"}}


@cache
def ranking_text() -> bytes:
    """The run file of the tiny province's ranking, made once."""
    made = Run(kind=RunKind.RANKING, scenario="co-so", question={"set": "uu-tien-mau"}, snapshot=provinces.snapshot())
    return runs.ranking_files(runs.carry_out(made))["ranking.vi.json"]


@pytest.fixture
def addresses(db):
    """Every address of the resolver: (name, kwargs), the kwargs of rows that other people made and other agencies own."""
    planner = Account.objects.get(username="test-planner")
    run, now = Run.objects.order_by("pk").first(), timezone.now()
    plan = Plan.objects.create(title="Kế hoạch thử", run=run, created_by=planner, created_at=now)
    upload = Import.objects.create(filename="thu.xlsx", kind="table", table="projects", digest="0" * 64, size=1,
                                   revision=provinces.revision(), created_by=planner, created_at=now)
    draft = Draft.objects.create(plan="QH03", title="Nháp", content={"crs": "EPSG:9215", "shapes": []}, created_by=planner, created_at=now,
                                 changed_by=planner, changed_at=now)
    sent = LedgerStatement.objects.create(account_id="TG.KB", filename="sao-ke.csv", digest="0" * 64, first_day="2026-02-02",
                                          last_day="2026-02-02", sent_by=planner, sent_at=now, lines=[
                                              {"reference": "1", "booked_on": "2026-02-02", "amount": -5, "document": "", "text": ""}])
    ranking = Run.objects.create(kind=RunKind.RANKING, question={"set": "uu-tien-mau", "method": ""}, scenario="co-so",
                                 title="Xếp hạng thử", kept=True, published=True, snapshot=run.snapshot, state=RunState.DONE,
                                 created_at=now, finished_at=now)
    RunFile.objects.create(run=ranking, name="ranking.vi.json", content=ranking_text(), digest="0" * 64)
    rows = {"ranking": ranking.pk, "statement": sent.pk, "draft": draft.pk, "run": run.pk, "plan": plan.pk, "import": upload.pk,
            "person": Account.objects.get(username="test-council").pk}
    told = Record.objects.filter(layer="facts", key__in=("CK02", "CK03/1")).values_list("table", "pk")
    rows |= {{"commitments": "partner-report", "progress_reports": "partner-sign"}[table]: pk for table, pk in told}
    return [(pattern.name, _arguments(pattern, rows)) for pattern in get_resolver().url_patterns]


def _arguments(pattern, rows):
    given = {}
    for name, converter in pattern.pattern.converters.items():
        own = OWN_SAMPLES.get(pattern.name, {}).get(name)
        numbered = rows.get(name) or rows.get(pattern.name) or rows.get(pattern.name.split("-")[0]) or 1
        whole = isinstance(converter, IntConverter)
        number = SAMPLES["number"] if name == "number" and pattern.name not in rows else numbered
        given[name] = number if whole else own or SAMPLES.get(name, "x")
    return given
