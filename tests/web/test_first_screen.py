"""The first screen says what the published plan says, and its one slider answers on the same data, at once, or refuses in words."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from typing import Any

import pytest

from quyhoach.capital.plan import Allocation, CapitalPlan, Certificate, PricedRow, ProjectDecision, Status
from quyhoach.findings import finding
from quyhoach_web.models import Record, Run
from quyhoach_web.queries.first_screen import slider_of
from quyhoach_web.services import previews, provinces, records, runs
from quyhoach_web.services.sliders import MOST, STEPS, most_for, telling


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).replace("\xa0", " ").strip()


def changed_data() -> None:
    """Somebody makes a funded project dearer."""
    row = Record.objects.get(layer="facts", table="projects", key="DA05")
    dearer = {**row.values, "public_total": 25_000, "total_investment": 25_000}
    records.apply([records.RowChange("facts", "projects", "DA05", row.values, dearer)], "test", "edit")


@pytest.mark.django_db
def test_the_sentence_of_the_published_plan_stands_on_the_first_screen(sign_in):
    page = sign_in("").get("/")
    assert page.status_code == 200
    said = words(re.search(r"<h1[^>]*>(.*?)</h1>", page.content.decode(), re.DOTALL).group(1))
    assert said == page.context["screen"]["sentence"].replace("\xa0", " ")
    assert said == "6 dự án được bố trí vốn, 0 dự án chờ đất, 0 vi phạm; đã chứng minh là phương án tốt nhất."


@pytest.mark.django_db
def test_the_thread_leads_to_project_money_and_parcel_and_is_the_same_on_three_pages(sign_in):
    steps = sign_in("").get("/").context["screen"]["steps"]
    assert [step["kind"] for step in steps] == ["Chỉ đạo", "Khu", "Dự án", "Vốn", "Phương án bố trí", "Thửa đất"]
    assert steps[0]["text"] == "01-NQ/TU (tưởng tượng) · 10/01/2025 · CD01-1"
    assert (steps[-1]["label"], steps[-1]["missing"], steps[-1]["url"]) == ("4 ha", False, "")
    code = steps[2]["text"]
    panel = sign_in("").get(f"/map/panel/project/{code}/").context["panel"]["thread"]
    page = sign_in("council").get(f"/capital/projects/{code}/").context["project"]["thread"]
    assert page == panel
    assert [step for step in panel if step["kind"] not in ("Chỉ đạo", "Kế hoạch đã giao")] == steps[1:]


@pytest.mark.django_db
def test_a_project_without_land_says_that_it_is_missing(sign_in):
    panel = sign_in("").get("/map/panel/project/DA05/")
    assert panel.context["panel"]["thread"][-1] == {
        "kind": "Thửa đất", "label": "chưa có thửa đất nào được ghi", "text": "", "url": "", "assumed": False, "missing": True}
    assert "chưa có thửa đất nào được ghi" in panel.content.decode()
    assert "2.026" not in panel.content.decode()


def slide(client: Any, slider: dict[str, Any], percent: object, **other: str) -> Any:
    return client.post("/preview/", {"ceiling": slider["name"], "percent": str(percent), **other})


@pytest.mark.django_db
def test_the_slider_moves_projects_where_the_page_says_so(sign_in):
    client = sign_in("")
    page = client.get("/")
    slider = page.context["slider"]
    said = [int(step.removesuffix(" %").replace("−", "-")) for step in slider["moves"].split(", ")]
    assert said
    assert slider["moves"] in page.content.decode()
    for step in STEPS:
        found = slide(client, slider, step).context["found"]
        assert bool(found["entering"] or found["leaving"]) == (step in said), step
        assert all(one["why"] for one in (*found["entering"], *found["leaving"]))


@pytest.mark.django_db
def test_a_run_without_trials_offers_its_scarcest_ceiling(sign_in):
    run = Run.objects.get(published=True)
    run.files.filter(name="slider.json").delete()
    slider = sign_in("").get("/").context["slider"]
    assert slider["moves"] == ""
    assert slide(sign_in(""), slider, -30).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("said", [
    {"percent": "5"}, {"ceiling": "SECRET:2026", "percent": "5"}, {"percent": "55", "ceiling": None}, {"percent": "-51", "ceiling": None},
    {"percent": "5.5", "ceiling": None}, {"percent": "", "ceiling": None}, {"ceiling": None}, {"percent": "²", "ceiling": None},
])
def test_the_public_slider_refuses_what_no_slider_can_say(sign_in, said: dict[str, str | None]) -> None:
    client = sign_in("")
    name = client.get("/").context["slider"]["name"]
    answer = client.post("/preview/", {key: name if value is None else value for key, value in said.items()})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.content.decode().endswith((".", "%."))
    assert "X-Engine-Ms" not in answer.headers


@pytest.mark.django_db
def test_the_public_slider_says_how_long_the_engine_took_and_records_nothing(sign_in) -> None:
    client = sign_in("")
    slider = client.get("/").context["slider"]
    before = Run.objects.count()
    answer = slide(client, slider, -30, scenario="them-von", gamma="3")  # other fields are not heard
    assert int(answer.headers["X-Engine-Ms"]) == answer.context["found"]["ms"] > 0
    assert answer.context["found"]["report"].scenario == "co-so"
    assert (Run.objects.count(), client.get("/preview/").status_code) == (before, 405)
    Run.objects.all().update(published=False)
    refused = slide(client, slider, -30)
    assert (refused.status_code, refused.content.decode()) == (400, "Chưa có phương án nào được công bố.")


@pytest.mark.django_db
def test_the_slider_starts_from_the_headline_even_when_the_data_change(sign_in) -> None:
    client, run = sign_in(""), Run.objects.get(published=True)
    slider = client.get("/").context["slider"]
    first = [slide(client, slider, step).context["found"] for step in (0, -30)]
    assert "Số liệu đã được sửa" not in client.get("/").content.decode()
    changed_data()
    previews._kept.clear()
    page = client.get("/")
    assert f"Số liệu đã được sửa sau lần chạy #{run.pk}" in page.content.decode()
    then = [slide(client, slider, step).context["found"] for step in (0, -30)]
    for before, after in zip(first, then, strict=True):
        assert [after[key] for key in ("objective", "money", "entering", "leaving", "sentence")] == [
            before[key] for key in ("objective", "money", "entering", "leaving", "sentence")]
    assert (then[0]["objective"], then[0]["money"], then[0]["funded"]) == (round(run.objective, 1), run.money, run.funded)


@pytest.mark.django_db
def test_the_page_makes_ready_what_its_slider_starts_from(sign_in) -> None:
    previews._kept.clear()
    sign_in("").get("/")
    for thread in threading.enumerate():
        if thread.name == "slider-ready":
            thread.join(20)
    start = previews.start_of(Run.objects.get(published=True))
    assert start in previews._kept
    assert previews.warm(start) is None


@pytest.mark.django_db
def test_the_stored_plan_is_what_the_engine_would_answer_again() -> None:
    run = Run.objects.select_related("snapshot").get(published=True)
    start = previews.start_of(run)
    base = previews._base(start)
    assert base.plan.objective == run.objective
    report = runs.previewed(provinces.current(), run.scenario, (), None, None, base.plan)
    assert report.plan == base.plan  # the unchanged question gets the published plan back
    assert slider_of(run, provinces.current())["year"].isdecimal()


ROWS = (("A", 2026, 3.0, 100.0), ("B", 2026, 2.0, 900.0), ("C", 2026, 2.0, 50.0), ("D", 2027, 0.0, 7.0))


def a_plan(*inside: str) -> CapitalPlan:
    rows = tuple(PricedRow(f"yearly-ceiling:{fund}:{year}", "yearly-ceiling", fund, year, value, rhs) for fund, year, value, rhs in ROWS)
    decisions = tuple(ProjectDecision(code, code in inside, None, None, 0) for code in ("P1", "P2", "P3"))
    return CapitalPlan(Status.OPTIMAL, 1.0, 1.0, 0.0, (), (Allocation("P1", "A", 2026, 1),), decisions, {}, {},
                       Certificate(1.0, 0.0, rows, (), {}), ())


def test_the_scarcest_ceiling_that_moves_projects_both_ways_is_shown() -> None:
    asked: list[str] = []
    answers = {"A:2026=-30%": a_plan("P1"), "C:2026=-15%": a_plan("P1"), "C:2026=+30%": a_plan("P1", "P2", "P3")}

    def tried(change: str) -> CapitalPlan:
        asked.append(change)
        return answers.get(change, a_plan("P1", "P2"))

    assert telling(a_plan("P1", "P2"), tried) == {"source": "C", "year": 2026, "ceiling": 50, "moves": [-15, 30]}
    assert [change.split(":")[0] for change in asked[::len(STEPS)]] == ["A", "B", "C"]
    del answers["C:2026=+30%"]
    assert telling(a_plan("P1", "P2"), tried) == {"source": "A", "year": 2026, "ceiling": 100, "moves": [-30]}
    assert telling(replace(a_plan("P1"), certificate=None), tried) is None
    asked.clear()
    telling(a_plan("P1", "P2"), tried, 1)
    assert {change.split(":")[0] for change in asked} == {"A"}
    assert [most_for(projects) for projects in (0, 115, 8000, 50_000)] == [MOST, MOST, 4, 1]


def test_a_try_that_was_not_quick_is_the_last() -> None:
    asked: list[str] = []

    def tried(change: str) -> CapitalPlan:
        asked.append(change)
        return replace(a_plan("P1", "P2"), findings=(finding("CAP-020"),))

    assert telling(a_plan("P1", "P2"), tried) == {"source": "A", "year": 2026, "ceiling": 100, "moves": []}
    assert asked == ["A:2026=-50%"]
