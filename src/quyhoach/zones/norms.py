"""Planning norms by kind of area and lot, from the law on a day: what the plan has, what is asked, and how sure the bound is.

A bound that sources state differently is judged by both; a breach of one only is told as undecided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from quyhoach.findings import Finding, Place, finding
from quyhoach.law import Certainty, Citation, LawError, LawView
from quyhoach.law.words import article_words, certainty_words
from quyhoach.zones.balance_lines import BalanceLine, LandState
from quyhoach.zones.land_use import AreaKind, CodeList, LandClass, area_kind, area_kinds, land_use_codes
from quyhoach.zones.layer import PlanLayer, Shape, ShapeRole

_SMALL_LOT, _LARGE_LOT = 3_000.0, 10_000.0
_SMALL_UNIT = 4_000
_HIGHEST = 1_000.0
"""Metres: beyond every height the norm names."""
_ROUNDING = 5e-5
"""A share is printed to 0.01%: closer than half of that is the bound."""

Value = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NormFinding:
    """A norm not met. ``value`` and ``bound`` are shares (0–1) or in the parameter's unit; ``certainty`` that of the bound."""

    finding: Finding
    parameter: str
    subject: str
    value: float
    bound: float
    certainty: Certainty
    owners: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settlement:
    """What a residential unit needs besides its drawing: people, and what is true of it ("mountain", "grade_5", …)."""

    people: int
    traits: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Bound:
    """One bound with its citation. ``at_least``: which side is allowed."""

    citation: Citation
    label: Value
    bound: float
    at_least: bool

    def broken(self, value: float, rounding: float = _ROUNDING) -> bool:
        return value < self.bound - rounding if self.at_least else value > self.bound + rounding


def check_norms(
    layer: PlanLayer, lines: Sequence[BalanceLine], law: LawView, *, kinds: Mapping[str, str] | None = None,
    codes: CodeList | None = None, settlements: Mapping[str, Settlement] | None = None, registered: Container[str] = (),
) -> tuple[NormFinding | Finding, ...]:
    """Every norm the layer can be judged by on the law's day.

    ``kinds`` gives the kind of a zone (or of the whole plan, by its id) where the drawing does not print it; ``settlements`` people
    by zone. A norm that has no value on the day is told once (LAW-002, LAW-003); a printed kind nobody knows is ZON-127, one that is
    only ``registered`` (a kind of zone no norm speaks of) is not.
    """
    codes = codes or land_use_codes()
    stated = _kinds(layer, kinds or {})
    found: list[NormFinding | Finding] = []
    for norms in (
        area_norms(lines, stated, law, codes), lot_norms(layer, law), ratio_findings(layer),
        population_norms(lines, stated, settlements or {}, law, codes), _unknown_kinds(layer, kinds or {}, registered),
    ):
        found += norms
    return tuple(dict.fromkeys(found))


def _kinds(layer: PlanLayer, given: Mapping[str, str]) -> dict[tuple[str, str], AreaKind]:
    """Kinds of areas by plan and zone ("" = the whole plan): as given, else as the outline or section prints it."""
    found: dict[tuple[str, str], AreaKind] = {}
    plans = {shape.plan or (shape.id if shape.role is ShapeRole.PLAN else "") for shape in layer.attributes}
    only = next(iter(plans - {""})) if len(plans - {""}) == 1 else ""
    for shape in layer.attributes:
        if shape.role in (ShapeRole.PLAN, ShapeRole.SECTION) and (kind := area_kind(shape.kind)) and not kind.lot:
            plan = shape.plan or only or (shape.id if shape.role is ShapeRole.PLAN else "")
            found[plan, "" if shape.role is ShapeRole.PLAN else shape.zone or shape.id] = kind
    for name, printed in given.items():
        if kind := area_kind(printed):
            for plan in plans:
                found[plan or only, "" if name == plan else name] = kind
    return found


