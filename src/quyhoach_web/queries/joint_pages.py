"""What the pages of our side show of joint projects, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from quyhoach.calendar import Day
from quyhoach.tables import kinds
from quyhoach.tables.spec import Column, Row
from quyhoach.zones.cooperation import Agreement, CommitmentState, Deadline, SideComparison
from quyhoach.zones.release import Address, Viewer, rule_for
from quyhoach_web.language import language, say
from quyhoach_web.models import AuditEntry
from quyhoach_web.queries import chinese
from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.cooperation import JointRoom
from quyhoach_web.queries.data import title

STATE_CLASS = {CommitmentState.OPEN: "", CommitmentState.REPORTED: "blue", CommitmentState.DISPUTED: "red",
               CommitmentState.UNDER_WAY: "amber", CommitmentState.DONE: "green"}


def plain(column: Column, row: Row) -> str:
    """A value of a row in the reader's language, with its unit."""
    value = row[column.name]
    if value is None or value == ():
        return "–"
    if column.choices:
        return kinds.choice(column, str(value), language())
    unit = chinese.money(column, row.text("currency")) if "currency" in row.values else column.unit
    return chinese.written(column, value, "vi", unit)


def name_of(row: Row, start: str = "name") -> str:
    """What a row is called in the reader's language."""
    return (row.text(f"{start}_en") if language() == "en" and f"{start}_en" in row.values else "") or row.text(f"{start}_vi")


def state_label(state: CommitmentState) -> str:
    """Where a commitment stands, in words."""
    return {
        CommitmentState.OPEN: say("chưa báo", "not reported"),
        CommitmentState.REPORTED: say("chờ bên kia xác nhận", "awaits countersignature"),
        CommitmentState.DISPUTED: say("hai bên nói khác nhau", "disputed"),
        CommitmentState.UNDER_WAY: say("đang làm, đã xác nhận", "under way"),
        CommitmentState.DONE: say("xong, đã xác nhận", "done"),
    }[state]


def agreement_label(agreement: Agreement) -> str:
    """What both sides say of a figure, in words."""
    return {Agreement.EQUAL: say("khớp", "equal"), Agreement.DIFFERENT: say("khác nhau", "different"),
            Agreement.UNSTATED: say("bên bạn chưa nói", "not stated"), Agreement.WITHDRAWN: say("đã thu hồi", "withdrawn")}[agreement]


def project_line(room: JointRoom, on: date) -> dict[str, Any]:
    """One line of the list."""
    commitments = room.tables["commitments"].rows
    late = sum(room.standing(row, on).late for row in commitments)
    seen, every = room.counted(on)
    return {"code": room.joint, "name": name_of(room.project), "name_zh": room.project.text("name_zh"),
            "ours": [party_card(room, row, on) for row in room.side("ours")],
            "theirs": [party_card(room, row, on) for row in room.side("theirs")],
            "commitments": len(commitments), "late": late, "seen": seen, "every": every}


def party_card(room: JointRoom, row: Row, on: date) -> dict[str, Any]:
    """One party with its status and its own money, year by year and in all."""
    spec = room.tables["joint_parties"].spec
    budgets = [one for one in room.tables["joint_budgets"].rows if one.text("party") == row.text("party")]
    sums: dict[str, list[Decimal]] = {}
    for one in budgets:
        kept = sums.setdefault(one.text("currency"), [Decimal(0), Decimal(0)])
        kept[0] += one.decimal("planned") or 0
        kept[1] += one.decimal("spent") or 0
    known = room.tables["joint_budgets"].spec
    return {
        "code": row.text("party"), "name": row.text("name_vi"), "name_zh": row.text("name_zh"),
        "role": plain(spec.column("role"), row), "status": plain(spec.column("status"), row), "status_text": row.text("status_vi"),
        "country": row.text("jurisdiction"), "currency": row.text("currency"),
        "budgets": [{"year": one.text("year"), "currency": one.text("currency"), "planned": one.decimal("planned"),
                     "spent": one.decimal("spent"), "status": plain(known.column("status"), one)} for one in budgets],
        "sums": [{"currency": currency, "planned": planned, "spent": spent} for currency, (planned, spent) in sums.items()],
    }


