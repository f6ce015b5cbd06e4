"""The desk of a person: what waits, what was found in the own rows, four figures with their source."""

from __future__ import annotations

from collections.abc import Collection, Set
from datetime import timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode

from quyhoach.findings import Finding
from quyhoach.money import format_number
from quyhoach.province.province import Province
from quyhoach_web.language import language, say
from quyhoach_web.models import Account, AuditEntry, Import, Plan, PlanState, Project, Record, Role, Run, RunKind, RunState
from quyhoach_web.queries.areas import reached
from quyhoach_web.queries.checked import shown
from quyhoach_web.queries.judgements import member_code
from quyhoach_web.queries.matrix import matrix
from quyhoach_web.queries.people import locked_names
from quyhoach_web.queries.plan_documents import plan_of

Waiting = dict[str, str]
SHOWN, LATE = 8, timedelta(days=30)
_COMMITTEE = frozenset({Role.LEADER, Role.COUNCIL, Role.ZONE_BOARD})
OWN = frozenset({Role.PROJECT_OWNER, Role.ZONE_BOARD, Role.LAND_FUND, Role.AGENCY, Role.COMMUNE})


def waiting(user: Account, roles: Set[Role], own: list[Project] | None) -> list[Waiting]:
    """What this person's roles have to do, most urgent first; nothing that does not exist."""
    found = [*_imports(user, roles), *_plans(roles), *(_runs(user) if Role.PLANNER in roles else [])]
    if roles & _COMMITTEE:
        found += _views(user)
    if roles & {Role.PLANNER, Role.LEADER}:
        found += _rankings()
    if own is not None:
        found += _own_gaps(own)
    if Role.AUDITOR in roles:
        found += _newest_entries()
    if Role.ADMIN in roles:
        found += _accounts()
    return found


def _item(text: str, name: str, *args: object, note: str = "", query: str = "") -> Waiting:
    return {"text": text, "url": _link(name, *args, query=query), "note": note}


def _link(name: str, *args: object, query: str = "") -> str:
    try:
        return reverse(name, args=args) + query
    except NoReverseMatch:  # the room is not built in
        return ""


def _imports(user: Account, roles: Collection[Role]) -> list[Waiting]:
    found = Import.objects.filter(state="preview").order_by("-pk").defer("changes", "findings")
    if Role.PLANNER not in roles:
        found = found.filter(created_by=user)
    return [_item(say("Tệp {name} đang chờ xem lại rồi nhận hoặc bỏ", "File {name} waits to be accepted or dropped", name=row.filename),
                  "import", row.pk, note=_day(row.created_at)) for row in found[:SHOWN]]


_PLANS = {
    Role.PLANNER: (PlanState.DRAFT,), Role.COUNCIL: (PlanState.SUBMITTED,), Role.LEADER: (PlanState.RESOLVED, PlanState.SUBMITTED),
    Role.TREASURY: (PlanState.ASSIGNED, PlanState.ADJUSTED),
}


def _plans(roles: Collection[Role]) -> list[Waiting]:
    states = {state for role in roles for state in _PLANS.get(role, ())}
    if not states:
        return []
    words = {
        PlanState.DRAFT: say("Dự thảo kế hoạch “{title}” chưa trình", "Draft plan “{title}” is not submitted"),
        PlanState.SUBMITTED: say("Kế hoạch “{title}” đã trình, chờ Hội đồng nhân dân quyết nghị",
                                 "Plan “{title}” is submitted, waiting for the Council's resolution"),
        PlanState.RESOLVED: say("Kế hoạch “{title}” đã có nghị quyết, chờ giao vốn", "Plan “{title}” is resolved, waiting to be assigned"),
        PlanState.ASSIGNED: say("Kế hoạch “{title}” đã giao", "Plan “{title}” is assigned"),
        PlanState.ADJUSTED: say("Kế hoạch “{title}” đã điều chỉnh", "Plan “{title}” is adjusted"),
    }
    found = Plan.objects.filter(state__in=states).prefetch_related("steps").order_by("pk")[:SHOWN]
    return [_item(words[PlanState(plan.state)].format(title=plan.title), "plan", plan.pk, note=_since(plan)) for plan in found]


