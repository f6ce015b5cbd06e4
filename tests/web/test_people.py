"""Accounts: made, changed, closed; nobody takes the last administrator away; signing in is limited in rate."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quyhoach_web.models import Account, AuditEntry, Record, Role
from quyhoach_web.services import people

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PASSWORD = "mot-hai-ba-bon-nam"


def form(version: int | None, *held: tuple[str, str, str], **said: str) -> dict[str, str]:
    data = {"display_name": "Nguyễn Thị Thử", "is_active": "on", "held-TOTAL_FORMS": str(len(held)), "held-INITIAL_FORMS": "0", **said}
    if version is not None:
        data["version"] = str(version)
    for n, (role, agency, areas) in enumerate(held):
        data |= {f"held-{n}-role": role, f"held-{n}-agency": agency, f"held-{n}-areas": areas}
    return data


def account_of(name: str) -> Account:
    return Account.objects.get(username=name)


def own(name: str = "thu.nguoi", *held: people.Held) -> Account:
    return people.create("test", name, "Thử Người", held or [people.Held(Role.AUDITOR)], PASSWORD)


def test_a_new_account_signs_in_with_the_password_shown_once(sign_in):
    page = sign_in("admin").post("/people/new/", form(None, ("commune", "", "Xã Suối Chè; 2025-00013"), username="chi.xa"))
    password = re.search(r"<code>([a-z0-9-]+)</code>", page.content.decode()).group(1)
    assert page["Cache-Control"].find("no-store") >= 0
    made = account_of("chi.xa")
    assert people.state(made)["roles"] == [{"role": "commune", "agency": "", "areas": ["2025-00011", "2025-00013"]}]
    client = Client()
    assert client.post("/sign-in/", {"username": "chi.xa", "password": password}).headers["Location"] == "/password/"
    changed = client.post("/password/", {"old_password": password, "new_password1": PASSWORD, "new_password2": PASSWORD})
    assert changed.headers["Location"] == "/desk/"
    again = Client().post("/sign-in/", {"username": "chi.xa", "password": PASSWORD})
    assert again.headers["Location"] == "/desk/"
    kept = [entry.action for entry in AuditEntry.objects.filter(kind="account", object_id="chi.xa").order_by("number")]
    assert kept == ["create", "password", "password"]
    assert not AuditEntry.objects.filter(after__icontains=password).exists()


def test_a_name_an_ended_commune_shares_means_the_one_that_stands(sign_in):
    old = Record.objects.get(layer="facts", table="units", key="00011")
    old.values["name_vi"] = "Xã Suối Chè"
    old.save()
    sign_in("admin").post("/people/new/", form(None, ("commune", "", "xã suối chè"), username="cung.ten"))
    assert people.state(account_of("cung.ten"))["roles"] == [{"role": "commune", "agency": "", "areas": ["2025-00011"]}]


def test_one_account_holds_several_roles_with_their_own_places(sign_in):
    made = own()
    saved = sign_in("admin").post(f"/people/{made.pk}/", form(1, ("agency", "CQ02", ""), ("zone_board", "CQ03", "KV01"), why="phân công"))
    assert saved.status_code == 302
    entry = AuditEntry.objects.filter(object_id="thu.nguoi").latest("number")
    assert (entry.who, entry.why, entry.before["roles"][0]["role"]) == ("test-admin", "phân công", "auditor")
    assert entry.after == people.state(account_of("thu.nguoi"))
    assert [held["role"] for held in entry.after["roles"]] == ["agency", "zone_board"]


@pytest.mark.parametrize(("held", "said"), [
    (("agency", "", ""), "cần một cơ quan hoặc một địa bàn"), (("commune", "", "Xã Không Có"), "Không rõ “Xã Không Có”"),
    (("king", "", ""), "king"), (("agency", "CQ77", ""), "CQ77")])
def test_a_role_without_a_place_or_with_an_unknown_one_is_refused(sign_in, held, said):
    made = own()
    page = sign_in("admin").post(f"/people/{made.pk}/", form(1, held))
    assert page.status_code == 200
    assert said in page.content.decode()
    assert people.state(account_of("thu.nguoi"))["roles"][0]["role"] == "auditor"


def test_the_same_role_at_the_same_agency_stands_once(sign_in):
    made = own()
    page = sign_in("admin").post(f"/people/{made.pk}/", form(1, ("agency", "CQ02", ""), ("agency", "CQ02", "KV01")))
    assert "chỉ ghi một dòng" in page.content.decode()


def test_the_last_administrator_stays(sign_in):
    admin = account_of("test-admin")
    client = sign_in("admin")
    for data in (form(admin.version, ("auditor", "", "")), form(admin.version, ("admin", "", ""), is_active="")):
        page = client.post(f"/people/{admin.pk}/", data)
        assert "người quản trị tài khoản cuối cùng" in page.content.decode()
    assert people.state(account_of("test-admin"))["roles"] == [{"role": "admin", "agency": "", "areas": []}]
    own("them.quan.tri", people.Held(Role.ADMIN))
    assert client.post(f"/people/{admin.pk}/", form(admin.version, ("auditor", "", ""))).status_code == 302


def test_the_second_of_two_administrators_is_told_and_keeps_what_was_typed(sign_in):
    made, client = own(), sign_in("admin")
    people.change("test", made.pk, 1, "Người Khác Sửa", True, [people.Held(Role.LEADER)])
    page = client.post(f"/people/{made.pk}/", form(1, ("auditor", "", ""), display_name="Chữ Tôi Gõ")).content.decode()
    assert "Người khác vừa sửa tài khoản này" in page
    assert "Người Khác Sửa" in page
    assert 'value="Chữ Tôi Gõ"' in page
    assert account_of("thu.nguoi").display_name == "Người Khác Sửa"
    assert client.post(f"/people/{made.pk}/", form(2, ("auditor", "", ""), display_name="Chữ Tôi Gõ")).status_code == 302


def test_a_closed_account_is_out_at_once_and_a_new_password_ends_sessions(sign_in):
    made, client = own(), Client()
    client.post("/sign-in/", {"username": "thu.nguoi", "password": PASSWORD})
    client.force_login(account_of("thu.nguoi"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/audit/").status_code == 200
    people.reset_password("test", made.pk)
    assert client.get("/audit/").status_code == 302
    client.force_login(account_of("thu.nguoi"), backend="django.contrib.auth.backends.ModelBackend")
    people.change("test", made.pk, 1, "Thử Người", False, [people.Held(Role.AUDITOR)])
    assert client.get("/audit/").headers["Location"].startswith("/sign-in/")


def test_the_ninth_wrong_try_is_refused_with_a_time(db):
    own()
    client = Client()
    answers = [client.post("/sign-in/", {"username": "thu.nguoi", "password": "sai"}) for _ in range(9)]
    assert [answer.status_code for answer in answers[:7]] == [200] * 7
    assert answers[8].status_code == 429
    assert re.search(r"thử lại sau \d\d:\d\d", answers[8].content.decode())
    assert answers[8]["Retry-After"] == "900"
    assert client.post("/sign-in/", {"username": "thu.nguoi", "password": PASSWORD}).status_code == 429
    assert Client().post("/sign-in/", {"username": "nguoi.khac", "password": "sai"}).status_code == 200


def test_the_administrator_sees_who_is_locked(sign_in):
    own()
    for _ in range(9):
        Client().post("/sign-in/", {"username": "thu.nguoi", "password": "sai"})
    assert "tạm khóa do gõ sai nhiều lần" in sign_in("admin").get("/people/", {"q": "thu nguoi"}).content.decode()
    assert "Tài khoản thu.nguoi tạm khóa" in sign_in("admin").get("/desk/").content.decode()


def test_the_list_is_found_without_accents_and_asks_as_often_for_three_as_for_one(sign_in):
    client, asked = sign_in("admin"), []
    for names in (("a.tim",), ("b.tim", "c.tim")):
        for name in names:
            people.create("test", name, "Đặng Tìm Thấy", [people.Held(Role.AGENCY, "CQ02")])
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/people/", {"q": "dang tim thay", "role": "agency"}).content.decode()
        asked.append(len(queries))
    assert page.count("Đặng Tìm Thấy") == 3
    assert "Ban quản lý dự án tỉnh (CQ02)" in page
    assert asked[0] == asked[1] <= 14


def test_demo_buttons_stand_in_the_demo_only(settings):
    people.create("test", "demo-planner", "Demo", [people.Held(Role.PLANNER)], demo=True)
    assert "demo-planner" not in Client().get("/sign-in/").content.decode()
    assert Client().post("/sign-in/demo/demo-planner/").status_code == 404
    settings.DEMO = True
    assert "/sign-in/demo/demo-planner/" in Client().get("/sign-in/").content.decode()
    client = Client()
    assert client.post("/sign-in/demo/demo-planner/").headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert Client().post("/sign-in/demo/test-admin/").status_code == 404


def test_weak_passwords_are_refused(sign_in):
    own()
    client = Client()
    client.force_login(account_of("thu.nguoi"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.post("/password/", {"old_password": PASSWORD, "new_password1": "12345", "new_password2": "12345"})
    assert page.status_code == 200
    assert account_of("thu.nguoi").check_password(PASSWORD)
