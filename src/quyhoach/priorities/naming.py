"""What the methods are called."""

from __future__ import annotations

from quyhoach.priorities.criteria import Method

METHOD_NAMES: dict[Method, tuple[str, str]] = {
    Method.WEIGHTED_SUM: ("tổng có trọng số", "weighted sum"),
    Method.TOPSIS: ("TOPSIS", "TOPSIS"),
    Method.PROMETHEE_2: ("PROMETHEE II", "PROMETHEE II"),
    Method.VIKOR: ("VIKOR", "VIKOR"),
}
"""In Vietnamese and English."""
