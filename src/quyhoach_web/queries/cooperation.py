"""Joint projects as the office reads them: the rows of one project, what each side may see, where commitments stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from quyhoach.findings import Finding
from quyhoach.province.province import Province
from quyhoach.province.specs.cooperation import COOPERATION, RELEASED_TABLE
from quyhoach.tables.spec import Row, Table
from quyhoach.zones import cooperation, release
from quyhoach.zones.cooperation import CommitmentStanding, Deadline, SideComparison
from quyhoach.zones.release import Address, ReleasedRow, ReleaseRule, Viewer
from quyhoach_web.models import AuditEntry, Record

OURS = "VN"
"""The calendar of a side whose country is not written; no figure depends on it."""
OWN_FIELDS = frozenset({"done", "text_vi", "text_zh", "reported_on", "countersign", "countersign_done", "countersign_vi",
                        "countersign_zh", "countersigned_on", "value", "stated_on"})
"""What a partner types itself, and may therefore read again."""
ON_EVERY_MAP = frozenset({"zone", "project", "name_vi", "name_en", "kind", "parent", "lat", "lon", "coord_basis"})
"""What a public map says of any zone or project: its name, its sort and where it stands."""
Released = dict[tuple[str, str], frozenset[str]]
"""Fields by (table, key) that the other side may see; a row that is not in it belongs to no joint project."""
OWN_ACTIONS = ("partner-report", "partner-sign", "partner-say")


def is_seat(areas: Collection[str]) -> bool:
    """Whether the one area named is a party of the other side."""
    found = Record.objects.filter(layer="facts", table="joint_parties", key__in=list(areas)).values_list("values", flat=True)
    return len(areas) == 1 and any(values.get("side") == "theirs" for values in found)


@dataclass(frozen=True)
class JointRoom:
    """The rows of one joint project in every table that may be released, with the rules about them."""

    joint: str
    tables: Mapping[str, Table]
    rules: tuple[ReleaseRule, ...]
    rule_rows: tuple[Row, ...]
    country: str
    money: str

    @property
    def project(self) -> Row:
        """The project's own row."""
        return self.tables["joint_projects"].rows[0]

    @cached_property
    def parties(self) -> dict[str, Row]:
        """Parties by code."""
        return {row.text("party"): row for row in self.tables["joint_parties"].rows}

    def side(self, side: str) -> list[Row]:
        """Parties of one side, the lead first."""
        order = ("lead", "partner", "office")
        found = [row for row in self.parties.values() if row.text("side") == side]
        return sorted(found, key=lambda row: (order.index(row.text("role")) if row.text("role") in order else 9, row.text("party")))

    def seated(self, party: str) -> bool:
        """Whether that code is a party of the other side."""
        return party in self.parties and self.parties[party].text("side") == "theirs"

    def view(self, party: str, on: date, own: Collection[Address] = ()) -> tuple[ReleasedRow, ...]:
        """What a party sees on a day."""
        return release.view(self.tables, self.rules, Viewer(self.joint, party, on), own)

    def reports(self, commitment: str) -> list[Row]:
        """A commitment's progress reports, the oldest first."""
        found = [row for row in self.tables["progress_reports"].rows if row.text("commitment") == commitment]
        return sorted(found, key=lambda row: row.whole("entry") or 0)

    def standing(self, commitment: Row, on: date) -> CommitmentStanding:
        """Where a commitment stands."""
        return cooperation.standing(commitment.date("due"), self.reports(commitment.text("commitment")), on)

    def countries(self) -> tuple[str, ...]:
        """Countries of both sides, ours first."""
        written = [row.text("jurisdiction") for side in ("ours", "theirs") for row in self.side(side)]
        return tuple(dict.fromkeys(filter(None, written))) or (self.country,)

    def deadline(self, due: date | None, on: date) -> Deadline | None:
        """A day in both calendars."""
        return cooperation.deadline(due, self.countries(), on) if due else None

    def compared(self, party: str, on: date) -> tuple[SideComparison, ...]:
        """What is released to a party beside what it states."""
        said = [row for row in self.tables["partner_statements"].rows if row.text("party") == party]
        shown = [row for row in self.view(party, on) if row.table != "partner_statements"]
        return cooperation.compare(shown, said, {name: table.spec for name, table in self.tables.items()})

    def findings(self, on: date) -> list[Finding]:
        """What is wrong with the project's rows and rules, and where both sides differ."""
        specs = {name: table.spec for name, table in self.tables.items()}
        rows = {name: table.rows for name, table in self.tables.items()}
        unequal = [one for party in self.parties if self.seated(party) for one in cooperation.differences(self.compared(party, on))]
        return [*release.faults(self.rule_rows, self.tables["joint_parties"].rows, specs), *cooperation.gaps(rows), *unequal]

    def counted(self, on: date) -> tuple[int, int]:
        """Fields that some party of the other side sees, of all that hold something."""
        seen = {address for party in self.parties if self.seated(party) for address, _ in release.addresses(self.view(party, on))}
        every = sum(value not in (None, ()) for table in self.tables.values() for row in table.rows for value in row.values.values())
        return len(seen), every


