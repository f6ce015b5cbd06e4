"""The other side's page in Chinese: the product's own labels, and values as a Chinese reader writes them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from quyhoach.dates import format_as_of, is_as_of
from quyhoach.money import format_number
from quyhoach.tables import kinds
from quyhoach.tables.spec import Column, Kind, TableSpec, Value

LANGUAGES = ("zh", "vi")
_CHINESE_DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?")
_NUMBERS = (Kind.WHOLE, Kind.MONEY, Kind.DECIMAL, Kind.SHARE)

TABLES = {
    "joint_projects": "合作项目", "joint_parties": "合作各方", "joint_budgets": "各方预算", "joint_minutes": "会议纪要", 
    "commitments": "承诺事项", "progress_reports": "进展与会签", "partner_statements": "贵方所报数值", "zones": "片区",
    "projects": "对方规划中的项目",
}
_COMMON = {
    "joint": "项目编号", "party": "责任方", "note": "备注", "secrecy": "密级", "source": "来源", "as_of": "数据时间",
    "assumed": "按规则假定",
    "name_vi": "名称（越文）", "name_zh": "名称", "name_en": "名称（英文）", "zone": "片区编号", "project": "项目编号", "places": "地点",
    "area_ha": "面积", "status_note": "状态（原文）", "text_vi": "内容（越文）", "text_zh": "内容", "status": "状态",
    "agency": "机构编号",
    "year": "年份", "currency": "币种", "minutes": "纪要编号", "commitment": "承诺编号", "lat": "纬度", "lon": "经度", "document": "文件",
}
_OWN: dict[str, dict[str, str]] = {
    "joint_projects": {
        "projects": "对方规划中的项目", "aim_vi": "目标（越文）", "aim_zh": "目标", "agreement": "协议文件", "agreed_on": "协议日期",
        "area_ours_ha": "越方面积", "area_theirs_ha": "中方面积"},
    "joint_parties": {
        "party": "代号", "side": "所属方", "role": "角色", "jurisdiction": "国家代码", "status_vi": "状态说明（越文）",
        "status_zh": "状态说明"},
    "joint_budgets": {"planned": "预算", "spent": "已支出"},
    "joint_minutes": {
        "number": "文号", "held_on": "会议日期", "place_vi": "地点（越文）", "place_zh": "地点",
        "title_vi": "标题（越文）", "title_zh": "标题"},
    "commitments": {"responsible_ours": "越方责任单位", "responsible_theirs": "中方责任单位", "due": "期限"},
    "progress_reports": {
        "entry": "次序", "party": "报告方", "reported_on": "报告日期", "done": "完成比例", "countersign": "会签意见",
        "countersigned_by": "会签方",
        "countersigned_on": "会签日期", "countersign_done": "会签方认定比例", "countersign_vi": "会签方说明（越文）",
        "countersign_zh": "会签方说明"},
    "partner_statements": {"statement": "编号", "table": "表", "row": "行", "field": "栏目", "value": "数值", "stated_on": "填报日期"},
    "zones": {
        "kind": "类型", "kind_printed": "类型（原文）", "parent": "所属片区", "established": "设立年份", "manager": "管理单位或投资者",
        "counterpart": "对面地区", "coord_basis": "坐标依据", "valid_from": "生效日期", "valid_to": "失效日期", "decision": "决定",
        "decision_date": "决定日期", "stage": "阶段", "crs": "坐标系"},
    "projects": {
        "sector": "行业", "tier": "行业分类", "programme": "计划", "ownership": "投资形式", "group": "项目类别",
        "investor": "业主", "units": "乡坊编号",
        "decision": "投资决定", "decision_date": "决定日期", "total_investment": "总投资",
        "public_total": "其中国家资金", "disbursed": "累计拨付",
        "disbursed_as_of": "拨付截至", "first_capital_year": "首个资金年度", "start_year": "开工年份",
        "end_year": "完工年份", "capacity": "设计能力",
        "funding_note": "资金备注", "part_of": "所属项目"},
}
CHOICES = {
    "ours": "越方", "theirs": "中方", "lead": "牵头方", "partner": "合作方", "office": "参与单位",
    "negotiating": "商谈中", "agreed": "已同意", "under_way": "实施中", "suspended": "暂停", "done": "已完成",
    "approved": "已批准", "closed": "已决算", "disputed": "不同意", **TABLES,
    "completed": "已完工", "transition": "结转", "new_start": "新开工", "preparation": "前期准备", "proposed": "拟议",
    "dropped": "不实施",
    "public": "政府投资", "ppp": "政府与社会资本合作", "private": "非财政资金", "other_province": "外省项目", "central": "中央部委管理",
    "none": "无", "urgent": "特别或紧急", "ntp": "国家目标计划", "national": "国家重点", "oda": "官方发展援助",
    "T1": "第二款", "T2": "第三款", "T3": "第四款", "T4": "第五款", "P1": "第一款", "A": "甲类", "B": "乙类", "C": "丙类",
    "economic_zone": "口岸经济区", "former_zone": "前身区", "subzone": "分区", "functional_area": "功能区",
    "cross_border_zone": "跨境合作区",
    "gate_area": "口岸区", "industrial_park": "工业园", "planning_area": "规划区", "industrial_cluster": "工业集群", "total": "合计",
    "tourism_area": "旅游区", "heritage": "遗产", "region": "经济区域", "priority_region": "优先区域", "axis": "走廊", "province": "省",
    "gate_international": "国际口岸", "gate_main": "主要口岸", "gate_auxiliary": "辅助口岸", "gate_route": "口岸专用通道",
    "non_tariff_zone": "非关税区", "transshipment_zone": "货物中转区", "urban_area": "城区", "inter_district_region": "跨县区域",
    "conservation": "保护区", "tariff_zone": "关税区", "export_processing_zone": "出口加工区", "defence": "国防区", "forest": "林区",
}
_UNITS = {"triệu": "百万", "đồng": "越南盾", "ha": "公顷", "độ": "度", "năm": "年", "km²": "平方公里"}
CURRENCIES = {"VND": ("đồng", "越南盾"), "CNY": ("nhân dân tệ", "人民币元"), "USD": ("đô la Mỹ", "美元")}


def table_label(spec: TableSpec, lang: str) -> str:
    """What a table is called on the other side's page."""
    return TABLES.get(spec.name, spec.title_en) if lang == "zh" else spec.title_vi


