"""The other side's page, made of nothing but the cells that were released to it and its own words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from quyhoach import calendar
from quyhoach.tables.cells import read_cell
from quyhoach.tables.folding import fold
from quyhoach.tables.spec import Column, Kind, Row, Table, TableSpec, Value
from quyhoach.zones import cooperation, release
from quyhoach.zones.cooperation import CommitmentState
from quyhoach.zones.release import Address, ReleasedRow
from quyhoach_web.models import AuditEntry
from quyhoach_web.queries import chinese
from quyhoach_web.queries.cooperation import JointRoom, numbers_of

_TITLES = {"joint_projects": "name", "joint_parties": "name", "joint_minutes": "title", "commitments": "text", "zones": "name",
           "projects": "name", "progress_reports": "text"}
STATES = {
    CommitmentState.OPEN: ("chưa báo", "尚未报告", ""), CommitmentState.REPORTED: ("chờ xác nhận", "待会签", "blue"),
    CommitmentState.DISPUTED: ("hai bên nói khác nhau", "双方意见不一", "red"), CommitmentState.UNDER_WAY: ("đang làm", "进行中", "amber"),
    CommitmentState.DONE: ("xong", "已完成", "green"),
}
ORDER = ("joint_projects", "commitments", "progress_reports", "joint_minutes", "joint_budgets", "joint_parties", "zones", "projects")
COUNTRIES = {"VN": ("Việt Nam", "越南"), "CN": ("Trung Quốc", "中国")}


@dataclass(frozen=True)
class Across:
    """What one party sees on a day, in one language: ``rows`` are all there is to show."""

    room: JointRoom
    party: str
    on: date
    lang: str
    rows: tuple[ReleasedRow, ...]
    own: frozenset[Address]

    def spec(self, table: str) -> TableSpec:
        """The spec of a table."""
        return self.room.tables[table].spec

    def words(self) -> dict[Address, str]:
        """Every shown cell as the log keeps it."""
        return {at: chinese.plain(self.spec(at[0]).column(at[2]), cell.value) for at, cell in release.addresses(self.rows)}

    def written(self, row: ReleasedRow, name: str) -> str:
        """One shown cell as the reader writes it; a party with its name, where both are shown."""
        column = self.spec(row.table).column(name)
        text = self.value(row.table, name, row.cells[name].value, row.text("currency"))
        named = self._party_names.get(text, "") if name in ("party", "countersigned_by") and row.table != "joint_parties" else ""
        return f"{text} ({named})" if named and column.kind is Kind.CODE else text

    def value(self, table: str, name: str, value: Value, currency: str = "") -> str:
        """A value of a field in the reader's language, with its unit."""
        column = self.spec(table).column(name)
        unit = self.room.money if column.kind is Kind.MONEY else chinese.money(column, currency)
        return chinese.written(column, value, self.lang, unit)

    @cached_property
    def _party_names(self) -> dict[str, str]:
        return {row.key.partition("/")[2]: self.title(row) for row in self.rows if row.table == "joint_parties" and self.title(row)}

    def title(self, row: ReleasedRow) -> str:
        """What a row is called, of the shown cells alone; "" where none names it."""
        start = _TITLES.get(row.table, "")
        names = [f"{start}_{lang}" for lang in (("zh", "vi") if self.lang == "zh" else ("vi", "zh"))]
        return next((text for name in names if (text := row.text(name))), "")


def sections(seen: Across, words: str = "") -> list[dict[str, Any]]:
    """Tables with their shown rows; ``words`` keeps rows in which a shown value has them, accents aside."""
    numbers, stated = numbers_of(seen.rows), _stated(seen)
    found = []
    for name in ORDER:
        rows = [_shown(seen, row, numbers.get((row.table, row.key)), stated) for row in seen.rows if row.table == name]
        kept = [row for row in rows if all(part in row["searched"] for part in _parts(words))]
        if kept:
            found.append({"table": name, "title": chinese.table_label(seen.spec(name), seen.lang), "rows": kept})
    return found


