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

from quyhoach_web.models import Account, Project, Record, Role
from quyhoach_web.queries.areas import places_of, reached

R = Role
ALL = frozenset(Role)
PLANNING = frozenset({R.PLANNER})
WORKING = frozenset({R.PLANNER, R.PROJECT_OWNER, R.ZONE_BOARD, R.LAND_FUND, R.AGENCY, R.COMMUNE})
"""Roles that may change rows, each inside its own agency and area; the planner everywhere."""
REGISTERS = frozenset({"agencies", "units", "zones", "zone_units", "sources", "sums", "policies", "directives"})
"""Tables that say who covers what, or that belong to the whole province: nobody widens an own area by changing its row."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``roles``: None = anyone, also signed out. ``scope``: "row" = the addressed row must lie in the person's agency and area."""

    roles: frozenset[Role] | None
    scope: str = ""


PUBLIC = Rule(None)
SIGNED_IN = Rule(ALL)
PLANNER = Rule(PLANNING)
DECIDING = Rule(frozenset({R.PLANNER, R.LEADER, R.COUNCIL}))
ROW = Rule(WORKING, "row")
ADMIN = Rule(frozenset({R.ADMIN}))

ACCESS: dict[str, Rule] = {
    # shell
    "first-screen": PUBLIC, "first-screen-preview": PUBLIC, "language": PUBLIC, "sign-in": PUBLIC, "demo-sign-in": PUBLIC,
    "sign-out": SIGNED_IN, "desk": SIGNED_IN, "password": SIGNED_IN,
    # map
    "map": PUBLIC, "map-layer": PUBLIC, "map-panel": PUBLIC, "map-tile": PUBLIC, "basemap": PUBLIC,
    # map service; drafts and inner properties only for whom "table" opens
    "ogc": PUBLIC, "ogc-api": PUBLIC, "ogc-conformance": PUBLIC, "ogc-collections": PUBLIC, "ogc-collection": PUBLIC,
    "ogc-queryables": PUBLIC, "ogc-items": PUBLIC, "ogc-item": PUBLIC,
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
        user._roles = frozenset(Role(a.role) for a in assignments_of(user))
    return user._roles


def assignments_of(user: Account) -> list[Any]:
    """The person's assignments, read once a request."""
    if not hasattr(user, "_assignments"):
        user._assignments = list(user.assignments.all())
    return user._assignments


def may(user: Any, name: str) -> bool:
    """Whether the person's roles open the address ``name``; the addressed row is not looked at."""
    rule = ACCESS.get(name, Rule(frozenset()))
    return rule.roles is None or bool(rule.roles & roles_of(user))


def may_change(user: Any, layer: str, table: str, values: dict[str, Any]) -> bool:
    """Whether one of the person's working roles covers a row, by the row's agency, commune, zone or project.

    Ask it for a row as it stands and as it will stand: a row is neither taken from, nor given to, somebody else.
    """
    if not isinstance(user, Account) or not user.is_active:
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
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(_back(request))
        if not rule.roles & roles_of(request.user) or (rule.scope == "row" and not _row_allowed(request.user, kwargs)):
            raise PermissionDenied(name)
        return None
