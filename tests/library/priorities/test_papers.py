"""Worked examples of the literature, to the digits they print. Each test is named after its paper; sources in the docstrings."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from quyhoach.priorities.criteria import Criterion, Direction, Method
from quyhoach.priorities.engine import Prepared, prepare, rank
from quyhoach.priorities.methods import vikor
from quyhoach.priorities.question import RankingQuestion
from quyhoach.priorities.weights import best_worst, mirror, pairwise
from quyhoach.priorities.weights.best_worst import BestWorst
from quyhoach.priorities.weights.pairwise import Judgement


def prepared_of(columns: list[list[float]], less: set[int], weights: list[float], method: Method,
                q: list[float] | None = None, p: list[float] | None = None) -> Prepared:
    """``columns``: the values of each criterion, as papers print them."""
    criteria = tuple(Criterion(f"c{j}", Direction.LESS if j in less else Direction.MORE, indifference=q[j] if q else 0.0,
                               preference=p[j] if p else 0.0) for j in range(len(columns)))
    values = tuple(zip(*columns, strict=True))
    return prepare(RankingQuestion(tuple(f"A{i}" for i in range(1, len(values) + 1)), criteria, values, tuple(weights), method))


def printed(prepared: Prepared, digits: int) -> list[float]:
    return np.round(prepared.scores(prepared.weights), digits).tolist()


def test_hwang_yoon_1981() -> None:
    """TOPSIS, choice of a fighter aircraft. Hwang & Yoon, Multiple Attribute Decision Making, Springer 1981; the book goes on from
    distances of four digits, so that its 0.613 is our 0.6135."""
    columns = [[2.0, 2.5, 1.8, 2.2], [1500, 2700, 2000, 1800], [20000, 18000, 21000, 20000], [5.5, 6.5, 4.5, 5.0],
               [5, 3, 7, 5], [9, 5, 7, 5]]
    prepared = prepared_of(columns, {3}, [0.2, 0.1, 0.1, 0.1, 0.2, 0.3], Method.TOPSIS)
    assert prepared.scores(prepared.weights).tolist() == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=6e-4)


def test_tzeng_huang_2011() -> None:
    """TOPSIS. Tzeng & Huang, Multiple Attribute Decision Making: Methods and Applications, CRC Press 2011; as scikit-criteria tests it."""
    columns = [[5, 7, 8, 7], [8, 6, 8, 4], [4, 8, 6, 6]]
    prepared = prepared_of(columns, set(), [0.3, 0.4, 0.3], Method.TOPSIS)
    assert prepared.scores(prepared.weights).tolist() == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=1e-4)


def test_opricovic_tzeng_2004() -> None:
    """VIKOR, a mountain climber's risk and altitude. European Journal of Operational Research 156 (2004) 445–455."""
    prepared = prepared_of([[1, 2, 5], [3000, 3750, 4500]], {0}, [0.5, 0.5], Method.VIKOR)
    found = vikor.compromise(prepared.table, prepared.weights)
    assert (found.s.tolist(), found.r.tolist(), found.q.tolist()) == ([0.5, 0.375, 0.5], [0.5, 0.25, 0.5], [1.0, 0.0, 1.0])
    assert printed(prepared, 3) == [0.0, 1.0, 0.0]


def test_opricovic_tzeng_2007() -> None:
    """VIKOR, six hydropower systems on eight criteria. European Journal of Operational Research 178 (2007) 514–529."""
    columns = [[4184.3, 5211.9, 5021.3, 5566.1, 5060.5, 4317.9], [2914.0, 3630.0, 3920.5, 3957.9, 3293.5, 2925.9],
               [407.2, 501.7, 504.0, 559.5, 514.1, 432.8], [251.0, 308.3, 278.6, 335.3, 284.2, 239.3], [195, 282, 12, 167, 69, 12],
               [244, 346, 56, 268, 90, 55], [15, 21, 3, 16, 7, 3], [2.41, 1.41, 4.42, 3.36, 4.04, 4.36]]
    prepared = prepared_of(columns, {1, 4, 5, 6}, [1.0] * 8, Method.VIKOR)
    found = vikor.compromise(prepared.table, prepared.weights)
    assert found.s.tolist() == pytest.approx([0.692, 0.700, 0.290, 0.423, 0.280, 0.346], abs=6e-4)
    assert found.r.tolist() == pytest.approx([0.125, 0.125, 0.121, 0.125, 0.067, 0.125], abs=6e-4)
    assert found.q.tolist() == pytest.approx([0.991, 1.000, 0.473, 0.670, 0.000, 0.578], abs=6e-4)


