"""Features of the layers in the database: which of them a reader may see, and those of a viewport, found by the index of boxes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest

from quyhoach.places.systems import AskedBox
from quyhoach_web.models import Feature, Layer
from quyhoach_web.queries.feature_pages import Item, Page, Wanted, number_of

PUBLISHED = ("decided", "amended", "ended")
"""States of a plan in which everybody sees its shapes; a draft is for those who may open the tables."""
_COLUMNS = {"code": 60, "plan": 100, "status": 30}
_SHOWN = ("fid", "shape", "properties")
_TABLE = Feature._meta.db_table


@dataclass(frozen=True)
class LayerFeatures:
    """The features of one layer that a reader may see. ``visible``: None = all of them."""

    pk: int
    name: str
    digest: str
    visible: Q | None

    def _all(self) -> QuerySet[Feature]:
        found = Feature.objects.filter(layer_id=self.pk)
        return found if self.visible is None else found.filter(self.visible)

    def page(self, wanted: Wanted) -> Page:
        """One page of what is wanted."""
        first, last = wanted.offset, wanted.offset + wanted.limit
        found = self._all()
        if self.visible is None and not (wanted.box or wanted.when or wanted.equal):  # positions have no gaps: nothing to count
            return Page(self.total(), _items(found.filter(position__gte=first, position__lt=last).order_by("position")))
        if wanted.box:
            found = _touching(found, self.pk, wanted.box)
        if wanted.when:
            found = found.filter(_holding(*wanted.when))
        for name, text in wanted.equal:
            found = found.filter(_equal(name, text))
        return Page(found.count(), _items(found.order_by("position")[first:last]))

    def one(self, fid: str) -> Item | None:
        """The feature of that id."""
        return next(iter(_items(self._all().filter(fid=fid))), None)

    def drawn(self, box: AskedBox, least: float, most: int) -> Sequence[Item]:
        """What to draw in a box: the largest, in layer order."""
        size = Greatest(F("east") - F("west"), F("north") - F("south"))
        near = _near(self._all(), self.pk, box).annotate(size=size).filter(Q(size__gte=least) | Q(size=0))
        largest = near.order_by("-size", "position").values("pk")[:most]
        return _items(Feature.objects.filter(pk__in=[row["pk"] for row in largest]).order_by("position")) if most <= 30_000 else []

    def total(self) -> int:
        """How many features there are."""
        return _counted(self.pk, self.digest) if self.visible is None else self._all().count()

    def extent(self) -> tuple[tuple[float, float, float, float] | None, tuple[str, str]]:
        """The box around all, first and last day."""
        return _extent(self.pk, self.digest, self.visible is None) if self.visible is None else _measured(self._all())


def stored_layers(statuses: Mapping[str, str], inner: bool, without: Sequence[str], only: str = "") -> list[LayerFeatures]:
    """The layers with features this reader may see, by name; ``only`` the one of that name. ``statuses``: plan → its status in the
    table of plans, which goes before what a shape says of itself; but what calls itself unpublished stays inside."""
    found = []
    layers = Layer.objects.filter(name=only) if only else Layer.objects.exclude(name__in=without)
    for pk, name, digest in layers.order_by("name").values_list("pk", "name", "digest"):
        pairs = _pairs(pk, digest)
        seen = [(plan, status) for plan, status in pairs if inner or _published(statuses.get(plan, status), status)]
        if seen:
            found.append(LayerFeatures(pk, name, digest, None if len(seen) == len(pairs) else _any_of(seen)))
    return found


def _published(status: str, own: str) -> bool:
    return status in PUBLISHED and own in ("", *PUBLISHED)


def _any_of(pairs: Sequence[tuple[str, str]]) -> Q:
    allowed = Q()
    for plan, status in pairs:
        allowed |= Q(plan=plan, status=status)
    return allowed


@lru_cache(maxsize=256)
def _pairs(pk: int, digest: str) -> tuple[tuple[str, str], ...]:
    """Every plan and status that the shapes of a layer name; a layer of a digest never changes."""
    return tuple(Feature.objects.filter(layer_id=pk).order_by("plan", "status").values_list("plan", "status").distinct())


@lru_cache(maxsize=256)
def _counted(pk: int, _digest: str) -> int:
    return Feature.objects.filter(layer_id=pk).aggregate(n=Count("pk"))["n"]


@lru_cache(maxsize=256)
def _extent(pk: int, _digest: str, _all: bool) -> tuple[tuple[float, float, float, float] | None, tuple[str, str]]:
    return _measured(Feature.objects.filter(layer_id=pk))


def _measured(found: QuerySet[Feature]) -> tuple[tuple[float, float, float, float] | None, tuple[str, str]]:
    said = found.aggregate(w=Min("west"), s=Min("south"), e=Max("east"), n=Max("north"), first=Min("begins", filter=~Q(begins="")))
    box = None if said["w"] is None else (said["w"], said["s"], said["e"], said["n"])
    return box, (said["first"] or "", "")


def _items(found: QuerySet[Feature]) -> list[Item]:
    return [Item(fid, None if shape is None else bytes(shape), said) for fid, shape, said in found.values_list(*_SHOWN)]


def _near(found: QuerySet[Feature], layer: int, box: AskedBox) -> QuerySet[Feature]:
    """Features whose own box meets the asked one's outer box."""
    west, south, east, north = box.outer
    if connection.vendor == "sqlite":
        inside = RawSQL(  # the tree rounds its boxes outward, so the columns are compared as well
            f"SELECT id FROM {_TABLE}_box WHERE west <= %s AND east >= %s AND south <= %s AND north >= %s "
            "AND layer <= %s AND layer_end >= %s",
            (east, west, north, south, layer, layer))
        found = found.filter(pk__in=inside)
    elif connection.vendor == "postgresql":
        found = found.annotate(met=RawSQL(f"box(point({_TABLE}.east, {_TABLE}.north), point({_TABLE}.west, {_TABLE}.south)) && "
                                          "box(point(%s, %s), point(%s, %s))", (east, north, west, south))).filter(met=True)
    return found.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)