def _unknown_kinds(layer: PlanLayer, given: Mapping[str, str], registered: Container[str]) -> Iterator[Finding]:
    for name, printed in given.items():
        if area_kind(printed) is None:
            yield finding("ZON-127", Place(object_id=name), area=name, printed=printed, **_known_kinds())
    bearers: dict[str, list[Shape]] = defaultdict(list)
    for shape in layer.attributes:
        stated = shape.kind and shape.role in (ShapeRole.PLAN, ShapeRole.SECTION) and shape.kind not in registered
        if stated and area_kind(shape.kind) is None:
            bearers[shape.kind].append(shape)
    for kind, shapes in bearers.items():  # one printed kind is told once, however many areas bear it
        first = shapes[0]
        area = (first.name or first.id) + (f" … +{len(shapes) - 1}" if len(shapes) > 1 else "")
        where = Place(file=layer.file, row=first.row, object_id=first.id)
        yield finding("ZON-127", where, area=area, printed=kind, **_known_kinds())


def _known_kinds() -> dict[str, str]:
    """The kinds in words, with what ``--kind`` and a drawing may write for each."""
    kinds = area_kinds().values()
    return {f"known_{lang}": "; ".join(f"{kind.name(lang).lower()} ({kind.code})" for kind in kinds) for lang in ("vi", "en")}


def area_norms(
    lines: Sequence[BalanceLine], kinds: Mapping[tuple[str, str], AreaKind], law: LawView, codes: CodeList,
) -> Iterator[NormFinding | Finding]:
    """Least shares of roads, greenery and technical land in an industrial park: ZON-120, or ZON-121 while uses are not known.

    Land without a known class may be anything, so a shortfall it could fill is told as undecided.
    """
    for (plan, zone), kind in kinds.items():
        for stage in sorted({line.stage for line in lines if line.plan == plan}):
            land = _by_class([x for x in lines if (x.plan, x.stage) == (plan, stage) and zone in ("", x.zone)], codes)
            whole = sum(land.values())
            for bound, row in _bounds(law, "industrial-park-land", kind.code):
                if isinstance(bound, Finding):
                    yield bound
                elif whole > 0:
                    yield from _area_share(bound, LandClass(row["land_class"]), land, whole, _subject(plan, zone, stage))


def _by_class(lines: Iterable[BalanceLine], codes: CodeList) -> dict[LandClass, float]:
    land: dict[LandClass, float] = defaultdict(float)
    for line in lines:
        known = codes.land_class(line.code) if line.state is LandState.USED else LandClass.UNKNOWN
        land[known] += line.area_m2
    return land


def _area_share(
    bound: _Bound, land_class: LandClass, land: Mapping[LandClass, float], whole: float, subject: str,
) -> Iterator[NormFinding]:
    share = land.get(land_class, 0.0) / whole
    if not bound.broken(share):
        return
    possible = share + land.get(LandClass.UNKNOWN, 0.0) / whole
    lacking = Decimal(f"{(bound.bound - share) * whole / 10_000:.4f}")
    gaps = _gaps(bound, subject, share) | {"lacking": lacking}
    if bound.broken(possible):
        yield _norm(finding("ZON-120", Place(object_id=subject), **gaps), bound, subject, share)
    else:
        gaps["unknown"] = Decimal(f"{land[LandClass.UNKNOWN] / 10_000:.4f}")
        yield _norm(finding("ZON-121", Place(object_id=subject), **gaps), bound, subject, share)


def _subject(plan: str, zone: str, stage: str) -> str:
    return " · ".join(part for part in (plan, zone, stage) if part) or "?"


def lot_norms(layer: PlanLayer, law: LawView) -> Iterator[NormFinding | Finding]:
    """Density and greenery of every lot or area whose kind is printed: ZON-122, ZON-123 (sources differ), ZON-124, ZON-126 (undecided).
    """
    for row, shape in enumerate(layer.attributes):
        kind = area_kind(shape.kind) if shape.kind and shape.role is not ShapeRole.CONSTRAINT else None
        if kind is None:
            continue
        if shape.density is not None:
            yield from _density(layer, shape, float(layer.area_m2[row]), kind, law)
        if shape.green is not None:
            for bound, _ in _bounds(law, "lot-green", kind.code):
                if isinstance(bound, Finding):
                    yield bound
                elif bound.broken(shape.green):
                    yield _lot("ZON-124", layer, shape, bound, shape.green)


