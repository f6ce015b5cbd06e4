"""The words of the clearing order and of the fund's foresight."""

from __future__ import annotations

from decimal import Decimal

from quyhoach.land.fund_shocks import FundShock
from quyhoach.money import format_number
from quyhoach.reports.words import percent

_WORDS = {
    "order": ("Thứ tự giải phóng mặt bằng", "Clearing order"),
    "foresight": ("Dự báo tiền của Quỹ", "Foresight of the fund's cash"),
    "year": ("Năm", "Year"), "month": ("Tháng", "Month"), "site": ("Mặt bằng", "Site"), "name": ("Tên", "Name"),
    "area": ("Diện tích (ha)", "Area (ha)"), "cost": ("Chi phí", "Cost"), "needed": ("Cần năm", "Needed"),
    "projects": ("Cho dự án", "For projects"), "balance": ("Quỹ cuối năm", "Fund at year's end"), "late": ("Chậm", "Late"),
    "years_late": ("{n} năm", "{n} years"),
    "not_cleared": ("Chưa giải phóng trong kỳ", "Not cleared in these years"), "why": ("Vì sao", "Why"),
    "out_ladder": ("thang hồ sơ của thửa chưa cho trong kỳ (sớm nhất {year})",
                   "the ladder of its parcels does not allow it ({year} at the earliest)"),
    "out_cash": ("Quỹ không đủ tiền, hoặc tiền ấy làm mặt bằng khác lợi hơn", "the fund lacks the cash, or other sites make more of it"),
    "unmet": ("Mặt bằng không kịp khi dự án cần", "Sites not ready when projects need them"),
    "cause_ladder": ("thang hồ sơ của thửa", "the ladder of its parcels"), "cause_cash": ("thiếu tiền Quỹ", "the fund's cash"),
    "never": ("không trong kỳ", "not in these years"), "cause": ("Do", "Because of"), "cleared": ("Giải phóng", "Cleared"),
    "worth": ("Thêm {money} cho Quỹ từ năm nào thì được gì", "What {money} more for the fund from a year on is worth"),
    "by_price": ("Theo giá (ha·năm)",
                 "By its price (ha·years)"), "land_more": ("Tính lại: đất sạch thêm (ha·năm)", "Solved again: more clean land (ha·years)"),
    "late_less": ("Tính lại: bớt chậm (năm)", "Solved again: fewer years late"),
    "plain_order": (
        "Trong {first}–{last}, Quỹ giải phóng {n} trên {all} mặt bằng, {area} ha, hết {cost} {unit}, được {land} ha·năm đất sạch; "
        "Quỹ thấp nhất cuối năm {low_year}: {low} {unit}. {late} {near}",
        "In {first}–{last} the fund clears {n} of {all} sites, {area} ha for {cost} {unit}: {land} ha·years of clean land; the fund is "
        "lowest at the end of {low_year}: {low} {unit}. {late} {near}"),
    "none_late": ("Không dự án nào phải chờ đất quá năm cần.", "No project waits for land beyond its year."),
    "some_late": ("{n} mặt bằng không kịp, chậm tổng cộng {years} năm.", "{n} sites are not in time, {years} years late in all."),
    "proven": ("Đã chứng minh không thứ tự nào tốt hơn.", "Proven: no order is better."),
    "near": ("Không thứ tự nào tốt hơn quá {gap} ({ha} ha·năm).", "No order is better by more than {gap} ({ha} ha·years)."),
    "scale": (
        "Cách đo: một ha sạch một năm là 1 ha·năm; một năm một dự án phải chờ tính bằng {late} ha·năm, nên ngày cần đi trước diện tích.",
        "How it counts: a hectare clean for a year is 1 ha·year; a year that a project waits counts {late} ha·years, so dates come "
        "before area."),
    "none": ("Không có thứ tự nào giữ Quỹ không âm.", "No order keeps the fund from falling below zero."),
    "waiting": ("Dự án chờ mặt bằng", "Projects that wait for land"), "project": ("Dự án", "Project"), "start": ("Bắt đầu", "Start"),
    "earliest": ("Sớm nhất",
                 "Earliest"), "basis": ("Căn cứ", "Basis"), "by_scenario": ("kịch bản; chưa có thửa nào", "the scenario; no parcels yet"),
    "by_ladder": ("thửa {parcels}", "parcels {parcels}"), "unfunded": ("chưa có vốn", "not funded"),
    "p05": ("5 % xấu nhất",
            "Worst 5%"), "p50": ("Giữa", "Median"), "p95": ("5 % tốt nhất", "Best 5%"), "planned": ("Như kế hoạch", "As planned"),
    "dry": ("Khả năng âm", "Chance below zero"), "shocks": ("Biến động giả thiết", "What may come out otherwise"),
    "assumed": ("giả định của chương trình, kịch bản chưa khai báo", "assumed by the program, the scenario declares none"),
    "declared": ("kịch bản khai báo", "declared by the scenario"),
    "title": ("{name}: {paths} tương lai được rút, hạt giống {seed}", "{name}: {paths} futures drawn, seed {seed}"),
    "plain_dry": (
        "Trong {share} % số tương lai, Quỹ cạn tiền ít nhất một tháng; một nửa số đó cạn từ tháng {first} trở về trước.",
        "In {share}% of the futures the fund runs dry in at least one month; in half of those by {first}."),
    "plain_safe": ("Không tương lai nào trong {paths} tương lai làm Quỹ cạn tiền.", "In none of {paths} futures does the fund run dry."),
    "plain_low": (
        "Tháng cạn nhất thường là {month} ({share} số tương lai); kế hoạch thấp nhất {planned} {unit} vào {planned_month}, còn 5 % "
        "tương lai xấu nhất xuống tới {low} {unit} hoặc thấp hơn: rủi ro {risk} {unit}.",
        "It is lowest most often in {month} ({share} of the futures); the plan's lowest is {planned} {unit} in {planned_month}, the worst "
        "5% of futures fall to {low} {unit} or lower: {risk} {unit} at risk."),
    "plain_missing": ("Muốn 95 % tương lai không âm cần thêm {missing} {unit} ngay từ đầu.",
                      "To stay above zero in 95% of them takes {missing} {unit} more from the start."),
    "balance_month": ("Số dư cuối tháng", "Balance at month's end"),
}
_KINDS = {
    "cost": ("chi phí giải phóng", "clearing cost"), "price": ("giá trúng đấu giá", "auction price"), "inflow": ("tiền vào Quỹ", "inflow"),
    "delay": (
        "giải phóng chậm",
        "clearing late"), "refund": ("dự án hoàn trả chậm", "refund late"), "auction": ("đấu giá không thành", "auction without a buyer"),
}