def _touching(found: QuerySet[Feature], layer: int, box: AskedBox) -> QuerySet[Feature]:
    """Features that share a point with the box. Only those on its edge are looked at one by one."""
    near = _near(found, layer, box)
    edge = near
    if box.inner:
        west, south, east, north = box.inner
        edge = near.exclude(west__gte=west, east__lte=east, south__gte=south, north__lte=north)
    rows = list(edge.values_list("pk", "shape"))
    touched = box.touched_by([bytes(shape) for _, shape in rows])
    apart = [pk for (pk, _), met in zip(rows, touched, strict=True) if not met]
    if not apart:
        return near
    if connection.vendor == "sqlite":  # a statement takes a limited number of values
        return near.exclude(pk__in=RawSQL("SELECT value FROM json_each(%s)", (json.dumps(apart),)))
    return near.exclude(pk__in=apart)


def _holding(first: str, last: str) -> Q:
    held = Q()
    if last:
        held &= Q(begins="") | Q(begins__lte=last)
    if first:
        held &= Q(ends="") | Q(ends__gte=first)
    return held


def _equal(name: str, text: str) -> Q:
    """``name`` comes from the list of properties, never from the address as it is."""
    if 0 < len(text) < _COLUMNS.get(name, 0):  # a column holds the same, cut at its width, and has an index
        return Q(**{name: text})
    said = Q(**{f"properties__{name}": text})
    number = number_of(text)
    if number is not None and number == number and abs(number) != float("inf"):
        said |= Q(**{f"properties__{name}": int(number) if number.is_integer() else number})
        if number.is_integer():
            said |= Q(**{f"properties__{name}": number})
    if text in ("true", "false"):
        said |= Q(**{f"properties__{name}": text == "true"})
    return said
