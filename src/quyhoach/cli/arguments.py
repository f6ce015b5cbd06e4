"""Arguments several commands share: the province folder, the scenario, changed ceilings, the date of the law."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from quyhoach.cli.command import Unusable
from quyhoach.dates import parse_date
from quyhoach.findings import Finding, Severity, finding
from quyhoach.law import LawError
from quyhoach.province.folder import ProvinceRead, read_province
from quyhoach.province.province import Province
from quyhoach.province.ranking import rankings_of
from quyhoach.province.scores import with_ranking
from quyhoach.province.solve import Change, Question, parse_change, question_of

_HELP = {
    "folder": ("thư mục của tỉnh hoặc một tệp Excel (.xlsx)", "a province folder or one workbook (.xlsx)"),
    "scenario": ("tên kịch bản; có thể bỏ qua khi chỉ có một", "scenario name; may be left out when there is only one"),
    "ceiling": (
        "đổi trần vốn, ví dụ NSTW.TN:2027=+10%, NSTW.TN=-5%, NSTW.TN:2027=120000; dùng được nhiều lần",
        "change a ceiling, e.g. NSTW.TN:2027=+10%, NSTW.TN=-5%, NSTW.TN:2027=120000; may be repeated",
    ),
    "law_date": (
        "lấy pháp luật có hiệu lực vào ngày này thay cho ngày của kịch bản", "take the law in force on this day, not the scenario's",
    ),
    "ranking": (
        "lấy điểm ưu tiên từ bộ tiêu chí này thay cho điểm của kịch bản", "take priority scores from this criteria set, not the scenario's",
    ),
    "gamma": ("số mũ quy mô γ ≥ 0 thay cho số của kịch bản", "exponent of size γ ≥ 0 in place of the scenario's"),
}


def text(key: str, lang: str) -> str:
    """Help of a shared argument."""
    return _HELP[key][0 if lang == "vi" else 1]


def add_folder(parser: argparse.ArgumentParser, lang: str) -> None:
    """FOLDER."""
    parser.add_argument("folder", metavar="FOLDER", help=text("folder", lang))


def add_scenario(parser: argparse.ArgumentParser, lang: str) -> None:
    """``--scenario``."""
    parser.add_argument("--scenario", metavar="NAME", help=text("scenario", lang))


def add_changes(parser: argparse.ArgumentParser, lang: str) -> None:
    """``--ceiling``, ``--law-date``, ``--gamma`` and ``--ranking``: what may differ from the scenario as written."""
    parser.add_argument("--ceiling", metavar="CHANGE", action="append", default=[], help=text("ceiling", lang).replace("%", "%%"))
    parser.add_argument("--law-date", metavar="DATE", help=text("law_date", lang))
    parser.add_argument("--gamma", metavar="NUMBER", help=text("gamma", lang))
    parser.add_argument("--ranking", metavar="SET", help=text("ranking", lang))


def province_of(folder: str) -> tuple[Province, tuple[Finding, ...]]:
    """The province and what reading it found. Raises Unusable when nothing can be made of it."""
    read: ProvinceRead = read_province(folder)
    if read.province is None:
        raise Unusable(*read.findings)
    return read.province, read.findings


_UNREAD = ("PRV-003", "PRV-004", "PRV-005")
"""Settings that cannot be read: what keeps a scenario out."""


def scenario_of(province: Province, name: str | None, found: tuple[Finding, ...] = ()) -> str:
    """The scenario asked for, or the only one. Raises Unusable with the names there are, or with why reading found none."""
    known = sorted(province.scenarios)
    unread = [f for f in found if f.code in _UNREAD]
    if not known:
        raise Unusable(*(unread or [finding("CLI-010")]))
    if name is None and len(known) > 1:
        raise Unusable(finding("CLI-011", known=", ".join(known)))
    if name is not None and name not in province.scenarios:
        raise Unusable(finding("CLI-012", name=name, known=", ".join(get_close_matches(name, known, 3) or known)))
    return name or known[0]


def day_of(written: str | None) -> date | None:
    """A date as officials write it, None when not given. Raises Unusable."""
    try:
        return parse_date(written) if written else None
    except ValueError as error:
        raise Unusable(finding("CLI-013", text=written)) from error


def changes_of(written: Iterable[str], province: Province, scenario: str) -> tuple[Change, ...]:
    """Ceiling changes, each of a fund and year the scenario has a ceiling for. Raises Unusable naming the first that is not."""
    info = province.scenarios[scenario].info
    funds = sorted({row.text("fund") for row in province.scenarios[scenario].tables["ceilings"].rows})
    changes = []
    for one in written:
        try:
            change = parse_change(one)
        except ValueError as error:
            raise Unusable(finding("CLI-014", text=one, reason=error)) from error
        if change.fund not in funds:
            raise Unusable(finding("CLI-015", text=one, fund=change.fund, known=", ".join(funds)))
        if change.year is not None and not info.first_year <= (change.last or change.year) <= info.last_year:
            raise Unusable(finding("CLI-016", text=one, year=change.year, first=info.first_year, last=info.last_year))
        changes.append(change)
    return tuple(changes)


@dataclass(frozen=True)
class Asked:
    """A question with where it came from: province, scenario, law date, and what reading found."""

    province: Province
    scenario: str
    law_date: date
    question: Question
    findings: tuple[Finding, ...]


def asked(args: argparse.Namespace) -> Asked:
    """The question of FOLDER, ``--scenario`` and what ``add_changes`` offers. Raises Unusable."""
    province, found = province_of(args.folder)
    scenario = scenario_of(province, args.scenario, found)
    changes = changes_of(args.ceiling, province, scenario)
    return ask(ranked_by(province, scenario, args.ranking), found, scenario, changes, day_of(args.law_date), gamma_of(args.gamma))


def ranked_by(province: Province, scenario: str, name: str | None) -> Province:
    """The province with the scenario's scores taken from another set; as it is when None. Raises Unusable for an unknown set."""
    if name is None:
        return province
    return with_ranking(province, scenario, set_named(province, scenario, name))


