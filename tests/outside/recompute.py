"""Recompute a plan's proof from its JSON alone, as a stranger would: nothing of the program is imported.

    quyhoach plan FOLDER --json > plan.json
    python tests/outside/recompute.py plan.json

Every shared rule is written out once, as its meaning says, over five letters: x (project, option), z (parcel, clearing year),
a (project, source, year), y (obligation, source, year), e (obligation, what is unmet). The same table serves twice:
the plan's own amounts must keep every rule, and the prices must give the bound that is printed.
"""

import itertools
import json
import math
import sys
from collections import defaultdict
from fractions import Fraction

TOLERANCE = 1e-6
OUT = -1
FREE_SIGN = {"bundle"}


class Wrong(Exception):
    """The file does not prove what it says."""


def close(found, stated):
    return abs(found - stated) <= TOLERANCE * max(1.0, abs(found), abs(stated))


def must(kept, sentence):
    if not kept:
        raise Wrong(sentence)


# --- the rules, by their meaning ----------------------------------------------------------------------------------------


class Question:
    """What the certificate repeats of the question, with shares as exact fractions."""

    def __init__(self, plan):
        self.data = data = plan["certificate"]["data"]
        self.years = data["years"]
        self.projects = {p["id"]: p for p in data["projects"]}
        self.parcels = {p["id"]: p for p in data["parcels"]}
        self.duties = {d["id"]: d for d in data["obligations"]}
        self.counterpart = set(data["counterpart_funds"])
        self.published = {row["row"]: row for row in plan["prices"]}
        must(len(self.published) == len(plan["prices"]), "a row is published twice")
        self.clusters = data.get("clusters", [])
        self.joint = {(letter, name) for c in self.clusters for letter, names in (("x", "projects"), ("z", "parcels")) for name in c[names]}
        self.shortfalls = {level["rank"]: level["shortfall"] for level in plan["levels"]}
        self.payable = {(fund, year) for fund in self.funds() for year in self.years if self.can_pay(fund, year)}
        self.rows = dict(self.every_rule())
        unknown = sorted(set(self.published) - set(self.rows))
        must(not unknown, f"rows without a meaning: {unknown}")
        self.kept = {name: row for name, row in self.rows.items() if self.kept_jointly(name, row[0])}
        silent = sorted(set(self.rows) - set(self.published) - set(self.kept))
        must(not silent, f"rules of the data that are not published as rows: {silent}")

    def kept_jointly(self, name, terms):
        """A rule of logic or land is no row of its own when all that it speaks of belongs to a cluster."""
        return name not in self.published and all(key[:2] in self.joint for key in terms)

    def funds(self):
        return {mix["fund"] for p in self.projects.values() for mix in p["mixes"]} | {f for d in self.duties.values() for f in d["funds"]}

    def limits(self, kind, fund):
        return [row for row in self.published.values() if row["kind"] == kind and row["source"] == fund]

    def can_pay(self, fund, year):
        """A source pays in a year when it has a ceiling for it and none of its ceilings is zero."""
        ceilings = [row["rhs"] for row in self.limits("yearly-ceiling", fund) if row["year"] == year]
        for row in self.limits("medium-term-ceiling", fund):
            first, last = period(row)
            if first <= year <= last:
                ceilings.append(row["rhs"])
        return bool(ceilings) and min(ceilings) > 0

    def options(self, project):
        return list(enumerate(self.projects[project]["options"])) if project in self.projects else []

    def taken(self, project, sign=1):
        return {("x", project, k): sign for k, _ in self.options(project)}

    def cleared(self, parcel, year=math.inf, sign=1):
        return {("z", parcel, t): sign for t in self.parcels[parcel]["clearing_years"] if t <= year}

    def money_cells(self):
        """Every (letter, who, source, year) that may carry money."""
        for name, project in self.projects.items():
            for mix in project["mixes"]:
                yield from self.paid_to(name, mix["fund"])
        for name in self.duties:
            yield from self.paid_on(name)

    def paid_to(self, project, fund):
        return [("a", project, fund, year) for year in self.years if (fund, year) in self.payable]

    def paid_on(self, duty):
        first, last = self.duties[duty]["first_year"], self.duties[duty]["last_year"]
        return [("y", duty, f, t) for f in self.duties[duty]["funds"] for t in self.years if (f, t) in self.payable and first <= t <= last]

    def every_rule(self):
        """(row name, (coefficients, right-hand side the data imply or None))."""
        yield from self.ceilings()
        yield from self.life_caps()
        yield from self.land()
        yield from self.logic()
        yield from self.share_rules()
        yield from self.ladder()
        yield from self.disturbance()

    def ceilings(self):
        cells = list(self.money_cells())
        for name, row in self.published.items():
            if row["kind"] in ("yearly-ceiling", "medium-term-ceiling"):
                first, last = (row["year"], row["year"]) if row["kind"] == "yearly-ceiling" else period(row)
                yield name, ({c: 1 for c in cells if c[2] == row["source"] and first <= c[3] <= last}, None)

    def life_caps(self):
        for name, project in self.projects.items():
            for mix in project["mixes"]:
                if mix["life_cap"] is not None:
                    yield f"life-cap:{name}:{mix['fund']}", (dict.fromkeys(self.paid_to(name, mix["fund"]), 1), mix["life_cap"])

    def land(self):
        for year in self.years if self.parcels else ():
            yield f"land-fund-cash:{year}", (self.lent_by(year), None)
        for name, parcel in self.parcels.items():
            for user in parcel["projects"]:
                for year in sorted({o["start"] for _, o in self.options(user)}):
                    terms = {("x", user, k): 1 for k, o in self.options(user) if o["start"] <= year}
                    yield f"land-first:{user}:{name}:{year}", (terms | self.cleared(name, year + parcel["needed_after"], -1), 0)
            someone = {key: sign for user in parcel["projects"] for key, sign in self.taken(user, -1).items()}
            yield f"clear-for-work:{name}", (self.cleared(name) | someone, 0)
            if parcel["owner"]:
                yield f"clear-for-work:{name}:owner", (self.cleared(name) | self.taken(parcel["owner"], -1), 0)

    def lent_by(self, year):
        """What the land fund has paid out by a year for each parcel and clearing year, less what came back by then."""
        return {("z", name, t): p["cost"] - (p["repayment"] if t + p["repay_lag"] <= year else 0)
                for name, p in self.parcels.items() for t in p["clearing_years"] if t <= year}

    def logic(self):
        for rule in self.data["precedences"]:
            for year in sorted({o["since"] for _, o in self.options(rule["after"])}):
                later = {("x", rule["after"], k): 1 for k, o in self.options(rule["after"]) if o["since"] <= year}
                earlier = {("x", rule["before"], k): -1 for k, o in self.options(rule["before"]) if o["since"] <= year - rule["lag"]}
                yield f"precedence:{rule['id']}:{year}", (later | earlier, 0)
        for rule in self.data["alternatives"]:
            yield f"alternative:{rule['id']}", ({key: 1 for name in rule["projects"] for key in self.taken(name)}, 1)
        for rule in self.data["bundles"]:
            for first, second in zip(rule["projects"], rule["projects"][1:], strict=False):
                yield f"bundle:{rule['id']}:{first}:{second}", (self.taken(first) | self.taken(second, -1), 0)

    def share_rules(self):
        cells = [c for c in self.money_cells() if c[0] == "a"]
        for rule in self.data["share_rules"]:
            share, favoured = Fraction(rule["share"]), set(rule["projects"])
            concerned = [c for c in cells if c[2] in rule["funds"] and c[3] in rule["years"]]
            yield f"share-rule:{rule['id']}", ({c: share - (c[1] in favoured) for c in concerned}, 0)

    def disturbance(self):
        """Re-planning: need × years moved at either end, need for a project taken in anew, need × all years for one left out;
        clearing cost × years moved for a parcel."""
        near = self.data.get("assigned")
        if near is not None:
            terms, constant = {}, 0
            for name, year in near["clearings"].items():
                lot = self.parcels.get(name, {"clearing_years": [], "cost": 0})
                terms |= {("z", name, t): lot["cost"] * abs(t - year) for t in lot["clearing_years"]}
            for name, project in self.projects.items():
                span = near["spans"].get(name)
                out = project["need"] * len(self.years) if span else 0
                constant += out
                for k, o in self.options(name):
                    moved = max(abs(o["start"] - span[0]), abs(o["end"] - span[1])) if span else 1
                    terms["x", name, k] = project["need"] * moved - out
            yield "disturbance:plan", (terms, near["limit"] - constant)

    def ladder(self):
        """Shortfall of a rank: unmet duties, need × years late, and need × (longest delay + 1) when left out; least + 1 at most."""
        for rank, least in self.shortfalls.items():
            terms = {("e", name): 1 for name, duty in self.duties.items() if duty["rank"] == rank}
            left_out = 0
            for name, project in self.projects.items():
                if project["rank"] == rank:
                    left_out += project["need"] * (project["delay"] + 1)
                    terms |= {("x", name, k): project["need"] * (o["late"] - project["delay"] - 1) for k, o in self.options(name)}
            yield f"ladder:{rank}", (terms, least + 1 - left_out)


