"""The audit as people read it: who, when, what, from, to, why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from quyhoach.dates import format_as_of
from quyhoach.findings import Place
from quyhoach.tables.spec import Column, Kind, Row, Table, TableSpec
from quyhoach_web.language import language, say
from quyhoach_web.models import AuditEntry
from quyhoach_web.queries.data import specs_of
from quyhoach_web.queries.data import state_label as import_state
from quyhoach_web.queries.people import role_label
from quyhoach_web.queries.plans import state_label as plan_state
from quyhoach_web.queries.privacy import PRIVATE_TABLES, private_columns

SHOWN = 3
"""Changed columns a line of the list shows; the entry's own page shows all."""


def kind_label(kind: str) -> str:
    """What sort of thing the entry is about."""
    words = {
        "record": say("dòng số liệu", "row of data"), "run": say("lần chạy", "run"), "plan": say("kế hoạch", "plan"),
        "account": say("tài khoản", "account"), "layer": say("lớp bản đồ", "map layer"), "import": say("lần nhập", "import"),
        "release": say("cho bên kia xem", "release"), "settings": say("thiết lập", "settings"), "scenario": say("kịch bản", "scenario"),
        "draft": say("bản vẽ nháp", "draft of a plan"), "ledger": say("sổ Quỹ", "books of the fund"),
    }
    return words.get(kind, kind)


def action_label(action: str) -> str:
    """What was done; an action without a word stands as it is."""
    words = {
        "load": say("nạp", "load"), "edit": say("sửa", "edit"), "import": say("nhập", "import"), "undo": say("hoàn tác", "undo"),
        "layer": say("thay lớp", "layer"), "run": say("chạy", "run"), "publish": say("công bố", "publish"), "create": say("tạo", "create"),
        "change": say("thay đổi", "change"), "password": say("đặt mật khẩu", "password"), "step": say("chuyển bước", "step"),
        "cancel": say("hủy", "cancel"), "keep": say("lưu", "keep"), "accept": say("nhận", "accept"), "drop": say("bỏ", "drop"),
        "delete": say("xóa", "delete"), "add": say("thêm", "add"), "save": say("lưu", "save"), "done": say("xong", "done"),
        "plan-new": say("lập dự thảo", "draft"), "plan-step": say("chuyển bước", "step"), "result": say("ra kết quả", "result"),
        "judge": say("cho ý kiến", "judge"), "lock": say("khóa bộ tiêu chí", "lock"), "clone": say("nhân bản", "clone"),
        "release": say("bên kia đã xem", "seen across"), "release-export": say("bên kia đã tải", "downloaded across"),
        "release-rule": say("cho xem", "release"), "release-end": say("thu hồi", "withdraw"), "progress": say("báo tiến độ", "report"),
        "countersign": say("xác nhận", "countersign"), "minutes": say("ghi cam kết", "commitment"),
        "partner-report": say("bên kia báo tiến độ", "report across"), "partner-sign": say("bên kia xác nhận", "countersign across"),
        "partner-say": say("bên kia ghi số liệu", "statement across"), "proof": say("ghi chứng cứ", "proof"),
        "open": say("mở sổ", "open"), "post": say("ghi sổ", "post"), "reverse": say("đảo bút toán", "reverse"),
        "close": say("khóa sổ", "close"), "decide": say("quyết định ứng vốn", "advance"), "statement": say("nhận sao kê", "statement"),
    }
    return words.get(action, action)


def entries(asked: Mapping[str, str], reader: bool) -> QuerySet[AuditEntry]:
    """Newest first, rows of private tables for their ``reader`` only, narrowed by ``who``, ``kind``, ``object`` (part of its name),
    ``from`` and ``to`` (days, both included)."""
    found = AuditEntry.objects.order_by("-number") if reader else _open().order_by("-number")
    if who := asked.get("who", "").strip():
        found = found.filter(who__iexact=who)
    if kind := asked.get("kind", "").strip():
        found = found.filter(kind=kind)
    if name := asked.get("object", "").strip():
        found = found.filter(object_id__icontains=name)
    if first := day_of(asked.get("from", "")):
        found = found.filter(at__gte=_moment(first, time.min))
    if last := day_of(asked.get("to", "")):
        found = found.filter(at__lte=_moment(last, time.max))
    return found


def _open() -> QuerySet[AuditEntry]:
    """Without rows of private tables: their very names are codes of holders."""
    private = Q()
    for table in sorted(PRIVATE_TABLES):
        private |= Q(object_id__contains=f"/{table}/")
    return AuditEntry.objects.exclude(private, kind="record")


def entry_of(number: int, reader: bool) -> AuditEntry | None:
    """One entry; None for one that is not there, or not this person's to read."""
    return entries({}, reader).filter(number=number).first()


