"""The page of the engine names every rule and every row that the model has, so that none can be added in silence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quyhoach.capital import model
from quyhoach.capital import options as options_of_projects
from quyhoach.capital.model import RULES, build
from quyhoach.capital.problem import CapitalProblem
from quyhoach.province.folder import read_province
from quyhoach.province.solve import question_of

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "explanation" / "capital.md").read_text("utf-8")
TABLE = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if re.fullmatch(r"\|.+\|", line)]


def example() -> CapitalProblem:
    province = read_province(ROOT / "examples" / "tinh_nho").province
    assert province is not None
    return question_of(province, "co-so").problem


def test_every_rule_stands_on_the_page_in_the_order_of_the_model() -> None:
    names = {rule.__name__ for rule in RULES}
    assert [cells[2] for cells in TABLE if len(cells) == 4 and cells[2] in names] == [rule.__name__ for rule in RULES]


def test_every_row_of_the_model_has_its_name_on_the_page() -> None:
    built = build(example())
    kinds = {name.split(":", 1)[0] for name in built.linear.row_names}
    assert {"yearly-ceiling", "fixed-share", "counterpart", "land-first"} <= kinds
    assert sorted(kind for kind in kinds if f"`{kind}`" not in PAGE) == []


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(?:model|options)\.(\w+)`", PAGE))))
def test_every_function_on_the_page_exists(name: str) -> None:
    assert hasattr(model, name) or hasattr(options_of_projects, name)


def test_every_rule_rests_on_something() -> None:
    names = {rule.__name__ for rule in RULES}
    assert [cells for cells in TABLE if len(cells) == 4 and cells[2] in names and not cells[3]] == []
