"""The room of runs: list, page, progress, files, what a planner may do, and the same bytes on a repeat."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from quyhoach_web.models import AuditEntry, Run, RunFile, RunState
from quyhoach_web.services import lease, queue, runs

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def published() -> Run:
    return Run.objects.get(published=True)


def test_the_list_asks_the_database_as_often_for_three_runs_as_for_one(sign_in):
    leader = sign_in("leader")
    leader.get(reverse("runs"))
    with CaptureQueriesContext(connection) as one:
        leader.get(reverse("runs"))
    for _ in range(2):
        runs.request(scenario="co-so", kept=True, by="test")
    with CaptureQueriesContext(connection) as three:
        page = leader.get(reverse("runs")).content.decode()
    assert page.count('class="badge state-queued"') == 2
    assert len(three) == len(one)


def test_a_new_run_is_queued_carried_out_and_shown(sign_in):
    planner = sign_in("planner")
    answer = planner.post(reverse("run-new"), {"scenario": "them-von", "title": "Thêm vốn", "law_date": "01/07/2026"})
    run = Run.objects.latest("pk")
    assert answer.headers["Location"] == reverse("run", args=[run.pk])
    assert (run.title, str(run.law_date), run.state, DBTaskResult.objects.count()) == ("Thêm vốn", "2026-07-01", "queued", 1)
    assert f'hx-get="{reverse("run-progress", args=[run.pk])}"' in planner.get(answer.headers["Location"]).content.decode()
    assert queue.carry_out.call(run.pk) == "done"
    page = planner.get(reverse("run", args=[run.pk])).content.decode()
    assert run.snapshot_id in page
    assert "01/07/2026" in page
    assert "hx-get" not in page


def test_an_unknown_scenario_or_day_is_refused_in_words(sign_in):
    before = Run.objects.count()
    answer = sign_in("planner").post(reverse("run-new"), {"scenario": "khong-co", "law_date": "31/02/2026"})
    assert (answer.status_code, Run.objects.count()) == (422, before)
    assert "31/02/2026" in answer.content.decode()


def test_progress_says_the_stage_and_reads_the_page_again_when_over(sign_in):
    run = runs.request(scenario="co-so", kept=True, by="test")
    lease.Held(run.pk, lease.take(run.pk)).tell("rank 3")
    address = reverse("run-progress", args=[run.pk])
    answer = sign_in("leader").get(address)
    assert ("bậc ưu tiên 3" in answer.content.decode(), "HX-Refresh" in answer.headers) == (True, False)
    assert reverse("run-cancel", args=[run.pk]) not in answer.content.decode(), "a leader cancels nothing"
    sign_in("planner").post(reverse("run-cancel", args=[run.pk]))
    run.refresh_from_db()
    assert run.cancel_asked
    lease.close(run.pk, 1, RunState.CANCELLED)
    assert sign_in("leader").get(address).headers["HX-Refresh"] == "true"


def test_a_repeat_says_that_the_bytes_are_the_same(sign_in):
    planner, first = sign_in("planner"), published()
    planner.post(reverse("run-again", args=[first.pk]))
    again = Run.objects.latest("pk")
    assert (again.again, again.snapshot_id) == (first, first.snapshot_id)
    queue.carry_out.call(again.pk)
    assert "Đúng từng byte" in planner.get(reverse("run", args=[again.pk])).content.decode()
    again.files.filter(name="plan.vi.json").update(digest="0" * 64)
    page = planner.get(reverse("run", args=[again.pk])).content.decode()
    assert "Đúng từng byte" not in page
    assert "plan.vi.json." in page


def test_files_come_byte_for_byte(sign_in):
    council, run = sign_in("council"), published()
    for file in run.files.all():
        assert council.get(reverse("run-file", args=[run.pk, file.name])).content == bytes(file.content)
    inputs = council.get(reverse("run-file", args=[run.pk, "inputs.zip"])).content
    assert "province.toml" in zipfile.ZipFile(io.BytesIO(inputs)).namelist()
    proof = json.loads(council.get(reverse("run-file", args=[run.pk, "certificate.json"])).content)
    plan = json.loads(bytes(run.files.get(name="plan.vi.json").content))
    assert (proof["certificate"], proof["prices"]) == (plan["certificate"], plan["prices"])
    assert council.get(reverse("run-file", args=[run.pk, "secret-key"])).status_code == 404


def test_publishing_changes_what_the_public_sees_and_is_written_down(sign_in):
    first, other = published(), runs.request(scenario="co-so", kept=True, by="test")
    address = reverse("run-publish", args=[other.pk])
    assert sign_in("leader").post(address).status_code == 409, "not finished yet"
    queue.carry_out.call(other.pk)
    assert sign_in("leader").post(address).status_code == 302
    assert list(Run.objects.filter(published=True)) == [other]
    entry = AuditEntry.objects.filter(action="publish").latest("number")
    assert (entry.who, entry.before, entry.after) == ("test-leader", first.pk, other.pk)


def test_a_failed_run_says_why_in_the_readers_language(sign_in):
    run = runs.request(scenario="co-so", changes=["KHONG_CO:2027=+10%"], kept=True, by="test")
    queue.carry_out.call(run.pk)
    leader = sign_in("leader")
    vi = leader.get(reverse("run", args=[run.pk])).content.decode()
    leader.post(reverse("language"), {"language": "en", "next": "/"})
    en = leader.get(reverse("run", args=[run.pk])).content.decode()
    assert "CLI-015" in vi
    assert Run.objects.get(pk=run.pk).findings[0]["vi"]["why"] in vi
    assert Run.objects.get(pk=run.pk).findings[0]["en"]["why"] in en
    leader.post(reverse("language"), {"language": "vi", "next": "/"})
    Run.objects.filter(pk=run.pk).update(findings=lease.fault("killed", "5"))
    assert "dừng giữa chừng 5 lần" in leader.get(reverse("run", args=[run.pk])).content.decode()


def test_a_run_page_shows_the_worst_and_folds_the_rest_by_code(sign_in):
    run = Run.objects.get(published=True)
    document = json.loads(bytes(run.files.get(name="plan.vi.json").content))
    one = document["findings"][0]
    many = [{**one, "code": "CHK-999", "severity": "note", "message": f"Ghi chú {n}"} for n in range(250)]
    many += [{**one, "code": "CHK-998", "severity": "error", "message": f"Lỗi {n}"} for n in range(7)]
    content = json.dumps({**document, "findings": many}).encode()
    RunFile.objects.filter(run=run, name="plan.vi.json").update(content=content, digest="f" * 64)
    page = sign_in("planner").get(f"/runs/{run.pk}/").content.decode()
    assert "257 phát hiện: 7 lỗi, 0 cảnh báo, 250 ghi chú." in page
    above, *folds = page.split('<details class="card findings-fold">')
    assert re.findall(r"Lỗi \d", above) == [f"Lỗi {n}" for n in range(5)]
    assert [(re.search(r"CHK-\d+", fold).group(), fold.count('class="finding ')) for fold in folds] == [("CHK-998", 2), ("CHK-999", 100)]
    assert "2 phát hiện nữa trong 7" in folds[0]
    assert 'href="?code=CHK-999#found">Xem đủ 250 phát hiện' in folds[1]
    last = sign_in("planner").get(f"/runs/{run.pk}/?code=CHK-999&page=3").content.decode()
    assert re.findall(r"Ghi chú \d+", last)[-50:] == [f"Ghi chú {n}" for n in range(200, 250)]
    assert "Lỗi 0" not in last


def test_the_dearest_prices_stand_open_and_every_row_is_there(sign_in):
    run = Run.objects.get(published=True)
    prices = json.loads(bytes(run.files.get(name="plan.vi.json").content))["prices"]
    open_, folded = sign_in("planner").get(f"/runs/{run.pk}/").content.decode().split('id="prices"')[1].split("<details")[:2]
    dearest = sorted((row for row in prices if row["value"] > 1e-9), key=lambda row: -row["value"])[:5]
    assert re.findall(r"<tr><td>([^<]+)</td>", open_) == [row["row"] for row in dearest]
    assert len(re.findall(r"<tr><td>", folded)) == len(prices)
    shown = [float(text.replace(".", "").replace(",", ".")) for text in re.findall(r'<td class="num">([^<]+)</td><td class="num">', open_)]
    assert shown == pytest.approx([row["value"] for row in dearest], rel=0.005)