def period(row):
    first, last = row["row"].rsplit(":", 1)[1].split("-")
    return int(first), int(last)


def check_right_hand_sides(question):
    for name, row in question.published.items():
        must(row["row"].startswith(row["kind"] + ":"), f"{name} is not of kind {row['kind']}")
        implied = question.rows[name][1]
        must(implied is None or close(implied, row["rhs"]), f"{name} has the right-hand side {row['rhs']}, its meaning gives {implied}")


# --- the plan itself ----------------------------------------------------------------------------------------------------


def amounts_of(question, plan):
    """The plan's letters: 1 for what is decided, whole units for money."""
    amounts = defaultdict(int)
    for decision in plan["projects"]:
        if decision["in_plan"]:
            amounts["x", decision["id"], chosen_option(question, decision)] = 1
    for parcel, year in plan["clearings"].items():
        must(year in question.parcels[parcel]["clearing_years"], f"{parcel} cannot be cleared in {year}")
        amounts["z", parcel, year] = 1
    for item in plan["allocations"]:
        must(item["amount"] > 0 and item["amount"] == int(item["amount"]), f"{item} is not a whole positive amount")
        if item["kind"] != "lock":
            letter = "y" if item["kind"] == "obligation" else "a"
            amounts[letter, item["project"], item["source"], item["year"]] += item["amount"]
    for duty, unmet in plan["shortfalls"].items():
        amounts["e", duty] = unmet
    return amounts