def clearing_word(key: str, lang: str, **values: object) -> str:
    """A word, gaps filled."""
    return _WORDS[key][0 if lang == "vi" else 1].format(**values)


def fund_shock_line(shock: FundShock, lang: str) -> str:
    """A declared shock as a reader says it, and whether anybody declared it."""
    at = 0 if lang == "vi" else 1
    said = f"{_KINDS[shock.kind][at]}: "
    if shock.spread == "chance":
        held = ("làm lại sau {n} tháng", "again {n} months later")
        after = held if shock.kind == "auction" else ("chậm 1–{n} tháng", "1–{n} months late")
        said += f"{percent(shock.size, lang)}, {after[at].format(n=shock.months)}"
    else:
        said += f"± {percent(shock.size, lang)}"
        said += f", {('phần chung', 'common share')[at]} {percent(shock.common, lang)}" if shock.common else ""
    said += f" ({', '.join(shock.scope)})" if shock.scope else ""
    return f"{said} [{clearing_word('assumed' if shock.assumed else 'declared', lang)}]"


def hectares(square_metres: float, lang: str, decimals: int = 2) -> str:
    """Square metres printed in hectares, to the square metre where two decimals would not do: rounded parts would not add up."""
    area = Decimal(round(square_metres)).scaleb(-4)
    exponent = area.normalize().as_tuple().exponent
    return format_number(area, lang, max(decimals, -exponent if isinstance(exponent, int) else 0))