def _since(plan: Plan) -> str:
    at = max((step.at for step in plan.steps.all()), default=plan.created_at)
    waited = timezone.now() - at
    if plan.state in (PlanState.SUBMITTED, PlanState.RESOLVED) and waited > LATE:
        return say("đã chờ {n} ngày, từ {day}", "waiting {n} days, since {day}", n=waited.days, day=_day(at))
    return say("từ {day}", "since {day}", day=_day(at))


def _runs(user: Account) -> list[Waiting]:
    recent = timezone.now() - LATE
    found = Run.objects.filter(kind=RunKind.PLAN, kept=True, created_at__gte=recent, published=False, plans__isnull=True).order_by("-pk")
    words = {
        RunState.FAILED: say("Lần chạy “{title}” không ra phương án, xem vì sao", "Run “{title}” gave no plan, see why"),
        RunState.DONE: say("Lần chạy “{title}” đã xong, chưa đưa vào kế hoạch", "Run “{title}” is done, in no plan yet"),
        RunState.RUNNING: say("Lần chạy “{title}” đang tính", "Run “{title}” is under way"),
        RunState.QUEUED: say("Lần chạy “{title}” đang chờ đến lượt", "Run “{title}” is queued"),
    }
    return [_item(words[RunState(run.state)].format(title=run.title or run.scenario), "run", run.pk, note=_day(run.created_at))
            for run in found.filter(state__in=list(words))[:SHOWN]]


def _views(user: Account) -> list[Waiting]:
    """Open sets of criteria of which this member of a committee has not said yet how much each weighs."""
    rows = Record.objects.filter(table="criteria_sets").order_by("layer", "position")
    said = set(Record.objects.filter(table="members", key__endswith=f"/{member_code(user)}").values_list("layer", "key"))
    found = [row for row in rows if not row.values.get("locked") and (row.layer, f"{row.key}/{member_code(user)}") not in said]
    english = language() == "en"
    return [_item(say("Bộ tiêu chí “{name}” chờ ý kiến của bạn về trọng số", "The criteria set “{name}” waits for your view of the weights",
                      name=(row.values.get("name_en") if english else "") or row.values["name_vi"]),
                  "priorities-judge", row.key, query="?" + urlencode({"scenario": row.layer})) for row in found[:SHOWN]]


def _rankings() -> list[Waiting]:
    """Rankings recorded of late that the public does not see."""
    recent = timezone.now() - LATE
    found = Run.objects.filter(kind=RunKind.RANKING, kept=True, created_at__gte=recent, published=False, state=RunState.DONE)
    return [_item(say("Bảng xếp hạng “{title}” đã xong, chưa công bố", "The ranking “{title}” is done and not published", title=run.title),
                  "ranking", run.pk, note=_day(run.created_at)) for run in found.order_by("-pk")[:SHOWN]]


def _own_gaps(own: list[Project]) -> list[Waiting]:
    gaps = [(project, lacks) for project in own if (lacks := _lacks(project))]
    shown = [_item(f"{project.code} {project.name}", "project", project.code, note=say("còn thiếu: {what}", "missing: {what}",
                   what=", ".join(lacks))) for project, lacks in gaps[:SHOWN]]
    if len(gaps) > SHOWN:
        more = say("và {n} dự án khác của bạn còn thiếu số liệu", "and {n} more of your projects lack figures", n=len(gaps) - SHOWN)
        shown.append(_item(more, "table", "facts", "projects"))
    return shown


def _lacks(project: Project) -> list[str]:
    needed = {
        "total_investment": say("tổng mức đầu tư", "total investment"), "start_year": say("năm khởi công", "first year"),
        "end_year": say("năm hoàn thành", "last year"),
    }
    return [word for name, word in needed.items() if getattr(project, name) is None]