def _density(layer: PlanLayer, shape: Shape, area_m2: float, kind: AreaKind, law: LawView) -> Iterator[NormFinding | Finding]:
    density = shape.density or 0.0
    if kind.code in ("housing_lot", "apartment_lot"):
        yield from (_housing if kind.code == "housing_lot" else _apartments)(layer, shape, area_m2, law)
        return
    for name in ("gross-density", "factory-lot-density", "public-lot-density"):
        held = [(bound, row) for bound, row in _bounds(law, name, kind.code)
                if isinstance(bound, Finding) or (shape.storeys or 0) >= row.get("from_storeys", 0)]
        for bound, _ in held[-1:]:  # rows go from the general to the particular
            if isinstance(bound, Finding):
                yield bound
            elif bound.broken(density):
                yield _lot("ZON-122", layer, shape, bound, density)


def _housing(layer: PlanLayer, shape: Shape, area_m2: float, law: LawView) -> Iterator[NormFinding | Finding]:
    try:
        first, other = housing_lot_density(area_m2, law)
    except LawError as error:
        yield error.finding
        return
    density, citation = shape.density or 0.0, law.cite("housing-lot-density")
    loose, strict = (_Bound(citation, {"vi": "", "en": ""}, value, False) for value in (max(first, other), min(first, other)))
    if loose.broken(density):
        yield _lot("ZON-122", layer, shape, loose, density)
    elif strict.broken(density):
        gaps = _gaps(loose, shape.name or shape.id, density) | {"other": _percent(strict.bound)}
        where = Place(file=layer.file, row=shape.row, object_id=shape.id)
        yield _norm(finding("ZON-123", where, **gaps), strict, shape.id, density, shape.owner)


def _apartments(layer: PlanLayer, shape: Shape, area_m2: float, law: LawView) -> Iterator[NormFinding | Finding]:
    """The bound falls with the height, which no drawing states: above the bound of low buildings it is broken, up to that of the
    highest it is kept, between them undecided.
    """
    try:
        low, high = (apartment_lot_density(area_m2, height, law) for height in (0.0, _HIGHEST))
    except LawError as error:
        yield error.finding
        return
    bound = _Bound(law.cite("apartment-lot-density"), {"vi": "", "en": ""}, low, False)
    density = shape.density or 0.0
    if bound.broken(density):
        yield _lot("ZON-122", layer, shape, bound, density)
    elif density > high + _ROUNDING:
        gaps = _gaps(bound, shape.name or shape.id, density) | {"other": _percent(high)}
        yield _norm(finding("ZON-126", Place(layer.file, row=shape.row, object_id=shape.id), **gaps), bound, shape.id, density, shape.owner)


def housing_lot_density(area_m2: float, law: LawView) -> tuple[float, float]:
    """The greatest net density (0–1) of a house lot, interpolated between the law's points; twice, where two sources differ.

    Raises LawError when the law has no value on its day.
    """
    rows = law.value("housing-lot-density")
    curves = [[(float(row["at"]), float(row.get(name, row["share_most"]))) for row in rows] for name in ("share_most", "share_also")]
    return _between(curves[0], area_m2), _between(curves[1], area_m2)


def apartment_lot_density(area_m2: float, height_m: float, law: LawView) -> float:
    """The greatest net density (0–1) of an apartment or service lot, interpolated by height, then by area of the lot.

    Raises LawError when the law has no value on its day.
    """
    rows = law.value("apartment-lot-density")
    small, large = (_between([(float(row["at"]), float(row[name])) for row in rows], height_m) for name in ("share_small", "share_large"))
    return _between([(_SMALL_LOT, small), (_LARGE_LOT, large)], area_m2)


def _between(points: Sequence[tuple[float, float]], at: float) -> float:
    """The straight line between the two points round ``at``; beyond the ends their value."""
    if at <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in pairwise(points):
        if at <= right:
            return low + (high - low) * (at - left) / (right - left)
    return points[-1][1]


def ratio_findings(layer: PlanLayer) -> Iterator[Finding]:
    """ZON-125: a floor area ratio larger than density × storeys, which no building can have."""
    for shape in layer.attributes:
        if shape.far is None or shape.density is None or shape.storeys is None:
            continue
        most = shape.density * shape.storeys
        if shape.far > most + 0.005:  # printed to two decimals
            where = Place(file=layer.file, row=shape.row, object_id=shape.id)
            yield finding(
                "ZON-125", where, unit=shape.name or shape.id, far=_two(shape.far), most=_two(most), density=_percent(shape.density),
                storeys=_two(shape.storeys), owner=shape.owner or "?",
            )


