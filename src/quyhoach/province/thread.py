"""The thread: from the sentence of a directive to a zone, a project, its money and its land, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from quyhoach.capital.plan import Allocation
from quyhoach.findings import Place
from quyhoach.province.province import Province, Scenario
from quyhoach.tables.spec import Row


@dataclass(frozen=True, slots=True)
class Step:
    """One knot of the thread.

    ``kind``: directive, zone, project, cost, assigned, funding, allocated, parcel or land; ``id`` its code; ``amount`` whole
    money units where the knot is money; ``fund`` and ``period`` say which money; ``area`` and ``done`` are hectares needed and
    cleared; ``source`` is where the row comes from, ``assumed`` the rule if no source gives it.
    """

    kind: str
    id: str
    name_vi: str
    name_en: str = ""
    amount: int | None = None
    fund: str = ""
    period: str = ""
    source: str = ""
    assumed: str = ""
    area: Decimal | None = None
    done: Decimal | None = None
    place: Place = field(default=Place(), compare=False)


def thread(
    province: Province, scenario: Scenario | None, project_id: str, allocations: Iterable[Allocation] | None = None,
    clearings: Mapping[str, int] | None = None,
) -> tuple[Step, ...]:
    """The knots of one project, in order: directives, zones from the widest in, the project, its money, its land.

    Money is the total, what was assigned by plan, then the plan's ``allocations`` or, before there is a plan, the sources the
    scenario lets it draw on. Land is as ``land_of`` tells it. () for a project the facts do not know.
    """
    project = province.facts["projects"].by_key().get(project_id)
    if project is None:
        return ()
    directives = tuple(_directive(row) for row in directives_of(province, project_id))
    zones = tuple(
        _step("zone", row, "zone") for row in reversed(zones_of(province, project.text("zone")))
    )
    money = tuple(_planned(province, project_id, allocations) if allocations is not None else _open_to(province, scenario, project_id))
    return (*directives, *zones, _step("project", project, "project"), *_cost(project), *_assigned(province, project_id), *money,
            *land_of(province, scenario, project_id, clearings or {}))


def land_of(province: Province, scenario: Scenario | None, project_id: str, clearings: Mapping[str, int]) -> tuple[Step, ...]:
    """The scenario's parcels of a project, with the year of ``clearings`` (parcel → year) as period, then what the facts record
    of its land: the newest record that gives an area, or the newest of all. () where nothing is recorded."""
    parcels = scenario.tables["parcels"].rows if scenario else ()
    found = [
        Step("parcel", row.text("parcel"), row.text("name_vi"), "", row.whole("clearing_cost"), source=row.text("source"),
             period=str(clearings.get(row.text("parcel"), "")), assumed=row.text("assumed"), area=row.decimal("area_ha"), place=row.place)
        for row in parcels if project_id in row.codes("projects")
    ]
    records = [row for row in province.facts["land_records"].rows if row.text("project") == project_id]
    newest = max(records, key=_tells, default=None)
    return (*found, _record(newest)) if newest is not None else tuple(found)


def _tells(record: Row) -> tuple[bool, str, Decimal]:
    area = record.decimal("area_required_ha") or record.decimal("area_done_ha")
    return area is not None, record.text("snapshot_date") or record.text("as_of"), area or Decimal(0)


def _record(row: Row) -> Step:
    return Step(
        "land", row.text("record"), row.text("subject"), period=row.text("snapshot_date") or row.text("as_of"), source=row.text("source"),
        assumed=row.text("assumed"), area=row.decimal("area_required_ha"), done=row.decimal("area_done_ha"), place=row.place,
    )


def directives_of(province: Province, project_id: str) -> tuple[Row, ...]:
    """Sentences that name the project, or its zone, or a zone its zone lies in; in file order."""
    project = province.facts["projects"].by_key().get(project_id)
    if project is None:
        return ()
    zones = {row.text("zone") for row in zones_of(province, project.text("zone"))}
    return tuple(row for row in province.facts["directives"].rows if _speaks_of(row, project, zones))


def projects_of(province: Province, directive: str) -> tuple[Row, ...]:
    """Projects whose ``directives_of`` holds the directive: the same thread walked the other way; in file order."""
    sentence = province.facts["directives"].by_key().get(directive)
    if sentence is None:
        return ()
    projects = province.facts["projects"].rows
    zones = {zone: {row.text("zone") for row in zones_of(province, zone)} for zone in {row.text("zone") for row in projects}}
    return tuple(row for row in projects if _speaks_of(sentence, row, zones[row.text("zone")]))


def _speaks_of(sentence: Row, project: Row, zones: set[str]) -> bool:
    return project.text("project") in sentence.codes("projects") or not zones.isdisjoint(sentence.codes("zones"))


def zones_of(province: Province, zone: str) -> tuple[Row, ...]:
    """The zone and those it lies in, from the narrowest out. A circle of parents ends where it closes."""
    zones = province.facts["zones"].by_key()
    found: list[Row] = []
    while zone in zones and zones[zone] not in found:
        found.append(zones[zone])
        zone = zones[zone].text("parent")
    return tuple(found)


def _step(kind: str, row: Row, key: str) -> Step:
    return Step(
        kind, row.text(key), row.text("name_vi"), row.text("name_en"),
        source=row.text("source"), assumed=row.text("assumed"), place=row.place,
    )


def _directive(row: Row) -> Step:
    return Step(
        "directive", row.text("directive"), row.text("summary_vi"), row.text("summary_en"), period=row.text("issued_on"),
        source=row.text("document"), assumed=row.text("assumed"), place=row.place,
    )


def _cost(project: Row) -> Iterator[Step]:
    total = project.whole("total_investment")
    if total is not None:
        yield Step(
            "cost", project.text("project"), "Tổng mức đầu tư", "Total investment", total, period=project.text("as_of"),
            source=project.text("source"), assumed=project.text("assumed"), place=project.place,
        )


def _assigned(province: Province, project_id: str) -> Iterator[Step]:
    for row in province.facts["plan_lines"].rows:
        if row.text("project") == project_id:
            yield _money("assigned", province, row, row.whole("amount"), row.text("period"))


def _open_to(province: Province, scenario: Scenario | None, project_id: str) -> Iterator[Step]:
    for row in scenario.tables["funding"].rows if scenario else ():
        if row.text("project") == project_id:
            yield _money("funding", province, row, None, "")


def _money(kind: str, province: Province, row: Row, amount: int | None, period: str) -> Step:
    fund = row.text("fund")
    vi, en = _fund_name(province, fund)
    return Step(kind, row.text("project"), vi, en, amount, fund, period, row.text("source"), row.text("assumed"), place=row.place)


def _planned(province: Province, project_id: str, allocations: Iterable[Allocation] | None) -> Iterator[Step]:
    for part in sorted(allocations or (), key=lambda part: (part.year, part.fund, part.kind)):
        if part.id == project_id:
            vi, en = _fund_name(province, part.fund)
            yield Step("allocated", project_id, vi, en, part.amount, part.fund, str(part.year))


def _fund_name(province: Province, fund: str) -> tuple[str, str]:
    row = province.facts["sources"].by_key().get(fund)
    return (row.text("name_vi"), row.text("name_en")) if row else (fund, fund)
