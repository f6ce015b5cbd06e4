"""Runs as pages show them: where each stands, what it rests on, what it proves, and whether a repeat gave the same bytes."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from quyhoach.cli.progress import stage_words
from quyhoach.money import format_number
from quyhoach_web.language import language, say
from quyhoach_web.models import Run, RunKind, RunState, ScenarioSettings
from quyhoach_web.queries.plan_documents import PlanDocument

LIVE = (RunState.QUEUED, RunState.RUNNING)
SHOWN_PRICES = 200
"""Rows of the certificate a page holds, folded; the file holds all."""
DEAREST = 5
_NOISE = 1e-9
"""Prices below it are the solver's rounding."""


def kept_runs() -> QuerySet[Run]:
    """Runs somebody kept, with who made them, newest first."""
    return Run.objects.filter(kept=True).select_related("created_by").defer("findings").order_by("-pk")


def finished_runs() -> QuerySet[Run]:
    """Kept runs of plans that are done, newest first."""
    return Run.objects.filter(kind=RunKind.PLAN, kept=True, state=RunState.DONE).defer("findings").order_by("-pk")


def run_page(pk: int) -> Run | None:
    """A run with who made it and the run it repeats."""
    return Run.objects.select_related("created_by", "again").filter(pk=pk).first()


def scenario_choices() -> list[tuple[str, str]]:
    """Every scenario by name, with its title."""
    named = ScenarioSettings.objects.order_by("name").values_list("name", "settings")
    return [(name, " · ".join(part for part in (name, _title(settings)) if part)) for name, settings in named]


def _title(settings: dict[str, str]) -> str:
    return (settings.get("title_en") if language() == "en" else "") or settings.get("title_vi", "")


def state_label(state: str) -> str:
    """Where a run stands."""
    return say(*{
        "queued": ("Đang chờ", "Queued"), "running": ("Đang tính", "Running"), "done": ("Xong", "Done"),
        "failed": ("Không thành", "Failed"), "cancelled": ("Đã hủy", "Cancelled"),
    }[state])


def status_label(status: str) -> str:
    """What was proved of the plan."""
    words = {"optimal": ("tối ưu, đã chứng minh", "optimal, proven"), "feasible": ("hợp lệ, còn khoảng cách", "feasible, with a gap"),
             "none": ("không có phương án", "no plan")}
    return say(*words[status]) if status in words else status or "–"


def listed(run: Run) -> dict[str, Any]:
    """A line of the list."""
    ranking = run.kind == RunKind.RANKING
    return {"run": run, "label": state_label(run.state), "by": str(run.created_by) if run.created_by else "–",
            "page": "ranking" if ranking else "run", "kind": say("xếp hạng", "ranking") if ranking else ""}


def stage(run: Run) -> str:
    """What the engine is doing, in the reader's language."""
    return stage_words(run.progress, language()) if run.progress else ""


def steps(run: Run) -> int | None:
    """How many of the nine priority ranks are behind it, of 12 steps in all; None while that is unknown."""
    word, _, rest = run.progress.partition(" ")
    known = {"benefit": 10, "split": 11, "whole": 11}
    return min(int(rest), 9) if word == "rank" and rest.isdigit() else known.get(word)


def files(run: Run) -> list[dict[str, Any]]:
    """Names and digests of the run's files that people take, in a fixed order."""
    digests = dict(run.files.order_by("name").values_list("name", "digest"))
    words = {
        "plan.vi.xlsx": ("Kế hoạch (xlsx, tiếng Việt)", "Plan (xlsx, Vietnamese)"), "plan.en.xlsx": ("Kế hoạch (xlsx, tiếng Anh)",
        "Plan (xlsx, English)"), "plan.vi.json": ("Kế hoạch (JSON, tiếng Việt)", "Plan (JSON, Vietnamese)"),
        "plan.en.json": ("Kế hoạch (JSON, tiếng Anh)", "Plan (JSON, English)"),
    }
    return [{"name": name, "text": say(*words[name]), "digest": digests[name]} for name in words if name in digests]


def repeated(run: Run) -> dict[str, Any] | None:
    """How a repeat compares with its first run, file by file; None when it is no repeat or not done."""
    if run.again is None or run.state != RunState.DONE:
        return None
    first, now = (dict(one.files.values_list("name", "digest")) for one in (run.again, run))
    other = sorted(name for name in {*first, *now} if first.get(name) != now.get(name))
    return {"first": run.again, "same": not other, "files": len(now), "other": other,
            "same_code": run.again.code_version == run.code_version}


def certificate(document: PlanDocument) -> bytes | None:
    """The proof by prices as a file of its own; None for a plan without one."""
    found = document.data.get("certificate")
    prices = document.data.get("prices", [])
    return json.dumps({"prices": prices, "certificate": found}, ensure_ascii=False, indent=1, sort_keys=True).encode() if found else None


def prices(document: PlanDocument | None) -> dict[str, Any]:
    """The dearest rows of the certificate, and all of them as far as a page goes."""
    rows = document.data["prices"] if document else []
    rows = [{**row, "price": _significant(row["value"])} for row in rows]
    dearest = sorted((row for row in rows if row["value"] > _NOISE), key=lambda row: -row["value"])[:DEAREST]
    return {"all": len(rows), "dearest": dearest, "rows": rows[:SHOWN_PRICES], "cut": len(rows) > SHOWN_PRICES}


def _significant(price: float) -> str:
    """Three digits that count: the price of one unit of money is far below one."""
    return format_number(Decimal(f"{price:.3g}"), language()) if abs(price) > _NOISE else "0"


def found_in(run: Run, document: PlanDocument | None) -> list[dict[str, Any]]:
    """What the run found, as ``parts/findings.html`` shows it: of the plan, or why there is none."""
    if document is not None:
        return [_shown(one) for one in document.data["findings"]]
    return [_shown(one[language()]) if language() in one else _fault(one) for one in run.findings]


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    where = one.get("where") or {}
    return {**one, "where": ":".join(str(where[name]) for name in ("file", "sheet", "row", "column", "object_id") if where.get(name))}


def _fault(one: dict[str, Any]) -> dict[str, Any]:
    if one.get("code") == "killed":
        message = say("Máy tính toán dừng giữa chừng {n} lần, nên không thử nữa.", "The worker stopped midway {n} times; no further try.",
                      n=one.get("detail"))
        remedy = say("Thường do thiếu bộ nhớ: giảm quy mô kịch bản hoặc dùng máy lớn hơn, rồi chạy lại.",
                     "Usually a lack of memory: make the scenario smaller or the machine larger, then run again.")
    else:
        message = say("Lỗi của chương trình ({kind}), không phải của số liệu.", "A fault of the program ({kind}), not of the data.",
                      kind=one.get("detail") or one.get("code"))
        remedy = say("Gửi số lần chạy này cho người vận hành; nhật ký máy chủ có chi tiết.",
                     "Give this run's number to whoever operates the office; the server's log has the details.")
    return {"code": one.get("code", ""), "severity": "error", "where": "", "message": message, "why": "", "remedy": remedy}