def _parts(words: str) -> list[str]:
    return (fold(words) or words.strip()).split()


def _shown(seen: Across, row: ReleasedRow, number: int | None, stated: Mapping[Address, str]) -> dict[str, Any]:
    fields = [{
        "name": name, "label": chinese.label(seen.spec(row.table), seen.spec(row.table).column(name), seen.lang),
        "value": seen.written(row, name), "own": cell.rule is None, "chinese": name.endswith("_zh"), "vietnamese": name.endswith("_vi"),
        "since": chinese.day(max(cell.rule.since, cell.rule.decided_on), seen.lang) if cell.rule else "",
        "stated": stated.get((row.table, row.key, name)), **_twin(seen, row, name),
    } for name, cell in row.cells.items()]
    plain = " ".join(field["value"] for field in fields)
    about = {"number": number, "may_say": any(cell.rule is not None for cell in row.cells.values()), "title": seen.title(row),
             "fields": fields, "searched": f"{fold(plain)} {plain}"}
    if row.table == "commitments":
        about |= _commitment(seen, row)
    if row.table == "progress_reports":
        about["sign"] = may_sign(seen, row.key)
    return about


def _twin(seen: Across, row: ReleasedRow, name: str) -> dict[str, Any]:
    """One thing in two languages stands once, the reader's language first; the row's title is no line of its own."""
    start, _, lang = name.rpartition("_")
    other = f"{start}_{'vi' if lang == 'zh' else 'zh'}"
    if lang not in ("vi", "zh") or other not in row.cells:
        return {"folded": lang in ("vi", "zh") and start == _TITLES.get(row.table), "twin": ""}
    return {"folded": lang != seen.lang or start == _TITLES.get(row.table), "twin": seen.written(row, other), "twin_lang": other[-2:]}


def _stated(seen: Across) -> dict[Address, str]:
    """What this side has stated about shown cells: its own words only."""
    rows = seen.room.tables["partner_statements"].by_key()
    return {(row.text("table"), row.text("row"), row.text("field")): row.text("value") for key, row in rows.items()
            if row.text("party") == seen.party and ("partner_statements", key, "value") in seen.own}


def _commitment(seen: Across, row: ReleasedRow) -> dict[str, Any]:
    reports = _linked(seen, row)
    due = row.cells["due"].value if "due" in row.cells else None
    stands = cooperation.standing(due if isinstance(due, date) else None, reports, seen.on)
    vi, zh, colour = STATES[stands.state]
    return {"state": zh if seen.lang == "zh" else vi, "state_class": colour, "late": stands.late,
            "open": stands.state is not CommitmentState.DONE,
            "calendar": _calendar(seen, due) if isinstance(due, date) else [], "report": row.text("party") == seen.party}


def _linked(seen: Across, commitment: ReleasedRow) -> list[Row]:
    """Progress reports of a commitment as far as they are shown, what is withheld left empty."""
    spec, whole = seen.spec("progress_reports"), seen.room.tables["progress_reports"].by_key()
    found = []
    for row in seen.rows:
        if row.table != "progress_reports" or whole[row.key].text("commitment") != commitment.key:
            continue
        known = row.text("commitment") == commitment.key or any(("progress_reports", row.key, name) in seen.own for name in row.cells)
        if known and ("done" in row.cells or "countersign" in row.cells):
            values = {column.name: row.cells[column.name].value if column.name in row.cells else None for column in spec.columns}
            found.append(Row({**values, "entry": whole[row.key]["entry"]}))
    return found


def _calendar(seen: Across, due: date) -> list[dict[str, Any]]:
    """A released deadline in the province's calendar and the viewer's own."""
    countries = (seen.room.country, seen.room.parties[seen.party].text("jurisdiction"))
    found = cooperation.deadline(due, countries, seen.on)
    return [] if found is None else [{
        "country": COUNTRIES.get(one.country, (one.country, one.country))[seen.lang == "zh"], "off": not one.working,
        "text": _day(one, seen.lang),
        "left": max(found.left[one.country], 0), "over": max(-found.left[one.country], 0),
        "common": chinese.day(found.common, seen.lang) if found.common != due else "",
    } for one in found.days]


