"""Few projects: everything prices could leave in doubt is open, and branch and bound decides it whole.

With every choice and every corner of every profile in the core, its bound holds for every plan; it is the solver's word, while the
certificate stays what a stranger recomputes.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from quyhoach.capital.large.kernel import NEGLIGIBLE, Core
from quyhoach.capital.large.method import Decided, Sized, settled
from quyhoach.solvers import scip
from quyhoach.solvers.highs import Answer

ALL_CHOICES, ALL_PROFILES = 100_000, 2_000
SHARE_OF_GAP = 0.9
"""The rest is left for the rounding to whole units."""


def plan_whole(sized: Sized, gap: float, node_limit: int) -> Sized:
    """The better of ``sized`` and the plan whole decisions give, with the better of their bounds; its certificate is still the old
    one. ``gap`` relative, ``node_limit`` nodes. Needs the extra ``engine``."""
    bulk, priced, old = sized.bulk, sized.priced, sized.plan
    core = Core(bulk, priced, len(bulk.clusters.first) - 1, ALL_CHOICES, ALL_PROFILES)
    answer = scip.decide(core.everything(), core.whole, gap=SHARE_OF_GAP * gap, node_limit=node_limit)
    bound = min(old.bound, core.closed_value + answer.bound) if core.complete else old.bound
    following = _kept(core, answer)
    found = None if following is None else settled(bulk, priced, Decided(core, following, following.objective), old.levels)
    plan = old if found is None or found.objective <= old.objective else found
    bound = max(bound, plan.objective)
    return replace(sized, plan=replace(plan, bound=bound, gap=(bound - plan.objective) / bound if bound > 0 else 0.0))


def _kept(core: Core, answer: Answer) -> Answer | None:
    """The same decisions as an answer of the core's own program; None where there are none or they exceed limits."""
    if answer.values is None:
        return None
    whole = np.round(answer.values[core.whole])
    core.program.bound(core.whole, whole, whole)
    following = core.program.solve()
    if core.exceeded(following) > NEGLIGIBLE:
        core.spend_reserve()
        following = core.program.solve()
    return following if core.exceeded(following) <= NEGLIGIBLE else None
