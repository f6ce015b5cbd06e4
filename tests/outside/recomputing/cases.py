"""The cases of a proof cover every choice."""

from recomputing.question import OUT
from recomputing.wrong import must


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
