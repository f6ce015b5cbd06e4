"""What a plan of a province could not keep, with the article where a rule rests on one."""

from __future__ import annotations

from quyhoach.capital.conflict import NamedRule
from quyhoach.capital.plan import CapitalPlan
from quyhoach.capital.unfit import unfit
from quyhoach.findings import Finding
from quyhoach.province.solve import Question

ARTICLE_OF = {"transition": "priority-ladder", "obligation": "priority-ladder", "years-of-capital": "capital-years"}
"""The parameter of the law that a kind of rule rests on; the other kinds are the province's own."""


def clashes(question: Question, plan: CapitalPlan) -> tuple[Finding, ...]:
    """Findings on clashing rules (CAP-021) and ceilings that are short (CAP-022); () when the plan meets every demand."""
    cited = {citation.parameter: f"{citation.document}, {citation.article}" for citation in question.citations}

    def article(rule: NamedRule) -> str:
        return cited.get(ARTICLE_OF.get(rule.kind, ""), "")

    return unfit(question.problem, plan, article)
