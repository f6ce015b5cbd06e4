"""The bound that prices give: L, project by project, parcel by parcel, cluster by cluster."""

import itertools
import math
from collections import defaultdict
from fractions import Fraction

from recomputing.question import FREE_SIGN, OUT
from recomputing.wrong import must


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
    cost = Costs({key: math.fsum(parts) for key, parts in cost.items()})
    mixes = Mixes(question, cost)
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


class Costs(dict):
    """Price of one unit of a letter: what its own rows cost, and for money what the source's year costs everyone."""

    def __missing__(self, key):
        return self.get(("s", *key[2:]), 0.0) if key[0] in "ay" else 0.0

    def __init__(self, own):
        super().__init__({key: cost + own.get(("s", *key[2:]), 0.0) if key[0] in "ay" else cost for key, cost in own.items()})


class Mixes(dict):
    """Least price of one unit by (project, year), worked out once for equal mixes at equal prices."""

    def __init__(self, question, cost):
        super().__init__()
        self.question, self.cost, self.known = question, cost, {}
        self.like = {name: (repr(p["mixes"]), p["counterpart_share"]) for name, p in question.projects.items()}

    def __missing__(self, key):
        name, year = key
        prices = tuple(self.cost["a", name, mix["fund"], year] for mix in self.question.projects[name]["mixes"])
        alike = (*self.like[name], prices, year)
        if alike not in self.known:
            self.known[alike] = cheapest_mix(self.question, name, year, self.cost)
        self[key] = self.known[alike]
        return self[key]


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
