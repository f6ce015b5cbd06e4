"""The plan's own amounts keep every rule."""

import math
from collections import defaultdict
from fractions import Fraction

from recomputing.question import FREE_SIGN
from recomputing.wrong import TOLERANCE, Wrong, must


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
        must(item["amount"] > 0 and item["amount"] == int(item["amount"]), f"{item} is not whole and positive")
        if item["kind"] != "lock":
            letter = "y" if item["kind"] == "obligation" else "a"
            amounts[letter, item["project"], item["source"], item["year"]] += item["amount"]
            amounts["s", item["source"], item["year"]] += item["amount"]
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
        found = sum(sign * amounts.get(key, 0) for key, sign in terms.items())
        must(found <= most, f"{name}: the plan has {found}, the limit is {most}")
        must(not name.startswith("bundle:") or found == most, f"{name}: all or none")
    for name, row in question.published.items():
        found = sum(sign * amounts.get(key, 0) for key, sign in question.rows[name][0].items())
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
    given = defaultdict(int)
    for key, amount in amounts.items():
        given[key[:2]] += amount
    for name, duty in question.duties.items():
        paid = given["y", name]
        must(amounts["e", name] >= 0 and paid + amounts["e", name] == duty["amount"], f"{name}: {paid} paid, {amounts['e', name]} unmet")
    check_repayments(question, amounts, repaid)


def check_mix(question, name, year, amounts):
    """Shares of one year's money; a fixed share may be less than one unit off, since money is whole."""
    project = question.projects[name]
    paid = {mix["fund"]: amounts.get(("a", name, mix["fund"], year), 0) for mix in project["mixes"]}
    total = sum(paid.values())
    if not total:
        return
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
