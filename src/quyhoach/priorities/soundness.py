"""What is wrong with a ranking question, told before anything is computed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from quyhoach.findings import Finding, Place, finding
from quyhoach.priorities.criteria import Criterion, Transformation
from quyhoach.priorities.question import RankingQuestion

SLACK = 1e-9
"""Weights and their bounds are typed with few digits; a sum or a bound missed by less than this is met."""


def figure(value: float) -> Decimal:
    """A number for a sentence: at most six digits that count."""
    return Decimal(f"{float(f'{value:.6g}'):.10f}".rstrip("0").rstrip(".") or "0") if math.isfinite(value) else Decimal(0)


def judged(question: RankingQuestion) -> tuple[Finding, ...]:
    """Findings about the question as a whole. With an error among them nothing can be ranked."""
    shape = tuple(_of_shape(question))
    if shape:
        return shape
    by_criterion = (f for criterion in question.criteria for f in _of_criterion(criterion))
    return (*by_criterion, *_of_weights(question), *_of_bounds(question), *_of_order(question), *_of_columns(question))


def _of_shape(question: RankingQuestion) -> Iterator[Finding]:
    if not question.objects:
        yield finding("RNK-001")
    if not question.criteria:
        yield finding("RNK-006")
    for twice in _repeated(question.objects):
        yield finding("RNK-003", Place(object_id=twice), object=twice)
    for twice in _repeated(tuple(c.id for c in question.criteria)):
        yield finding("RNK-004", Place(object_id=twice), criterion=twice)
    wide, long = len(question.criteria), len(question.objects)
    lengths = [(("trọng số", "weights"), len(question.weights), wide), (("các dòng giá trị", "rows of values"), len(question.values), long)]
    lengths += [((name, name), len(row), wide) for name, row in zip(question.objects, question.values, strict=False)]
    for (vi, en), got, want in lengths:
        if got != want:
            yield finding("RNK-005", Place(object_id=en), what_vi=vi, what_en=en, got=got, want=want)


def _repeated(ids: tuple[str, ...]) -> list[str]:
    return sorted(name for name, times in Counter(ids).items() if times > 1)


def _of_criterion(criterion: Criterion) -> Iterator[Finding]:
    where, low, high = Place(object_id=criterion.id), criterion.low, criterion.high
    stated = low is not None and high is not None and math.isfinite(low) and math.isfinite(high) and low < high
    if criterion.transformation is Transformation.FIXED and not stated:
        yield finding("RNK-016", where, criterion=criterion.id)
    q, p = criterion.indifference, criterion.preference
    if not (math.isfinite(q) and math.isfinite(p) and q >= 0 and (p == 0 or p >= q)):
        yield finding("RNK-018", where, criterion=criterion.id, q=_text(q), p=_text(p))
    if not 0 <= criterion.least_weight <= criterion.most_weight <= 1:
        yield finding("RNK-019", where, criterion=criterion.id, least=_text(criterion.least_weight), most=_text(criterion.most_weight))


def _text(value: float) -> str | Decimal:
    return figure(value) if math.isfinite(value) else str(value)


def _of_weights(question: RankingQuestion) -> Iterator[Finding]:
    bad = [(c, w) for c, w in zip(question.criteria, question.weights, strict=True) if not (math.isfinite(w) and w >= 0)]
    for criterion, weight in bad:
        yield finding("RNK-013", Place(object_id=criterion.id), criterion=criterion.id, weight=_text(weight))
    if not bad and not sum(question.weights) > 0:
        yield finding("RNK-012")


def normalised(weights: tuple[float, ...]) -> tuple[float, ...]:
    """The weights as shares of their sum; all zero when they cannot be."""
    total = math.fsum(weights)
    sound = math.isfinite(total) and total > 0 and min(weights) >= 0
    return tuple(w / total for w in weights) if sound else (0.0,) * len(weights)


def _of_bounds(question: RankingQuestion) -> Iterator[Finding]:
    least, most = math.fsum(c.least_weight for c in question.criteria), math.fsum(c.most_weight for c in question.criteria)
    if least > 1 + SLACK or most < 1 - SLACK:
        yield finding("RNK-020", least=_text(least), most=_text(most))
    weights = normalised(question.weights)
    if not any(weights):  # RNK-012 or RNK-013 says it
        return
    for criterion, weight in zip(question.criteria, weights, strict=True):
        if not criterion.least_weight - SLACK <= weight <= criterion.most_weight + SLACK:
            least_text, most_text = _text(criterion.least_weight), _text(criterion.most_weight)
            yield finding("RNK-021", Place(object_id=criterion.id), criterion=criterion.id, weight=_text(weight),
                          least=least_text, most=most_text)


def _of_order(question: RankingQuestion) -> Iterator[Finding]:
    weights = dict(zip((c.id for c in question.criteria), normalised(question.weights), strict=True))
    for above, below in question.order:
        unknown = [name for name in (above, below) if name not in weights]
        if unknown:
            yield finding("RNK-022", Place(object_id=unknown[0]), criterion=unknown[0])
        elif weights[above] < weights[below] - SLACK:
            yield finding("RNK-023", Place(object_id=above), above=above, below=below,
                          above_weight=figure(weights[above]), below_weight=figure(weights[below]))


def _of_columns(question: RankingQuestion) -> Iterator[Finding]:
    for j, criterion in enumerate(question.criteria):
        if all(row[j] is None for row in question.values):
            yield finding("RNK-011", Place(object_id=criterion.id), criterion=criterion.id)
