"""JSON that is the same text for the same data: sorted keys, UTF-8 letters as they are, no value JSON does not know."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any


def json_text(data: Mapping[str, Any]) -> str:
    """``data`` as indented JSON. Dates are ISO text, fractions ``a/b``, decimals numbers; what is not a number is null."""
    return json.dumps(plain(data), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)


def plain(value: Any) -> Any:
    """``value`` in the types JSON has. Raises TypeError for a type no rule covers."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float | Decimal):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Fraction | date):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Set):
        return sorted(plain(item) for item in value)
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    raise TypeError(f"no JSON form for {type(value).__name__}")
