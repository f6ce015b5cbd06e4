"""Rows of a program while it is gathered piece by piece."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from quyhoach.solvers.highs import Program

Floats = NDArray[np.float64]


class Rows:
    """Rows and coefficients gathered before they become a program."""

    def __init__(self) -> None:
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []
        self._count = 0
        self._row: list[int] = []
        self._column: list[int] = []
        self._value: list[float] = []

    def block(self, lower: Floats, upper: Floats) -> int:
        """New rows; the position of the first."""
        first, self._count = self._count, self._count + len(upper)
        self._lower.append(lower)
        self._upper.append(upper)
        return first

    def put(self, row: int, column: int, value: float) -> None:
        """One coefficient."""
        self._row.append(row)
        self._column.append(column)
        self._value.append(value)

    def program(self, columns: list[tuple[float, float, float]]) -> Program:
        """The program; each column: cost, lower and upper bound."""
        program = Program(np.concatenate(self._lower), np.concatenate(self._upper))
        cost, lower, upper = (np.array(part) for part in zip(*columns, strict=True))
        program.add(cost, lower, upper, csc_array((self._value, (self._row, self._column)), shape=(self._count, len(columns))))
        return program
