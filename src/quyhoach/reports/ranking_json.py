"""A ranking as JSON data with stable keys: the answer of ``rank --json`` and the run file that ``--replay`` runs again."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from typing import Any

from quyhoach.priorities.budget import BudgetSwap
from quyhoach.priorities.intervals import WeightInterval
from quyhoach.priorities.place_intervals import PlaceInterval
from quyhoach.province.criteria_sets import digest_of
from quyhoach.province.mechanisms import OpenedMechanism
from quyhoach.province.ranking import Placement
from quyhoach.province.stages import ConditionMet
from quyhoach.province.why import Why
from quyhoach.reports.json_text import plain
from quyhoach.reports.ranking_report import FundsChange, RankReport, owed_said

KIND = "quyhoach-ranking"


def ranking_json(report: RankReport, lang: str) -> dict[str, Any]:
    """The keys of ``rank --json``. Weights, shares and scores are numbers; ``digests`` name the inputs, the set and the result."""
    proved, asked = report.proved, report.proved.asked
    data: dict[str, Any] = {
        "kind": KIND,
        "made_by": f"quyhoach {metadata.version('quyhoach')}",
        "scenario": asked.scenario,
        "illustrative": report.info.illustrative,
        "set": asked.set.id,
        "version": asked.version,
        "title": asked.set.name(lang),
        "method": str(asked.question.method),
        "missing": str(asked.question.missing),
        "member": asked.member,
        "day": asked.day,
        "lang": lang,
        "draws": proved.draws,
        "seed": proved.seed,
        "assumed_share": None if report.assumed_share is None else float(report.assumed_share),
        "weights": dict(zip((c.id for c in asked.question.criteria), _weights(report), strict=True)),
        "criteria": _criteria(report, lang),
        "members": _members(report, lang),
        "values": _values(report),
        "ranking": [_place(report, place, lang) for place in proved.places],
        "left_out": [{"id": name, "finding": code} for name, code in proved.ranking.left_out],
        "filled": [{"id": f.object, "criterion": f.criterion, "value": f.value, "how": str(f.how)} for f in proved.ranking.filled],
        "acceptability": _acceptability(report),
        "reversals": _reversals(report),
        "beside": _beside(report),
        "stages": _stages(report, lang),
        "mechanisms": [mechanism_json(one, lang) for one in asked.stages.mechanisms],
        "why": [why_json(one) for one in report.whys],
        "funds": funds_json(report.funds),
        "selections": _selections(report),
        "findings": [f.as_json(lang) for f in report.findings],
    }
    data["digests"] = {"inputs": asked.digest, "definition": asked.set.digest, "result": digest_of(plain(data["ranking"]))}
    return data


def _weights(report: RankReport) -> tuple[float | None, ...]:
    """The weights in use; None for each when nobody gave any."""
    used = report.proved.ranking.weights
    return used if any(used) else (None,) * len(used)


def _criteria(report: RankReport, lang: str) -> list[dict[str, Any]]:
    asked, kept = report.proved.asked, {one.criterion: one for one in report.proved.intervals}
    spread = asked.weighing.disagreement or (None,) * len(asked.set.criteria)
    return [
        {
            "id": c.id, "name": asked.set.criterion_name(c.id, lang), "unit": asked.set.unit(c.id), "direction": str(c.direction),
            "role": str(c.role), "transformation": str(c.transformation), "low": c.low, "high": c.high,
            "indifference": c.indifference, "preference": c.preference, "shape": str(c.shape),
            "weight": weight, "least_weight": c.least_weight, "most_weight": c.most_weight, "disagreement": apart,
            "interval": None if c.id not in kept else _interval(kept[c.id]),
        }
        for c, weight, apart in zip(asked.question.criteria, _weights(report), spread, strict=True)
    ]


def _interval(one: WeightInterval) -> dict[str, Any]:
    return {"first": list(one.first), "order": list(one.order)}


def _members(report: RankReport, lang: str) -> list[dict[str, Any]]:
    asked = report.proved.asked
    names = [c.id for c in asked.set.criteria]
    return [
        {
            "id": m.id, "name": m.name(lang), "weighing": m.weighing, "power": m.power, "consistency": m.consistency,
            "weights": None if m.weights is None else dict(zip(names, m.weights, strict=True)),
            "revisit": [list(pair) for pair in m.revisit],
            "revision": None if m.revision is None else {
                "first": m.revision.first, "second": m.revision.second, "given": m.revision.given, "mended": m.revision.mended,
                "consistency": m.revision.ratio,
            },
        }
        for m in asked.weighing.members
    ]


def _values(report: RankReport) -> list[dict[str, Any]]:
    return [
        {
            "id": name, "criterion": criterion, "value": None if one.value is None else float(one.value), "source": one.source,
            "as_of": one.as_of, "assumed": one.assumed, "scorer": one.scorer, "evidence": one.evidence,
            "rows": [f"{row.place.file}:{row.place.row}" for row in one.rows],
        }
        for (name, criterion), one in report.proved.asked.values.items()
    ]


def _place(report: RankReport, place: Placement, lang: str) -> dict[str, Any]:
    """One object. ``acceptability``: share of the draws at place 1, 2, …; ``weight_intervals``: where each weight keeps its place."""
    proved = report.proved
    accepted = proved.acceptability.of(place.id) if proved.acceptability else None
    at = proved.asked.stages.objects.get(place.id)
    names = [c.id for c in proved.asked.question.criteria]
    return {
        "id": place.id, "name": report.name(place.id, lang), "rank": place.rank, "score_rank": place.score_rank,
        "score": place.score, "points": place.points, "stage": place.stage, "stage_now": at.now if at else "",
        "contributions": dict(zip(names, place.contributions, strict=True)) if place.contributions else None,
        "acceptability": list(accepted.share) if accepted else [],
        "confidence": accepted.confidence if accepted else None,
        "mean_rank": accepted.mean_rank if accepted else None,
        "weight_intervals": [_place_interval(one) for one in proved.place_intervals.get(place.id, ())],
    }


def _place_interval(one: PlaceInterval) -> dict[str, Any]:
    return {
        "criterion": one.criterion, "weight": one.weight, "low": one.low.weight, "high": one.high.weight,
        "low_pair": list(one.low.pair or ()), "high_pair": list(one.high.pair or ()),
    }


def _acceptability(report: RankReport) -> dict[str, Any] | None:
    found = report.proved.acceptability
    if found is None:
        return None
    return {"draws": found.draws, "seed": found.seed, "way": found.way, "error": found.error, "places": found.places}


def _reversals(report: RankReport) -> list[dict[str, Any]]:
    """Tests in which an object that comes or goes turns others, by method."""
    tests = report.proved.proof.reversal.tests if report.proved.proof else ()
    return [
        {"method": str(t.method), "kind": str(t.kind), "object": t.object, "count": t.count, "turned": [list(pair) for pair in t.turned],
         "changes_first": t.changes_first}
        for t in tests if t.count
    ]


def _beside(report: RankReport) -> dict[str, Any] | None:
    """Dominance, what all methods agree on, the members' own orders, and the mirror of the values."""
    beside = report.proved.beside
    if beside is None:
        return None
    agreed, order = beside.agreement, beside.members
    return {
        "dominated": [{"id": one.id, "by": one.by, "count": one.count} for one in beside.dominance.dominated],
        "methods": [str(method) for method in agreed.methods],
        "places": {name: list(row) for name, row in zip(agreed.objects, agreed.places, strict=True)},
        "agreed_pairs": agreed.pairs, "of_pairs": agreed.of_pairs, "concordance": agreed.concordance,
        "members": {"ids": list(order.members), "concordance": order.concordance,
                    "places": {name: list(row) for name, row in zip(order.objects, order.places, strict=True)}},
        "mirror": {name: dict(zip(one.criteria, one.weights, strict=True)) if one.weights else None for name, one in beside.mirror.items()},
    }


