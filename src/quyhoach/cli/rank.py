"""``rank``: what comes first by a criteria set, how firm it is, why A stands above B, and what the stages open."""

from __future__ import annotations

import argparse
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path

from quyhoach.capital.compare import compare
from quyhoach.capital.plan import Status
from quyhoach.cli.arguments import add_folder, add_scenario, ask, province_of, ranked_by, scenario_of, set_named
from quyhoach.cli.command import DONE, NO, Command, Reply, Unusable
from quyhoach.cli.output import suffix_of
from quyhoach.cli.progress import Progress
from quyhoach.cli.replay import replayed
from quyhoach.findings import Finding, Place, finding
from quyhoach.priorities.criteria import Method
from quyhoach.province.province import Province
from quyhoach.province.proving import DRAWS, ProvedRanking, ranked
from quyhoach.province.ranking import AskedRanking, question_for
from quyhoach.province.solve import solve
from quyhoach.province.why import Why, why, with_budget
from quyhoach.reports.ranking_json import ranking_json
from quyhoach.reports.ranking_report import FundsChange, RankReport
from quyhoach.reports.ranking_text import ranking_text
from quyhoach.reports.ranking_workbook import write_ranking_workbook

_OF_SCORES = ("RNK-100", "RNK-101", "RNK-105", "RNK-108")
MOST_DRAWS = 1_000_000
_HELP = {
    "set": ("mã bộ tiêu chí; có thể bỏ qua khi chỉ có một", "criteria set; may be left out when there is only one"),
    "method": ("phương pháp khác phương pháp của bộ", "another method than the set's"),
    "member": ("xếp theo trọng số của thành viên này", "rank by this member's weights"),
    "why": ("giải thích vì sao A đứng trên B và đổi gì thì đảo; dùng được nhiều lần",
            "explain why A stands above B and what would turn them; may be repeated"),
    "stability": ("in thêm khoảng giữ hạng của từng trọng số, ý kiến các thành viên, phép thử thêm bớt",
                  "also print the interval of each weight, the members' views, and what adding or dropping turns"),
    "draws": ("số lần rút trọng số (mặc định 10000; 0: không chứng minh)", "draws of weights (default 10000; 0: no proof)"),
    "seed": ("hạt giống của các lần rút (mặc định 0)", "seed of the draws (default 0)"),
    "budget": ("số tiền có: với --why, đổi ngân sách bao nhiêu thì B được bố trí mà A không",
               "money there is: with --why, what change of it would fund B and not A"),
    "funds": ("lập lại kế hoạch vốn với điểm của bộ này và của bộ KHÁC: dự án nào vào, ra",
              "solve the capital plan by this set's scores and by another set's: which projects enter and leave"),
    "replay": ("chạy lại một tệp do rank -o TEP.json ghi; nói rõ khác gì nếu không ra đúng từng byte",
               "run a file of rank -o FILE.json again; say what differs unless every byte agrees"),
}


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    n = 0 if lang == "vi" else 1
    add_folder(parser, lang)
    add_scenario(parser, lang)
    parser.add_argument("--set", metavar="SET", help=_HELP["set"][n])
    parser.add_argument("--method", choices=[str(method) for method in Method], help=_HELP["method"][n])
    parser.add_argument("--member", metavar="MEMBER", default="", help=_HELP["member"][n])
    parser.add_argument("--why", nargs=2, metavar=("A", "B"), action="append", default=[], help=_HELP["why"][n])
    parser.add_argument("--stability", action="store_true", help=_HELP["stability"][n])
    parser.add_argument("--draws", metavar="N", help=_HELP["draws"][n])
    parser.add_argument("--seed", metavar="N", help=_HELP["seed"][n])
    parser.add_argument("--budget", metavar="MONEY", help=_HELP["budget"][n])
    parser.add_argument("--funds", metavar="SET", help=_HELP["funds"][n])
    parser.add_argument("--replay", metavar="FILE.json", help=_HELP["replay"][n])


def run(args: argparse.Namespace) -> Reply:
    """The ranking; exit code 1 when nothing could be ranked, or when a replay differs."""
    draws, seed = number(args.draws, "--draws", DRAWS, MOST_DRAWS), number(args.seed, "--seed", 0, 2**63 - 1)
    if suffix_of(args.output or "") == ".docx" and find_spec("docx") is None:
        raise Unusable(finding("RNK-109", file=args.output))
    if args.budget is not None and not args.why:
        raise Unusable(finding("CLI-002", text="--why"))
    province, found = province_of(args.folder)
    if args.replay:
        return replayed(args.replay, province, args.lang)
    scenario = scenario_of(province, args.scenario, found)
    name = set_named(province, scenario, args.set)
    with Progress({"vi": "xếp hạng", "en": "ranking"}[args.lang], args.lang) as progress:
        asked = asked_for(province, scenario, name, args.method, args.member)
        proved = ranked(asked, draws, seed, progress)
        whys = tuple(_why(province, proved, a, b, args.budget) for a, b in args.why) if proved.places else ()
        funds, told = _funds(province, found, scenario, name, args.funds, progress) if args.funds else (None, ())
    report = RankReport(province, proved, whys, funds, (*found, *told))
    return reply(report, args.lang, args.stability)