def joint_room(province: Province, joint: str) -> JointRoom | None:
    """The rows of one joint project; None when there is no such project."""
    project = province.facts["joint_projects"].by_key().get(joint)
    if project is None:
        return None
    tables = {name: Table(province.facts[name].spec, tuple(_rows(province, name, joint, project))) for name in RELEASED_TABLE}
    rows = tuple(row for row in province.facts["release_rules"].rows if row.text("joint") == joint)
    return JointRoom(joint, tables, release.release_rules(rows), rows, province.info.jurisdiction or OURS,
                     province.info.money_unit.label_vi)


def joint_rooms(province: Province) -> list[JointRoom]:
    """Every joint project, in the table's order."""
    return [room for key in province.facts["joint_projects"].by_key() if (room := joint_room(province, key)) is not None]


def _rows(province: Province, name: str, joint: str, project: Row) -> Iterator[Row]:
    if name in ("zones", "projects"):
        linked = {project.text("zone")} if name == "zones" else set(project.codes("projects"))
        yield from (row for key, row in province.facts[name].by_key().items() if key in linked)
    else:
        yield from (row for row in province.facts[name].rows if row.text("joint") == joint)


def held_back(province: Province, on: date) -> Released:
    """Zones and projects of joint projects with the fields that every party across may see."""
    found: Released = {}
    for room in joint_rooms(province):
        seats = [party for party in room.parties if room.seated(party)]
        views = [{(row.table, row.key): frozenset(row.cells) for row in room.view(party, on)} for party in seats]
        for name in ("zones", "projects"):
            for key in room.tables[name].by_key():
                shown = [view.get((name, key), frozenset()) for view in views] or [frozenset()]
                found[name, key] = frozenset.intersection(*shown)
    return found


def public_row(held: Released, table: str, row: Row) -> Row:
    """A row as public pages show it: of a joint zone or project what stands on every map, and what was released to all across."""
    shown = held.get((table, row.text(next(iter(row.values)))))
    if shown is None:
        return row
    return Row({name: value if name in ON_EVERY_MAP or name in shown else None for name, value in row.values.items()}, row.place)


def own_words(joint: str, party: str) -> frozenset[Address]:
    """Cells that accounts of a party wrote themselves, by the audit, and that still stand as written."""
    entries = AuditEntry.objects.filter(kind="record", action__in=OWN_ACTIONS, why=f"{joint}/{party}").order_by("number")
    written = {(*entry.object_id.split("/", 2)[1:], name): value for entry in entries for name, value in (entry.after or {}).items()
               if name in OWN_FIELDS and (entry.before or {}).get(name) != value}
    keys = {key for _, key, _ in written}
    rows = Record.objects.filter(layer="facts", table__in=("progress_reports", "partner_statements"), key__in=keys)
    now = {(row.table, row.key): row.values for row in rows}
    return frozenset(at for at, value in written.items() if now.get(at[:2], {}).get(at[2]) == value)


def numbers_of(rows: Collection[ReleasedRow]) -> dict[tuple[str, str], int]:
    """The numbers by which addresses name rows to the other side: they say nothing of what the rows hold."""
    found = Record.objects.filter(layer="facts", table__in={row.table for row in rows}, key__in={row.key for row in rows})
    return {(table, key): pk for table, key, pk in found.values_list("table", "key", "pk")}


def tables_in_words() -> dict[str, Any]:
    """The specs of the cooperation tables by name."""
    return {spec.name: spec for spec in COOPERATION}
