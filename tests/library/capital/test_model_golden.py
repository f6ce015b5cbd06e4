"""The built model of one small problem as text: a changed formulation is a readable diff.

``QUYHOACH_GOLDEN=1`` writes the golden again; read the diff before it is committed.
"""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

from quyhoach.capital.model import CapitalModel, build, keep_ladder
from quyhoach.capital.problem import (
    Alternative,
    Bundle,
    CapitalProblem,
    Mix,
    Obligation,
    Parcel,
    Precedence,
    ProjectToFund,
    ShareRule,
)

GOLDEN = Path(__file__).parents[2] / "goldens" / "capital_model.txt"
PROBLEM = CapitalProblem(
    (2026, 2027), ("A", "B"), {("A", 2026): 40, ("A", 2027): 50, ("B", 2026): 30, ("B", 2027): 30}, {("A", 2026, 2030): 80},
    (
        ProjectToFund("P", 30, 36, 3, 70.0, 2, 2026, 2026, (Mix("A", Fraction(3, 4)), Mix("B")), min_year_share=Fraction(1, 4),
                      max_year_share=Fraction(3, 4), counterpart_share=Fraction(1, 5)),
        ProjectToFund("Q", 20, 20, 3, 50.0, 1, 2026, 2027, (Mix("A", life_cap=15), Mix("B", fixed_share=Fraction(2, 5)))),
        ProjectToFund("R", 10, 12, 2, 40.0, 1, 2026, 2026, (Mix("A"),), committed=True, delay=1, first_capital_year=2025,
                      last_allowed_offset=3),
    ),
    obligations=(Obligation("D", 8, 1, ("A",), 2026, 2026),),
    parcels=(Parcel("L", ("P", "Q"), 6, 2026, 1, 4, 1, "P"),),
    precedences=(Precedence("T", "R", "Q", 1),), alternatives=(Alternative("X", ("P", "Q")),), bundles=(Bundle("G", ("P", "R")),),
    share_rules=(ShareRule("W", ("A",), (2026, 2027), ("P",), Fraction(1, 4)),), counterpart_funds=frozenset("B"),
    fund_opening=7, fund_inflow={2027: 2}, median_size=20, last_rank=3,
)


def column_names(model: CapitalModel) -> list[str]:
    """Every column by its letter and what it is of; a class by its first project."""
    letters = {letter: getattr(model, letter) for letter in ("x", "g", "a", "y", "z")}
    names = {column: f"{letter}[{','.join(map(str, key))}]" for letter, columns in letters.items() for key, column in columns.items()}
    names |= {column: f"a[{model.classes[name][0].id},{fund},{year}]" for (name, fund, year), column in model.a.items()}
    names |= {column: f"e[{duty}]" for duty, column in model.e.items()}
    return [names[column] for column in range(len(model.linear.cost))]


def as_text(model: CapitalModel) -> str:
    """Columns with their bounds and benefit, then rows with their terms."""
    linear, names = model.linear, column_names(model)
    lines = [f"scale {model.scale:g}", "", "columns"]
    for k, name in enumerate(names):
        cost = f"  benefit {linear.cost[k]:.6g}" if linear.cost[k] else ""
        lines.append(f"  {name}  {linear.lower[k]:g}..{linear.upper[k]:g}{' whole' if linear.whole[k] else ''}{cost}")
    starts, rows, values = model.linear.matrix()
    terms: list[list[str]] = [[] for _ in linear.row_names]
    for column, name in enumerate(names):
        for entry in range(starts[column], starts[column + 1]):
            terms[rows[entry]].append(f"{values[entry]:+.6g} {name}")
    lines += ["", "rows"]
    for k, row in enumerate(linear.row_names):
        name = row if row in model.rows else row.split(":")[0]
        lines += [f"  {name}: {linear.row_lower[k] + 0.0:g} <= . <= {linear.row_upper[k]:g}", *(f"    {term}" for term in terms[k])]
    return "\n".join(lines) + "\n"


def test_model_is_the_golden() -> None:
    model = build(PROBLEM)
    for rank in (1, 2):
        keep_ladder(model, rank, 0)
    text = as_text(model)
    if os.environ.get("QUYHOACH_GOLDEN") == "1":
        GOLDEN.write_text(text, "utf-8")
    assert text == GOLDEN.read_text("utf-8")