def reply(report: RankReport, lang: str, stability: bool) -> Reply:
    """A ranking as an answer."""
    files = {
        ".xlsx": lambda path: write_ranking_workbook(report, path, lang),
        ".docx": lambda path: _write_document(report, path, lang),
    }
    code = DONE if report.proved.places else NO
    return Reply(code, ranking_json(report, lang), ranking_text(report, lang, stability), files if code == DONE else {})


def _write_document(report: RankReport, path: Path, lang: str) -> None:
    from quyhoach.reports.ranking_document import write_ranking_document  # optional, and slow

    write_ranking_document(report, path, lang)


def asked_for(province: Province, scenario: str, name: str, method: str | None, member: str) -> AskedRanking:
    """The question of a set. Raises Unusable for an unknown member."""
    try:
        return question_for(province, scenario, name, method=Method(method) if method else None, member=member)
    except KeyError as error:
        known = question_for(province, scenario, name).weighing.members
        raise Unusable(finding("RNK-106", option="--member", text=member, wanted=", ".join(m.id for m in known) or "–")) from error


def number(written: str | None, option: str, absent: int, most: int) -> int:
    """A whole number from 0 to ``most``. Raises Unusable."""
    if written is None:
        return absent
    if not (written.isascii() and written.isdigit() and int(written[:20]) <= most):
        raise Unusable(finding("RNK-106", option=option, text=written, wanted=f"0–{most}"))
    return int(written)


def _why(province: Province, proved: ProvedRanking, a: str, b: str, budget: str | None) -> Why:
    found = why(proved, *_pair(proved, a, b))
    if budget is None:
        return found
    return with_budget(province, proved.asked.scenario, proved, found, number(budget.replace(".", ""), "--budget", 0, 10**15))


def _pair(proved: ProvedRanking, a: str, b: str) -> tuple[str, str]:
    """Two ranked objects. Raises Unusable naming the one that is not."""
    known = [place.id for place in proved.places]
    out = dict(proved.ranking.left_out)
    for name in (a, b):
        if name in out:
            reasons = [f for f in proved.ranking.findings if f.code == out[name] and name in f.text("message", "vi")]
            raise Unusable(finding("RNK-112", Place(object_id=name), object=name, set=proved.asked.set.id), *reasons)
        if name not in known:
            near = ", ".join(get_close_matches(name, known, 3) or known[:10]) or "–"
            raise Unusable(finding("RNK-104", Place(object_id=name), object=name, set=proved.asked.set.id, near=near))
    if a == b:
        raise Unusable(finding("RNK-056", object=a))
    return a, b


def _funds(
    province: Province, found: tuple[Finding, ...], scenario: str, name: str, other: str, progress: Progress,
) -> tuple[FundsChange, tuple[Finding, ...]]:
    """The plan by the scores of both sets, and what was found of the scores. Raises Unusable for an unknown set, or without a plan."""
    plans, told = [], []
    for one in (name, set_named(province, scenario, other)):
        question = ask(ranked_by(province, scenario, one), found, scenario)
        plan = solve(question.question, progress=progress)
        if plan.status is Status.NONE:
            raise Unusable(*plan.findings, *(f for f in question.question.findings if f.code in _OF_SCORES))
        plans.append((question.question, plan))
        told += [f for f in question.question.findings if f.code in _OF_SCORES]
    change = compare(plans[0][1], plans[1][1])
    names, scores = plans[0][0].names, plans[1][0].scores
    enters, leaves = (tuple((code, names.get(code, code)) for code in codes) for codes in (change.entered, change.left))
    unscored = tuple(code for code in change.left if scores and code not in scores.points)
    return FundsChange(name, other, enters, leaves, unscored), tuple(told)


COMMAND = Command(
    "rank", "xếp thứ tự ưu tiên khu, tiểu vùng, dự án theo bộ tiêu chí, kèm chứng minh và cơ chế giai đoạn mở ra",
    "rank zones, sub-zones or projects by a criteria set, with proof and the mechanisms stages open",
    _add_arguments, run, suffixes=(".xlsx", ".docx"),
)
