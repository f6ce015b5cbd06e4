"""The words of the outlook under uncertainty."""

from __future__ import annotations

from math import ceil

from quyhoach.capital.shocks import Shock
from quyhoach.capital.uncertainty import Outlook, quantiles
from quyhoach.money import format_number
from quyhoach.reports.words import percent

_WORDS = {
    "title": ("Bất định: {n} lần rút, hạt giống {seed}", "Uncertainty: {n} draws, seed {seed}"),
    "sheet": ("Bất định", "Uncertainty"),
    "shocks": ("Biến động giả thiết", "What may come out otherwise"),
    "assumed": ("giả định của chương trình, kịch bản chưa khai báo", "assumed by the program, the scenario declares none"),
    "declared": ("kịch bản khai báo", "declared by the scenario"),
    "measure": ("Đại lượng", "Measure"),
    "low": ("5 %", "5%"), "middle": ("Giữa", "Median"), "high": ("95 %", "95%"),
    "kept": ("Lợi ích còn giữ được của phương án đã chọn", "Benefit of the decided plan that stays"),
    "bound": ("Cận trên khi không để thiếu bậc ưu tiên nào hơn phương án", "Bound while no rank falls shorter than in the plan"),
    "bound_any": ("Cận trên của mọi phương án", "Bound of all plans"),
    "ceilings": ("Trần vốn bị vượt nếu giữ nguyên phương án", "Ceilings that break if the plan is kept"),
    "none_break": ("Không trần vốn nào bị vượt.", "No ceiling breaks."),
    "broken": ("Số lần vượt", "How often"), "over": ("Vượt, mức giữa", "Over, median"), "over_high": ("Vượt, mức 95 %", "Over, 95%"),
    "worst": ("Vượt nhiều nhất", "Most"),
    "projects": ("Dự án vẫn đủ vốn", "Projects that stay fundable"),
    "always": ("Luôn đủ vốn: {n} dự án.", "Always fundable: {n}."),
    "share": ("Số lần đủ vốn", "How often"),
    "more": ("… và {n} dòng nữa trong tệp .json, .xlsx", "… and {n} more in the .json and .xlsx files"),
    "remade": ("Lập lại phương án cho {n} lần rút đầu", "Plans made again for the first {n} draws"),
    "draw": ("Lần rút", "Draw"), "objective": ("Lợi ích", "Benefit"), "proof": ("Cận trên", "Bound"), "count": ("Số dự án", "Projects"),
    "in_remade": ("Có trong các phương án lập lại", "In the plans made again"),
}
_KINDS = {"cost": ("chi phí", "cost"), "revenue": ("nguồn thu", "revenue"), "delay": ("chậm tiến độ", "delay")}
_SPREADS = {"lognormal": ("log-chuẩn", "lognormal"), "normal": ("chuẩn", "normal"), "uniform": ("đều", "uniform"),
            "chance": ("xác suất", "chance")}


def outlook_word(key: str, lang: str, **values: object) -> str:
    """A word of the outlook, gaps filled."""
    return _WORDS[key][0 if lang == "vi" else 1].format(**values)


def shock_line(shock: Shock, lang: str) -> str:
    """A declared shock as a reader says it, and whether anybody declared it."""
    at = 0 if lang == "vi" else 1
    said = f"{_KINDS[shock.kind][at]}: {_SPREADS[shock.spread][at]} {percent(shock.size, lang)}"
    if shock.kind == "delay":
        said += f", {shock.years} năm" if lang == "vi" else f", {shock.years} year{'s' if shock.years > 1 else ''}"
    elif shock.common:
        said += f", phần chung {percent(shock.common, lang)}" if lang == "vi" else f", common share {percent(shock.common, lang)}"
    said += f" ({', '.join(shock.scope)})" if shock.scope else ""
    return f"{said} [{outlook_word('assumed' if shock.assumed else 'declared', lang)}]"


def measures(outlook: Outlook, lang: str) -> list[tuple[str, tuple[float, ...]]]:
    """Benefit kept and bounds at the three quantiles, those that differ."""
    found = [("kept", outlook.kept), ("bound", outlook.bound)]
    if outlook.bound_any != outlook.bound:
        found.append(("bound_any", outlook.bound_any))
    return [(outlook_word(key, lang), quantiles(values)) for key, values in found]


def benefit(value: float, lang: str) -> str:
    """A benefit to whole points, below ten thousand to two decimals."""
    return format_number(round(value), lang) if abs(value) >= 10_000 else format_number(value, lang, 2)


def money(value: float, lang: str) -> str:
    """An amount over a ceiling in whole units, rounded up."""
    return format_number(ceil(value - 1e-6), lang)


def period(first: int, last: int) -> str:
    """A year or a period."""
    return str(first) if first == last else f"{first}–{last}"