def _stages(report: RankReport, lang: str) -> list[dict[str, Any]]:
    view = report.proved.asked.stages
    return [
        {
            "id": stage.id, "order": stage.order, "name": stage.name(lang), "document": stage.document, "follows": list(stage.follows),
            "objects": [
                {"id": at.object, "first": at.first, "now": at.now, "waits_for": at.waits_for,
                 "conditions": [_condition(c, lang) for c in at.conditions]}
                for at in view.objects.values() if at.first == stage.id
            ],
        }
        for stage in view.stages
    ]


def _condition(one: ConditionMet, lang: str) -> dict[str, Any]:
    value = one.measured.value
    return {
        "id": one.id, "stage": one.stage, "name": one.name(lang), "of": one.of, "value": None if value is None else float(value),
        "comparison": one.comparison, "threshold": None if one.threshold is None else float(one.threshold), "holds": one.holds,
        "source": one.measured.source,
    }


def mechanism_json(one: OpenedMechanism, lang: str) -> dict[str, Any]:
    """One mechanism for one object (``id``)."""
    return {
        "id": one.object, "stage": one.stage, "mechanism": one.mechanism, "name": one.name(lang), "opened": one.opened,
        "policy": one.policy or None, "document": one.document, "issuer": one.issuer, "issued_on": one.issued_on,
        "starts_on": one.starts_on, "status": str(one.status), "printed": one.printed, "replaced_by": one.replaced_by or None,
        "replacement": one.replacement, "replacement_status": None if one.replacement_status is None else str(one.replacement_status),
        "must_issue": one.must_issue or None, "missing": owed_said(one, lang), "source": one.source, "assumed": one.assumed,
    }


