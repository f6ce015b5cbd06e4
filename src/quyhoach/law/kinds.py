"""The closed lists of the law files: units, certainties, and the kinds of value with the fields each may hold.

A value is a scalar or a list of rows. Every row has a ``code`` and a ``label`` (ladder ranks, cases, groups, sources…) and
may carry its own document, article, certainty and note, where they differ from those of the value it stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any


class Certainty(StrEnum):
    """How sure we are of a value, weakest last."""

    SEEN = "seen"              # read in the text itself, or where its article is reproduced
    SECONDARY = "secondary"    # read in news, notes or a digest only
    UNVERIFIED = "unverified"  # remembered or carried over, the text not seen

    @property
    def weakness(self) -> int:
        """0 for seen, 1 for secondary, 2 for unverified."""
        return list(Certainty).index(self)


CERTAINTY_WORDS = {
    Certainty.SEEN: ("đã đọc trong văn bản", "read in the text"),
    Certainty.SECONDARY: ("chỉ đọc qua nguồn thứ cấp", "read in a secondary source only"),
    Certainty.UNVERIFIED: ("chưa kiểm chứng", "unverified"),
}

UNITS = {
    "ty_dong": ("tỷ đồng", "billion dong"),
    "year": ("năm", "years"),
    "share": ("tỷ lệ (0–1)", "share (0–1)"),
    "day_of_year": ("ngày trong năm", "day of the year"),
    "month_or_day": ("tháng hoặc ngày, ghi ở từng dòng", "months or days, stated in each row"),
    "rank": ("thứ tự", "rank"),
    "m2_per_person": ("m²/người", "m² a person"),
    "metre": ("m", "m"),
    "people": ("người", "people"),
    "none": ("không có đơn vị", "no unit"),
}

TIERS = ("P1", "T1", "T2", "T3", "T4")
GROUPS = ("national", "A", "B", "C")
LADDER_KINDS = (
    "urgent",                # special or urgent public-investment projects
    "ntp_national",          # national target programmes, nationally important projects
    "advance_refund",        # refund of capital advanced from later years
    "completed",             # completed and handed over, still under-funded
    "oda",                   # ODA and concessional-loan programmes as a whole
    "oda_counterpart",       # domestic counterpart of ODA and concessional loans
    "ppp",                   # the State's part of a PPP
    "transition_finishing",  # transition projects that finish in the period
    "transition",            # transition projects on their approved schedule
    "planning",              # planning and investment-preparation tasks
    "arrears",               # arrears incurred before 1/1/2015
    "charter_capital",       # interest support, charter capital of policy banks and off-budget state funds
    "policy_bank",           # local money entrusted to the social policy bank
    "new_start",             # new starts that meet the conditions
)
"""What may stand on a priority ladder: the kinds of obligations and of projects, one closed list for all laws."""

COMPENSATION_FORMULAS = {
    "quantity_price": ("số lượng × đơn giá × hệ số (nếu có)", "quantity × unit price × coefficient (if any)"),
    "remaining_value": ("(G1 − G1/T × T1 + tỷ lệ cộng thêm × G1, không quá G1) × số lượng",
                        "(G1 − G1/T × T1 + added share × G1, at most G1) × quantity"),
    "rice_months": ("số người × số tháng × kg gạo × giá gạo", "persons × months × kg of rice × price of rice"),
    "income_share": ("tỷ lệ × thu nhập sau thuế một năm", "share × after-tax income of a year"),
    "person_months": ("số người × số tháng × tiền lương một tháng", "persons × months × pay of a month"),
    "minimum_top_up": ("giá trị suất tái định cư tối thiểu − tiền bồi thường đất, không âm",
                       "value of the least resettlement plot − compensation of land, not below 0"),
    "price_gap": ("diện tích × (giá thỏa thuận bình quân − giá của phương án), không âm",
                  "area × (mean negotiated price − price of the plan), not below 0"),
    "price_times": ("số lần × giá đất trong bảng × diện tích trong hạn mức", "times × table price × area within the quota"),
}
"""How a component of compensation is reckoned, in letters; ``land.formulas`` has a function of each name."""
COMPENSATION_SIDES = ("compensation", "support", "bonus", "deduction")

Check = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_bilingual(value: Any) -> bool:
    """True for ``{vi: …, en: …}``, both filled, nothing else."""
    return isinstance(value, Mapping) and set(value) == {"vi", "en"} and all(_text(text) for text in value.values())


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _whole_or_null(value: Any) -> bool:
    return value is None or _whole(value)


def _number_or_null(value: Any) -> bool:
    return _whole_or_null(value) or (isinstance(value, Decimal) and value >= 0)


def _number(value: Any) -> bool:
    return _whole(value) or (isinstance(value, Decimal) and value >= 0)


def _share_or_null(value: Any) -> bool:
    return value is None or (isinstance(value, int | Decimal) and not isinstance(value, bool) and 0 <= value <= 1)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _date(value: Any) -> bool:
    return isinstance(value, date)


def _one_of(*words: str) -> Check:
    return lambda value: value in words


def _list_of(check: Check) -> Check:
    return lambda value: isinstance(value, tuple) and bool(value) and all(check(item) for item in value)


@dataclass(frozen=True, slots=True)
class ValueShape:
    """What a value of one kind looks like. ``scalar`` checks a bare value; otherwise rows with these fields.

    ``codes`` lists the only codes allowed; empty: any. ``rule`` is what all rows must keep together, with its check.
    """

    title_vi: str
    title_en: str
    scalar: Check | None = None
    required: Mapping[str, Check] | None = None
    optional: Mapping[str, Check] | None = None
    codes: tuple[str, ...] = ()
    rule: tuple[str, Check] | None = None


def _thresholds_are_whole(rows: Any) -> bool:
    return all(
        "a_from" not in row and "b_from" not in row if "always" in row else row.get("a_from", 0) > row.get("b_from", 0) > 0
        for row in rows
    )


def _large_extension_is_bounded(rows: Any) -> bool:
    return all(("total_from" in row and "total_below" in row) == (row["code"] == "large_a") for row in rows)


def _ranks_are_consecutive(rows: Any) -> bool:
    kinds = [kind for row in rows for kind in row["kinds"]]
    return [row["rank"] for row in rows] == list(range(1, len(rows) + 1)) and len(kinds) == len(set(kinds))


def _bounded(rows: Any) -> bool:
    return all(any(name in row for name in _BOUNDS) for row in rows)


def _rising(rows: Any) -> bool:
    return all(one["at"] < other["at"] for one, other in pairwise(rows))


def _steps_in_order(rows: Any) -> bool:
    ranks = [row["rank"] for row in rows]
    earlier = {row["code"]: row["rank"] for row in rows}
    clocks_begin = all(earlier.get(row["after"], row["rank"]) < row["rank"] for row in rows if "after" in row)
    return ranks == sorted(ranks) and clocks_begin and all(("within_days" in row) == ("after" in row) for row in rows)


def _clocks_are_whole(rows: Any) -> bool:
    """A clock has number, unit, bound and a start that is a known step; a branch serves a main step; ranks never fall."""
    main = {row["code"]: row["rank"] for row in rows if row["branch"] == "main"}
    known = {row["code"] for row in rows}
    clock = {"number", "time_unit", "bound", "after"}
    for row in rows:
        named = clock & set(row)
        if (named and named != clock) or row.get("after", row["code"]) not in known or ("number_other" in row and not named):
            return False
        if ("of" in row) == (row["branch"] == "main") or row.get("of", next(iter(main), "")) not in main:
            return False
        if ("valid_months" in row) != ("valid_until" in row) or main.get(row.get("valid_until", ""), row["rank"] + 1) <= row["rank"]:
            return False
    ranks = [row["rank"] for row in rows]
    return ranks == sorted(ranks)


def _taken_from_components(rows: Any) -> bool:
    codes = {row["code"] for row in rows}
    return all(set(row.get("taken_from", ())) <= codes for row in rows)


def _months_once(rows: Any) -> bool:
    return all(("months" in row) != ("months_most" in row) for row in rows)


_BOUNDS = ("share_least", "share_most", "least", "most")
_DAY = {"day": _whole_or_null, "month": _whole_or_null}
KINDS: dict[str, ValueShape] = {
    "amount": ValueShape("một số tiền", "an amount", scalar=_whole),
    "share": ValueShape("một tỷ lệ", "a share", scalar=_share_or_null),
    "thresholds": ValueShape(
        "ngưỡng theo khoản ngành", "thresholds by sector tier", codes=TIERS,
        optional={"a_from": _whole, "b_from": _whole, "always": _one_of(*GROUPS)},
        rule=("a tier has either always, or a_from above b_from", _thresholds_are_whole),
    ),
    "sectors": ValueShape("ngành theo khoản", "sectors by tier", codes=TIERS, required={"sectors": _list_of(is_bilingual)}),
    "years": ValueShape("số năm theo nhóm", "years by group", codes=GROUPS, required={"years": _whole_or_null}),
    "extension": ValueShape(
        "số năm gia hạn", "years of extension", codes=("general", "large_a"),
        required={"years": _whole_or_null}, optional={"total_from": _whole, "total_below": _whole},
        rule=("large_a, and only it, has total_from and total_below", _large_extension_is_bounded),
    ),
    "ladder": ValueShape(
        "thứ tự ưu tiên", "order of priority", required={"rank": _whole, "kinds": _list_of(_one_of(*LADDER_KINDS))},
        rule=("ranks run 1, 2, 3… and a kind stands on one rank only", _ranks_are_consecutive),
    ),
    "conditions": ValueShape("điều kiện, trường hợp", "conditions, cases", required={}),
    "shares": ValueShape("tỷ lệ theo mục", "shares by item", required={"share": _share_or_null}),
    "dates": ValueShape(
        "mốc thời gian", "calendar", required=_DAY,
        optional={"year_offset": lambda years: years in (0, 1), "plan_year": _whole, "every_month": _flag, "decider": is_bilingual},
    ),
    "deciders": ValueShape("thẩm quyền", "who decides", required={"decider": is_bilingual}),
    "sources": ValueShape(
        "nguồn vốn", "funding sources",
        required={"level": _one_of("central", "local", "other"), "public": _flag, "final": _flag},
        optional={"valid_from": _date, "valid_to": _date, "priority_sectors": _list_of(is_bilingual)},
    ),
    "bounds": ValueShape(
        "giới hạn theo đối tượng", "bounds by subject",
        optional={
            "area_kind": _text, "land_class": _text, "when": _text, **dict.fromkeys(("share_least", "share_most"), _share_or_null),
            **dict.fromkeys(("least", "most", "from_storeys", "from_width", "below_width", "height"), _number),
        },
        rule=("every row has a bound", _bounded),
    ),
    "curve": ValueShape(
        "đường nội suy", "points to interpolate between", required={"at": _number, "share_most": _share_or_null},
        optional={"share_also": _share_or_null}, rule=("the points rise", _rising),
    ),
    "surface": ValueShape(
        "bảng nội suy hai chiều", "table to interpolate in two ways",
        required={"at": _number, "share_small": _share_or_null, "share_large": _share_or_null},
        rule=("the points rise", _rising),
    ),
    "plan_types": ValueShape(
        "loại quy hoạch", "types of plan", required={"plan_level": _text},
        optional={"procedure": _text, "valid_from": _date, "valid_to": _date, "successors": _list_of(_text)},
    ),
    "procedure": ValueShape(
        "trình tự các bước", "steps of a procedure", required={"rank": _whole},
        optional={"least_days": _whole, "within_days": _whole, "after": _text},
        rule=("ranks never fall, and a clock (within_days) counts after an earlier step", _steps_in_order),
    ),
    "clearance": ValueShape(
        "trình tự thu hồi đất", "steps of land recovery",
        required={"rank": _whole, "branch": _one_of("main", "persuasion", "enforcement")},
        optional={
            "of": _text, "stands": _flag, "number": _whole, "number_other": _whole,
            "time_unit": _one_of("days", "working_days", "months"), "bound": _one_of("least", "most"), "after": _text,
            "holiday": _one_of("as_counted", "next_working_day"), "valid_months": _whole, "valid_until": _text, "decider": is_bilingual,
        },
        rule=("ranks never fall, a clock is whole and starts at a known step, a branch serves a main step", _clocks_are_whole),
    ),
    "regimes": ValueShape(
        "trình tự áp dụng theo thời gian", "procedures in force and what a change leaves in place",
        required={"procedure": _text, "keeps_on": _text, "valid_from": _date}, optional={"valid_to": _date},
    ),
    "components": ValueShape(
        "khoản bồi thường và công thức", "components and their formulas",
        required={"side": _one_of(*COMPENSATION_SIDES), "formula": _one_of(*COMPENSATION_FORMULAS)},
        optional={"taken_from": _list_of(_text)}, rule=("what is taken from is a component of the list", _taken_from_components),
    ),
    "months_by_share": ValueShape(
        "số tháng theo tỷ lệ", "months by share",
        required={"moving": _one_of("stay", "move", "hard"), "share_from": _share_or_null, "share_to": _share_or_null},
        optional={"months": _whole, "months_most": _whole}, rule=("a row has either months or months_most", _months_once),
    ),
    "routes": ValueShape("hình thức theo trường hợp", "route by case", required={"route": _one_of("auction", "bidding", "direct")}),
    "terms": ValueShape(
        "thời hạn theo nhóm", "time limits by group",
        required={**dict.fromkeys(GROUPS, _number_or_null), "time_unit": _one_of("month", "day")},
    ),
}
