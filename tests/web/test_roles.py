"""A role that ends while its holder works, doors that others could shut, and what the public must not see even in the plan's own files."""

from __future__ import annotations

import pytest
from django.test import Client

from quyhoach_web.access import ACCESS
from quyhoach_web.models import Account, Import, Plan, Record, Role, Run, RunKind, RunState
from quyhoach_web.services import people, publishing, records, runs, standing

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PASSWORD = "mot-hai-ba-bon-nam"


@pytest.fixture(autouse=True)
def _nothing_kept():
    standing.forget()
    yield
    standing.forget()


def now_holds(name: str, *held: people.Held, active: bool = True) -> None:
    account = Account.objects.get(username=name)
    people.change("test", account.pk, account.version, account.display_name, active, held)


def row() -> Record:
    return Record.objects.get(layer="facts", table="agencies", key="CQ01")


def preview_of(client: Client) -> int:
    from django.core.files.uploadedfile import SimpleUploadedFile  # app-ready

    file = SimpleUploadedFile("co-quan.csv", "agency,name_vi\nCQ01,Tên khác\n".encode())
    assert client.post("/data/imports/new/", {"layer": "facts", "table": "agencies", "file": file}).status_code == 302
    return Import.objects.latest("pk").pk


def asked_with_open_forms(client: Client, preview: int) -> list[int]:
    """What a planner's open pages would send now."""
    form = client.get("/data/facts/agencies/CQ01/edit/")
    answers = [form.status_code]
    said = {"version": str(row().version), "agency": "CQ01", "name_vi": "Tên tôi gõ", "why": "thử"}
    for address, data in (("/data/facts/agencies/CQ01/edit/", said), ("/runs/new/", {"scenario": "co-so", "title": "x"}),
                          (f"/data/imports/{preview}/accept/", {}), ("/plans/new/", {"run": str(Run.objects.first().pk), "title": "x"})):
        answers.append(client.post(address, data).status_code)
    return answers


def test_a_role_taken_in_mid_session_ends_with_the_next_click_and_nothing_is_written(sign_in):
    client = sign_in("planner")
    preview, before = preview_of(client), (row().values, Run.objects.count(), Plan.objects.count())
    now_holds("test-planner", people.Held(Role.TREASURY))
    assert asked_with_open_forms(client, preview) == [403] * 5
    page = client.post("/data/facts/agencies/CQ01/edit/", {"name_vi": "x"}).content.decode()
    assert "Không có quyền mở trang này" in page
    assert (row().values, Run.objects.count(), Plan.objects.count()) == before
    assert Import.objects.get(pk=preview).state == "preview", "the file waits for whoever holds the role now"
    assert client.get("/data/facts/agencies/").status_code == 200


def test_a_role_that_is_narrowed_reaches_its_new_area_alone(sign_in):
    client = sign_in("planner")
    preview = preview_of(client)
    now_holds("test-planner", people.Held(Role.PLANNER, "CQ03"))
    assert client.get("/data/facts/agencies/CQ01/edit/").status_code == 403
    assert client.post(f"/data/imports/{preview}/accept/").status_code == 403
    assert row().values["name_vi"] != "Tên khác"
    assert client.get("/data/facts/projects/DA02/edit/").status_code == 200


def test_a_closed_account_is_led_to_the_door_and_nothing_is_written(sign_in):
    client = sign_in("planner")
    preview, before = preview_of(client), row().values
    now_holds("test-planner", people.Held(Role.PLANNER), active=False)
    assert asked_with_open_forms(client, preview) == [302] * 5
    assert client.get("/desk/").headers["Location"].startswith("/sign-in/")
    assert row().values == before


def test_nobody_locks_another_out_from_elsewhere():
    people.create("test", "thu.nguoi", "Thử Người", [people.Held(Role.AUDITOR)], PASSWORD)
    stranger, own = Client(REMOTE_ADDR="198.51.100.7"), Client(REMOTE_ADDR="192.0.2.1")
    said = {"username": "thu.nguoi"}
    assert [stranger.post("/sign-in/", {**said, "password": "sai"}).status_code for _ in range(9)][-1] == 429
    assert own.post("/sign-in/", {**said, "password": PASSWORD}).status_code == 302


