"""L of many sets of prices over one model, by arrays: the same number as ``certificate.lagrangian_bound``, many times faster."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

import numpy as np
from numpy.typing import NDArray

from quyhoach.capital.certificate import OUT
from quyhoach.capital.large.bulk import Bulk, bulk_of
from quyhoach.capital.large.limits import sparse
from quyhoach.capital.model import CapitalModel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Evaluation:
    """Gains of options, parcels and obligations of a model, each alone, at prices of its shared rows."""

    def __init__(self, model: CapitalModel) -> None:
        """Arrays of the question; the model's rows must not change afterwards."""
        self.model = model
        self.bulk: Bulk = bulk_of(model.problem, {})
        self.names = list(model.rows)
        place = {row.index: k for k, row in enumerate(model.rows.values())}
        number = {p.id: n for n, p in enumerate(model.problem.projects)}
        years, first = model.problem.years, self.bulk.options.first
        parcels = {p.id: n for n, p in enumerate(model.problem.parcels)}
        option = {column: int(first[number[name]]) + k for (name, k), column in model.x.items()}
        clearing = {column: parcels[name] * len(years) + years.index(year) for (name, year), column in model.z.items()}
        duty = {column: k for k, column in enumerate(model.e.values())}
        found: dict[str, list[tuple[int, int, float]]] = {"x": [], "z": [], "e": []}
        for row, column, value in model.linear.entries():
            if row in place:
                for letter, where in (("x", option), ("z", clearing), ("e", duty)):
                    if column in where:
                        found[letter].append((place[row], where[column], value))
        self.x = sparse(found["x"], len(self.names), len(self.bulk.options.project))
        self.z = sparse(found["z"], len(self.names), len(parcels) * len(years))
        self.e = sparse(found["e"], len(self.names), len(duty))
        self.rhs = np.array([model.linear.row_upper[row.index] for row in model.rows.values()])
        position = {name: k for k, name in enumerate(self.names)}
        self._money_rows = [(k, position[row.name]) for k, row in enumerate(self.bulk.limits.rows) if row.name in position]
        self._open = np.zeros((len(parcels), len(years)), dtype=bool)
        for at in clearing.values():
            self._open.reshape(-1)[at] = True
        self._parcels, self._projects, self._origin = parcels, number, years[0]

    def bound(self, prices: Mapping[str, float], allowed: Mapping[str, tuple[int, ...]]) -> float:
        """As ``certificate.lagrangian_bound``; ``prices`` per scaled unit of the model's rows."""
        price = np.array([prices.get(name, 0.0) for name in self.names])
        money = self._money(price)
        options = self._options(price, money)
        clearings = self._clearings(price, money)
        best = self._projects_best(options, allowed) + self._parcels_best(clearings, allowed)
        return float(price @ self.rhs) + best - self._duties(price)

    def _money(self, price: Floats) -> Floats:
        """Price of a bulk unit of money by class and year."""
        limits = np.zeros(len(self.bulk.limits.rows))
        ratio = self.bulk.scale / self.model.scale
        for k, position in self._money_rows:
            limits[k] = price[position] * ratio
        self._limit_prices = limits
        return self.bulk.money_prices(limits)

    def _options(self, price: Floats, money: Floats) -> Floats:
        return np.asarray(self.bulk.options.value - self.bulk.costs(money, exact=True) - self.x.T @ price)

    def _clearings(self, price: Floats, money: Floats) -> Floats:
        gains = -(self.z.T @ price)
        if self.bulk.limits.repaid.nnz:
            gains = gains - self.bulk.limits.repaid.T @ np.where(np.isfinite(money), money, 0.0).reshape(-1)
        return np.where(self._open, np.asarray(gains).reshape(self._open.shape), -inf)

    def _projects_best(self, gains: Floats, allowed: Mapping[str, tuple[int, ...]]) -> float:
        first = self.bulk.options.first
        best = np.zeros(len(first) - 1)
        filled = first[1:] > first[:-1]
        best[filled] = np.maximum(np.maximum.reduceat(gains, first[:-1][filled]), 0.0)
        for name, choices in allowed.items():
            if name in self._projects:
                n = self._projects[name]
                best[n] = max(0.0 if k == OUT else float(gains[first[n] + k]) for k in choices)
        return float(best.sum())

    def _parcels_best(self, gains: Floats, allowed: Mapping[str, tuple[int, ...]]) -> float:
        if not len(gains):
            return 0.0
        best = np.maximum(gains.max(axis=1), 0.0)
        for name, choices in allowed.items():
            if name.startswith("parcel:"):
                n = self._parcels[name.removeprefix("parcel:")]
                best[n] = max(0.0 if year == OUT else float(gains[n, year - self._origin]) for year in choices)
        return float(best.sum())

    def _duties(self, price: Floats) -> float:
        unmet = self.e.T @ price
        least = dict(enumerate(np.asarray(unmet).tolist()))
        for way in self.bulk.duties:
            if way.year is not None:
                ratio = self.model.scale / self.bulk.scale
                cost = sum(self._limit_prices[row] * use for row, use in way.uses) * ratio
                least[way.number] = min(least[way.number], cost)
        return float(sum(duty.amount / self.model.scale * least[n] for n, duty in enumerate(self.model.problem.obligations)))
