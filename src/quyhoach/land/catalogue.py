"""The catalogue of sites: searched by area, zone, distance to a gate, infrastructure; what cannot be judged is said, never passed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from quyhoach.land.site import SiteStanding


class SiteCriterion(StrEnum):
    """What a search asks of a site."""

    AREA_LEAST = "area_least"
    AREA_MOST = "area_most"
    ZONE = "zone"
    GATE = "gate"
    INFRASTRUCTURE = "infrastructure"
    PURPOSE = "purpose"
    CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class SiteQuery:
    """What is sought; None, "" and () ask nothing. Areas in ha; ``zones`` with all zones inside them; ``gate_km``: the greatest distance to
    ``gate``; ``needs``: infrastructure proven on site; ``clean``: clean land only."""

    area_least_ha: Decimal | None = None
    area_most_ha: Decimal | None = None
    zones: frozenset[str] = frozenset()
    gate: str = ""
    gate_km: Decimal | None = None
    needs: tuple[str, ...] = ()
    purpose: str = ""
    clean: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """One criterion on one site: it holds, it does not, or nobody knows (None). ``has`` is the site's own figure or word, "" unknown."""

    criterion: SiteCriterion
    holds: bool | None
    asked: str
    has: str


@dataclass(frozen=True, slots=True)
class SiteMatch:
    """A site beside a query. ``fits`` None: some criterion cannot be judged and none fails. ``km``: distance to the gate asked for."""

    standing: SiteStanding
    verdicts: tuple[Verdict, ...]
    km: float | None = None

    @property
    def fits(self) -> bool | None:
        """False as soon as one criterion fails."""
        said = [verdict.holds for verdict in self.verdicts]
        return False if False in said else None if None in said else True

    @property
    def failing(self) -> tuple[Verdict, ...]:
        """What speaks against the site."""
        return tuple(verdict for verdict in self.verdicts if verdict.holds is False)


def search(standings: Iterable[SiteStanding], query: SiteQuery, km: Mapping[str, float]) -> tuple[SiteMatch, ...]:
    """Every site beside the query, in order of the standings; ``km``: distance of each site to the gate, absent where it is not known."""
    return tuple(_match(standing, query, km.get(standing.site.id)) for standing in standings)


def best_first(matches: Iterable[SiteMatch]) -> tuple[SiteMatch, ...]:
    """Sites that fit, then those not known to, then the others: clean ones before, then by what is missing, nearness and id."""
    def place(match: SiteMatch) -> tuple[int, bool, int, int, float, str]:
        rank = {True: 0, None: 1, False: 2}[match.fits]
        away = match.km if match.km is not None else float("inf")
        return rank, not match.standing.clean, len(match.failing), len(match.standing.missing), away, match.standing.site.id

    return tuple(sorted(matches, key=place))


def _match(standing: SiteStanding, query: SiteQuery, km: float | None) -> SiteMatch:
    found = [*_by_area(standing, query), *_by_place(standing, query, km)]
    site = standing.site
    if query.needs:
        lacking = [need for need in query.needs if not _proven(standing, need)]
        found.append(Verdict(SiteCriterion.INFRASTRUCTURE, not lacking, ";".join(query.needs), ";".join(lacking)))
    if query.purpose:
        holds = None if not site.purpose else site.purpose == query.purpose
        found.append(Verdict(SiteCriterion.PURPOSE, holds, query.purpose, site.purpose))
    if query.clean:
        missing = ";".join(element.element for element in standing.missing)
        found.append(Verdict(SiteCriterion.CLEAN, standing.clean, "", missing))
    return SiteMatch(standing, tuple(found), km)


def _by_area(standing: SiteStanding, query: SiteQuery) -> Iterable[Verdict]:
    area = standing.site.area_ha
    has = "" if area is None else str(area)
    if query.area_least_ha is not None:
        yield Verdict(SiteCriterion.AREA_LEAST, None if area is None else area >= query.area_least_ha, str(query.area_least_ha), has)
    if query.area_most_ha is not None:
        yield Verdict(SiteCriterion.AREA_MOST, None if area is None else area <= query.area_most_ha, str(query.area_most_ha), has)


def _by_place(standing: SiteStanding, query: SiteQuery, km: float | None) -> Iterable[Verdict]:
    zone = standing.site.zone
    if query.zones:
        yield Verdict(SiteCriterion.ZONE, None if not zone else zone in query.zones, ";".join(sorted(query.zones)), zone)
    if query.gate and query.gate_km is not None:
        holds = None if km is None else km <= query.gate_km
        yield Verdict(SiteCriterion.GATE, holds, f"{query.gate}:{query.gate_km}", "" if km is None else f"{km:.1f}")


def _proven(standing: SiteStanding, need: str) -> bool:
    element = standing.element(need)
    return element is not None and element.met