def _day(one: calendar.Day, lang: str) -> str:
    vi = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")[one.day.weekday()]
    zh = lang == "zh"
    working, off = ("工作日", "休息日") if zh else ("ngày làm việc", "ngày nghỉ")
    unsure = "" if one.announced else "（该年调休安排尚未公布）" if zh else " (năm này chưa công bố ngày nghỉ bù)"
    weekday = f"星期{'一二三四五六日'[one.day.weekday()]}，" if zh else f"{vi}, "
    return weekday + (working if one.working else one.holiday or off) + unsure


def may_sign(seen: Across, key: str) -> bool:
    """Whether the other side's report is shown with who made it, and waits for an answer."""
    row = next((one for one in seen.rows if (one.table, one.key) == ("progress_reports", key)), None)
    reporter = seen.room.parties.get(row.text("party")) if row else None
    waits = not seen.room.tables["progress_reports"].by_key()[key].text("countersign")
    return waits and row is not None and reporter is not None and reporter.text("side") == "ours" and "done" in row.cells


def released_table(seen: Across) -> Table:
    """The released cells as one sheet: table, row number, field, value, released from."""
    zh = seen.lang == "zh"
    heads = ("表", "行", "栏目", "数值", "公开日期") if zh else ("Bảng", "Dòng", "Ô", "Giá trị", "Cho xem từ")
    names = ("table", "row", "field", "value", "since")
    columns = tuple(Column(name, Kind.TEXT, head, head) for name, head in zip(names, heads, strict=True))
    title = "已公开内容" if zh else "Nội dung được xem"
    places = {name: [row.key for row in seen.rows if row.table == name] for name in chinese.TABLES}
    lines = [Row({
        "table": chinese.table_label(seen.spec(at[0]), seen.lang), "row": str(places[at[0]].index(at[1]) + 1),
        "field": chinese.label(seen.spec(at[0]), seen.spec(at[0]).column(at[2]), seen.lang), "value": text,
        "since": chinese.day(max(cell.rule.since, cell.rule.decided_on), seen.lang)})
        for row in seen.rows for at, cell in release.addresses([row]) if cell.rule is not None for text in [seen.written(row, at[2])]]
    return Table(TableSpec("released", title, title, ("table",), columns), tuple(lines))


def changes_seen(seen: Across, entries: Sequence[AuditEntry]) -> list[dict[str, Any]]:
    """The log as the other side may read it: fields, and values only of what is still released to it."""
    now = frozenset("/".join(at) for at, _ in release.addresses(seen.rows))
    return [{"at": _moment(entry.at, seen.lang), "file": entry.action == "release-export", "lines": _lines(seen, entry, now)}
            for entry in entries]


def _moment(at: Any, lang: str) -> str:
    local = timezone.localtime(at)
    return f"{chinese.day(local.date(), lang)} {local:%H:%M}"


def _lines(seen: Across, entry: AuditEntry, now: Collection[str]) -> list[dict[str, str]]:
    before, after = entry.before or {}, entry.after or {}
    found = []
    for at in sorted({*before, *after}):
        old, new = before.get(at), after.get(at)
        if old == new:
            continue
        table, rest = at.split("/", 1)
        name = rest.rsplit("/", 1)[1]
        spec = seen.room.tables[table].spec
        if name not in {column.name for column in spec.columns}:
            continue
        kind = "new" if old is None else "ended" if new is None else "changed"
        known = at in now
        found.append({"table": chinese.table_label(spec, seen.lang), "kind": kind,
                      "label": chinese.label(spec, spec.column(name), seen.lang),
                      **{when: _kept(seen, table, name, said) if known and said else ""
                         for when, said in (("before", old), ("after", new))}})
    return found


def _kept(seen: Across, table: str, name: str, said: Mapping[str, str]) -> str:
    """A value of the log in the reader's language."""
    value = read_cell(said["value"], seen.spec(table).column(name)).value
    return seen.value(table, name, value) or said["value"]