def set_named(province: Province, scenario: str, name: str | None) -> str:
    """The criteria set asked for, or the only one. Raises Unusable with the sets there are."""
    known = rankings_of(province, scenario)
    if not known:
        raise Unusable(finding("RNK-081", scenario=scenario))
    if name is not None and name not in known:
        raise Unusable(finding("RNK-080", set=name, known=", ".join(get_close_matches(name, known, 3) or known)))
    if name is None and len(known) > 1:
        raise Unusable(finding("RNK-111", scenario=scenario, known=", ".join(known)))
    return name or known[0]


def ask(
    province: Province, found: tuple[Finding, ...], scenario: str, changes: tuple[Change, ...] = (),
    law_date: date | None = None, gamma: float | None = None,
) -> Asked:
    """The question of one scenario with its changes. Raises Unusable without a project, or on a day no law is on file for."""
    if not province.facts["projects"].rows:
        raise Unusable(*([f for f in found if f.severity is Severity.ERROR] or [finding("CHK-231")]))
    try:
        question = question_of(province, scenario, changes, law_date)
    except LawError as error:
        raise Unusable(error.finding) from error
    if gamma is not None:
        question = replace(question, problem=replace(question.problem, gamma=gamma))
    day = law_date or province.scenarios[scenario].info.law_date
    return Asked(province, scenario, day, question, (*found, *question.findings))


def gamma_of(written: str | None) -> float | None:
    """The exponent γ, None when not given. Raises Unusable unless it is a number from 0 on."""
    if written is None:
        return None
    try:
        gamma = Decimal(written.replace(",", "."))
    except InvalidOperation as error:
        raise Unusable(finding("CLI-017", text=written)) from error
    if not gamma.is_finite() or gamma < 0:
        raise Unusable(finding("CLI-017", text=written))
    return float(gamma)
