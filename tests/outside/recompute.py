"""Recompute a plan's proof from its JSON alone, as a stranger would: nothing of the program is imported.

    quyhoach plan FOLDER --json > plan.json
    python tests/outside/recompute.py plan.json

Every shared rule is written out once, as its meaning says (``recomputing/question.py``). The same table serves twice: the plan's own
amounts must keep every rule (``recomputing/plan.py``), and the prices must give the bound that is printed (``recomputing/bound.py``), in
cases that leave nothing out (``recomputing/cases.py``). Standard library only; this file and the folder beside it are all.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from recomputing.bound import bound_of
from recomputing.cases import check_leaves, covered
from recomputing.plan import amounts_of, check_needs, check_rules, value_of
from recomputing.question import Question, check_right_hand_sides
from recomputing.wrong import TOLERANCE, Wrong, close, must

__all__ = ["Wrong", "check_statements", "covered", "recompute"]


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
    prices = {name: row["value"] for name, row in question.published.items()}
    root = bound_of(question, prices, {})
    same = {name: value for name, value in prices.items() if value}
    found = [root if leaf["prices"] == same and not leaf["allowed"] else bound_of(question, leaf["prices"], leaf["allowed"])
             for leaf in leaves]
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
