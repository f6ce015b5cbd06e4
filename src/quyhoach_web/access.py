"""Who may open what: one declared table, kept by one middleware. An address that is not in the table opens for nobody.

A test takes every address of the resolver with every role and compares with this table (tests/web/test_access.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from quyhoach.province.specs.cooperation import COOPERATION
from quyhoach_web.models import Account, Project, Record, Role
from quyhoach_web.queries.areas import places_of, reached
from quyhoach_web.queries.privacy import PRIVATE_TABLES

R = Role
RELEASED_AND_RULES = tuple(spec.name for spec in COOPERATION)
ALL = frozenset(Role) - {R.PARTNER}
PLANNING = frozenset({R.PLANNER})
WORKING = frozenset({R.PLANNER, R.PROJECT_OWNER, R.ZONE_BOARD, R.LAND_FUND, R.AGENCY, R.COMMUNE})
"""Roles that may change rows, each inside its own agency and area; the planner everywhere."""
REGISTERS = frozenset({"agencies", "units", "zones", "zone_units", "sources", "sums", "policies", "directives",
                       *RELEASED_AND_RULES})
"""Tables that say who covers what, or that belong to the whole province: nobody widens an own area by changing its row."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``roles``: None = anyone, also signed out. ``scope``: "row" = the addressed row must lie in the person's agency and area,
    "joint" = the joint project's."""

    roles: frozenset[Role] | None
    scope: str = ""


PUBLIC = Rule(None)
SIGNED_IN = Rule(ALL)
PLANNER = Rule(PLANNING)
DECIDING = Rule(frozenset({R.PLANNER, R.LEADER, R.COUNCIL}))
ROW = Rule(WORKING, "row")
ADMIN = Rule(frozenset({R.ADMIN}))
JOINT = Rule(frozenset({R.PLANNER, R.ZONE_BOARD}), "joint")
DRAWING = Rule(frozenset({R.PLANNER, R.ZONE_BOARD}))
RELEASING = Rule(frozenset({R.PLANNER, R.LEADER}))
JUDGING = frozenset({R.PLANNER, R.LEADER, R.COUNCIL, R.ZONE_BOARD})
"""Members of a committee that weighs criteria; each says an own view, the planner also enters what another says on paper."""
JUDGE = Rule(JUDGING)
PARTNER = Rule(frozenset({R.PARTNER}))
FUND = Rule(frozenset({R.LAND_FUND, R.TREASURY, R.AUDITOR, R.LEADER, R.PLANNER}))
PROVING = frozenset({R.PLANNER, R.LAND_FUND, R.ZONE_BOARD, R.AGENCY, R.PROJECT_OWNER, R.COMMUNE})
"""Roles that enter proofs of clearance, for parcels they cover."""
PIPELINE = Rule(frozenset({R.LAND_FUND, R.ZONE_BOARD, R.PLANNER, R.LEADER, R.AUDITOR}))
KEEPING_BOOKS = Rule(frozenset({R.LAND_FUND}))
PRIVATE_READERS = frozenset({R.LAND_FUND, R.PLANNER, R.AUDITOR, R.LEADER})
"""Roles that read private tables and columns: holders of land, what each is paid, who seeks a site."""
OWN_ACCOUNT = Rule(frozenset(Role))
PARTNER_DOORS = frozenset({"language", "sign-in", "demo-sign-in"})
"""Public addresses that also open for a partner who has signed in; the rest of the office, public or not, does not."""

