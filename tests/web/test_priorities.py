"""Priorities: what the pages say is what the command line says; views are saved by their members; runs lock, replay and are published."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quyhoach.cli import main
from quyhoach_web.models import Account, AuditEntry, Record, Run, RunKind, RunState
from quyhoach_web.queries.judgements import member_code
from quyhoach_web.services import criteria, demo, records, runs, standing

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FOLDER = str(Path(__file__).parents[2] / "examples" / "tinh_nho")
SET, HOME = "uu-tien-mau", "/priorities/uu-tien-mau/"
CODES = ("nguoi-huong", "thieu-hut", "kinh-te", "von")


@pytest.fixture(autouse=True)
def _nothing_kept():
    standing.forget()
    yield
    standing.forget()


def command_line(capsys: pytest.CaptureFixture[str], *more: str) -> dict:
    capsys.readouterr()
    assert main(["rank", FOLDER, "--scenario", "co-so", "--set", SET, *more, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def placed(context, key: str = "groups") -> list[tuple[int, str, float]]:
    return [(row["rank"], row["id"], row["value"]) for group in context[key] for row in group["rows"]]


@pytest.mark.parametrize("method", ["weighted_sum", "topsis", "promethee_2", "vikor"])
def test_the_page_says_what_the_command_line_says(sign_in, capsys, method: str) -> None:
    page = sign_in("council").get(HOME, {"method": method})
    assert page.status_code == 200
    theirs = command_line(capsys, "--method", method, "--why", "DA02", "DA07")
    assert placed(page.context) == [(row["rank"], row["id"], row["score"]) for row in theirs["ranking"]]
    rows = [row for group in page.context["groups"] for row in group["rows"]]
    assert [float(row["kept"].replace(" %", "").replace(",", ".")) for row in rows] == \
        [pytest.approx(100 * row["confidence"], abs=0.051) for row in theirs["ranking"]]
    why = sign_in("council").get(f"{HOME}why/", {"method": method, "a": "DA07", "b": "DA02"}).context["why"]
    assert (why["above"], why["below"]) == (theirs["why"][0]["a"], theirs["why"][0]["b"])
    assert [row["gain"] for row in why["rows"]] == [part["difference"] for part in theirs["why"][0]["parts"]]


def test_a_preview_of_unmoved_sliders_is_the_command_lines_ranking_and_records_nothing(sign_in, capsys) -> None:
    client = sign_in("treasury")
    said = {slider["name"]: slider["value"] for slider in client.get(HOME).context["sliders"]}
    before = (Run.objects.count(), AuditEntry.objects.count())
    answer = client.post(f"{HOME}preview/", {**said, "scenario": "co-so"})
    assert placed(answer.context) == [(row["rank"], row["id"], row["score"]) for row in command_line(capsys)["ranking"]]
    assert int(answer.headers["X-Engine-Ms"]) > 0
    assert (Run.objects.count(), AuditEntry.objects.count()) == before


def test_a_moved_slider_ranks_by_the_new_weights_and_says_who_moved(sign_in) -> None:
    client = sign_in("council")
    only_people = {f"w:{code}": "100" if code == "nguoi-huong" else "0" for code in CODES}
    answer = client.post(f"{HOME}preview/", {**only_people, "scenario": "co-so"})
    assert placed(answer.context)[0] == (1, "DA02", 1.0)  # 8 thousand people gain, more than anywhere else
    assert [row["moved"] for group in answer.context["groups"] for row in group["rows"] if row["moved"]] != []
    assert "đổi hạng" in answer.content.decode()


@pytest.mark.parametrize("said", [
    {f"w:{code}": "0" for code in CODES}, {"w:von": "-1"}, {"w:von": "nhiều"}, {"w:von": "nan"}, {"w:von": "1e9"}])
def test_weights_no_slider_can_say_are_refused_in_words(sign_in, said: dict[str, str]) -> None:
    answer = sign_in("planner").post(f"{HOME}preview/", {**said, "scenario": "co-so"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")


@pytest.mark.parametrize("query", [{"method": "best"}, {"method": "%00"}])
def test_a_forged_method_is_no_page(sign_in, query: dict[str, str]) -> None:
    assert sign_in("planner").get(HOME, query).status_code == 404


def test_the_panel_says_whether_all_methods_agree_on_the_two(sign_in) -> None:
    client = sign_in("planner")
    agreed, torn = (client.get(f"{HOME}why/", {"a": "DA08", "b": other}) for other in ("DA01", "DA02"))
    assert "Cả bốn phương pháp đều xếp" in agreed.content.decode()
    assert torn.context["why"]["methods"].startswith("Không xếp Chợ biên giới, phương án địa điểm mới trên Đường vào cửa khẩu Núi Xanh")
    assert "TOPSIS" in torn.context["why"]["methods"]


def test_every_change_the_panel_prints_turns_the_two(sign_in) -> None:
    page = sign_in("planner").get(f"{HOME}why/", {"a": "DA01", "b": "DA08"})
    assert page.context["why"]["changes"]
    assert "99 % của nó thì chưa" in page.content.decode()
    same = sign_in("planner").get(f"{HOME}why/", {"a": "DA01", "b": "DA01"})
    assert "Chọn hai đối tượng khác nhau" in same.content.decode()


def test_the_plan_by_a_ranking_is_the_command_lines_and_nothing_is_recorded(sign_in, capsys) -> None:
    client = sign_in("leader")
    said = {slider["name"]: slider["value"] for slider in client.get(HOME).context["sliders"]}
    before = (Run.objects.count(), Record.objects.count(), AuditEntry.objects.count())
    answer = client.post(f"{HOME}funds/", {**said, "scenario": "co-so"})
    capsys.readouterr()
    assert main(["plan", FOLDER, "--scenario", "co-so", "--ranking", SET, "--json"]) == 0
    theirs = json.loads(capsys.readouterr().out)
    plan = answer.context["found"]["report"].plan
    assert {d.id for d in plan.decisions if d.in_plan} == {row["id"] for row in theirs["projects"] if row["in_plan"]}
    moved = client.post(f"{HOME}funds/", {**said, **{f"w:{c}": "100" if c == "kinh-te" else "0" for c in CODES}, "scenario": "co-so"})
    scores = moved.context["found"]["report"].question.scores
    assert float(scores.points["DA03"]) == 100  # ten of ten on the only criterion that weighs
    assert (Run.objects.count(), Record.objects.count(), AuditEntry.objects.count()) == before


def new_sets(count: int) -> None:
    for n in range(count):
        row = {"set": f"bo-{n}", "version": 1, "name_vi": f"Bộ {n}", "ranks": "zones", "method": "topsis"}
        records.apply([records.RowChange("co-so", "criteria_sets", f"bo-{n}", None, row)], "test", "edit")


def test_the_list_asks_as_often_for_three_sets_as_for_one(sign_in) -> None:
    client, asked = sign_in("planner"), []
    for count in (0, 2):
        new_sets(count)
        client.get("/priorities/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/priorities/")
        asked.append((len(page.context["sets"]), len(queries)))
    assert [rows for rows, _ in asked] == [1, 3]
    assert asked[0][1] == asked[1][1]


def test_a_set_without_anything_says_what_is_missing(sign_in) -> None:
    new_sets(1)
    page = sign_in("planner").get("/priorities/bo-0/")
    assert page.status_code == 200
    assert "Chưa xếp được hạng" in page.content.decode()
    assert page.context["long"]["errors"] > 0


# Members ---------------------------------------------------------------------------------------------------------------------


def view(client, way: str, **more: str):
    return client.get(f"{HOME}judge/", {"way": way, **more})


def pairwise(client, member: str = "", **steps: str) -> dict[str, str]:
    page = view(client, "pairwise", **({"member": member} if member else {}))
    sliders = {s["name"]: s["value"] for group in page.context["groups"] for s in group["sliders"]}
    return {**sliders, "way": "pairwise", "scenario": "co-so", "mark": page.context["mark"], "member": page.context["member"], **steps}


def test_the_sliders_stand_where_the_members_rows_have_them(sign_in) -> None:
    said = pairwise(sign_in("planner"), "TV1")
    assert said["p:nguoi-huong|thieu-hut"] == "1"  # the gap weighs twice as much: one step to the right
    assert said["p:thieu-hut|von"] == "-4"  # and five times as much as the money: four to the left


def test_consistency_answers_live_and_names_the_judgement_to_revisit(sign_in) -> None:
    client = sign_in("planner")
    good = client.post(f"{HOME}judge/preview/", pairwise(client, "TV1")).context["judged"]
    assert not good["consistency"]["poor"]
    poor = client.post(f"{HOME}judge/preview/", pairwise(client, "TV2")).context["judged"]
    assert poor["consistency"]["poor"]
    assert poor["consistency"]["revisit"][0]["name"].startswith("p:")
    assert sum(one["value"] for one in poor["weights"]) == pytest.approx(1)
    equal = {f"p:{a}|{b}": "0" for n, a in enumerate(CODES) for b in CODES[n + 1:]}
    level = client.post(f"{HOME}judge/preview/", {**pairwise(client, "TV1"), **equal}).context["judged"]
    assert [one["value"] for one in level["weights"]] == pytest.approx([0.25] * 4)
    assert Record.objects.filter(table="judgements", key__contains="/TV1/").count() == 6


def test_a_member_saves_an_own_view_with_an_audit_entry_and_the_group_moves(sign_in) -> None:
    client, account = sign_in("council"), Account.objects.get(username="test-council")
    before = client.get(HOME).context["members"]
    answer = client.post(f"{HOME}judge/save/", pairwise(client, **{"p:nguoi-huong|von": "-8"}, why="họp ngày 24/11"))
    assert answer.status_code == 302
    code = member_code(account)
    person = Record.objects.get(table="members", key=f"{SET}/{code}")
    assert (person.values["name_vi"], person.values["weighing"]) == ("Hội đồng nhân dân", "pairwise")
    row = Record.objects.get(table="judgements", key=f"{SET}/{code}/pairwise/nguoi-huong/von")
    assert row.values["times"] == "9"
    entry = AuditEntry.objects.filter(action="judge").latest("number")
    assert (entry.who, entry.why) == ("test-council", "họp ngày 24/11")
    after = client.get(HOME).context["members"]
    assert len(after["head"]) == len(before["head"]) + 1
    assert [row["group"] for row in after["rows"]] != [row["group"] for row in before["rows"]]


def test_the_desk_asks_a_member_for_a_view_until_it_is_given(sign_in) -> None:
    client = sign_in("council")
    asks = "Bộ tiêu chí “Ưu tiên dự án (tưởng tượng)” chờ ý kiến của bạn"
    assert asks in client.get("/desk/").content.decode()
    assert client.post(f"{HOME}judge/save/", pairwise(client)).status_code == 302
    assert asks not in client.get("/desk/").content.decode()
    assert asks not in sign_in("treasury").get("/desk/").content.decode()


def test_points_and_best_worst_are_saved_in_their_tables_and_leave_the_other_ways_alone(sign_in) -> None:
    client = sign_in("leader")
    code = member_code(Account.objects.get(username="test-leader"))
    base = {"scenario": "co-so", "mark": view(client, "swing").context["mark"], "way": "swing"}
    assert client.post(f"{HOME}judge/save/", {**base, **{f"w:{c}": str(100 - 20 * n) for n, c in enumerate(CODES)}}).status_code == 302
    mine = {"key__startswith": f"{SET}/{code}/"}
    weights = {row.values["criterion"]: row.values["value"] for row in Record.objects.filter(table="weights", **mine)}
    assert weights == {"nguoi-huong": "100", "thieu-hut": "80", "kinh-te": "60", "von": "40"}
    said = {"scenario": "co-so", "mark": view(client, "best_worst").context["mark"], "way": "best_worst",
            "best": "thieu-hut", "worst": "von", **{f"b:{c}": "2" for c in CODES if c != "thieu-hut"},
            **{f"o:{c}": "3" for c in CODES if c not in ("thieu-hut", "von")}}
    assert client.post(f"{HOME}judge/save/", said).status_code == 302
    kinds = sorted(row.values["kind"] for row in Record.objects.filter(table="judgements", **mine))
    assert kinds == ["best_to_others"] * 3 + ["others_to_worst"] * 3
    assert Record.objects.filter(table="weights", **mine).count() == 4


def test_two_people_on_one_judgement_the_second_is_told_and_nothing_is_lost(sign_in) -> None:
    planner = sign_in("planner")
    first, second = pairwise(planner, "TV1"), pairwise(planner, "TV1")
    assert planner.post(f"{HOME}judge/save/", {**first, "p:kinh-te|von": "-8"}).status_code == 302
    late = planner.post(f"{HOME}judge/save/", {**second, "p:kinh-te|von": "-5"})
    assert late.status_code == 409
    told = late.context["overtaken"]["changes"]
    assert [(one["what"], one["now"], one["typed"]) for one in told] == [
        ("Tác động kinh tế – Vốn nhà nước", "Tác động kinh tế gấp 9", "Tác động kinh tế gấp 6")]
    stands = Record.objects.get(table="judgements", key=f"{SET}/TV1/pairwise/kinh-te/von")
    assert stands.values["times"] == "9"
    again = planner.post(f"{HOME}judge/save/", {**second, "mark": late.context["mark"], "p:kinh-te|von": "-5"})
    assert again.status_code == 302
    assert Record.objects.get(pk=stands.pk).values["times"] == "6"


def test_nobody_speaks_for_another_member(sign_in) -> None:
    client = sign_in("council")
    assert client.get(f"{HOME}judge/", {"member": "TV1"}).status_code == 403
    assert client.post(f"{HOME}judge/save/", {**pairwise(client), "member": "TV1"}).status_code == 403


@pytest.mark.parametrize("said", [
    {"way": "dice"}, {"p:nguoi-huong|von": "9"}, {"p:nguoi-huong|von": "x"}, {"p:secret|von": "1"},
    {"way": "best_worst", "best": "von", "worst": "von"}, {"way": "direct", **{f"w:{c}": "0" for c in CODES}}])
def test_a_forged_view_is_refused_in_words_and_nothing_is_written(sign_in, said: dict[str, str]) -> None:
    client = sign_in("zone_board")
    form = {"scenario": "co-so", "mark": pairwise(client)["mark"], **said} if "way" in said else {**pairwise(client), **said}
    before = Record.objects.count()
    assert client.post(f"{HOME}judge/save/", form).status_code == 422
    assert client.post(f"{HOME}judge/preview/", form).status_code == 400
    assert Record.objects.count() == before


# Runs ------------------------------------------------------------------------------------------------------------------------


def recorded(client, **more: str) -> Run:
    answer = client.post(f"{HOME}run/", {"scenario": "co-so", **more})
    assert answer.status_code == 302
    run = Run.objects.filter(kind=RunKind.RANKING).latest("pk")
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, attempt=1)
    run.refresh_from_db()
    assert runs.finish(run, runs.carry_out(run), 1)
    return Run.objects.get(pk=run.pk)


def test_a_recorded_run_locks_the_set_replays_by_the_command_line_and_is_published(sign_in, tmp_path, capsys) -> None:
    planner = sign_in("planner")
    run = recorded(planner)
    row = criteria.set_row("co-so", SET)
    assert row is not None
    assert row.values["locked"] is True
    assert planner.get(f"/priorities/runs/{run.pk}/").status_code == 200
    (tmp_path / "inputs.zip").write_bytes(planner.get(f"/runs/{run.pk}/files/inputs.zip").content)
    (tmp_path / "run.json").write_bytes(planner.get(f"/runs/{run.pk}/files/ranking.vi.json").content)
    zipfile.ZipFile(tmp_path / "inputs.zip").extractall(tmp_path / "inputs")
    capsys.readouterr()
    assert main(["rank", str(tmp_path / "inputs"), "--replay", str(tmp_path / "run.json")]) == 0
    public, told = sign_in(""), "Bảng xếp hạng “Ưu tiên dự án (tưởng tượng)” đã xong, chưa công bố"
    assert told in sign_in("leader").get("/desk/").content.decode()
    assert public.get(f"/priorities/published/{run.pk}/").status_code == 404
    assert public.get(f"/priorities/published/{run.pk}/files/ranking.vi.docx").status_code == 404
    assert sign_in("leader").post(f"/priorities/runs/{run.pk}/publish/").status_code == 302
    assert told not in sign_in("leader").get("/desk/").content.decode()
    page = public.get(f"/priorities/published/{run.pk}/")
    assert page.status_code == 200
    assert len(page.context["page"]["reasons"]) > 0
    for suffix, start in (("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{")):
        assert public.get(f"/priorities/published/{run.pk}/files/ranking.vi.{suffix}").content.startswith(start)
    assert public.get("/priorities/").context["published"][0]["run"] == run
    assert "sets" not in public.get("/priorities/").context
    assert AuditEntry.objects.filter(action="publish", object_id=str(run.pk)).count() == 1


def test_one_ranking_of_a_set_is_published_and_the_published_plan_stays(sign_in) -> None:
    planner = sign_in("planner")
    plan = Run.objects.get(published=True, kind=RunKind.PLAN)
    first, second = recorded(planner), recorded(planner, method="topsis")
    for run in (first, second):
        planner.post(f"/priorities/runs/{run.pk}/publish/")
    shown = Run.objects.filter(published=True).values_list("pk", flat=True)
    assert set(shown) == {plan.pk, second.pk}


def test_a_locked_set_takes_no_view_and_its_clone_does(sign_in) -> None:
    planner = sign_in("planner")
    recorded(planner)
    form = pairwise(planner, "TV1")
    assert planner.post(f"{HOME}judge/save/", {**form, "p:kinh-te|von": "-8"}).status_code == 409
    assert planner.post(f"{HOME}clone/", {"scenario": "co-so"}).status_code == 302
    clone = criteria.set_row("co-so", f"{SET}-v2")
    assert clone is not None
    assert (clone.values["version"], clone.values["clone_of"], clone.values.get("locked")) == (2, SET, None)
    here, there = planner.get(HOME), planner.get(f"/priorities/{SET}-v2/")
    assert placed(here.context) == placed(there.context)
    said = {**form, "mark": planner.get(f"/priorities/{SET}-v2/judge/", {"way": "pairwise", "member": "TV1"}).context["mark"]}
    assert planner.post(f"/priorities/{SET}-v2/judge/save/", {**said, "p:kinh-te|von": "-8"}).status_code == 302


def test_the_list_of_runs_leads_to_the_page_of_each_kind(sign_in) -> None:
    planner = sign_in("planner")
    run = recorded(planner)
    assert f"/priorities/runs/{run.pk}/" in planner.get("/runs/").content.decode()
    assert planner.get(f"/runs/{run.pk}/").headers["Location"] == f"/priorities/runs/{run.pk}/"
    again = planner.post(f"/runs/{run.pk}/again/")
    made = Run.objects.latest("pk")
    assert (again.status_code, made.kind, made.question, made.again) == (302, RunKind.RANKING, run.question, run)


def test_a_view_changed_while_the_run_is_recorded_stops_it_and_nothing_is_locked(sign_in, monkeypatch) -> None:
    planner, lock = sign_in("planner"), criteria.lock

    def overtaken(layer: str, code: str, digest: str, who: object) -> bool:
        row = Record.objects.get(table="weights", key=f"{SET}/TV3/von")
        records.apply([records.RowChange(layer, "weights", row.key, row.values, {**row.values, "value": "99"})], "somebody", "edit")
        return lock(layer, code, digest, who)

    monkeypatch.setattr(criteria, "lock", overtaken)
    before = Run.objects.count()
    answer = planner.post(f"{HOME}run/", {"scenario": "co-so"}, follow=True)
    assert "Có người vừa đổi bộ tiêu chí" in answer.content.decode()
    row = criteria.set_row("co-so", SET)
    assert row is not None
    assert row.values.get("locked") is None
    assert Run.objects.count() == before


def test_the_demo_publishes_what_is_decided_upon_and_leaves_open_what_is_discussed(sign_in) -> None:
    assert demo.rank_now() == 0
    criteria.lock("co-so", SET, "", "test")
    assert demo.rank_now() == 1
    published = sign_in("").get("/priorities/").context["published"]
    assert [one["title"] for one in published] == ["Ưu tiên dự án (tưởng tượng)"]