def chosen_option(question, decision):
    for k, option in question.options(decision["id"]):
        if (option["start"], option["late"]) == (decision["start_year"], decision["delay"]):
            return k
    raise Wrong(f"{decision['id']} starts in {decision['start_year']}, {decision['delay']} years late: no option of the list")


def value_of(question, amounts):
    chosen = [key for key, amount in amounts.items() if key[0] == "x" and amount]
    return math.fsum(question.projects[name]["options"][k]["value"] for _, name, k in chosen)


def check_rules(question, amounts):
    """Every published row holds at the plan's own amounts."""
    cells = set(question.money_cells())
    for key in amounts:
        must(key[0] not in "ay" or key in cells, f"money that no source may give: {key}")
    for name, (terms, most) in question.kept.items():
        found = sum(sign * amounts[key] for key, sign in terms.items())
        must(found <= most, f"{name}: the plan has {found}, the limit is {most}")
        must(not name.startswith("bundle:") or found == most, f"{name}: all or none")
    for name, row in question.published.items():
        found = sum(sign * amounts[key] for key, sign in question.rows[name][0].items())
        must(found <= row["rhs"] + TOLERANCE, f"{name}: the plan has {found}, the limit is {row['rhs']}")
        must(row["kind"] not in FREE_SIGN or found >= row["rhs"] - TOLERANCE, f"{name}: all or none")