ACCESS: dict[str, Rule] = {
    # shell
    "first-screen": PUBLIC, "first-screen-preview": PUBLIC, "language": PUBLIC, "sign-in": PUBLIC, "demo-sign-in": PUBLIC,
    "sign-out": OWN_ACCOUNT, "desk": SIGNED_IN, "password": OWN_ACCOUNT,
    # map
    "map": PUBLIC, "map-layer": PUBLIC, "map-panel": PUBLIC, "map-tile": PUBLIC, "basemap": PUBLIC,
    # map service; drafts and inner properties only for whom "table" opens
    "ogc": PUBLIC, "ogc-api": PUBLIC, "ogc-conformance": PUBLIC, "ogc-collections": PUBLIC, "ogc-collection": PUBLIC,
    "ogc-queryables": PUBLIC, "ogc-items": PUBLIC, "ogc-item": PUBLIC,
    # plans of land; drafts, notes and findings only for whom "table" opens
    "zones": PUBLIC, "zones-export": PUBLIC, "zones-plan": PUBLIC, "zones-layer": PUBLIC, "zones-balance": PUBLIC,
    "zones-compare": SIGNED_IN, "zones-compare-export": SIGNED_IN,
    "zones-draw": DRAWING, "zones-draw-preview": DRAWING, "zones-draw-save": DRAWING, "zones-draw-discard": DRAWING,
    "zones-draw-compare": DRAWING, "zones-draw-export": DRAWING,
    # priorities; signed out only what was published
    "priorities": PUBLIC, "ranking-published": PUBLIC, "ranking-published-file": PUBLIC,
    "priorities-set": SIGNED_IN, "priorities-preview": SIGNED_IN, "priorities-why": SIGNED_IN, "priorities-funds": SIGNED_IN,
    "ranking": SIGNED_IN,
    "priorities-judge": JUDGE, "priorities-judge-preview": JUDGE, "priorities-judge-save": JUDGE,
    "priorities-clone": PLANNER, "priorities-run": PLANNER, "ranking-publish": DECIDING,
    # capital
    "capital": SIGNED_IN, "capital-export": SIGNED_IN, "matrix": SIGNED_IN, "project": SIGNED_IN,
    "what-if": SIGNED_IN, "what-if-preview": SIGNED_IN, "what-if-prove": PLANNER, "what-if-proof": PLANNER, "what-if-save": PLANNER,
    "compare": SIGNED_IN,
    "plans": SIGNED_IN, "plan": SIGNED_IN, "plan-new": PLANNER, "plan-step": DECIDING, "plan-export": SIGNED_IN,
    # runs
    "runs": SIGNED_IN, "run": SIGNED_IN, "run-new": PLANNER, "run-progress": SIGNED_IN, "run-cancel": PLANNER, "run-again": PLANNER,
    "run-file": SIGNED_IN, "run-publish": DECIDING,
    # data
    "data": SIGNED_IN, "table": SIGNED_IN, "table-export": SIGNED_IN, "table-template": SIGNED_IN, "row-edit": ROW,
    "imports": Rule(WORKING), "import-new": Rule(WORKING), "import": Rule(WORKING), "import-accept": Rule(WORKING),
    "import-undo": Rule(WORKING), "import-drop": Rule(WORKING), "province-export": SIGNED_IN,
    # cooperation, our side and the other
    "cooperation": SIGNED_IN, "cooperation-project": SIGNED_IN, "cooperation-fields": SIGNED_IN, "cooperation-released": SIGNED_IN,
    "cooperation-rule": RELEASING, "cooperation-withdraw": RELEASING, "cooperation-commitment": SIGNED_IN,
    "cooperation-commitment-new": JOINT, "cooperation-progress": JOINT, "cooperation-countersign": JOINT,
    "partner": PARTNER, "partner-export": PARTNER, "partner-log": PARTNER, "partner-say": PARTNER, "partner-report": PARTNER,
    "partner-sign": PARTNER,
    # the land fund's books: kept by the fund, read by who watches money
    "land-fund": FUND, "land-fund-entries": FUND, "land-fund-entry": FUND, "land-fund-advances": FUND, "land-fund-plan": FUND,
    "land-fund-statements": FUND, "land-fund-statement": FUND, "land-fund-export": FUND,
    "land-fund-open": KEEPING_BOOKS, "land-fund-account": KEEPING_BOOKS, "land-fund-post": KEEPING_BOOKS,
    "land-fund-reverse": KEEPING_BOOKS, "land-fund-advance-new": KEEPING_BOOKS, "land-fund-close": KEEPING_BOOKS,
    "land-fund-statement-new": KEEPING_BOOKS, "land-fund-copy": PLANNER,
    # land: clean sites for everybody, parcels and the way to a site for whom it concerns
    "land-sites": PUBLIC, "land-site": PUBLIC, "land-sites-layer": PUBLIC,
    "land": SIGNED_IN, "land-export": SIGNED_IN, "land-parcel": SIGNED_IN, "land-proof": Rule(PROVING, "parcel"),
    "land-requests": PIPELINE, "land-request": PIPELINE,
    "land-order": SIGNED_IN, "land-foresight": SIGNED_IN, "land-sites-export": SIGNED_IN,
    # people and audit
    "people": ADMIN, "person": ADMIN, "person-new": ADMIN,
    "audit-entry": Rule(frozenset({R.AUDITOR, R.LEADER, R.JUSTICE, R.ADMIN})),
    "audit": Rule(frozenset({R.AUDITOR, R.LEADER, R.JUSTICE, R.ADMIN})), "audit-export": Rule(frozenset({R.AUDITOR, R.LEADER, R.ADMIN})),
}


def roles_of(user: Any) -> frozenset[Role]:
    """The roles a person holds anywhere; empty when signed out. Asked once a request."""
    if not isinstance(user, Account) or not user.is_active:
        return frozenset()
    if not hasattr(user, "_roles"):
        held = frozenset(Role(a.role) for a in assignments_of(user))
        user._roles = frozenset({R.PARTNER}) if R.PARTNER in held else held  # whoever is across the border holds nothing here
    return user._roles


def seat_of(user: Any) -> tuple[str, str] | None:
    """The joint project and party a partner speaks for; None for everybody else, and where it is not said clearly."""
    if R.PARTNER not in roles_of(user):
        return None
    areas = [area for a in assignments_of(user) if a.role == R.PARTNER for area in a.areas]
    joint, _, party = areas[0].partition("/") if len(areas) == 1 else ("", "", "")
    return (joint, party) if joint and party else None


def home_of(user: Any) -> str:
    """The address where a person who signed in begins."""
    return "partner" if R.PARTNER in roles_of(user) else "desk"


