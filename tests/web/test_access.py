"""Every address × every role and signed out, with rows of others, against a table written here and not read from the program."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from quyhoach_web.access import ACCESS, may_change
from quyhoach_web.models import Account, Record, Role
from quyhoach_web.queries.areas import reached
from quyhoach_web.services import people, records

pytestmark = pytest.mark.django_db

ROLES = "leader planner council project_owner treasury zone_board land_fund agency commune justice auditor admin"
OPEN, SIGNED, ACROSS = "open", ROLES, "partner"
ACROSS_DOORS = ("language", "sign-in", "demo-sign-in")
"""Open addresses that also open for a partner who has signed in; every other one of the office refuses."""
WORKING = "planner project_owner zone_board land_fund agency commune"
DECIDING = "planner leader council"
READS_AUDIT = "auditor leader justice admin"

WHO_MAY: dict[str, str] = {
    # everyone, also signed out
    **dict.fromkeys(("first-screen", "first-screen-preview", "language", "sign-in", "demo-sign-in", "map", "map-layer", "map-panel"), OPEN),
    **dict.fromkeys(("map-tile", "basemap", "ogc", "ogc-api", "ogc-conformance", "ogc-collections", "ogc-collection", "ogc-queryables",
                     "ogc-items", "ogc-item"), OPEN),
    **dict.fromkeys(("zones", "zones-export", "zones-plan", "zones-layer", "zones-balance"), OPEN),
    **dict.fromkeys(("priorities", "ranking-published", "ranking-published-file"), OPEN),
    # priorities: read by whoever has signed in, weighed by the committee, set up and recorded by the planner
    **dict.fromkeys(("priorities-set", "priorities-preview", "priorities-why", "priorities-funds", "ranking"), SIGNED),
    **dict.fromkeys(("priorities-judge", "priorities-judge-preview", "priorities-judge-save"), "planner leader council zone_board"),
    **dict.fromkeys(("priorities-clone", "priorities-run"), "planner"), "ranking-publish": DECIDING,
    # whoever has signed in
    **dict.fromkeys((
        "desk", "capital", "capital-export", "matrix", "project", "what-if", "what-if-preview", "compare",
        "plans", "plan", "plan-export", "runs", "run", "run-progress", "run-file", "data", "table", "table-export", "table-template",
        "province-export", "zones-compare", "zones-compare-export",
    ), SIGNED),
    # one's own account, also the partner's
    **dict.fromkeys(("sign-out", "password"), f"{SIGNED} {ACROSS}"),
    # cooperation: read by our side, released by who decides, worked on by the planner and whose zone it is, the other side's page
    **dict.fromkeys(("cooperation", "cooperation-project", "cooperation-fields", "cooperation-released", "cooperation-commitment"), SIGNED),
    **dict.fromkeys(("cooperation-rule", "cooperation-withdraw"), "planner leader"),
    **dict.fromkeys(("zones-draw", "zones-draw-preview", "zones-draw-save"), "planner zone_board"),
    **dict.fromkeys(("zones-draw-discard", "zones-draw-compare", "zones-draw-export"), "planner zone_board"),
    **dict.fromkeys(("cooperation-commitment-new", "cooperation-progress", "cooperation-countersign"), "planner"),
    **dict.fromkeys(("partner", "partner-export", "partner-log", "partner-say", "partner-report", "partner-sign"), ACROSS),
    # the planner
    **dict.fromkeys(("what-if-prove", "what-if-proof", "what-if-save", "plan-new", "run-new", "run-cancel", "run-again"), "planner"),
    **dict.fromkeys(("plan-step", "run-publish"), DECIDING),
    # who changes rows; a row of CQ03 is the planner's and CQ03's, an upload is its own maker's and the planner's
    "row-edit": "planner commune",
    **dict.fromkeys(("imports", "import-new"), WORKING),
    **dict.fromkeys(("import", "import-accept", "import-undo", "import-drop"), "planner"),
    # the land fund's books
    **dict.fromkeys(("land-fund", "land-fund-entries", "land-fund-entry", "land-fund-advances", "land-fund-plan", "land-fund-statements",
                     "land-fund-statement", "land-fund-export"), "land_fund treasury auditor leader planner"),
    **dict.fromkeys(("land-fund-open", "land-fund-account", "land-fund-post", "land-fund-reverse", "land-fund-advance-new",
                     "land-fund-close", "land-fund-statement-new"), "land_fund"),
    "land-fund-copy": "planner",
    # land: clean sites for everybody; parcels for whoever has signed in; a proof by who covers the parcel (of CQ03: the planner and CQ03)
    **dict.fromkeys(("land-sites", "land-site", "land-sites-layer"), OPEN),
    **dict.fromkeys(("land", "land-export", "land-parcel", "land-order", "land-foresight", "land-sites-export"), SIGNED),
    "land-proof": "planner commune",
    **dict.fromkeys(("land-requests", "land-request"), "land_fund zone_board planner leader auditor"),
    # accounts and audit
    **dict.fromkeys(("people", "person", "person-new"), "admin"),
    **dict.fromkeys(("audit", "audit-entry"), READS_AUDIT), "audit-export": "auditor leader admin",
}
BY_STATE = {"plan-step", "run-publish"}
"""Addresses that also refuse an allowed role when the thing is not in that role's state."""


