"""What ``province.toml``, ``scenario.toml`` and the settings sheet of a workbook state, as text, and how it is understood.

A settings file is flat: one key, one value. Both homes (TOML file, sheet of two columns) are first turned into text, so one
parser understands both and one writer serves both.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from quyhoach.capital.shocks import parse_shocks
from quyhoach.dates import parse_date, parse_period
from quyhoach.findings import Finding, Place, finding
from quyhoach.money import UNITS, MoneyUnit
from quyhoach.province.province import ProvinceInfo, ScenarioInfo

Periods = tuple[tuple[int, int], ...]


def _whole(text: str) -> int:
    return int(text)


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return number


def _flag(text: str) -> bool:
    answers = {"true": True, "có": True, "yes": True, "1": True, "false": False, "không": False, "no": False, "0": False}
    if text.casefold() not in answers:
        raise ValueError(text)
    return answers[text.casefold()]


def _periods(text: str) -> Periods:
    return tuple(parse_period(part) for part in text.split(";") if part.strip())


def _unit(text: str) -> MoneyUnit:
    if text not in UNITS:
        raise ValueError(text)
    return UNITS[text]


@dataclass(frozen=True, slots=True)
class Setting:
    """One key: how its text is understood, what a right value looks like, whether it must be stated, and may be stated empty."""

    name: str
    parse: Callable[[str], Any]
    example: str
    required: bool = True
    may_be_empty: bool = False


PROVINCE_SETTINGS = (
    Setting("code", str, "20"),
    Setting("name_vi", str, "Tỉnh Nhỏ"),
    Setting("name_en", str, "Small Province", required=False),
    Setting("money_unit", _unit, " | ".join(UNITS)),
    Setting("currency", str, "VND", required=False),
    Setting("jurisdiction", str, "VN", may_be_empty=True),
    Setting("crs", str, "EPSG:9210", required=False),
)
SCENARIO_SETTINGS = (
    Setting("title_vi", str, "Minh họa 2026–2030"),
    Setting("title_en", str, "Illustration 2026–2030", required=False),
    Setting("illustrative", _flag, "true | false"),
    Setting("law_date", parse_date, "2026-01-01"),
    Setting("as_of", parse_date, "2025-12-31"),
    Setting("first_year", _whole, "2026"),
    Setting("last_year", _whole, "2030"),
    Setting("medium_term", _periods, "2026-2030", required=False),
    Setting("gamma", _decimal, "0.5"),
    Setting("discount", _decimal, "0.95"),
    Setting("shocks", parse_shocks, "cost lognormal 0.1 common=0.5; revenue normal 0.15 NSDP.SDD; delay chance 0.2", required=False),
    Setting("ranking", str, "du-an-2026", required=False),
)


def toml_pairs(path: Path, file: str) -> tuple[dict[str, str] | None, tuple[Finding, ...]]:
    """The keys of a flat TOML file as text, or None with a finding when the file is missing or not TOML."""
    try:
        raw = tomllib.loads(path.read_text("utf-8-sig"), parse_float=str)
    except (OSError, ValueError, RecursionError) as error:
        return None, (finding("PRV-003", Place(file=file), **_reason(error)),)
    return {key: plain_text(value) for key, value in raw.items()}, ()


def _reason(error: BaseException) -> dict[str, str]:
    if isinstance(error, FileNotFoundError):
        return {"reason_vi": "không có tệp này", "reason_en": "no such file"}
    said = str(error) or type(error).__name__
    return {"reason_vi": said, "reason_en": said}


def plain_text(value: object) -> str:
    """A setting as the text it is parsed from; a list becomes "a;b", a list inside it "a-b"."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ";".join("-".join(map(plain_text, part)) if isinstance(part, list) else plain_text(part) for part in value)
    return str(value)


def read_province_info(pairs: Mapping[str, str], place: Place) -> tuple[ProvinceInfo | None, tuple[Finding, ...]]:
    """The province as stated; None when a required key is missing or not understood. Every problem is a finding."""
    values, findings = _understand(pairs, PROVINCE_SETTINGS, place)
    unit = values.get("money_unit")
    if unit and (values.get("currency") or unit.currency) != unit.currency:
        findings.append(finding("PRV-007", _at(place, "currency"), currency=values["currency"], unit=unit.code, expected=unit.currency))
    if any(setting.required and setting.name not in values for setting in PROVINCE_SETTINGS):
        return None, tuple(findings)
    info = ProvinceInfo(
        values["code"], values["name_vi"], values.get("name_en", ""), values["money_unit"], values["jurisdiction"], values.get("crs", ""),
    )
    return info, tuple(findings)