def assignments_of(user: Account) -> list[Any]:
    """The person's assignments, read once a request."""
    if not hasattr(user, "_assignments"):
        user._assignments = list(user.assignments.all())
    return user._assignments


def may(user: Any, name: str) -> bool:
    """Whether the person's roles open the address ``name``; the addressed row is not looked at."""
    rule = ACCESS.get(name, Rule(frozenset()))
    if rule.roles is None:
        return R.PARTNER not in roles_of(user) or name in PARTNER_DOORS
    return bool(rule.roles & roles_of(user))


def reads_private(user: Any) -> bool:
    """Whether the person may read private tables and columns."""
    return bool(PRIVATE_READERS & roles_of(user))


def may_change(user: Any, layer: str, table: str, values: dict[str, Any]) -> bool:
    """Whether one of the person's working roles covers a row, by the row's agency, commune, zone or project.

    Ask it for a row as it stands and as it will stand: a row is neither taken from, nor given to, somebody else.
    """
    if not isinstance(user, Account) or not user.is_active or R.PARTNER in roles_of(user):
        return False
    if table in PRIVATE_TABLES and not reads_private(user):
        return False
    return any(_covers(user, a, layer, table, values) for a in assignments_of(user) if Role(a.role) in WORKING)


def _covers(user: Account, assignment: Any, layer: str, table: str, values: dict[str, Any]) -> bool:
    scoped = bool(assignment.agency or assignment.areas)
    if assignment.role == Role.PLANNER and not scoped:
        return True
    if layer != "facts" or table in REGISTERS or not scoped:
        return False  # assumptions of a scenario and the registers that scopes are made of are the planner's
    said = values if table == "projects" else _project_of(user, values)
    in_agency = not assignment.agency or said.get("agency") == assignment.agency
    return in_agency and (not assignment.areas or bool(places_of(said) & _reached(assignment)))


def _reached(assignment: Any) -> frozenset[str]:
    """The assignment's areas through reorganisations and inside zones; asked once a request."""
    if not hasattr(assignment, "_reached"):
        assignment._reached = reached(assignment.areas)
    return assignment._reached


def _project_of(user: Any, values: dict[str, Any]) -> dict[str, Any]:
    """The row that says whose it is: its project's where it names one that exists, else the row itself."""
    code = values.get("project")
    if not code:
        return values
    known = user.__dict__.setdefault("_projects", {})
    if code not in known:
        found = Project.objects.select_related("record").filter(code=code).first()
        known[code] = found.record.values if found else values
    return known[code]


def _row_allowed(user: Any, arguments: dict[str, Any]) -> bool:
    row = Record.objects.filter(layer=arguments["layer"], table=arguments["table"], key=arguments.get("key", "")).first()
    return row is None or may_change(user, row.layer, row.table, row.values)


def covers_parcel(user: Any, parcel: str) -> bool:
    """Whether the person may enter proofs of a parcel: it, its project or its site is theirs. True for one that is not there."""
    rows = list(Record.objects.filter(layer="facts", table="land_parcels", key__startswith=f"{parcel}/"))
    sites = Record.objects.filter(layer="facts", table="sites", key__in=[row.values.get("site") or "" for row in rows])
    return not rows or any(may_change(user, "facts", row.table, row.values) for row in (*rows, *sites))


def land_areas(user: Any) -> frozenset[str] | None:
    """The communes and zones whose parcels the person sees, where all their roles are of communes or of the land fund in some areas;
    None = the whole province."""
    held = assignments_of(user)
    if not held or any(a.role not in (R.COMMUNE, R.LAND_FUND) or not a.areas for a in held):
        return None
    return frozenset().union(*(_reached(a) for a in held))


def works_on(user: Any, joint: str) -> bool:
    """Whether the person's zone or agency covers a joint project; the planner everywhere. True for one that is not there."""
    row = Record.objects.filter(layer="facts", table="joint_projects", key=joint).first()
    return row is None or may_change(user, "facts", "cooperation", row.values)


_ALLOWED: dict[str, Callable[[Any, dict[str, Any]], bool]] = {
    "": lambda _user, _arguments: True, "row": _row_allowed,
    "parcel": lambda user, arguments: covers_parcel(user, arguments["parcel"]),
    "joint": lambda user, arguments: works_on(user, arguments["joint"])}


def _back(request: HttpRequest) -> str:
    """Where a signed-out person goes on: the page asked for; after a form was sent, the page it stood on, which takes a GET."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, {request.get_host()}):
        return reverse("desk")
    page = urlsplit(came)
    return page.path + (f"?{page.query}" if page.query else "")


class AccessMiddleware:
    """Keeps the table before any view runs: signed out → the sign-in page, wrong role or row → 403."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Refuses, or returns None and the view runs."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if name not in ACCESS:
            raise PermissionDenied(name)
        rule = ACCESS[name]
        if rule.roles is None:
            if not may(request.user, name):
                raise PermissionDenied(name)
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(_back(request))
        if not rule.roles & roles_of(request.user) or not _ALLOWED[rule.scope](request.user, kwargs):
            raise PermissionDenied(name)
        return None