def check_needs(question, plan, amounts):
    """Every project in the plan is paid whole within its yearly bounds, every duty is met or said to be short."""
    chosen = {key[1]: question.projects[key[1]]["options"][key[2]] for key, amount in amounts.items() if key[0] == "x" and amount}
    work, repaid = defaultdict(int), defaultdict(int)
    for item in plan["allocations"]:
        if item["kind"] in ("project", "repayment"):
            must(item["project"] in chosen, f"{item['project']} has money and is not in the plan")
            (work if item["kind"] == "project" else repaid)[item["project"], item["year"]] += item["amount"]
    for name, option in chosen.items():
        spent = {year: work[name, year] for year in question.years}
        must(sum(spent.values()) == question.projects[name]["need"], f"{name} gets {sum(spent.values())}, not its need")
        for year, amount in spent.items():
            at = year - option["start"]
            low, high = (option["low"][at], option["high"][at]) if option["start"] <= year <= option["end"] else (0, 0)
            must(low <= amount <= high, f"{name} gets {amount} in {year}, not {low} to {high}")
            check_mix(question, name, year, amounts)
    for name, duty in question.duties.items():
        paid = sum(amount for key, amount in amounts.items() if key[:2] == ("y", name))
        must(amounts["e", name] >= 0 and paid + amounts["e", name] == duty["amount"], f"{name}: {paid} paid, {amounts['e', name]} unmet")
    check_repayments(question, amounts, repaid)


def check_mix(question, name, year, amounts):
    """Shares of one year's money; a fixed share may be less than one unit off, since money is whole."""
    project = question.projects[name]
    paid = {mix["fund"]: amounts["a", name, mix["fund"], year] for mix in project["mixes"]}
    total = sum(paid.values())
    for mix in project["mixes"]:
        if mix["fixed_share"] is not None:
            off = abs(paid[mix["fund"]] - Fraction(mix["fixed_share"]) * total)
            must(off < 1, f"{name} {year}: the share of {mix['fund']} is not kept")
        else:
            must(paid[mix["fund"]] <= Fraction(mix["year_cap"]) * total, f"{name} {year}: more than its share from {mix['fund']}")
    own = sum(amount for fund, amount in paid.items() if fund in question.counterpart)
    must(own >= Fraction(project["counterpart_share"]) * total, f"{name} {year}: too little counterpart")


def check_repayments(question, amounts, repaid):
    owed = defaultdict(int)
    for key, amount in amounts.items():
        parcel = question.parcels[key[1]] if key[0] == "z" and amount else None
        if parcel and parcel["owner"] and key[2] + parcel["repay_lag"] <= question.years[-1]:
            owed[parcel["owner"], key[2] + parcel["repay_lag"]] += parcel["repayment"]
    for key in {*owed, *repaid}:
        must(owed[key] == repaid[key], f"{key[0]} owes the land fund {owed[key]} in {key[1]} and repays {repaid[key]}")


# --- the bound ----------------------------------------------------------------------------------------------------------


def bound_of(question, prices, allowed):
    """L: Σ price · right-hand side + the best each project, parcel and duty can do alone at these prices.

    ``allowed`` narrows the options of some projects, and the clearing years of some parcels (``parcel:`` before the id);
    −1 stands for left out, which is worth 0.
    """
    for name, price in prices.items():
        must(name in question.published, f"a price for the unknown row {name}")
        must(price >= 0 or question.published[name]["kind"] in FREE_SIGN, f"the price of {name} is negative: {price}")
    cost = defaultdict(list)
    for name, price in prices.items():
        for key, sign in question.rows[name][0].items() if price else ():
            cost[key].append(price * float(sign))
    cost = defaultdict(float, {key: math.fsum(parts) for key, parts in cost.items()})
    mixes = {(name, year): cheapest_mix(question, name, year, cost) for name in question.projects for year in question.years}
    parts = [price * question.published[name]["rhs"] for name, price in prices.items()]
    gains = {("x", name): {k: o["value"] - cost["x", name, k] - cheapest_profile(o, name, question, mixes)
                           for k, o in question.options(name)} for name in question.projects}
    gains |= {("z", name): clearing_gains(question, name, cost, mixes) for name in question.parcels}
    for (letter, name), own in gains.items():
        if (letter, name) not in question.joint:
            parts.append(best(own, allowed.get(name if letter == "x" else f"parcel:{name}")))
    rules = rules_by_object(question)
    parts += [best_together(question, cluster, gains, rules, allowed) for cluster in question.clusters]
    for name, duty in question.duties.items():
        parts.append(-duty["amount"] * min(cost[cell] for cell in (("e", name), *question.paid_on(name))))
    return math.fsum(parts)


def rules_by_object(question):
    """The rules that clusters keep, by each project and parcel they speak of."""
    found = defaultdict(set)
    for name, (terms, _) in question.kept.items():
        for key in terms:
            found[key[:2]].add(name)
    return found