def test_a_right_password_begins_the_count_anew():
    people.create("test", "thu.nguoi", "Thử Người", [people.Held(Role.AUDITOR)], PASSWORD)
    for _ in range(3):
        wrong = [Client().post("/sign-in/", {"username": "thu.nguoi", "password": "sai"}).status_code for _ in range(6)]
        assert wrong == [200] * 6
        assert Client().post("/sign-in/", {"username": "thu.nguoi", "password": PASSWORD}).status_code == 302


def test_a_forged_step_or_a_forged_run_is_no_plan(sign_in):
    client, run = sign_in("planner"), Run.objects.get(published=True)
    assert client.post("/plans/new/", {"run": str(run.pk), "title": "Kế hoạch"}).status_code == 302
    plan = Plan.objects.latest("pk")
    forged = {"state": "assigned", "number": "1/QĐ", "dated": "01/02/2026", "version": "1", "created_by": "1", "run": "999999"}
    assert client.post(f"/plans/{plan.pk}/step/", forged).status_code in (403, 409, 422)
    plan.refresh_from_db()
    assert (plan.state, plan.run_id, plan.created_by.username) == ("draft", run.pk, "test-planner")
    count = Plan.objects.count()
    for number in ("999999", "-1", "²", "1 OR 1=1"):
        assert client.post("/plans/new/", {"run": number, "title": "x"}).status_code in (200, 404, 422)
    assert Plan.objects.count() == count


def test_what_is_kept_of_a_public_run_holds_no_note_and_no_person():
    """The first screen is read from the run's own file: notes that stand in the data when a run is made must not get into it."""
    changes, names = [], ("note", "status_note", "funding_note")
    for found in Record.objects.filter(layer="facts", table__in=("projects", "zones", "plan_lines", "units", "agencies")):
        own = [name for name in names if name in {column.name for column in records.spec_of("facts", found.table).columns}]
        changes.append(records.RowChange("facts", found.table, found.key, found.values,
                                         {**found.values, **dict.fromkeys(own, "ghi-chu-rieng-x")}))
    records.apply(changes, "test", "edit")
    planner = Account.objects.get(username="test-planner")
    run = runs.request(scenario="co-so", title="Công khai", kept=True, by=planner)
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, attempt=1)
    assert runs.finish(run, runs.carry_out(run), 1)
    assert publishing.publish(run.pk, planner)
    ranking = runs.request(kind=RunKind.RANKING, question={"set": "uu-tien-mau"}, scenario="co-so", title="Xếp hạng", kept=True, by=planner)
    Run.objects.filter(pk=ranking.pk).update(state=RunState.RUNNING, attempt=1)
    assert runs.finish(ranking, runs.carry_out(ranking), 1)
    assert publishing.publish_ranking(ranking.pk, planner)
    public = [name for name, rule in ACCESS.items() if rule.roles is None]
    assert set(public) == {
        "first-screen", "first-screen-preview", "language", "sign-in", "demo-sign-in",
        "map", "map-layer", "map-panel", "map-tile", "basemap",
        "land-sites", "land-site", "land-sites-layer", "priorities", "ranking-published", "ranking-published-file",
        "zones", "zones-plan", "zones-layer", "zones-balance", "zones-export",
        "ogc", "ogc-api", "ogc-conformance", "ogc-collections", "ogc-collection", "ogc-queryables", "ogc-items", "ogc-item",
    }
    client = Client()
    for address in ("/", "/map/", "/map/panel/project/DA01/", "/map/panel/zone/KV01/", "/sign-in/", "/zones/", "/zones/QH03/",
                    "/priorities/", f"/priorities/published/{ranking.pk}/", f"/priorities/published/{ranking.pk}/files/ranking.vi.json",
                    "/ogc/collections/projects/items", "/ogc/collections/zones/items", "/ogc/collections/communes/items"):
        for language in ("vi", "en"):
            client.cookies["django_language"] = language
            page = client.get(address)
            assert page.status_code == 200, address
            text = page.content.decode()
            assert not [mark for mark in ("ghi-chu-rieng-x", "test-planner", planner.display_name) if mark in text], address
    slider = client.get("/").context["slider"]
    answer = client.post("/preview/", {"ceiling": slider["name"], "percent": "-30"}).content.decode()
    assert "ghi-chu-rieng-x" not in answer
