"""What money, land and logic cost a project at the plan's prices: the ground of the certificate and of price reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf

from quyhoach.capital.model import CapitalModel, repayments_due
from quyhoach.capital.options import Option, cheapest_mix, cheapest_profile
from quyhoach.capital.problem import ProjectToFund


@dataclass(frozen=True, slots=True)
class OptionPrice:
    """One option at prices: its benefit, what its money, its land and the other shared rules cost, in objective units."""

    option: Option
    money: float
    land: float
    other: float

    @property
    def gain(self) -> float:
        """Benefit less all costs; positive: worth it at these prices."""
        return self.option.value - self.money - self.land - self.other


class Pricing:
    """A model with one price per shared row (scaled units), already of the right sign."""

    def __init__(self, model: CapitalModel, prices: Mapping[str, float]) -> None:
        """``prices`` by row name, per scaled unit of the row; rows not named have price 0."""
        self.model = model
        self.prices = prices
        by_index = {model.rows[name].index: price for name, price in prices.items() if price}
        self._weight = model.linear.weigh_columns(by_index)
        land = {model.rows[n].index: p for n, p in prices.items() if p and model.rows[n].kind in ("land-first", "clear-for-work")}
        self._land = model.linear.weigh_columns(land)

    def money_price(self, name: str, fund: str, year: int) -> float:
        """Price of one scaled unit of a class's money from a source in a year; ``inf`` where it cannot pay."""
        column = self.model.a.get((name, fund, year))
        return inf if column is None else self._weight[column]

    @cached_property
    def mix_prices(self) -> Mapping[tuple[str, int], float]:
        """Cheapest price of one scaled unit by class and year."""
        return {(name, year): self._mix_price(members[0], name, year)
                for name, members in self.model.classes.items() for year in self.model.problem.years}

    def _mix_price(self, pattern: ProjectToFund, name: str, year: int) -> float:
        prices = {mix.fund: self.money_price(name, mix.fund, year) for mix in pattern.mixes}
        usable = tuple(mix for mix in pattern.mixes if prices[mix.fund] < inf)
        if any(mix.fixed_share and mix not in usable for mix in pattern.mixes):
            return inf
        return cheapest_mix(usable, prices, pattern.counterpart_share, self.model.problem.counterpart_funds)

    def option_prices(self, project: ProjectToFund) -> list[OptionPrice]:
        """Every option of a project at these prices."""
        name, result = self.model.class_of[project.id], []
        for k, option in enumerate(self.model.options[project.id]):
            by_year = {year: self.mix_prices[name, year] for year in option.years}
            money = cheapest_profile(option, project.need, by_year) / self.model.scale
            x = self.model.x[project.id, k]
            result.append(OptionPrice(option, money, self._land[x], self._weight[x] - self._land[x]))
        return result

    def parcel_gains(self, parcel: str) -> dict[int, float]:
        """Value of clearing a parcel at these prices, by clearing year."""
        owed = {(p.id, year): (p, due) for p, year, due in repayments_due(self.model)}
        gains: dict[int, float] = {}
        for (name, year), column in self.model.z.items():
            if name == parcel:
                gain = -self._weight[column]
                if (name, year) in owed:
                    lent, due = owed[name, year]
                    gain -= lent.repayment / self.model.scale * self.mix_prices[self.model.class_of[lent.owner or ""], due]
                gains[year] = gain
        return gains

    def duty_cost(self, duty: str) -> float:
        """Least price of one scaled unit of an obligation: paid from its cheapest source and year, or left unmet."""
        paid = [self._weight[column] for (name, _, _), column in self.model.y.items() if name == duty]
        return min([self._weight[self.model.e[duty]], *paid])