def population_norms(
    lines: Sequence[BalanceLine], kinds: Mapping[tuple[str, str], AreaKind], settlements: Mapping[str, Settlement], law: LawView,
    codes: CodeList,
) -> Iterator[NormFinding | Finding]:
    """People of a residential unit (ZON-128), and its land and greenery a person (ZON-129), where people are stated."""
    for (plan, zone), kind in kinds.items():
        settlement = settlements.get(zone or plan)
        if settlement is None or settlement.people <= 0:
            continue
        people = float(settlement.people)
        traits = settlement.traits | ({"below_4000"} if people < _SMALL_UNIT else set())
        for stage in sorted({line.stage for line in lines if line.plan == plan}):
            here = [line for line in lines if (line.plan, line.stage) == (plan, stage) and zone in ("", line.zone)]
            land, subject = sum(line.area_m2 for line in here) / people, _subject(plan, zone, stage)
            green = _by_class(here, codes).get(LandClass.GREEN, 0.0) / people
            yield from _judged(law, "unit-population", kind.code, traits, people, "ZON-128", subject)
            yield from _judged(law, "unit-land-per-person", kind.code, traits, land, "ZON-129", subject)
            yield from _judged(law, "green-per-person", kind.code, traits, green, "ZON-129", subject)


def _judged(
    law: LawView, name: str, kind: str, traits: frozenset[str] | set[str], value: float, code: str, subject: str,
) -> Iterator[NormFinding | Finding]:
    """The row that fits most closely: one whose condition is met before one without a condition."""
    rows = [(bound, row) for bound, row in _bounds(law, name, kind) if isinstance(bound, Finding) or row.get("when", "") in {"", *traits}]
    met = any(row.get("when") for _, row in rows)
    for bound, row in rows:
        if isinstance(bound, Finding):
            yield bound
        elif bool(row.get("when")) == met and bound.broken(value, 0.0):
            gaps = {**_gaps(bound, subject, value), "value": _two(value), "bound": _two(bound.bound)}
            yield _norm(finding(code, Place(object_id=subject), **gaps), bound, subject, value)


def _bounds(law: LawView, name: str, kind: str) -> Iterator[tuple[_Bound | Finding, Mapping[str, Any]]]:
    """Bounds of a parameter for one kind, least and most apart; the law's own answer where it has no value that day."""
    try:
        rows = law.value(name)
    except LawError as error:
        yield error.finding, {}
        return
    for row in rows:
        if row.get("area_kind") == kind:
            for field_name in ("share_least", "least", "share_most", "most"):
                if row.get(field_name) is not None:
                    bound = _Bound(law.cite(name, row["code"]), row["label"], float(row[field_name]), field_name.endswith("least"))
                    yield bound, row


def _gaps(bound: _Bound, subject: str, value: float) -> dict[str, object]:
    """What every norm's sentence says: subject, value, bound, article, certainty."""
    cited = bound.citation
    sides = (("ít nhất", "at least") if bound.at_least else ("nhiều nhất", "at most"))
    return {
        "subject": subject, "what_vi": bound.label["vi"], "what_en": bound.label["en"], "value": _percent(value),
        "bound": _percent(bound.bound), "side_vi": sides[0], "side_en": sides[1], "document": cited.document,
        "article_vi": article_words(cited.article, "vi"), "article_en": article_words(cited.article, "en"),
        "certainty_vi": certainty_words(cited.certainty, "vi"), "certainty_en": certainty_words(cited.certainty, "en"),
    }


def _lot(code: str, layer: PlanLayer, shape: Shape, bound: _Bound, value: float) -> NormFinding:
    where = Place(file=layer.file, row=shape.row, object_id=shape.id)
    return _norm(finding(code, where, **_gaps(bound, shape.name or shape.id, value)), bound, shape.id, value, shape.owner)


def _norm(told: Finding, bound: _Bound, subject: str, value: float, owner: str = "") -> NormFinding:
    cited = bound.citation
    return NormFinding(told, cited.parameter, subject, value, bound.bound, cited.certainty, (owner,) if owner else ())


def _percent(share: float) -> Decimal:
    return _two(100 * share)


def _two(value: float) -> Decimal:
    """To two decimals, without zeros at the end."""
    return Decimal(f"{value:.2f}").normalize() + 0 if value else Decimal(0)