def _newest_entries() -> list[Waiting]:
    found = AuditEntry.objects.order_by("-number").values("number", "who", "object_id", "at")[:5]
    return [_item(say("Nhật ký {n}: {who} · {what}", "Entry {n}: {who} · {what}", n=format_number(row["number"], language()),
                      who=row["who"], what=row["object_id"]), "audit-entry", row["number"], note=_day(row["at"])) for row in found]


def _accounts() -> list[Waiting]:
    locked = [_item(say("Tài khoản {name} tạm khóa do gõ sai nhiều lần", "Account {name} is locked after wrong tries", name=name), "people",
                    query="?q=" + name) for name in sorted(locked_names())[:SHOWN]]
    idle = Account.objects.filter(is_active=True, assignments__isnull=True).count()
    bare = [_item(say("{n} tài khoản chưa có vai trò", "{n} accounts have no role", n=idle), "people")] if idle else []
    return [*locked, *bare]


def _day(at: Any) -> str:
    return timezone.localtime(at).strftime("%d/%m/%Y")


def own_projects(assignments: Collection[Any]) -> list[Project] | None:
    """Projects of the person's agencies and areas; None for a person who works for the whole province."""
    if any(a.role not in OWN and a.role != Role.ADMIN and not a.agency and not a.areas for a in assignments):
        return None
    scopes = [(a.agency, reached(a.areas)) for a in assignments if a.agency or a.areas]
    if not scopes:
        return []
    found = Project.objects.order_by("sort_key").defer("search_text")
    if all(agency for agency, _ in scopes):
        found = found.filter(agency__in=[agency for agency, _ in scopes])
    return [project for project in found.iterator(chunk_size=2000) if any(_inside(project, *scope) for scope in scopes)]


def _inside(project: Project, agency: str, areas: frozenset[str]) -> bool:
    places = {project.zone, *project.units.split(";")} - {""}
    return (not agency or project.agency == agency) and (not areas or bool(places & areas))


def findings(found: Collection[Finding], own: list[Project] | None) -> dict[str, Any]:
    """The worst findings that concern the person, as the part shows them, and how many there are in all."""
    mine = list(found) if own is None else [f for f in found if _concerns(f, {project.code for project in own})]
    return {"shown": [shown(f) for f in mine[:SHOWN]], "total": len(mine), "errors": sum(f.severity == "error" for f in mine)}


def _concerns(problem: Finding, codes: Collection[str]) -> bool:
    named = {problem.where.object_id, problem.where.object_id.split("/")[0], str(problem.values.get("project", ""))}
    return bool(named & set(codes))


def key_figures(run: Run, unit: str, province: Province) -> list[dict[str, Any]]:
    """Four figures of the published plan, each with the run it comes from; what the run does not say is left out."""
    source = say("Lần chạy {n} đã công bố, {day}", "Published run {n}, {day}", n=run.pk, day=_day(run.finished_at or run.created_at))
    link, in_matrix = _link("run", run.pk), _link("matrix", query=f"?run={run.pk}")
    left, span = left_under_ceilings(run, province)
    figures = (
        (say("Dự án được bố trí vốn", "Projects funded"), run.funded, "", link),
        (say("Tiền đã bố trí", "Money allocated"), run.money, unit, link),
        (say("Vi phạm trong số liệu", "Breaches in the figures"), run.breaches, "", link),
        (say("Còn lại dưới trần vốn {span}", "Left under the ceilings {span}", span=span), left, unit, in_matrix),
    )
    return [{"label": label, "value": format_number(value, language()), "unit": unit_, "source": source, "url": url}
            for label, value, unit_, url in figures if value is not None]


def left_under_ceilings(run: Run, province: Province) -> tuple[int | None, str]:
    """What the matrix of the run leaves in all, and of which years: of the period, else of the years that have a ceiling."""
    plan = plan_of(run)
    if plan is None:
        return None, ""
    found = matrix(province, run.scenario, plan)
    years = [cell.left for cell in found["total"]["cells"] if cell.left is not None]
    period = found["total"]["period"].left
    return period if period is not None else sum(years) if years else None, found["span"]