def test_papathanasiou_ploskas_2018() -> None:
    """PROMETHEE II, linear preference with q = 1 and p = 2. Multiple Criteria Decision Aid, Springer 2018, chapter 3."""
    columns = [[8, 5, 7, 9, 11, 6], [7, 3, 5, 9, 10, 9], [2, 7, 6, 7, 3, 5], [1, 5, 4, 3, 7, 4]]
    found = prepared_of(columns, set(), [0.4, 0.3, 0.1, 0.2], Method.PROMETHEE_2, [1.0] * 4, [2.0] * 4)
    assert printed(found, 2) == [-0.26, -0.52, -0.22, 0.36, 0.70, -0.06]


def test_ziemba_2019() -> None:
    """PROMETHEE II, nine energy technologies on twelve criteria, linear preference. Sustainability 11 (2019) 1555."""
    columns = [[38723, 34913, 25596, 34842, 22570, 39773, 19500, 34525, 16486], [33207, 32085, 2123, 32095, 1445, 17485, 868, 16958, 958],
               [0, 0.2, 5, 0.2, 0.2, 0.2, 99, 99, 99], [3375, 3127, 3547, 3115, 3090, 4135, 3160, 4295, 3653],
               [11.36, 12.78, 12.78, 12.86, 12.86, 17, 12.86, 17, 12.86], [-320.9, -148.4, -148.4, -9.9, -9.9, 0, -9.9, 0, -9.9],
               [203.7, 463, 356.2, 552.5, 295, 383, 264, 352, 264], [0, 11.7, 44.8, 11.7, 95.9, 95.9, 116.8, 116.8, 164.9],
               [0, 4.9, 10.7, 5.4, 11.2, 11.2, 11.2, 11.2, 11.2], [1, 1, 1, 3.5, 4, 4, 4, 4, 4],
               [21.5, 47.9, 27.7, 39.7, 1.5, 22.7, 2.7, 23.9, 1], [0, 3.7, 4.5, 10.3, 11.5, 11.5, 11.3, 11.3, 11.4]]
    weights = [0.3333, 0.1667, 0.1667, 0.3333, 0.25, 0.75, 1, 1, 0.4, 0.20, 0.40, 1]
    p, q = [2100, 5000, 50, 200, 5, 20, 100, 80, 4, 2, 23, 3], [420, 1000, 10, 40, 1, 7, 50, 20, 1, 1, 4.6, 1]
    found = prepared_of(columns, {0, 1, 3, 6, 9, 10}, weights, Method.PROMETHEE_2, q, p)
    assert printed(found, 4) == [-0.4143, -0.5056, -0.2317, -0.2892, 0.3313, 0.0619, 0.4296, 0.1626, 0.4554]


def test_ziemba_watrobski_ziolo_karczmarczyk_2017() -> None:
    """PROMETHEE II, four offshore wind farms on twelve criteria, V-shape. Energies 10 (2017) 1755."""
    columns = [[16347, 14219, 8160, 8160], [9, 8.5, 9, 8.5], [73.8, 55, 64.8, 62.5], [36.7, 36, 28.5, 29.5], [1.5, 2, 2, 1.5],
               [3730, 3240, 1860, 1860], [2, 1, 2, 1], [1, 1, 2, 3], [38.8, 33.1, 45.8, 27.3], [4, 2, 4, 3],
               [1720524, 1496512, 858830, 858830], [40012, 34803, 19973, 19973]]
    weights = [20, 5, 5, 1.67, 1.67, 11.67, 11.67, 5, 5, 16.67, 8.33, 8.33]
    p = [7280, 4, 13.4, 7.4, 3, 1662, 3, 3, 13.8, 3, 766240, 17820]
    found = prepared_of(columns, {0, 1, 2, 3, 4, 6, 7, 9}, weights, Method.PROMETHEE_2, [0.0] * 12, p)
    assert printed(found, 4) == [-0.0445, 0.1884, -0.0954, -0.0485]


def test_zhao_peng_li_2013() -> None:
    """PROMETHEE II, usual criterion. Procedia Computer Science 17 (2013) 181–188."""
    assert printed(prepared_of([[4, 3, 5], [3, 2, 1], [2, 4, 3]], set(), [0.5, 0.3, 0.2], Method.PROMETHEE_2), 2) == [0.1, -0.3, 0.2]


HOUSE = ("size", "transport", "neighbourhood", "age", "yard", "facilities", "condition", "financing")
HOUSE_JUDGEMENTS = ("5 3 7 6 6 1/3 1/4", "1/3 5 3 3 1/5 1/7", "6 3 4 6 1/5", "1/3 1/4 1/7 1/8", "1/2 1/5 1/6", "1/5 1/6", "1/2")


def house() -> list[Judgement]:
    """The upper triangle, row by row."""
    return [Judgement(HOUSE[i], HOUSE[i + 1 + k], float(Fraction(text))) for i, row in enumerate(HOUSE_JUDGEMENTS)
            for k, text in enumerate(row.split())]