def why_json(one: Why) -> dict[str, Any]:
    """Why a stands above b, and the least changes that would turn them."""
    found = one.swap
    return {
        "a": one.a, "b": one.b, "by_stage": one.by_stage, "dominates": one.dominates, "lead": found.lead, "state": found.state,
        "methods_against": None if one.against is None else [str(method) for method in one.against],
        "parts": [
            {"criterion": p.criterion, "a": p.value_a, "b": p.value_b, "adds_a": p.adds_a, "adds_b": p.adds_b, "difference": p.difference}
            for p in one.parts
        ],
        "swap": {
            "weights": None if found.all_weights is None else {
                "weights": list(found.all_weights.weights), "change": found.all_weights.change, "least": found.all_weights.least,
                "agreed": found.all_weights.agreed,
            },
            "one_weight": [
                {"criterion": w.criterion, "before": w.weight, "after": w.enough, "agreed": w.agreed} for w in found.by_weight
            ],
            "one_score": [
                {"id": s.object, "criterion": s.criterion, "before": s.value, "after": s.enough, "share": s.share}
                for s in found.by_score
            ],
        },
        "budget": _budget(one.budget),
    }


def _budget(one: BudgetSwap | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"budget": one.budget, "state": one.state, "enough": one.enough, "change": one.change, "funded": list(one.funded),
            "enters": list(one.enters), "leaves": list(one.leaves)}


def funds_json(funds: FundsChange | None) -> dict[str, Any] | None:
    """What another ranking would fund."""
    if funds is None:
        return None
    rows = {"enters": funds.enters, "leaves": funds.leaves}
    named = {key: [_named(row) for row in pairs] for key, pairs in rows.items()}
    return {"set": funds.first, "other": funds.second, "unscored": list(funds.unscored), **named}


def _named(row: tuple[str, str]) -> Mapping[str, str]:
    return {"id": row[0], "name": row[1]}


def _selections(report: RankReport) -> list[dict[str, Any]]:
    """Rounds of the national selection with the province's own zones among those ranked."""
    ranked = {place.id: place.rank for place in report.proved.places}
    rounds: dict[int, dict[str, Any]] = {}
    for row in report.province.facts["selections"].rows:
        year = row.whole("year") or 0
        said = {"year": year, "period": row.text("period"), "document": row.text("document"), "zones": [], "own": []}
        one = rounds.setdefault(year, said)
        one["zones"].append(row.text("name_vi"))
        if row.text("zone") in ranked:
            one["own"].append({"id": row.text("zone"), "rank": ranked[row.text("zone")], "certainty": row.text("certainty")})
    return [rounds[year] for year in sorted(rounds)] if report.proved.asked.set.ranks == "zones" else []
