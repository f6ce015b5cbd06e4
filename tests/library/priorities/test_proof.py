"""The proof of a ranking as one: every part is of the same question, repeatable, and bad input is findings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quyhoach.priorities.criteria import Method
from quyhoach.priorities.engine import rank
from quyhoach.priorities.proof import prove

from .asked import plain, question_of


@pytest.mark.parametrize("method", tuple(Method))
def test_parts_belong_together(method: Method) -> None:
    question = question_of(3, method)
    proof = prove(question, 200, 4)
    ranking = rank(question)
    assert proof.ranking == ranking
    assert dict(zip(proof.acceptability.objects, proof.acceptability.rank, strict=True)) == {s.id: s.rank for s in ranking.standings}
    assert [one.weight for one in proof.intervals] == pytest.approx(ranking.weights)
    assert {test.method for test in proof.reversal.tests} == set(Method)
    first, second = ranking.standings[0].id, ranking.standings[1].id
    assert proof.why(first, second).state in ("changes", "level")
    again = prove(question, 200, 4)
    assert repr((proof.acceptability, proof.intervals, proof.reversal)) == repr((again.acceptability, again.intervals, again.reversal))


def test_bad_input_is_findings() -> None:
    nothing = prove(plain([[1, 2], [3, 4]], (0, 0)))
    assert (nothing.acceptability.share, nothing.intervals, nothing.reversal.tests) == ((), (), ())
    assert "RNK-012" in [f.code for f in nothing.findings]
    alone = prove(plain([[1, 2]], (1, 1)), 50)
    assert alone.acceptability.share == ((1.0,),)
    assert "RNK-002" in [f.code for f in alone.findings]
    equal = prove(plain([[1, 2]] * 3, (1, 1)), 50)
    assert equal.acceptability.share == ((1.0, 0.0, 0.0),) * 3
    missing = prove(replace(plain([[1, 2], [3, 4], [5, 0]], (1, 1)), values=((1, 2), (None, 4), (5, 0))), 50)
    assert missing.acceptability.objects == ("A", "C")
    assert len(missing.findings) == len(set(missing.findings))
    with pytest.raises(KeyError):
        missing.prepared.with_value("B", "c0", 1.0)
