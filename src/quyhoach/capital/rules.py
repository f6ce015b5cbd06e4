"""What the law of public investment says about a project and its money: one small function an article.

Every function reads a view of the law (``law.at(date)``) and plain numbers; nothing here knows a date by itself. An answer
of None means that the law gives none, or that a figure it needs is missing: never zero. All raise LawError when the law on
file has no value on the view's day. Articles in the docstrings are those of Law 58/2024/QH15; the view names those of its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from quyhoach.law import LawView
from quyhoach.law.kinds import GROUPS, LADDER_KINDS, TIERS
from quyhoach.money import UNITS

_THRESHOLD_SIZE = UNITS["ty_dong"].size

_PROGRAMME_KINDS = {
    "urgent": ("urgent",),
    "ntp": ("ntp_national",),
    "national": ("ntp_national",),
    "oda": ("oda", "oda_counterpart"),
    "ppp": ("ppp",),
}
_STATUS_KINDS = {
    "completed": ("completed",),
    "transition": ("transition",),
    "new_start": ("new_start",),
    "preparation": ("new_start",),
    "proposed": ("new_start",),
}


@dataclass(frozen=True, slots=True)
class Rank:
    """One rank of the priority ladder, 1 first, with the kinds of project and obligation that stand on it."""

    rank: int
    kinds: tuple[str, ...]
    label_vi: str
    label_en: str


@dataclass(frozen=True, slots=True)
class SourceRule:
    """What the law says of a funding source: ``public``: counts as public capital; ``final``: may pay for good, not only in
    advance; ``open``: may be planned on the view's day. ``level`` is central, local or other."""

    fund: str
    level: str
    public: bool
    final: bool
    open: bool


def group_of(
    view: LawView, *, tier: str | None, total: int | None, money_unit_size: int, public_total: int | None = None,
) -> str | None:
    """Group of a project: national, A, B or C (Articles 8–11); None when its tier or total is missing.

    ``tier`` is P1 or T1..T4 (the clause its sector falls under). ``total`` and ``public_total`` are whole units of
    ``money_unit_size`` đồng; without a public total, the whole total is held against the national threshold.
    Raises ValueError for an unknown tier.
    """
    if not tier or total is None:
        return None
    if tier not in TIERS:
        raise ValueError(f"unknown sector tier {tier!r}")
    public = total if public_total is None else public_total
    if public * money_unit_size >= view.value("national-threshold") * _THRESHOLD_SIZE:
        return "national"
    row = view.row("group-thresholds", tier)
    if row is None:
        return None
    if "always" in row:
        return str(row["always"])
    amount = total * money_unit_size
    if amount >= row["a_from"] * _THRESHOLD_SIZE:
        return "A"
    return "B" if amount >= row["b_from"] * _THRESHOLD_SIZE else "C"


def years_allowed(view: LawView, group: str, extension_years: int = 0) -> int | None:
    """Most consecutive years with implementation capital, from the first to hand-over (Article 57), plus the extension
    granted; None: the law fixes no number. Raises ValueError for an unknown group or a negative extension."""
    _known_group(group)
    if extension_years < 0:
        raise ValueError(f"an extension of {extension_years} years")
    row = view.row("capital-years", group)
    return None if row is None or row["years"] is None else int(row["years"]) + extension_years


def max_extension(view: LawView, group: str, *, total: int, money_unit_size: int) -> int | None:
    """Most years by which the arrangement of capital may be extended (Article 57); None: the law names no number.

    Large group A projects may get more; ``total`` is whole units of ``money_unit_size`` đồng. A nationally important
    project follows its own resolution: None.
    """
    _known_group(group)
    if group == "national":
        return None
    large = view.row("capital-years-extension", "large_a") if group == "A" else None
    amount = total * money_unit_size
    if large and large["total_from"] * _THRESHOLD_SIZE <= amount < large["total_below"] * _THRESHOLD_SIZE:
        return int(large["years"])
    row = view.row("capital-years-extension", "general")
    return None if row is None or row["years"] is None else int(row["years"])


def ladder(view: LawView) -> tuple[Rank, ...]:
    """The order of priority when capital is arranged, rank 1 first (Article 54 clause 4)."""
    rows = sorted(view.value("priority-ladder"), key=lambda row: int(row["rank"]))
    return tuple(Rank(row["rank"], row["kinds"], row["label"]["vi"], row["label"]["en"]) for row in rows)


def last_rank(view: LawView) -> int:
    """The last rank of the ladder, where benefit decides (Article 54 clause 4)."""
    return ladder(view)[-1].rank


def rank_of(view: LawView, kind: str) -> int | None:
    """Rank of a kind of obligation or project (Article 54 clause 4); None when this law's ladder does not name it.

    Raises ValueError for a kind that is not in ``law.kinds.LADDER_KINDS``.
    """
    if kind not in LADDER_KINDS:
        raise ValueError(f"unknown kind on the ladder: {kind!r}")
    return next((rank.rank for rank in ladder(view) if kind in rank.kinds), None)


def project_kind(view: LawView, *, status: str | None, programme: str | None, finishing_in_period: bool) -> str | None:
    """The kind by which a project stands on the ladder (Article 54 clause 4): of all that fit, the one ranked first.

    ``status`` and ``programme`` are codes of the projects table. Money for a project still in preparation or proposed is
    that of a new start: preparation tasks themselves are obligations. None: dropped, or nothing known that ranks it.
    """
    if status == "dropped":
        return None
    fitting = _PROGRAMME_KINDS.get(programme or "", ()) + _STATUS_KINDS.get(status or "", ())
    if status == "transition" and finishing_in_period:
        fitting += ("transition_finishing",)
    ranked = [(rank, kind) for kind in fitting if (rank := rank_of(view, kind)) is not None]
    return min(ranked)[1] if ranked else None


def source_rule(view: LawView, fund: str) -> SourceRule | None:
    """What the law says of the funding source of that code (Article 4 clause 24 and others); None: not in the list."""
    row = view.row("funding-sources", fund)
    if row is None:
        return None
    begun = row.get("valid_from", date.min) <= view.as_of
    return SourceRule(fund, row["level"], row["public"], row["final"], begun and view.as_of <= row.get("valid_to", date.max))


def reserve_share(view: LawView, level: str) -> Fraction | None:
    """Share of the medium-term plan kept in reserve at a level, central or local; None: set by the council, or not known
    (Resolution 27/2026/QH16 Article 2 for 2026–2030)."""
    row = view.row("reserve", level)
    return None if row is None or row["share"] is None else Fraction(row["share"])


def disbursement_deadline(view: LawView, year: int, case: str = "normal") -> date | None:
    """Last day on which the plan of ``year`` may be disbursed (Article 72); None when the law knows no such case.

    ``case``: normal, late_assigned (extra capital after 30 September), extended, period_end.
    """
    row = view.row("disbursement-window", case)
    if row is None or row["day"] is None or row["month"] is None:
        return None
    return date(year + row.get("year_offset", 0), row["month"], row["day"])


def _known_group(group: str) -> None:
    if group not in GROUPS:
        raise ValueError(f"unknown project group {group!r}")