def best_together(question, cluster, gains, rules, allowed):
    """The most that the projects and parcels of a cluster gain while its rules hold: every combination of options is tried,
    and for each the best clearing year of every parcel."""
    names = cluster["projects"]
    ways = [allowed.get(name, (OUT, *gains["x", name])) for name in names]
    most = -math.inf
    for combined in itertools.product(*ways):
        chosen = {("x", name, k): 1 for name, k in zip(names, combined, strict=True) if k != OUT}
        land = [best_clearing(question, parcel, chosen, gains, rules) for parcel in cluster["parcels"]]
        logic = {rule for name in names for rule in rules["x", name] if not any(key[0] == "z" for key in question.kept[rule][0])}
        if None not in land and holds(question, logic, chosen):
            most = max(most, math.fsum([*(gains["x", name][k] for _, name, k in chosen), *land]))
    return most


def best_clearing(question, parcel, chosen, gains, rules):
    """The best gain of one parcel beside chosen options, 0 when it is not cleared; None when its rules cannot hold."""
    possible = [gain for year, gain in [(OUT, 0.0), *gains["z", parcel].items()]
                if holds(question, rules["z", parcel], chosen if year == OUT else {**chosen, ("z", parcel, year): 1})]
    return max(possible, default=None)


def holds(question, rules, amounts):
    for rule in rules:
        terms, most = question.kept[rule]
        used = sum(sign for key, sign in terms.items() if key in amounts)
        if used > most or (rule.startswith("bundle:") and used != most):
            return False
    return True


def best(gains, allowed):
    gains = gains | {OUT: 0.0}
    return max(gains[choice] for choice in (gains if allowed is None else allowed))


def cheapest_mix(question, name, year, cost):
    """Least price of one unit for a project in a year: fixed shares, the cheapest counterpart up to its least share, then
    the cheapest rest, each source within its cap; infinite when the sources that can pay do not add up to one."""
    project = question.projects[name]
    open_now = [mix for mix in project["mixes"] if (mix["fund"], year) in question.payable]
    if any(mix["fixed_share"] is not None and Fraction(mix["fixed_share"]) > 0 and mix not in open_now for mix in project["mixes"]):
        return math.inf
    price = {mix["fund"]: cost["a", name, mix["fund"], year] for mix in open_now}
    given = {mix["fund"]: Fraction(mix["fixed_share"]) for mix in open_now if mix["fixed_share"] is not None}
    room = {mix["fund"]: Fraction(mix["year_cap"]) for mix in open_now if mix["fixed_share"] is None}
    order = sorted(room, key=lambda fund: price[fund])
    left = 1 - sum(given.values())
    duty = Fraction(project["counterpart_share"]) - sum(share for fund, share in given.items() if fund in question.counterpart)
    for fund in (f for f in order if f in question.counterpart):
        part = max(Fraction(0), min(room[fund], duty, left))
        given[fund], room[fund], duty, left = part, room[fund] - part, duty - part, left - part
    if duty > 0:
        return math.inf
    for fund in order:
        part = min(room[fund], left)
        given[fund], left = given.get(fund, Fraction(0)) + part, left - part
    return math.inf if left else math.fsum(float(share) * price[fund] for fund, share in given.items())


def cheapest_profile(option, name, question, mixes):
    """Least price of the whole need between the least and greatest money of each year: cheapest years filled first."""
    years = range(option["start"], option["end"] + 1)
    left, parts = question.projects[name]["need"] - sum(option["low"]), []
    parts += [low * mixes[name, year] for year, low in zip(years, option["low"], strict=True) if low]
    spare = sorted((mixes[name, y], hi - lo) for y, lo, hi in zip(years, option["low"], option["high"], strict=True) if hi > lo)
    for price, room in spare:
        part = min(room, left)
        parts, left = [*parts, part * price] if part else parts, left - part
    must(left == 0, f"an option of {name} cannot hold its need")
    return math.fsum(parts)