def commitment_line(room: JointRoom, row: Row, on: date) -> dict[str, Any]:
    """One commitment of the timeline: its day in both calendars and where it stands."""
    stands, party = room.standing(row, on), room.parties.get(row.text("party"))
    return {
        "code": row.text("commitment"), "text": row.text("text_vi"), "text_zh": row.text("text_zh"), "due": row.date("due"),
        "party": party.text("name_vi") if party else row.text("party"), "ours": party is not None and party.text("side") == "ours",
        "side": say("bên ta", "our side") if party is not None and party.text("side") == "ours" else say("bên bạn", "other side"),
        "state": state_label(stands.state), "state_class": STATE_CLASS[stands.state], "late": stands.late,
        "open": stands.state is not CommitmentState.DONE, "agreed": stands.agreed,
        "responsible_ours": row.text("responsible_ours"), "responsible_theirs": row.text("responsible_theirs"),
        "minutes": row.text("minutes"), "calendar": calendar_lines(room.deadline(row.date("due"), on)),
    }


def calendar_lines(found: Deadline | None) -> list[dict[str, Any]]:
    """A deadline as each side's offices meet it."""
    if found is None:
        return []
    return [{"country": one.country, "text": day_words(one), "off": not one.working, "left": max(found.left[one.country], 0),
             "over": max(-found.left[one.country], 0),
             "common": found.common if found.common != found.due else None} for one in found.days]


def day_words(one: Day) -> str:
    """A day in one calendar, in words."""
    weekday = say(*(("thứ hai", "Monday"), ("thứ ba", "Tuesday"), ("thứ tư", "Wednesday"), ("thứ năm", "Thursday"),
                    ("thứ sáu", "Friday"), ("thứ bảy", "Saturday"), ("chủ nhật", "Sunday"))[one.day.weekday()])
    off = one.holiday or say("ngày nghỉ", "day off")
    said = f"{weekday}, {say('ngày làm việc', 'working day') if one.working else off}"
    return said if one.announced else said + say(" (năm này chưa công bố ngày nghỉ bù)", " (moved days off not yet announced)")


def timeline(room: JointRoom, on: date) -> list[dict[str, Any]]:
    """Commitments by deadline; those without one last."""
    rows = sorted(room.tables["commitments"].rows, key=lambda row: (row.date("due") is None, row.date("due") or on, row.text("commitment")))
    return [commitment_line(room, row, on) for row in rows]


def field_tables(room: JointRoom, on: date) -> list[dict[str, Any]]:
    """Every row of every table with its fields and the rule beside each."""
    seats = room.side("theirs")
    found = []
    for name, table in room.tables.items():
        rows = [{"key": key, "name": _row_name(row), "fields": fields, "seen": sum(bool(one["seen"]) for one in fields), "n": len(fields)}
                for key, row in table.by_key().items()
                for fields in [[_field(room, (name, key, column.name), row, seats, on) for column in table.spec.columns]]]
        if rows:
            found.append({"table": name, "title": title(table.spec), "rows": rows})
    return found


def _row_name(row: Row) -> str:
    """What the row says of itself."""
    return next((row.text(name) for name in ("name_vi", "title_vi", "text_vi", "field") if name in row.values and row.text(name)), "")


def rule_lines(room: JointRoom, on: date) -> list[dict[str, Any]]:
    """The rules with fields, parties and table in words."""
    names = {code: row.text("name_vi") for code, row in room.parties.items()}
    return [{"rule": one, "table": title(room.tables[one.table].spec) if one.table in room.tables else one.table, "holds": one.holds(on),
             "fields": [_header(room.tables[one.table].spec, name) for name in sorted(one.fields)] if one.table in room.tables else [],
             "parties": [names.get(code, code) for code in sorted(one.parties)]} for one in room.rules]


def finding_lines(room: JointRoom, on: date) -> list[dict[str, str]]:
    """What is to be mended, with tables and fields in words."""
    lines = []
    for one in room.findings(on):
        said, spec = dict(one.values), room.tables.get(str(one.values.get("table", "")))
        if spec is not None:
            said |= {"table": title(spec.spec), "field": _header(spec.spec, str(said.get("field", "")))}
        lines.append({**shown(replace(one, values=said)), "where": one.where.object_id})
    return lines


