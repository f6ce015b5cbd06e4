"""The demo: the first scenario planned and published, and one account a role, each scoped to something real of the province."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django.db import transaction

from quyhoach.province.land_fund import scenario_with_books
from quyhoach.province.province import Province
from quyhoach_web.language import say
from quyhoach_web.models import Account, LedgerAccount, Role, Run, RunKind, RunState
from quyhoach_web.queries.people import role_label
from quyhoach_web.services import fund_opening, lease, people, provinces, runs
from quyhoach_web.services.audit import Act, record
from quyhoach_web.services.people import Held
from quyhoach_web.services.publishing import publish_ranking

WHO = "demo"


def first_run(who: object) -> Run | None:
    """The first scenario as a kept run that is published as soon as it is done; None when one is, or there is no scenario."""
    scenarios = sorted(provinces.current().scenarios)
    if not scenarios or Run.objects.filter(kind=RunKind.PLAN, published=True).exists():
        return None
    with transaction.atomic():
        run = runs.request(scenario=scenarios[0], title=say("Phương án đầu tiên", "First plan"), kept=True, by=who)
        Run.objects.filter(pk=run.pk).update(published=True)
        record(who, [Act("publish", "run", str(run.pk), False, True)])
    return run


def rank_now() -> int:
    """Rank and publish every set of criteria that the data say is decided upon; a set still discussed is left open. Returns how many."""
    made = 0
    for name, scenario in sorted(provinces.current().scenarios.items()):
        for row in scenario.tables["criteria_sets"].rows:
            if not row.flag("locked"):
                continue
            with transaction.atomic():
                run = runs.request(kind=RunKind.RANKING, question={"set": row.text("set"), "method": ""}, scenario=name,
                                   title=row.text("name_vi"), kept=True, by=WHO)
            made += plan_now(run, lambda _stage: None) and publish_ranking(run.pk, WHO)
    return made


def plan_now(run: Run, progress: Callable[[str], None]) -> bool:
    """Carry the run out here and now. False when there is no plan of it."""
    attempt = lease.take(run.pk)
    if attempt is None:
        return False
    with lease.Held(run.pk, attempt):
        try:
            return runs.finish(run, runs.carry_out(run, progress), attempt)
        except runs.Failed as problem:
            lease.close(run.pk, attempt, RunState.FAILED, lease.kept_findings(problem.findings))
            return False


def open_books() -> int:
    """The land fund's books from the scenario that keeps them; 0 where they are open, or no scenario has them."""
    kept = scenario_with_books(provinces.current(), None)
    if kept is None or LedgerAccount.objects.exists() or not kept.tables["fund_accounts"].rows:
        return 0
    return fund_opening.open_books(kept.info.name, WHO)


def make_accounts() -> int:
    """``demo-<role>`` for every role that has none yet; they have no password, only the demo's button opens them."""
    known = set(Account.objects.filter(demo=True).values_list("username", flat=True))
    wanted = {role: f"demo-{role}" for role in Role}
    scopes = scopes_of(provinces.current())
    missing = [role for role, name in wanted.items() if name not in known and (role != Role.PARTNER or role in scopes)]
    for role in missing:
        agency, areas = scopes.get(role, ("", ()))
        people.create(WHO, wanted[role], role_label(role), [Held(str(role), agency, areas)], demo=True)
    return len(missing)


def scopes_of(province: Province) -> dict[Role, tuple[str, tuple[str, ...]]]:
    """Agency and areas of each scoped role: whoever has most projects in the tables today; the code breaks ties."""
    projects = province.facts["projects"].rows
    ended = {row.text("agency") for row in province.facts["agencies"].rows if row.text("valid_to")}
    agencies = _most(Counter(row.text("agency") for row in projects), ended)
    others = [row.text("agency") for row in province.facts["agencies"].rows if row.text("agency") not in ended]
    owner = (agencies or others or [""])[0]
    agency = next((code for code in (*agencies, *others) if code != owner), owner)
    units = _most(Counter(code for row in projects for code in row.codes("units")),
                  {row.text("unit") for row in province.facts["units"].rows if row.text("valid_to")})
    zones = _most(Counter(row.text("zone") for row in projects))
    units, zones = units or _codes(province, "units", "unit"), zones or _codes(province, "zones", "zone")
    return {
        Role.PROJECT_OWNER: (owner, ()), Role.AGENCY: (agency, ()), Role.COMMUNE: ("", tuple(units[:1])),
        Role.ZONE_BOARD: ("", tuple(zones[:1])), Role.LAND_FUND: ("", tuple(units[:1])), **_partner(province),
    }


def _partner(province: Province) -> dict[Role, tuple[str, tuple[str, ...]]]:
    """The first party across the border; no account where there is no joint project."""
    across = [key for key, row in province.facts["joint_parties"].by_key().items() if row.text("side") == "theirs"]
    return {Role.PARTNER: ("", tuple(across[:1]))} if across else {}


def _most(counted: Counter[str], without: set[str] | None = None) -> list[str]:
    return [code for code, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])) if code and code not in (without or ())]


def _codes(province: Province, table: str, column: str) -> list[str]:
    return [row.text(column) for row in province.facts[table].rows if not (column == "unit" and row.text("valid_to"))]