def test_saaty_1990() -> None:
    """AHP, buying a house. How to make a decision, European Journal of Operational Research 48 (1990) 9–26: λ = 9.669, CR = 0.169."""
    found = pairwise.weigh(HOUSE, house())
    assert np.round(found.weights, 3).tolist() == [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert (round(found.eigenvalue, 3), round(found.index, 3), round(found.ratio or 0, 3)) == (9.669, 0.238, 0.169)


def test_saaty_2003() -> None:
    """The judgement to revisit: neighbourhood against condition, from 6 to 1/2, and what comes of it. Decision-making with the AHP: why is
    the principal eigenvector necessary, European Journal of Operational Research 145 (2003) 85–91: λ becomes 8.811 (we print 8.812)."""
    found = pairwise.weigh(HOUSE, house())
    revisit = found.revisit
    assert revisit is not None
    assert (revisit.first, revisit.second, revisit.given, revisit.mended) == ("neighbourhood", "condition", 6.0, 0.5)
    mended = [j if (j.first, j.second) != ("neighbourhood", "condition") else Judgement(j.first, j.second, 0.5) for j in house()]
    after = pairwise.weigh(HOUSE, mended)
    assert np.round(after.weights, 3).tolist() == [0.175, 0.062, 0.103, 0.019, 0.034, 0.041, 0.221, 0.345]
    assert after.eigenvalue == pytest.approx(8.811, abs=1e-3)
    assert after.ratio == pytest.approx(revisit.ratio)
    assert after.revisit is None


CAR = ("quality", "price", "comfort", "safety", "style")


@pytest.mark.parametrize(("best", "worst", "weights", "xi"), [
    ([2, 1, 4, 2, 8], [4, 8, 2, 4, 1], [0.2105, 0.4211, 0.1053, 0.2105, 0.0526], 0.0),
    ([2, 1, 4, 3, 8], [4, 8, 2, 3, 1], [0.2295, 0.4481, 0.1148, 0.1530, 0.0546], 0.0109),
])
def test_rezaei_2016(best: list[float], worst: list[float], weights: list[float], xi: float) -> None:
    """Best-worst, linear model, buying a car (tables 2 and 3). Omega 64 (2016) 126–130."""
    said = BestWorst("price", "style", dict(zip(CAR, best, strict=True)), dict(zip(CAR, worst, strict=True)))
    found = best_worst.weigh(CAR, said)
    assert (np.round(found.weights, 4).tolist(), round(found.xi, 4)) == (weights, xi)


def mirrored(columns: list[list[float]]) -> tuple[tuple[Criterion, ...], np.ndarray]:
    return tuple(Criterion(f"c{j}", Direction.MORE) for j in range(len(columns))), np.array(columns, dtype=float).T


@pytest.mark.parametrize(("columns", "weights"), [
    ([[30, 19, 19, 68], [30, 54, 15, 70], [38, 86, 85, 60], [29, 29, 28.9, 29]], [0.4630, 0.3992, 0.1378, 0.0000]),
    ([[3.0, 2.5, 1.8, 2.2], [100, 80, 50, 70], [10, 8, 20, 12], [7, 5, 11, 9]], [0.1146, 0.1981, 0.4185, 0.2689]),
])
def test_xu_2004_and_zavadskas_podvezko_2016(columns: list[list[float]], weights: list[float]) -> None:
    """Entropy weights. European Journal of Operational Research 156 (2004) 530–532; International Journal of Information Technology &
    Decision Making 15 (2016) 267–283; both as pyrepo-mcda tests them."""
    assert np.round(mirror.entropy(*mirrored(columns)).weights, 4).tolist() == weights


def test_diakoulaki_mavrotas_papayannakis_1995() -> None:
    """CRITIC, the eight firms of Computers & Operations Research 22 (1995) 763–770; weights as scikit-criteria tests them."""
    columns = [[61, 20.7, 16.3, 9, 5.4, 4, -6.1, -34.6], [1.08, 0.26, 1.98, 3.29, 2.77, 4.12, 3.52, 3.31],
               [4.33, 4.34, 2.53, 1.65, 2.33, 1.21, 2.10, 0.98]]
    assert mirror.critic(*mirrored(columns)).weights == pytest.approx((0.20222554, 0.48090173, 0.31687273), abs=1e-8)


def test_the_best_of_every_paper_stands_first() -> None:
    question = RankingQuestion(("A1", "A2", "A3"), (Criterion("risk", Direction.LESS), Criterion("altitude", Direction.MORE)),
                               ((1.0, 3000.0), (2.0, 3750.0), (5.0, 4500.0)), (1.0, 1.0), Method.VIKOR)
    assert [(s.id, s.rank) for s in rank(question).standings] == [("A2", 1), ("A1", 2), ("A3", 2)]
