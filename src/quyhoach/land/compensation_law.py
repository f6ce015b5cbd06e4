"""What the law of a day says of compensation: components and formulas, their figures, months, the price of land, organisation cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from quyhoach.law import Citation, LawView
from quyhoach.law.schema import Row

COMPONENTS, LIMITS, MONTHS = "compensation-components", "compensation-limits", "life-stabilisation-months"
LAND_PRICE, ORGANISATION = "compensation-land-price", "organisation-cost-share"


class Side(StrEnum):
    """What a component is to its holder."""

    COMPENSATION = "compensation"
    SUPPORT = "support"
    BONUS = "bonus"
    DEDUCTION = "deduction"


@dataclass(frozen=True, slots=True)
class Component:
    """A component of the law: its formula, and for a deduction the components it may be taken from (() = all)."""

    code: str
    label: Mapping[str, str]
    side: Side
    formula: str
    taken_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthsRule:
    """Months of life stabilisation for a share of farmland lost: exactly ``months``, or any number up to ``months_most``."""

    code: str
    months: int | None
    months_most: int | None


@dataclass(frozen=True, slots=True)
class CompensationLaw:
    """The law of one day, as the formulas need it. Reading a figure counts as reading the law (``view.read_log``)."""

    view: LawView

    def component(self, code: str) -> Component | None:
        """The component of that code, None when the law of the day has none."""
        row = self.view.row(COMPONENTS, code)
        return _component(row) if row else None

    def most(self, code: str) -> Decimal | None:
        """The greatest figure allowed: a share (0–1), months or times; None where the law on file states none."""
        row = self.view.row(LIMITS, code)
        return None if row is None else _decimal(row.get("share_most", row.get("most")))

    def rice_kg(self) -> Decimal | None:
        """Kilograms of rice a person a month."""
        row = self.view.row(LIMITS, "rice_kg")
        return None if row is None else _decimal(row.get("least"))

    def months(self, share: Decimal, moving: str) -> MonthsRule | None:
        """The rule for a share of farmland lost (0–1) and a way of moving; None below the least share the law names."""
        for row in self.view.value(MONTHS):
            if row["moving"] == moving and row["share_from"] <= share <= row["share_to"]:
                self.view.row(MONTHS, row["code"])
                return MonthsRule(row["code"], row.get("months"), row.get("months_most"))
        return None

    def needs_coefficient(self) -> bool:
        """Whether land is paid at the price of the table times a coefficient."""
        return self.view.row(LAND_PRICE, "table_coefficient") is not None

    def organisation_share(self) -> Decimal | None:
        """The greatest share (0–1) of organisation cost; None where the law gives none but asks for an estimate."""
        return _decimal(self.view.value(ORGANISATION))

    def cite(self, parameter: str, part: str = "") -> Citation:
        """Where a figure stands."""
        return self.view.cite(parameter, part)


def _component(row: Row) -> Component:
    return Component(row["code"], row["label"], Side(row["side"]), row["formula"], tuple(row.get("taken_from", ())))


def _decimal(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)
