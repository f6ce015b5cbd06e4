"""The rules by their meaning, each written out once, over six letters: x (project, option), z (parcel, clearing year),
a (project, source, year), y (obligation, source, year), e (obligation, what is unmet), and s (source, year): all that a source gives
in a year, a and y together."""

import math
from collections import defaultdict
from fractions import Fraction

from recomputing.wrong import close, must

OUT = -1
FREE_SIGN = {"bundle"}


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
        self.limits = defaultdict(list)
        for row in plan["prices"]:
            self.limits[row["kind"], row["source"]].append(row)
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

    def can_pay(self, fund, year):
        """A source pays in a year when it has a ceiling for it and none of its ceilings is zero."""
        ceilings = [row["rhs"] for row in self.limits["yearly-ceiling", fund] if row["year"] == year]
        for row in self.limits["medium-term-ceiling", fund]:
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
        for name, row in self.published.items():
            if row["kind"] in ("yearly-ceiling", "medium-term-ceiling"):
                first, last = (row["year"], row["year"]) if row["kind"] == "yearly-ceiling" else period(row)
                yield name, ({("s", row["source"], t): 1 for t in self.years if first <= t <= last}, None)

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
        cells = [c for c in self.money_cells() if c[0] == "a"] if self.data["share_rules"] else []
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