def _field(room: JointRoom, at: Address, row: Row, seats: list[Row], on: date) -> dict[str, Any]:
    column = room.tables[at[0]].spec.column(at[2])
    seen = [(seat, rule) for seat in seats if (rule := rule_for(at, room.rules, Viewer(room.joint, seat.text("party"), on)))]
    coming = [rule for rule in room.rules if rule.table == at[0] and rule.row in ("", at[1]) and at[2] in rule.fields
              and max(rule.since, rule.decided_on) > on]
    return {"name": column.name, "label": kinds.header(column, language()), "value": plain(column, row),
            "empty": row[column.name] in (None, ()),
            "seen": [{"party": seat.text("name_vi"), "rule": rule} for seat, rule in seen], "coming": coming}


def comparison_lines(room: JointRoom, compared: tuple[SideComparison, ...]) -> list[dict[str, Any]]:
    """Released figures beside what the other side states, the unequal first."""
    order = [Agreement.DIFFERENT, Agreement.WITHDRAWN, Agreement.UNSTATED, Agreement.EQUAL]
    lines = []
    for one in sorted(compared, key=lambda one: order.index(one.agreement)):
        table, key, name = one.address
        spec = room.tables[table].spec
        row = room.tables[table].by_key().get(key)
        lines.append({
            "where": f"{title(spec)} · {key}", "label": _header(spec, name), "theirs": one.theirs, "state": one.agreement,
            "ours": plain(spec.column(name), row) if row is not None and one.ours is not None else "–",
            "agreement": agreement_label(one.agreement)})
    return lines


def _header(spec: Any, name: str) -> str:
    known = {column.name: column for column in spec.columns}
    return kinds.header(known[name], language()) if name in known else name


def log_lines(room: JointRoom, entries: Any) -> list[dict[str, Any]]:
    """What went across: when, to whom, which fields under which rule."""
    return [{"at": entry.at, "number": entry.number, "who": entry.object_id.split("/")[-1], "party": entry.object_id.split("/")[1],
             "file": entry.why if entry.action == "release-export" else "", **_moved(room, entry)} for entry in entries]


def _moved(room: JointRoom, entry: AuditEntry) -> dict[str, Any]:
    before, after = entry.before or {}, entry.after or {}
    new = {at: said for at, said in after.items() if before.get(at) != said}
    by_rule: dict[str, list[str]] = {}
    for at, said in new.items():
        by_rule.setdefault(said["rule"], []).append(_address_words(room, at))
    return {"rules": [{"rule": rule, "fields": fields, "n": len(fields)} for rule, fields in by_rule.items()],
            "ended": [_address_words(room, at) for at in before if at not in after]}


def _address_words(room: JointRoom, at: str) -> str:
    table, rest = at.split("/", 1)
    key, name = rest.rsplit("/", 1)
    return f"{key}: {_header(room.tables[table].spec, name)}" if table in room.tables else at


def log_of(joint: str) -> Any:
    """Entries of the release log of a project, newest first."""
    return AuditEntry.objects.filter(kind="release", object_id__startswith=f"{joint}/").order_by("-number")


def report_card(room: JointRoom, row: Row) -> dict[str, Any]:
    """One progress report with the other side's answer beside it."""
    spec = room.tables["progress_reports"].spec
    by = {name: room.parties.get(row.text(name)) for name in ("party", "countersigned_by")}
    names = {name: found.text("name_vi") if found else row.text(name) for name, found in by.items()}
    return {
        "key": f"{row.text('commitment')}/{row.text('entry')}", "entry": row.whole("entry"), "party": names["party"],
        "ours": by["party"] is not None and by["party"].text("side") == "ours", "on": row.date("reported_on"), "done": row.decimal("done"),
        "text": row.text("text_vi"), "text_zh": row.text("text_zh"), "answer": row.text("countersign"),
        "answer_words": plain(spec.column("countersign"), row), "answered_by": names["countersigned_by"],
        "answered_on": row.date("countersigned_on"), "answer_done": row.decimal("countersign_done"),
        "answer_text": row.text("countersign_vi"), "answer_text_zh": row.text("countersign_zh"),
    }


def minutes_cards(room: JointRoom) -> list[Mapping[str, Any]]:
    """Minutes, the newest first."""
    rows = sorted(room.tables["joint_minutes"].rows, key=lambda row: (row.text("held_on"), row.text("minutes")), reverse=True)
    return [{**{name: row[name] for name in ("minutes", "number", "held_on", "place_vi", "place_zh", "title_vi", "title_zh", "text_vi",
                                             "text_zh")},
             "commitments": sum(one.text("minutes") == row.text("minutes") for one in room.tables["commitments"].rows)} for row in rows]