def label(spec: TableSpec, column: Column, lang: str) -> str:
    """What a field is called; English where no Chinese word is on file."""
    if lang == "vi":
        return column.header_vi
    return _OWN.get(spec.name, {}).get(column.name) or _COMMON.get(column.name) or column.header_en


def written(column: Column, value: Value, lang: str, unit: str | None = None) -> str:
    """A value as the reader writes it, with its unit: ``unit``, or the column's own."""
    if value is None or value == ():
        return ""
    words = (column.unit if unit is None else unit).split()
    unit = "".join(f" {_UNITS.get(word, word) if lang == 'zh' else word}" for word in words)
    if column.kind is Kind.CHOICE:
        return CHOICES.get(str(value), str(value)) if lang == "zh" else kinds.choice(column, str(value), "vi")
    if isinstance(value, bool):
        return {"zh": ("是", "否"), "vi": ("có", "không")}[lang][0 if value else 1]
    if column.kind is Kind.SHARE and isinstance(value, Decimal):
        return f"{format_number((value * 100).normalize() + 0, 'en' if lang == 'zh' else 'vi')}%"
    if column.kind is Kind.YEAR:
        return str(value)
    if isinstance(value, int | Decimal):
        return format_number(value, "en" if lang == "zh" else "vi") + unit
    if isinstance(value, date):
        return day(value, lang)
    if column.kind is Kind.AS_OF:
        return _moment(str(value), lang)
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def plain(column: Column, value: Value) -> str:
    """A value as a person of the province types it: the log keeps it so, whatever language it was shown in."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        text = format(value * 100 if column.kind is Kind.SHARE else value, "f").replace(".", ",")
        return f"{text}%" if column.kind is Kind.SHARE else text
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def _moment(text: str, lang: str) -> str:
    """A moment as precise as it is known: 12/03/2026, 2026年3月."""
    if lang == "vi" or not is_as_of(text):
        return format_as_of(text)
    return "".join(f"{int(part)}{mark}" for part, mark in zip(text.split("-"), "年月日", strict=False))


def day(value: date | None, lang: str) -> str:
    """2026年6月30日, or 30/06/2026."""
    if value is None:
        return ""
    return f"{value.year}年{value.month}月{value.day}日" if lang == "zh" else f"{value:%d/%m/%Y}"


def typed(column: Column, text: str, lang: str) -> str:
    """What a person of the other side typed, as the column's reader understands it: marks of numbers, dates and words of choices."""
    text = text.strip()
    if column.kind is Kind.CHOICE:
        return next((code for code in column.choices if text in (code, CHOICES.get(code))), text)
    if column.kind in (Kind.DATE, Kind.AS_OF) and (found := _CHINESE_DAY.fullmatch(text)):
        year, month, day_ = (int(part) for part in found.groups())
        return f"{year}-{month:02}-{day_:02}"
    if lang == "zh" and column.kind in _NUMBERS:
        return text.replace(",", "").replace("，", "").replace(".", ",")
    return text


def money(column: Column, currency: str) -> str:
    """The unit of an amount of a party: millions of its own money."""
    return f"{column.unit} {currency}" if column.unit == "triệu" and currency else column.unit


def untranslated(spec: TableSpec) -> list[str]:
    """Columns and choices of a table that have no Chinese word."""
    columns = [column.name for column in spec.columns if label(spec, column, "zh") == column.header_en]
    choices: list[Any] = [code for column in spec.columns for code in column.choices if code not in CHOICES]
    return [*columns, *choices]
