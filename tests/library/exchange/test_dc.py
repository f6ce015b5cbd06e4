"""The District of Columbia's capital plan through its map: every count against the files themselves, read anew with csv alone."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from quyhoach.capital.plan import CapitalPlan, Status
from quyhoach.exchange.foreign import Imported, import_list
from quyhoach.exchange.map_reader import read_map
from quyhoach.province.checks import check
from quyhoach.province.editions import compare_editions
from quyhoach.province.folder import read_province, write_province
from quyhoach.province.province import Province
from quyhoach.province.solve import question_of, solve

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data" / "capital"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the foreign list, ../shared/data/capital, is not in the repository")


@cache
def raw(kind: str) -> list[dict[str, str]]:
    (file,) = DATA.glob(f"dc_cip_{kind}_*.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def imported() -> Imported:
    read = read_map(ROOT / "examples" / "maps" / "dc_cip.toml")
    assert read.map is not None
    return import_list(read.map, DATA)


def province() -> Province:
    found = imported().province
    assert found is not None
    return found


@cache
def faults() -> Counter[str]:
    return Counter(f.code for name in province().scenarios for f in check(province(), name))


def day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%m/%d/%y")
    except ValueError:
        return None


def test_every_project_edition_is_there() -> None:
    listed = {name: len(one.tables["listings"].rows) for name, one in province().scenarios.items()}
    assert listed == {"fy2010": 131, "fy2011": 149, "fy2012": 233, "fy2013": 263, "fy2014": 273}
    assert sum(listed.values()) == len(raw("projects")) == 1049
    assert len(province().facts["projects"].rows) == len({row["project_no"] for row in raw("projects")}) == 428


def test_every_spelling_is_mapped() -> None:
    spelt = {view: {row["name"] for row in raw("funding_long") if row["dimension"] == view} for view in ("source", "phase")}
    assert (len(spelt["source"]), len(spelt["phase"])) == (23, 11)
    assert len(province().facts["sources"].rows) == 22
    assert Counter(f.code for f in imported().findings) == {"MAP-033": 4, "MAP-036": 1, "MAP-043": 6}
    assert sum(int(str(f.values["count"])) for f in imported().findings if f.code == "MAP-033") == 7


def test_money_is_that_of_the_list() -> None:
    asked: Counter[tuple[str, str]] = Counter()
    for row in raw("funding_long"):
        asked[f"fy{row['plan_edition_fy']}", row["dimension"]] += int(row["proposed_usd_thousand"])
    ours: Counter[tuple[str, str]] = Counter()
    for name, one in province().scenarios.items():
        for line in one.tables["proposals"].rows:
            ours[name, line.text("view")] += line.whole("amount") or 0
        assert sum(line.whole("amount") or 0 for line in one.tables["ceilings"].rows) == asked[name, "source"]
    assert ours == asked
    assert ours["fy2014", "source"] == 6_240_893


def test_natural_faults_are_those_of_the_files() -> None:
    sums: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    balances = set()
    for row in raw("funding_long"):
        key = row["plan_edition_fy"], row["project_no"]
        sums[key][row["dimension"], row["fiscal_year"]] += int(row["proposed_usd_thousand"])
        figures = tuple(int(row[name]) for name in ("prior_allotments", "prior_spent", "prior_encumbered", "prior_preenc", "prior_balance"))
        balances.add((*key, row["dimension"], row["name"], figures))
    apart = [f[4] - (f[0] - f[1] - f[2] - f[3]) for *_, f in balances]
    days: dict[tuple[str, str], dict[str, datetime | None]] = defaultdict(dict)
    for row in raw("milestones"):
        days[row["plan_edition_fy"], row["project_no"]][row["milestone"]] = day(row["actual"]) or day(row["projected"])
    early = [d for d in days.values() if (a := d["construction_start"]) and (b := d["design_complete"]) and a < b]
    broken = [row[c] for row in raw("milestones") for c in ("projected", "actual") if row[c] and day(row[c]) is None]
    differ = [one for one in sums.values() if any(one["source", year] != one["phase", year] for _, year in list(one))]
    counted = {"CHK-241": len(differ), "CHK-242": sum(abs(d) > 2 for d in apart), "CHK-251": len(early), "CHK-253": len(broken),
               "CHK-244": sum(f[1] > f[0] for *_, f in balances)}
    assert counted == {"CHK-241": 42, "CHK-242": 202, "CHK-251": 76, "CHK-253": 7, "CHK-244": 77}
    assert {code: faults()[code] for code in counted} == counted
    slight = [f for name in province().scenarios for f in check(province(), name) if f.code == "CHK-243"]
    assert sum(int(str(f.values["count"])) for f in slight) == sum(0 < abs(d) <= 2 for d in apart) == 459


def test_province_folder_reads_back_equal(tmp_path: Path) -> None:
    write_province(province(), tmp_path / "dc")
    read = read_province(tmp_path / "dc")
    assert read.findings == ()
    assert read.province == province()


def test_an_edition_is_planned_within_the_citys_own_totals() -> None:
    """FY2011: 149 projects, two of which print no status and are kept out; the others are all funded, proven best."""
    question = question_of(province(), "fy2011")
    plan: CapitalPlan = solve(question)
    out = Counter(e.code for e in question.problem.excluded)
    assert (plan.status, sum(d.in_plan for d in plan.decisions)) == (Status.OPTIMAL, 147)
    assert out == {"CAP-030": 428 - 149, "CHK-171": 2}
    assert plan.gap is not None
    assert 0 <= plan.gap < 1e-6
    assert sum(a.amount for a in plan.allocations) == 3_652_941
    assert province().info.money_unit.code == "thousand_usd"


def test_an_edition_against_the_last() -> None:
    found = compare_editions(province(), "fy2013", "fy2014")
    of = {year: {row["project_no"] for row in raw("projects") if row["plan_edition_fy"] == year} for year in ("2013", "2014")}
    assert (set(found.entered), set(found.left)) == (of["2014"] - of["2013"], of["2013"] - of["2014"])
    assert (len(found.entered), len(found.left), len(found.kept)) == (61, 51, 212)
    assert (found.total_a, found.total_b) == (5_176_715, 6_240_893)
    assert found.years == (2014, 2015, 2016, 2017, 2018)
    by_year = {year: (sum(c.before for c in found.by_source if c.year == year), sum(c.after for c in found.by_source if c.year == year))
               for year in (2013, 2019)}
    asked: Counter[tuple[str, str]] = Counter()
    for row in raw("funding_long"):
        if row["dimension"] == "source":
            asked[row["plan_edition_fy"], row["fiscal_year"]] += int(row["proposed_usd_thousand"])
    assert by_year == {2013: (asked["2013", "2013"], 0), 2019: (0, asked["2014", "2019"])}