def read_scenario_info(
    name: str, pairs: Mapping[str, str], place: Place, prefix: str = "",
) -> tuple[ScenarioInfo | None, tuple[Finding, ...]]:
    """The scenario as stated; None when a required key is missing or wrong, or the years run backwards.

    ``prefix`` is what stands before every key in the file, for the findings to print.
    """
    values, findings = _understand(pairs, SCENARIO_SETTINGS, place, prefix)
    if any(setting.required and setting.name not in values for setting in SCENARIO_SETTINGS):
        return None, tuple(findings)
    if values["last_year"] < values["first_year"]:
        key = prefix + "last_year"
        wrong = finding("PRV-005", _at(place, key), key=key, value=values["last_year"], example=f"≥ {values['first_year']}")
        return None, (*findings, wrong)
    info = ScenarioInfo(
        name=name, title_vi=values["title_vi"], title_en=values.get("title_en", ""), illustrative=values["illustrative"],
        law_date=values["law_date"], as_of=values["as_of"], first_year=values["first_year"], last_year=values["last_year"],
        medium_term=values.get("medium_term", ()), gamma=values["gamma"], discount=values["discount"],
        shocks=values.get("shocks", ()), ranking=values.get("ranking", ""),
    )
    return info, tuple(findings)


def _understand(
    pairs: Mapping[str, str], settings: Iterable[Setting], place: Place, prefix: str = "",
) -> tuple[dict[str, Any], list[Finding]]:
    known = {setting.name: setting for setting in settings}
    values: dict[str, Any] = {}
    findings = [
        finding("PRV-006", _at(place, prefix + key), key=prefix + key, near=", ".join(get_close_matches(key, known, 3)) or ", ".join(known))
        for key in pairs if key not in known
    ]
    for name, setting in known.items():
        key = prefix + name
        try:
            if pairs.get(name):
                values[name] = setting.parse(pairs[name])
            elif setting.required and not (name in pairs and setting.may_be_empty):
                findings.append(finding("PRV-004", _at(place, key), key=key, example=setting.example))
            elif name in pairs:
                values[name] = setting.parse("")
        except ValueError:
            findings.append(finding("PRV-005", _at(place, key), key=key, value=pairs[name], example=setting.example))
    return values, findings


def _at(place: Place, key: str) -> Place:
    return Place(place.file, place.sheet, place.row, key, place.object_id)


def province_pairs(info: ProvinceInfo) -> dict[str, object]:
    """The keys that ``read_province_info`` reads back to an equal value."""
    return {
        "code": info.code, "name_vi": info.name_vi, "name_en": info.name_en, "money_unit": info.money_unit.code,
        "currency": info.money_unit.currency, "jurisdiction": info.jurisdiction, "crs": info.crs,
    }


def scenario_pairs(info: ScenarioInfo) -> dict[str, object]:
    """The keys that ``read_scenario_info`` reads back to an equal value."""
    return {
        "title_vi": info.title_vi, "title_en": info.title_en, "illustrative": info.illustrative, "law_date": info.law_date,
        "as_of": info.as_of, "first_year": info.first_year, "last_year": info.last_year,
        "medium_term": ";".join(f"{first}-{last}" for first, last in info.medium_term), "gamma": info.gamma, "discount": info.discount,
        **({"shocks": "; ".join(shock.text for shock in info.shocks)} if info.shocks else {}),
        **({"ranking": info.ranking} if info.ranking else {}),
    }


def toml_text(pairs: Mapping[str, object]) -> str:
    """A flat TOML file, keys in the order given. Texts are quoted, numbers, dates and flags are bare."""
    return "".join(f"{key} = {_toml_value(value)}\n" for key, value in pairs.items())


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | date):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}" if "." in f"{value:f}" else f"{value:f}.0"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