def test_the_three_tables_name_the_same_addresses():
    names = {pattern.name for pattern in get_resolver().url_patterns}
    assert set(ACCESS) == names
    assert set(WHO_MAY) == names


def answer(client: Client, method: str, name: str, arguments: dict[str, object]) -> str:
    client.raise_request_exception = False  # a fault is counted as 500, and the other addresses are still tried
    found = getattr(client, method)(reverse(name, kwargs=arguments))
    if found.status_code == 302 and found.headers["Location"].startswith("/sign-in/"):
        return "sign-in"
    return str(found.status_code)


@pytest.mark.parametrize("role", ["", *ROLES.split(), ACROSS])
def test_every_address_opens_for_whom_the_table_says(sign_in, addresses, role):
    wrong = []
    for name, arguments in addresses:
        for method in ("get", "post"):
            got = answer(sign_in(role), method, name, arguments)
            meant = (role != ACROSS or name in ACROSS_DOORS) if WHO_MAY[name] == OPEN else role in WHO_MAY[name].split()
            refused = {"sign-in"} if not role else {"403", "404", "405"} if name.startswith("import-") or name == "import" else {"403"}
            state = meant and name in BY_STATE and method == "post" and got == "403"
            fine = state or (got not in {"sign-in", "403"} and got[0] in "234" if meant else got in refused)
            if not fine:
                wrong.append(f"{method} {name} {role or 'signed out'}: {got}, should be {'open' if meant else 'refused'}")
    assert wrong == []


def test_the_samples_reach_real_rows(sign_in, addresses):
    """Otherwise the table above would only be tried on pages that do not exist."""
    got = defaultdict(set)
    for name, arguments in addresses:
        for role in ("planner", "land_fund", "admin", ACROSS):
            got[name] |= {answer(sign_in(role), method, name, arguments) for method in ("get", "post")}
    assert [name for name, codes in got.items() if codes <= {"403", "404"} and name not in ("demo-sign-in", "basemap")] == []


@pytest.mark.parametrize("forged", ["khong-co", "'; DROP TABLE x--", "%00", "a" * 500])
def test_forged_names_and_numbers_are_refused_and_never_a_fault(sign_in, addresses, forged):
    wrong = []
    for name, arguments in addresses:
        if not arguments:
            continue
        fake = {key: 10**19 if isinstance(value, int) else forged for key, value in arguments.items()}
        try:
            address = reverse(name, kwargs=fake)
        except Exception:  # the address cannot even be written
            continue
        for role in ("", "planner", "admin", ACROSS):
            for method in ("get", "post"):
                client = sign_in(role)
                client.raise_request_exception = False
                found = getattr(client, method)(address)
                if found.status_code not in (302, 400, 403, 404, 405):
                    wrong.append(f"{method} {address} {role}: {found.status_code}")
    assert wrong == []


def test_an_address_outside_the_table_opens_for_nobody(sign_in, monkeypatch):
    assert sign_in("admin").get("/people/").status_code == 200
    monkeypatch.delitem(ACCESS, "people")
    assert sign_in("admin").get("/people/").status_code == 403


def test_a_removed_role_is_lost_at_once(sign_in):
    client = sign_in("auditor")
    assert client.get("/audit/").status_code == 200
    account = Account.objects.get(username="test-auditor")
    people.change("test", account.pk, account.version, "Thử", True, [people.Held(Role.TREASURY)])
    assert client.get("/audit/").status_code == 403
    assert client.get("/desk/").status_code == 200


def test_signing_in_leads_back_to_the_page_asked_for_and_nowhere_else(db):
    assert Client().get("/audit/?kind=run").headers["Location"] == "/sign-in/?next=/audit/%3Fkind%3Drun"
    people.create("test", "di.lai", "Đi Lại", [people.Held(Role.AUDITOR)], "mot-hai-ba-bon")
    Account.objects.filter(username="di.lai").update(last_login="2026-01-01T00:00:00Z")
    said = {"username": "di.lai", "password": "mot-hai-ba-bon"}
    assert Client().post("/sign-in/", {**said, "next": "/audit/?kind=run"}).headers["Location"] == "/audit/?kind=run"
    assert Client().post("/sign-in/", {**said, "next": "https://elsewhere.example/"}).headers["Location"] == "/desk/"
    sent = Client().post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert sent.headers["Location"] == "/"