def clearing_gains(question, name, cost, mixes):
    """Clearing a parcel in each year: the rows it moves, and what its owner repays from its own sources."""
    parcel = question.parcels[name]
    gains = {}
    for year in parcel["clearing_years"]:
        due = year + parcel["repay_lag"]
        repays = parcel["owner"] in question.projects and parcel["repayment"] and due <= question.years[-1]
        gains[year] = -cost["z", name, year] - (parcel["repayment"] * mixes[parcel["owner"], due] if repays else 0.0)
    return gains


# --- cases that cover everything ----------------------------------------------------------------------------------------


def choices(question):
    every = {name: {OUT, *(k for k, _ in question.options(name))} for name in question.projects}
    return every | {f"parcel:{name}": {OUT, *parcel["clearing_years"]} for name, parcel in question.parcels.items()}


def covered(box, cases):
    """Whether the cases leave out no combination of the choices in the box: split where no case lies on both sides, else by choice."""
    cases = [case for case in cases if all(case[name] & box[name] for name in case)]
    if any(all(box[name] <= case[name] for name in case) for case in cases):
        return True
    if not cases:
        return False
    name, parts = cut(box, cases)
    return all(covered({**box, name: part}, cases) for part in parts)


def cut(box, cases):
    narrowed = sorted({name for case in cases for name in case if not box[name] <= case[name]})
    for name in narrowed:
        parts = [{choice} for choice in box[name]]
        for case in cases:
            held = case.get(name, box[name]) & box[name]
            parts = [part for part in parts if not part & held] + [set().union(*(part for part in parts if part & held))]
        if len(parts) > 1:
            return name, parts
    return narrowed[0], [{choice} for choice in box[narrowed[0]]]


def check_leaves(question, leaves):
    every = choices(question)
    for leaf in leaves:
        for name, allowed in leaf["allowed"].items():
            must(allowed and name in every and set(allowed) <= every[name], f"a case narrows {name} to {allowed}")
    must(covered(every, [{name: set(a) for name, a in leaf["allowed"].items()} for leaf in leaves]), "the cases leave a choice out")


def recompute(plan):
    """(value, bound, gap) from the JSON alone. Raises Wrong where the file contradicts itself."""
    certificate = plan.get("certificate")
    must(certificate is not None, "there is no plan, so there is no proof")
    question = Question(plan)
    check_right_hand_sides(question)
    amounts = amounts_of(question, plan)
    check_rules(question, amounts)
    check_needs(question, plan, amounts)
    value = value_of(question, amounts)
    leaves = certificate.get("leaves") or []
    check_leaves(question, leaves or [{"allowed": {}}])
    root = bound_of(question, {name: row["value"] for name, row in question.published.items()}, {})
    found = [bound_of(question, leaf["prices"], leaf["allowed"]) for leaf in leaves]
    for number, (leaf, bound) in enumerate(zip(leaves, found, strict=True)):
        must(close(bound, leaf["bound"]), f"case {number}: L is {bound}, the file says {leaf['bound']}")
    bound = max([value, *(found or [root])])
    must(root >= value - TOLERANCE * max(1.0, value), f"the root prices give {root}, below the plan's value {value}")
    return value, bound, (bound - value) / bound if bound > 0 else 0.0


def check_statements(plan, value, bound, gap):
    certificate = plan["certificate"]
    must(close(value, plan["objective"]), f"the plan is worth {value}, the file says {plan['objective']}")
    must(close(bound, certificate["bound"]), f"the bound is {bound}, the file says {certificate['bound']}")
    must(close(gap, certificate["gap"]), f"the gap is {gap}, the file says {certificate['gap']}")
    slack = TOLERANCE * max(1.0, abs(bound))
    must(value - slack <= plan["bound"] <= bound + slack, f"the search's own bound {plan['bound']} lies outside {value} to {bound}")
    own_gap = (plan["bound"] - value) / plan["bound"] if plan["bound"] > 0 else 0.0
    must(close(own_gap, plan["gap"]), f"the search's gap is {own_gap}, the file says {plan['gap']}")


def main(path):
    with open(path, encoding="utf-8") as file:
        plan = json.load(file)
    try:
        value, bound, gap = recompute(plan)
        print(f"value {value:.6f}\nbound {bound:.6f}\ngap   {gap:.6%}")
        check_statements(plan, value, bound, gap)
    except Wrong as problem:
        print(f"FAIL: {problem}")
        return 1
    print("OK")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