def day_of(text: str) -> date | None:
    """2026-11-24 or 24/11/2026; None for anything else."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def kinds() -> list[tuple[str, str]]:
    """The kinds of things the audit knows."""
    listed = ("record", "release", "layer", "draft", "settings", "import", "scenario", "run", "plan", "account")
    return [(kind, kind_label(kind)) for kind in listed]


def rows(page: Any, reader: bool) -> list[dict[str, Any]]:
    """Lines of the list: the entry in words with its first changes and how many more there are."""
    shown = []
    for entry in page:
        found = changes(entry, reader)
        shown.append({"entry": entry, "action": action_label(entry.action), "kind": kind_label(entry.kind),
                      "changes": found[:SHOWN], "more": max(0, len(found) - SHOWN)})
    return shown


def changes(entry: AuditEntry, reader: bool) -> list[dict[str, str]]:
    """From → to, one line a column that differs; "" where there was, or is, nothing. Private columns for their ``reader`` only."""
    before, after = entry.before, entry.after
    if not isinstance(before or {}, dict) or not isinstance(after or {}, dict):
        return [{"column": "", "before": _said(entry, "state", before), "after": _said(entry, "state", after)}] if before != after else []
    old, new, spec = before or {}, after or {}, _spec(entry)
    order = [column.name for column in spec.columns] if spec else list(_words())  # a database may keep keys in an order of its own
    hidden = frozenset() if reader or spec is None else private_columns(spec.name)
    names = sorted((name for name in {*old, *new} - hidden if old.get(name) != new.get(name)),
                   key=lambda name: (order.index(name) if name in order else len(order), name))
    return [{"column": _header(spec, name), "before": _said(entry, name, old.get(name)), "after": _said(entry, name, new.get(name))}
            for name in names]


def _said(entry: AuditEntry, name: str, value: Any) -> str:
    """States and dates as the pages of plans and imports say them; everything else as written."""
    words = {"plan": plan_state, "import": import_state}.get(entry.kind)
    if words and name == "state" and isinstance(value, str):
        return words(value)
    return format_as_of(value) if name == "dated" and isinstance(value, str) else _written(value)


def _spec(entry: AuditEntry) -> TableSpec | None:
    parts = entry.object_id.split("/")
    if entry.kind != "record" or len(parts) < 3:
        return None
    return specs_of(parts[0]).get(parts[1])


def _words() -> dict[str, str]:
    """What a person reads of rows that are no table's, in the order in which they are read."""
    return {"display_name": say("Họ tên", "Full name"), "is_active": say("Được đăng nhập", "May sign in"),
            "roles": say("Vai trò", "Roles"), "state": say("Trạng thái", "State"), "scenario": say("Kịch bản", "Scenario"),
            "title": say("Tên", "Title"), "run": say("Lần chạy", "Run"), "changes": say("Thay đổi", "Changes"),
            "version": say("Lần ghi", "Version"), "number": say("Số văn bản", "Document number"), "dated": say("Ngày", "Date"),
            "follows": say("Điều chỉnh kế hoạch", "Adjusts plan"), "shapes": say("Số khu", "Areas"),
            "discarded": say("Đã bỏ", "Discarded"), "set": say("Bộ tiêu chí", "Criteria set"), "method": say("Phương pháp", "Method")}


def _header(spec: TableSpec | None, name: str) -> str:
    if spec is None:
        return _words().get(name, name)
    found = next((column for column in spec.columns if column.name == name), None)
    return (found.header_vi if language() == "vi" else found.header_en) if found else name


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("có", "yes") if value else say("không", "no")
    if isinstance(value, list):
        return "; ".join(_written(part) for part in value)
    if isinstance(value, dict) and "role" in value:
        return " ".join(filter(None, (role_label(value["role"]), value.get("agency", ""), ", ".join(value.get("areas", ())))))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_written(part)}" for key, part in value.items())
    return str(value)


_EXPORTED = (
    ("number", Kind.WHOLE, "Số", "Number"), ("at", Kind.TEXT, "Lúc", "When"), ("who", Kind.TEXT, "Ai", "Who"),
    ("action", Kind.TEXT, "Việc", "Action"), ("kind", Kind.TEXT, "Loại", "Kind"), ("object_id", Kind.TEXT, "Đối tượng", "Object"),
    ("before", Kind.TEXT, "Từ", "From"), ("after", Kind.TEXT, "Thành", "To"), ("why", Kind.TEXT, "Lý do", "Why"),
    ("hash", Kind.TEXT, "Mã băm", "Hash"),
)
_LONGEST = 30_000  # letters; an Excel cell holds 32,767


def headers() -> list[str]:
    """Headers of an export, in the reader's language."""
    return [say(vi, en) for _, _, vi, en in _EXPORTED]


def exported(entry: AuditEntry, reader: bool) -> dict[str, Any]:
    """One line of an export: words as the page has them, the whole hash."""
    found = changes(entry, reader)
    return {
        "number": entry.number, "at": timezone.localtime(entry.at).strftime("%d/%m/%Y %H:%M:%S"), "who": entry.who,
        "action": action_label(entry.action), "kind": kind_label(entry.kind), "object_id": entry.object_id,
        "before": _joined(found, "before"), "after": _joined(found, "after"), "why": entry.why, "hash": entry.hash,
    }


def _joined(found: list[dict[str, str]], side: str) -> str:
    text = "\n".join(f"{c['column']}: {c[side]}" if c["column"] else c[side] for c in found if c[side])
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def export_table(found: QuerySet[AuditEntry], head: str, reader: bool) -> Table:
    """The entries as a table for a workbook, the head of the chain in its title."""
    columns = tuple(Column(name, kind, vi, en) for name, kind, vi, en in _EXPORTED)
    spec = TableSpec("audit", f"Nhật ký, đầu chuỗi {head}", f"Audit, head of the chain {head}", ("number",), columns)
    lines = (exported(entry, reader) for entry in found.iterator(chunk_size=2000))
    return Table(spec, tuple(Row({**line, **{name: line[name] or None for name in ("before", "after", "why")}}, Place()) for line in lines))
