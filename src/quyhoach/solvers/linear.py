"""A linear model in names and numbers: columns and rows are added one by one and become compact arrays once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

INFINITY = float("inf")
LARGEST_DENOMINATOR = 10**6
"""A coefficient is read as the fraction of at most this denominator that it was written from."""


@dataclass(slots=True)
class LinearModel:
    """Maximise ``cost · columns`` within column bounds and row bounds. Not thread-safe; ``matrix`` gives the arrays."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    row_names: list[str] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    _row: list[int] = field(default_factory=list)
    _column: list[int] = field(default_factory=list)
    _value: list[float] = field(default_factory=list)

    def add_column(self, cost: float = 0.0, lower: float = 0.0, upper: float = INFINITY, whole: bool = False) -> int:
        """A new column; returns its index."""
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def add_row(self, name: str, terms: Mapping[int, float], lower: float = -INFINITY, upper: float = INFINITY) -> int:
        """A new row ``lower ≤ Σ coefficient · column ≤ upper``; zero coefficients are left out. Returns its index."""
        index = len(self.row_names)
        self.row_names.append(name)
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        for column, value in terms.items():
            if value:
                self._row.append(index)
                self._column.append(column)
                self._value.append(value)
        return index

    def entries(self) -> Iterator[tuple[int, int, float]]:
        """Every coefficient: row, column, value."""
        return zip(self._row, self._column, self._value, strict=True)

    def relax_row(self, row: int, price: float) -> int:
        """Let the upper side of a row be exceeded at a price per unit; returns the column that says by how much."""
        column = self.add_column(-price)
        self._row.append(row)
        self._column.append(column)
        self._value.append(-1.0)
        return column

    def set_objective(self, terms: Mapping[int, float]) -> None:
        """Maximise these terms and nothing else."""
        self.cost = [terms.get(column, 0.0) for column in range(len(self.cost))]

    def weigh_columns(self, prices: Mapping[int, float]) -> list[float]:
        """For each column Σ price[row] · coefficient over the rows named in ``prices``."""
        weights = [0.0] * len(self.cost)
        for row, column, value in zip(self._row, self._column, self._value, strict=True):
            if row in prices:
                weights[column] += prices[row] * value
        return weights

    def measured_from(self, base: Sequence[int]) -> LinearModel:
        """The same model in differences from a whole ``base`` by column, so that amounts of 10¹² leave room for single units.

        What the base uses of each row is exact: a solver's floating point would lose the units in sums of shares.
        """
        exact = {value: _exact(value) for value in set(self._value)}
        used: list[int | Fraction] = [0] * len(self.row_names)
        for row, column, value in zip(self._row, self._column, self._value, strict=True):
            if base[column]:
                used[row] += exact[value] * base[column]
        bounds = (self.lower, base), (self.upper, base), (self.row_lower, used), (self.row_upper, used)
        lower, upper, row_lower, row_upper = ([_less(b, u) for b, u in zip(*pair, strict=True)] for pair in bounds)
        return LinearModel(
            list(self.cost), lower, upper, list(self.whole), list(self.row_names), row_lower, row_upper,
            self._row, self._column, self._value,
        )

    def matrix(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
        """Column-wise sparse matrix: starts (columns + 1), row indices, values."""
        columns = np.asarray(self._column, dtype=np.int32)
        order = np.argsort(columns, kind="stable")
        starts = np.searchsorted(columns[order], np.arange(len(self.cost) + 1)).astype(np.int32)
        rows = np.asarray(self._row, dtype=np.int32)[order]
        return starts, rows, np.asarray(self._value, dtype=np.float64)[order]


def _exact(value: float) -> int | Fraction:
    """Whole coefficients as whole numbers, which add up many times faster than fractions."""
    fraction = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    return fraction.numerator if fraction.denominator == 1 else fraction


def _less(bound: float, used: Fraction | int) -> float:
    return bound if abs(bound) == INFINITY or not used else float(Fraction(bound) - used)
