"""A plan as JSON data with stable keys. The same plan gives the same data, ``seconds`` aside."""

from __future__ import annotations

from typing import Any

from quyhoach.capital.plan import Certificate, ProjectDecision
from quyhoach.province.scores import ProjectScores
from quyhoach.reports.citations import citation_json
from quyhoach.reports.order_json import wait_json
from quyhoach.reports.outlook_json import outlook_json
from quyhoach.reports.plan_report import PlanReport, decisions, why


def plan_json(report: PlanReport, lang: str) -> dict[str, Any]:
    """The keys of ``plan --json``; money is whole units of ``money_unit``, shares 0–1, years calendar years."""
    plan, question = report.plan, report.question
    return {
        "status": str(plan.status),
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": plan.seconds,
        **basis_json(report),
        "ranking": scores_json(question.scores),
        "money_unit": report.province.info.money_unit.code,
        "gamma": question.problem.gamma,
        "allocations": [
            {"project": a.id, "source": a.fund, "year": a.year, "amount": a.amount, "kind": a.kind} for a in plan.allocations
        ],
        "projects": [decision_json(report, decision, lang) for decision in decisions(report)],
        "prices": certificate_prices(plan.certificate),
        "levels": [{"rank": level.rank, "shortfall": level.shortfall, "bound": level.bound} for level in plan.levels],
        "clearings": dict(sorted(plan.clearings.items())),
        "waiting": [wait_json(wait, lang) for wait in report.waits],
        "shortfalls": dict(sorted(plan.shortfalls.items())),
        "certificate": certificate_json(plan.certificate),
        "findings": [f.as_json(lang) for f in report.findings],
        **({} if report.outlook is None else {"uncertainty": outlook_json(report.outlook)}),
    }


def basis_json(report: PlanReport) -> dict[str, Any]:
    """What every result says it rests on: scenario, whether it only illustrates, law date, assumed share, articles."""
    question = report.question
    return {
        "scenario": report.scenario,
        "illustrative": report.info.illustrative,
        "law_date": report.law_date,
        "assumed_share": None if question.assumed_share is None else float(question.assumed_share),
        "articles": [citation_json(citation) for citation in question.citations],
    }


def decision_json(report: PlanReport, decision: ProjectDecision, lang: str) -> dict[str, Any]:
    """One project: in or out, when, and each reason as grade, kind, text and values."""
    return {
        "id": decision.id,
        "name": report.name(decision.id, lang),
        "in_plan": decision.in_plan,
        "start_year": decision.start_year,
        "end_year": decision.end_year,
        "delay": decision.delay,
        "score": score_json(report, decision.id),
        "reasons": _reasons(report, decision, lang),
    }


def scores_json(scores: ProjectScores | None) -> dict[str, Any] | None:
    """The ranking whose points are the scores; None when the scenario states them itself."""
    if scores is None:
        return None
    return {"set": scores.set, "version": scores.version, "method": scores.method, "digest": scores.digest}


def score_json(report: PlanReport, project: str) -> dict[str, Any]:
    """The score a project was planned with: ``value`` 0–100, None where it has none; by which set and version, from which object."""
    scores, asked = report.question.scores, report.asked.get(project)
    if scores is None:
        return {"value": asked.score if asked else None, "set": None, "version": None, "of": None}
    value = scores.points.get(project)
    return {"value": None if value is None else float(value), "set": scores.set, "version": scores.version, "of": scores.of.get(project)}


def _reasons(report: PlanReport, decision: ProjectDecision, lang: str) -> list[dict[str, Any]]:
    texts = why(report, decision, lang)
    kept_out = report.kept_out.get(decision.id)
    if kept_out:
        return [{"grade": "data", "kind": kept_out.code, "text": texts[0], "values": dict(kept_out.values)}]
    pairs = zip(decision.reasons, texts, strict=True)
    return [{"grade": r.grade, "kind": r.kind, "text": text, "values": dict(r.values)} for r, text in pairs]


def certificate_prices(certificate: Certificate | None) -> list[dict[str, Any]]:
    """Every priced row, in the certificate's order."""
    rows = certificate.rows if certificate else ()
    return [
        {"row": r.row, "kind": r.kind, "source": r.fund, "year": r.year, "value": r.value, "rhs": r.rhs} for r in rows
    ]


def certificate_json(certificate: Certificate | None) -> dict[str, Any] | None:
    """The proof by prices: bound, gap, and the data that recompute them."""
    if certificate is None:
        return None
    leaves = [
        {"allowed": {name: list(choices) for name, choices in leaf.allowed.items()}, "bound": leaf.bound, "prices": dict(leaf.prices)}
        for leaf in certificate.leaves
    ]
    return {"bound": certificate.bound, "gap": certificate.gap, "leaves": leaves, "data": dict(certificate.data)}