@pytest.mark.parametrize(("came", "back"), [
    ("http://testserver/plans/?page=2", "/plans/%3Fpage%3D2"), ("https://elsewhere.example/plans/", "/desk/"), ("", "/desk/")])
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(db, came, back):
    answer = Client().post("/plans/new/", {"title": "x"}, headers={"referer": came})
    assert answer.headers["Location"] == f"/sign-in/?next={back}"


def test_the_address_of_a_form_is_no_blank_page(sign_in):
    answer = sign_in("planner").get("/plans/new/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "chỉ nhận biểu mẫu" in answer.content.decode()


# --- rows: who may change which


def person(*held: people.Held) -> Account:
    made = people.create("test", "ai.do", "Ai Đó", held)
    return Account.objects.get(pk=made.pk)


def values(table: str, key: str) -> dict[str, object]:
    return Record.objects.get(layer="facts", table=table, key=key).values


def projects_of(account: Account) -> set[str]:
    rows = Record.objects.filter(layer="facts", table="projects")
    return {row.key for row in rows if may_change(account, "facts", "projects", row.values)}


EVERY = {f"DA{n:02}" for n in range(1, 11)}


@pytest.mark.parametrize(("held", "reach"), [
    (people.Held("planner"), EVERY), (people.Held("leader"), set()), (people.Held("council"), set()), (people.Held("admin"), set()),
    (people.Held("agency"), set()), (people.Held("agency", "CQ03"), {"DA02", "DA03", "DA07", "DA08"}),
    (people.Held("planner", "CQ03"), {"DA02", "DA03", "DA07", "DA08"}),
    (people.Held("commune", "", ("2025-00013",)), {"DA01", "DA04", "DA09"}),
    (people.Held("commune", "", ("00012",)), EVERY - {"DA01", "DA09"}),
    (people.Held("zone_board", "", ("KV01",)), {"DA02", "DA03", "DA07", "DA08", "DA10"}),
    (people.Held("zone_board", "", ("KV02",)), {"DA03", "DA10"}),
    (people.Held("project_owner", "CQ02", ("2025-00013",)), {"DA01", "DA04", "DA09"}),
])
def test_a_role_reaches_its_agency_and_area(db, held, reach):
    assert projects_of(person(held)) == reach


def test_communes_are_followed_through_reorganisation_and_zones_inward(db):
    assert reached(["2025-00011"]) >= {"2025-00011", "00011", "00012"}
    assert reached(["00011"]) >= {"2025-00011"}
    assert "2025-00013" not in reached(["00011", "00012"])
    assert "KV02" in reached(["KV01"])
    assert "KV01" not in reached(["KV02"])


def test_half_of_a_divided_commune_is_not_the_other_half(db):
    old = {"unit": "00099", "code": "00099", "name_vi": "Xã Cũ", "kind": "commune", "successors": ["2025-00011", "2025-00013"]}
    records.apply([records.RowChange("facts", "units", "00099", None, old)], "test", "edit")
    assert "00099" not in reached(["2025-00013"])
    assert "00099" in reached(["2025-00011", "2025-00013"])


def test_money_rows_follow_their_project(db):
    account = person(people.Held("project_owner", "CQ03"))
    assert may_change(account, "facts", "plan_lines", {"project": "DA02", "fund": "x"})
    assert not may_change(account, "facts", "plan_lines", {"project": "DA01", "fund": "x", "agency": "CQ03"})


@pytest.mark.parametrize(("layer", "table", "key"), [
    ("facts", "units", "2025-00011"), ("facts", "zones", "KV01"), ("facts", "agencies", "CQ03"), ("co-so", "project_values", "")])
def test_nobody_widens_an_own_scope_and_assumptions_are_the_planners(db, layer, table, key):
    row = values(table, key) if key else {"project": "DA02"}
    widest = [people.Held(role, "", ("2025-00011", "KV01")) for role in ("commune", "zone_board")]
    assert not may_change(person(*widest, people.Held("agency", "CQ03")), layer, table, row)
    assert may_change(Account.objects.get(username="test-planner"), layer, table, row)


def test_a_closed_account_changes_nothing(db):
    account = person(people.Held("planner"))
    account.is_active = False
    assert projects_of(account) == set()
