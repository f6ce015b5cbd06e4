"""Every rule of the checks, provoked by one spoiled cell of a sound province; nothing else may be found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quyhoach.findings import Finding, catalogue
from quyhoach.province.checks import check, references
from quyhoach.province.folder import read_province
from quyhoach.province.province import Province

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
Spoil = Callable[[Any], Any]


def read(path: Path) -> Province:
    province = read_province(path).province
    assert province is not None
    return province


def places(findings: tuple[Finding, ...]) -> list[tuple[str, str, int, str, str]]:
    return [(f.code, f.where.file.rpartition("/")[2], f.where.row, f.where.column, f.where.object_id) for f in findings]


def project(**cells: Any) -> Spoil:
    """The first project with these cells instead."""
    return lambda folder: folder.facts["projects"][0].update(cells)


def fact(table: str, /, **cells: Any) -> Spoil:
    return lambda folder: folder.facts.setdefault(table, []).append(cells)


def assumption(table: str, /, **cells: Any) -> Spoil:
    return lambda folder: folder.assumed.setdefault(table, []).append(cells)


def line(**cells: Any) -> dict[str, Any]:
    return {"project": "DA01", "fund": "NSDP.CD", "plan": "annual", "period": "2026", "amount": 50_000} | cells


def both(*spoils: Spoil) -> Spoil:
    return lambda folder: [spoil(folder) for spoil in spoils]


def value(field: str, text: Any) -> Spoil:
    return assumption("project_values", project="DA01", field=field, value=text)


LISTED = fact("plan_lines", **line(plan="medium_term", period="2026-2028", amount=60_000))
P, L = "projects.csv", "plan_lines.csv"

SPOILED: dict[str, tuple[Spoil, list[tuple[str, str, int, str, str]]]] = {
    "group": (project(group="C"), [("CHK-101", P, 2, "group", "DA01")]),
    "group-just-below-threshold": (project(total_investment=159_999, public_total=159_999), [("CHK-101", P, 2, "group", "DA01")]),
    "group-changes": (
        project(group="A", decision_date="2024-06-01", total_investment=1_500_000), [("CHK-102", P, 2, "group", "DA01")],
    ),
    "group-without-date": (project(decision_date=""), [("CHK-103", P, 2, "decision_date", "DA01")]),
    "law-not-on-file": (project(decision_date="2013-05-01"), [("CHK-104", P, 2, "decision_date", "DA01")]),
    "years": (project(end_year=2030), [("CHK-111", P, 2, "end_year", "DA01")]),
    "years-by-plan-line": (
        both(project(first_capital_year=""), LISTED, fact("plan_lines", **line(period="2024", amount=5))),
        [("CHK-111", P, 2, "end_year", "DA01")],
    ),
    "years-from-start-of-works": (project(first_capital_year="", end_year=2030), [("CHK-116", P, 2, "end_year", "DA01")]),
    "years-with-extension": (both(project(end_year=2030), value("extension_years", 1)), []),
    "extension-too-long": (value("extension_years", 2), [("CHK-115", "project_values.csv", 6, "value", "DA01")]),
    "end-before-start": (project(end_year=2025), [("CHK-112", P, 2, "end_year", "DA01")]),
    "period": (assumption("ceilings", fund="NSTW.TN", period="kỳ sau", amount=1), [("CHK-113", "ceilings.csv", 6, "period", "kỳ sau")]),
    "annual-line-of-years": (
        both(LISTED, fact("plan_lines", **line(period="2026-2027"))), [("CHK-114", L, 3, "period", "DA01")],
    ),
    "yearly-ceiling": (
        assumption("locks", project="DA01", fund="NSDP.CD", year=2026, amount=100_001),
        [("CHK-121", "ceilings.csv", 2, "amount", "NSDP.CD")],
    ),
    "yearly-ceiling-full": (assumption("locks", project="DA01", fund="NSDP.CD", year=2026, amount=100_000), []),
    "lock-stands-for-its-line": (
        both(
            fact("plan_lines", **line(plan="medium_term", period="2026-2028", amount=90_000)), fact("plan_lines", **line(amount=90_000)),
            assumption("locks", project="DA01", fund="NSDP.CD", year=2026, amount=90_000),
        ), [],
    ),
    "carried-over-is-no-new-money": (
        both(
            fact("plan_lines", **line(plan="medium_term", period="2026-2028", amount=100_000)),
            fact("plan_lines", **line(amount=100_000, carried_over=5_000)),
        ), [],
    ),
    "medium-term-ceiling": (
        assumption("medium_term", project="DA01", fund="NSDP.CD", amount=270_001),
        [("CHK-122", "ceilings.csv", 5, "amount", "NSDP.CD")],
    ),
    "medium-term-ceiling-less-reserve": (assumption("medium_term", project="DA01", fund="NSDP.CD", amount=270_000), []),
    "placed-without-ceiling": (
        assumption("locks", project="DA01", fund="NSTW.TN", year=2027, amount=1), [("CHK-123", "locks.csv", 2, "fund", "NSTW.TN")],
    ),
    "placed-before-the-plan": (both(LISTED, fact("plan_lines", **line(fund="NSTW.TN", period="2025", amount=1))), []),
    "year-without-ceiling": (lambda folder: folder.assumed["ceilings"].pop(1), [("CHK-129", "ceilings.csv", 2, "period", "NSDP.CD")]),
    "ceilings-do-not-add-up": (
        lambda folder: folder.assumed["ceilings"][1].update(amount=90_000), [("CHK-124", "ceilings.csv", 5, "amount", "NSDP.CD")],
    ),
    "funding-without-ceiling": (
        assumption("funding", project="DA01", fund="NSTW.TN"), [("CHK-126", "funding.csv", 4, "fund", "NSTW.TN")],
    ),
    "reserve-not-stated": (
        lambda folder: folder.assumed["ceilings"][3].update(reserve_share=""),
        [("CHK-127", "ceilings.csv", 5, "reserve_share", "NSDP.CD")],
    ),
    "reserve-below-law": (
        assumption("ceilings", fund="NSTW.TN", period="2026-2028", amount=10, reserve_share="0.05"),
        [("CHK-128", "ceilings.csv", 6, "reserve_share", "NSTW.TN")],
    ),
    "paid-over-plan": (both(LISTED, fact("plan_lines", **line(carried_over=100, disbursed=50_101))), [
        ("CHK-131", L, 3, "disbursed", "DA01"),
    ]),
    "paid-with-carried-over": (both(LISTED, fact("plan_lines", **line(carried_over=100, disbursed=50_100))), []),
    "paid-over-total": (project(disbursed=200_001, disbursed_as_of="2025-12-31"), [("CHK-132", P, 2, "disbursed", "DA01")]),
    "paid-over-total-by-plans": (
        both(*(fact("plan_lines", **line(period=year, amount=150_000, disbursed=150_000)) for year in ("2024", "2025")),
             project(first_capital_year=2026, end_year=2026)),
        [("CHK-132", P, 2, "disbursed", "DA01")],
    ),
    "committed-early": (
        both(LISTED, fact("plan_lines", **line(assigned_on="2025-12-10", commitment_on="2025-12-09"))),
        [("CHK-133", L, 3, "commitment_on", "DA01")],
    ),
    "outside-medium-term-list": (both(LISTED, fact("plan_lines", **line(project="DA02"))), [("CHK-134", L, 3, "project", "DA02")]),
    "over-medium-term-amount": (
        both(LISTED, fact("plan_lines", **line(amount=40_000)), fact("plan_lines", **line(period="2027", amount=20_001))),
        [("CHK-135", L, 4, "amount", "DA01")],
    ),
    "locks-beyond-need": (
        both(
            project(disbursed=50_000, disbursed_as_of="2025-12-31"),
            *(assumption("locks", project="DA01", fund="NSDP.CD", year=year, amount=50_001) for year in (2026, 2027, 2028)),
        ),
        [("CHK-136", "locks.csv", 4, "amount", "DA01")],
    ),
    "locks-of-all-the-need": (
        both(*(assumption("locks", project="DA01", fund="NSDP.CD", year=year, amount=80_000) for year in (2026, 2027)),
             assumption("locks", project="DA01", fund="NSDP.CD", year=2028, amount=40_000)), [],
    ),
    "agency-ended": (project(agency="CQ00"), [("CHK-141", P, 2, "agency", "DA01")]),
    "agency-of-a-finished-project": (project(agency="CQ00", status="completed"), []),
    "commune-ended": (project(units="00001"), [("CHK-142", P, 2, "units", "DA01")]),
    "commune-code-used-again": (
        both(
            fact("units", unit="2025-00009", code="00002", name_vi="Xã Chín", valid_from="2025-07-01"),
            fact("units", unit="00002", code="00002", name_vi="Xã Hai", valid_to="2025-06-30", successors="2025-00001"),
            project(units="00002"),
        ),
        [("CHK-144", P, 2, "units", "DA01"), ("CHK-142", P, 2, "units", "DA01")],
    ),
    "code-in-dispute": (
        both(
            fact("units", unit="2025-00003", code="00003", disputed_code="00004", name_vi="Xã Ba", valid_from="2025-07-01"),
            project(units="00004"),
        ),
        [("PLA-004", "units.csv", 4, "disputed_code", "2025-00003")],
    ),
    "unknown-source": (
        both(fact("sources", fund="NGUON.LA", name_vi="Nguồn lạ"), assumption("ceilings", fund="NGUON.LA", period="2026", amount=1)),
        [("CHK-151", "ceilings.csv", 6, "fund", "NGUON.LA")],
    ),
    "closed-source": (
        both(fact("sources", fund="NSTW.TPCP", name_vi="Trái phiếu"), assumption("ceilings", fund="NSTW.TPCP", period="2026", amount=1)),
        [("CHK-152", "ceilings.csv", 6, "fund", "NSTW.TPCP")],
    ),
    "source-open-at-the-time": (
        both(
            fact("sources", fund="NSTW.TPCP", name_vi="Trái phiếu"), LISTED, project(first_capital_year=2026),
            fact("plan_lines", **line(fund="NSTW.TPCP", period="2019", project="DA02", amount=0)),
        ), [],
    ),
    "private-source": (
        both(fact("sources", fund="FDI", name_vi="FDI"), assumption("ceilings", fund="FDI", period="2026", amount=1)),
        [("CHK-153", "ceilings.csv", 6, "fund", "FDI")],
    ),
    "advance-as-final-source": (
        both(
            fact("sources", fund="QPTD", name_vi="Quỹ phát triển đất"),
            assumption("obligations", obligation="NV1", name_vi="Trả nợ", kind="completed", amount=1, funds="QPTD"),
        ),
        [("CHK-154", "obligations.csv", 2, "funds", "QPTD")],
    ),
    "source-outside-its-own-days": (
        lambda folder: folder.facts["sources"][0].update(valid_to="2027-12-31"),
        [("CHK-155", "ceilings.csv", 4, "fund", "NSDP.CD")],
    ),
    "sum": (
        both(
            fact("sums", sum="S1", term=1, side="part", value=2), fact("sums", sum="S1", term=2, side="part", value="2,5"),
            fact("sums", sum="S1", term=3, side="total", value=5, tolerance="0,4"),
        ),
        [("CHK-161", "sums.csv", 4, "value", "S1")],
    ),
    "sum-within-tolerance": (
        both(
            fact("sums", sum="S1", term=1, side="part", value=2), fact("sums", sum="S1", term=2, side="part", value="2,5"),
            fact("sums", sum="S1", term=3, side="total", value=5, tolerance="0,5"),
        ), [],
    ),
    "sum-of-cells": (
        both(*(fact("sums", sum="S1", term=n, side="part", table="projects", row=f"DA0{n}", column="total_investment") for n in (1, 2)),
             fact("sums", sum="S1", term=3, side="total", value=400_001)),
        [("CHK-161", "sums.csv", 4, "value", "S1")],
    ),
    "sum-points-nowhere": (
        fact("sums", sum="S1", term=1, side="part", table="projects", row="DA09", column="total_investment"),
        [("CHK-162", "sums.csv", 2, "row", "S1")],
    ),
    "sum-value-is-not-the-cell": (
        fact("sums", sum="S1", term=1, side="part", table="projects", row="DA01", column="total_investment", value=199_999),
        [("CHK-163", "sums.csv", 2, "value", "S1")],
    ),
    "missing-figures": (project(public_total=""), [("CHK-171", P, 2, "public_total", "DA01")]),
    "missing-disbursed-of-a-begun-project": (project(status="transition"), [("CHK-171", P, 2, "disbursed", "DA01")]),
    "missing-figures-of-a-private-project": (project(public_total="", ownership="private"), []),
    "no-source-to-draw-on": (lambda folder: folder.assumed["funding"].pop(0), [("CHK-172", P, 2, "", "DA01")]),
    "value-not-understood": (value("earliest_start", "sớm"), [("CHK-173", "project_values.csv", 6, "value", "DA01")]),
    "unknown-code": (project(zone="K9"), [("CHK-181", P, 2, "zone", "K9")]),
    "unknown-code-in-a-list": (fact("directives", directive="CD3", document="NQ 2/NQ-HĐND", summary_vi="x", projects="DA01;DA09"), [
        ("CHK-181", "directives.csv", 4, "projects", "DA09"),
    ]),
    "table-referred-to-is-empty": (
        lambda folder: folder.facts["zones"].clear(), [("CHK-183", "", 0, "", "zones")],
    ),
    "unknown-rule": (
        assumption("ceilings", fund="NSTW.TN", period="2026", amount=1, assumed="doan"),
        [("CHK-182", "ceilings.csv", 6, "assumed", "doan")],
    ),
    "named-twice": (project(name_vi="ĐƯỜNG  số 2"), [("CHK-191", P, 3, "name_vi", "DA02")]),
    "part-funded-twice": (project(part_of="DA02"), [("CHK-192", "funding.csv", 2, "project", "DA01")]),
    "precedence-circle": (
        both(
            assumption("logic", rule="R1", kind="precedence", projects="DA01;DA02"),
            assumption("logic", rule="R2", kind="precedence", projects="DA02;DA01"),
        ),
        [("CHK-201", "logic.csv", 3, "projects", "R2")],
    ),
    "rule-of-one-project": (
        assumption("logic", rule="R1", kind="bundle", projects="DA01;DA01"), [("CHK-202", "logic.csv", 2, "projects", "R1")],
    ),
    "zones-in-each-other": (
        lambda folder: folder.facts["zones"][0].update(parent="K1"), [("CHK-203", "zones.csv", 3, "parent", "K1")],
    ),
    "plan-totals": (
        both(*(fact("capital_history", figure=f"C{n}", period="2025", scope=f"số {n}", quantity="tong", name_vi="Tổng", plan=n)
               for n in (1, 2))),
        [("CHK-211", "capital_history.csv", 2, "", "tong")],
    ),
    "project-totals": (
        fact("project_costs", project="DA01", version="v1", amount=210_000), [("CHK-212", P, 2, "", "DA01")],
    ),
    "amounts-beyond-exactness": (
        both(*(fact("capital_history", figure=f"C{n}", period="2025", scope="tỉnh", name_vi="Tổng", plan=2**52) for n in (1, 2))),
        [("CHK-213", "capital_history.csv", 2, "plan", "")],
    ),
    "source-without-address": (project(source="báo giấy"), [("CHK-221", P, 2, "source", "")]),
    "source-by-document": (project(source="QĐ 12/QĐ-UBND ngày 15/03/2025"), []),
    "fact-without-source": (project(source=""), [("CHK-222", P, 2, "source", "")]),
    "assumption-without-rule": (
        assumption("ceilings", fund="NSTW.TN", period="2026", amount=1, assumed=""), [("CHK-223", "ceilings.csv", 6, "assumed", "")],
    ),
    "no-projects": (
        lambda folder: [folder.facts.update(projects=[]), folder.facts.update(directives=[]), folder.assumed.clear()],
        [("CHK-231", "", 0, "", "")],
    ),
    "no-law": (
        both(lambda folder: folder.province.update(jurisdiction=""), project(group="C", end_year=2040)), [("LAW-005", "", 0, "", "")],
    ),
    "phases-not-sources": (
        both(*(assumption("proposals", project="DA01", view=view, item=item, year=2026, amount=amount)
               for view, item, amount in (("source", "NSDP.CD", 90), ("phase", "XL", 80), ("phase", "TK", 20)))),
        [("CHK-241", "proposals.csv", 2, "amount", "DA01")]),
    "one-split-is-not-judged": (assumption("proposals", project="DA01", view="phase", item="XL", year=2026, amount=80), []),
    "balance-off": (
        assumption("balances", project="DA01", view="source", item="NSDP.CD", allotted=90, spent=50, encumbered=10, balance=27),
        [("CHK-242", "balances.csv", 2, "balance", "DA01")]),
    "balance-off-by-rounding": (
        assumption("balances", project="DA01", view="source", item="NSDP.CD", allotted=90, spent=50, encumbered=10, balance=28),
        [("CHK-243", "balances.csv", 2, "balance", "")]),
    "balance-without-a-figure-is-not-judged": (
        both(assumption("balances", project="DA01", view="source", item="NSDP.CD", allotted=90, spent=50, balance=40),
             assumption("balances", project="DA02", view="source", item="NSDP.CD", allotted=90, spent=50, encumbered=1, balance=39)), []),
    "spent-beyond-allotted": (
        assumption("balances", project="DA01", view="phase", item="XL", allotted=90, spent=91),
        [("CHK-244", "balances.csv", 2, "spent", "DA01")]),
    "source-of-a-proposal-unknown": (
        assumption("proposals", project="DA01", view="source", item="NS.LA", year=2026, amount=1),
        [("CHK-245", "proposals.csv", 2, "item", "NS.LA")]),
    "construction-before-design": (
        both(assumption("milestones", project="DA01", milestone="design_complete", projected="2026-06-30", actual="2026-08-01"),
             assumption("milestones", project="DA01", milestone="construction_start", projected="2026-07-01")),
        [("CHK-251", "milestones.csv", 3, "projected", "DA01"), ("CHK-254", "milestones.csv", 2, "actual", "DA01")]),
    "closed-before-built": (
        both(assumption("milestones", project="DA01", milestone="construction_complete", projected="2026-06-30"),
             assumption("milestones", project="DA01", milestone="closeout", projected="2026-06-29")),
        [("CHK-252", "milestones.csv", 3, "projected", "DA01")]),
    "date-that-is-none": (
        assumption("milestones", project="DA01", milestone="closeout", projected_printed="09//10"),
        [("CHK-253", "milestones.csv", 2, "projected_printed", "DA01")]),
    "milestone-on-the-day-known": (assumption("milestones", project="DA01", milestone="closeout", actual="2025-12-31"), []),
    "listing-of-an-unknown-project": (
        both(assumption("listings", project="DA01"), assumption("listings", project="DA02"), assumption("listings", project="DA09")),
        [("CHK-181", "listings.csv", 4, "project", "DA09")]),
}


def test_sound_province_has_no_findings(folder: Any, tmp_path: Path) -> None:
    result = read_province(folder.write(tmp_path))
    assert result.findings == ()
    assert result.province is not None
    assert places(check(result.province)) == []
    assert places(check(result.province, "co-so")) == []


@pytest.mark.parametrize("name", SPOILED)
def test_one_spoiled_cell_is_one_finding(name: str, folder: Any, tmp_path: Path) -> None:
    spoil, expected = SPOILED[name]
    spoil(folder)
    assert places(check(read(folder.write(tmp_path)), "co-so")) == expected


def test_every_message_of_the_checks_is_provoked() -> None:
    provoked = {place[0] for _, places in SPOILED.values() for place in places} | {"CHK-002"}
    assert sorted(code for code in catalogue() if code.startswith("CHK-")) == sorted(c for c in provoked if c.startswith("CHK-"))


def test_unknown_scenario_names_those_there_are(folder: Any, tmp_path: Path) -> None:
    (found,) = check(read(folder.write(tmp_path)), "khac")
    assert (found.code, dict(found.values)) == ("CHK-002", {"name": "khac", "known": "co-so"})


def test_facts_alone_are_checked_without_scenario(folder: Any, tmp_path: Path) -> None:
    both(project(group="C", public_total="", agency="CQ00"), assumption("ceilings", fund="NSTW.TN", period="x", amount=1))(folder)
    assert places(check(read(folder.write(tmp_path)))) == [
        ("CHK-101", P, 2, "group", "DA01"), ("CHK-141", P, 2, "agency", "DA01"),
    ]


def test_finding_names_figures_article_and_successor(folder: Any, tmp_path: Path) -> None:
    both(project(group="C", agency="CQ00"))(folder)
    group, agency = check(read(folder.write(tmp_path)), "co-so")
    assert dict(group.values) == {
        "project": "DA01", "stated": "C", "lawful": "B", "total": 200_000, "day": "15/03/2025",
        "article": "Luật 58/2024/QH15, Điều 9 khoản 3; Điều 10, 11",
        "basis_vi": " Căn cứ: Luật 58/2024/QH15, Điều 9 khoản 3; Điều 10, 11.",
        "basis_en": " Basis: Luật 58/2024/QH15, Điều 9 khoản 3; Điều 10, 11.",
    }
    assert agency.values["successors"] == "CQ01 Sở Tài chính"


def test_law_date_decides_the_group(folder: Any, tmp_path: Path) -> None:
    """100 billion dong in tier T2 is group B by the law of 2024 and group C by that of 2025."""
    found = {}
    for day in ("2024-06-01", "2025-01-02", "2025-08-01"):
        project(decision_date=day, total_investment=100_000, public_total=100_000)(folder)
        found[day] = places(check(read(folder.write(tmp_path / day)), "co-so"))
    wrong = [("CHK-101", P, 2, "group", "DA01")]
    assert found == {"2024-06-01": [("CHK-102", P, 2, "group", "DA01")], "2025-01-02": wrong, "2025-08-01": wrong}


def test_unverified_law_says_so(folder: Any, tmp_path: Path) -> None:
    project(decision_date="2016-05-01", group="C")(folder)
    wrong = next(f for f in check(read(folder.write(tmp_path)), "co-so") if f.code == "CHK-101")
    assert wrong.values["basis_vi"] == " Căn cứ: Luật 49/2014/QH13, Điều 8, 9, 10 (chưa kiểm chứng)."


def test_order_of_rows_never_matters(folder: Any, tmp_path: Path) -> None:
    both(project(group="C", agency="CQ00", zone="K9"), LISTED, fact("plan_lines", **line(project="DA02", disbursed=60_000)))(folder)
    first = check(read(folder.write(tmp_path / "a")), "co-so")
    for rows in (*folder.facts.values(), *folder.assumed.values()):
        rows.reverse()
    second = check(read(folder.write(tmp_path / "b")), "co-so")
    assert sorted((f.code, f.where.object_id, f.where.column) for f in first) == sorted(
        (f.code, f.where.object_id, f.where.column) for f in second
    )


def test_texts_have_no_open_gaps(folder: Any, tmp_path: Path) -> None:
    for name, (spoil, _) in SPOILED.items():
        copy = type(folder)()
        spoil(copy)
        for found in check(read(copy.write(tmp_path / name)), "co-so"):
            for lang in ("vi", "en"):
                texts = [found.text(part, lang) for part in ("message", "why", "remedy", "who")]
                assert [text for text in texts if not text or "{" in text] == [], (name, found.code)


@pytest.mark.parametrize("example", ["lang_son", "tinh_nho"])
def test_examples_read_without_findings(example: str) -> None:
    assert read_province(EXAMPLES / example).findings == ()


def test_tutorial_province_is_sound() -> None:
    province = read(EXAMPLES / "tinh_nho")
    assert [f.code for name in province.scenarios for f in check(province, name) if f.severity != "note"] == []


def test_sums_of_the_reference_province_that_do_not_close() -> None:
    province = read(EXAMPLES / "lang_son")
    assert [f.where.object_id for f in check(province) if f.code == "CHK-161"] == [f"K0{n}" for n in range(1, 9)]


@pytest.mark.parametrize(("rows", "near"), [(1, "DA02, DA01"), (101, "–")])
def test_near_codes_are_named_for_slips_not_for_a_wrong_table(rows: int, near: str, folder: Any, tmp_path: Path) -> None:
    for n in range(rows):
        fact("land_records", record=f"L{n}", subject="Đất", project="DA0")(folder)
    assert {f.values["near"] for f in check(read(folder.write(tmp_path))) if f.code == "CHK-181"} == {near}


def test_near_codes_are_not_looked_for_where_that_would_take_minutes(folder: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fact("land_records", record="L1", subject="Đất", project="DA0")(folder)
    province = read(folder.write(tmp_path))
    known = len(province.facts["projects"].rows)
    for most, near in ((known, "DA02, DA01"), (known - 1, "–")):
        monkeypatch.setattr(references, "MOST_COMPARED", most)
        assert [f.values["near"] for f in check(province) if f.code == "CHK-181"] == [near]


def test_a_table_that_could_not_be_read_is_told_once(folder: Any, tmp_path: Path) -> None:
    for n in range(30):
        fact("directives", directive=f"C{n}", document="NQ 2/NQ-HĐND", summary_vi="x", zones="K0;K1")(folder)
    path = folder.write(tmp_path)
    (path / "facts" / "zones.csv").write_text("một,hai,ba\n1,2,3\n", "utf-8")
    assert [found.code for found in read_province(path).findings] == ["TAB-021"]
    (found,) = (one for one in check(read(path), "co-so") if one.code in ("CHK-181", "CHK-183"))
    assert found.code == "CHK-183"
    said = {name: str(value) for name, value in found.values.items()}
    assert said == {"target": "zones", "count": "63", "tables": "projects, directives"}
