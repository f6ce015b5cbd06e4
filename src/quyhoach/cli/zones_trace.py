"""``zones trace``: which directive or higher plan asks for each item of a plan, and who carries out what was asked."""

from __future__ import annotations

import argparse
from difflib import get_close_matches

from quyhoach.cli.arguments import add_folder, province_of
from quyhoach.cli.command import DONE, NO, Reply, Unusable, Verb
from quyhoach.findings import finding, has_errors
from quyhoach.province.checks import conformity
from quyhoach.province.checks.case import Case
from quyhoach.reports.findings_text import findings_text
from quyhoach.reports.trace_json import trace_json, walk_json
from quyhoach.reports.trace_text import trace_text
from quyhoach.zones.conformity import Conformity
from quyhoach.zones.plan import PlanRegister


def _add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    add_folder(parser, lang)
    helps = {"vi": "mã nội dung hoặc câu chỉ đạo: đi lên và đi xuống từ đó", "en": "an item or a directive: walk up and down from it"}
    parser.add_argument("--of", metavar="CODE", help=helps[lang])


def run(args: argparse.Namespace) -> Reply:
    """The trace and the findings of reading and of conformity. Exit code 1 when one is an error. Unusable for an unknown code."""
    province, read = province_of(args.folder)
    facts = province.facts
    found = Conformity.of(facts["plan_items"].rows, facts["directives"].rows)
    rules = (conformity.items_have_reason, conformity.asked_is_carried_out, conformity.reasons_run_up)
    findings = (*read, *(problem for rule in rules for problem in rule(Case(province, None, None))))
    data = trace_json(found, PlanRegister.of(facts["plans"].rows).by_code, args.lang)
    if args.of:
        data |= walk_json(found, _kind_of(found, args.of), args.of, args.lang)
    text = f"{trace_text(data, args.lang)}\n\n{findings_text(findings, args.lang)}"
    return Reply(NO if has_errors(findings) else DONE, {**data, "findings": [f.as_json(args.lang) for f in findings]}, text)


def _kind_of(found: Conformity, code: str) -> str:
    if code in found.items:
        return "item"
    if code in found.mandates:
        return "directive"
    near = get_close_matches(code, [*found.items, *found.mandates], 3) or [*found.items, *found.mandates][:3]
    raise Unusable(finding("ZON-170", asked=code, near=", ".join(near) or "–"))


VERB = Verb(
    "trace", "nội dung quy hoạch theo chỉ đạo nào, việc được giao ai thực hiện",
    "what asks for each plan item, and who carries out what was asked", _add_arguments, run,
)
