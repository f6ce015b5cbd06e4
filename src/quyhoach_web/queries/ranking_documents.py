"""A recorded ranking as its file says it: for the run's page and, once published, for the public. Nothing is ranked again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from quyhoach.dates import format_as_of
from quyhoach_web.language import language, say
from quyhoach_web.models import Run, RunFile
from quyhoach_web.queries.ranking_page import MOST, bar, digits, groups_of, legend, percent, within
from quyhoach_web.queries.ranking_stages import grouped, status
from quyhoach_web.queries.ranking_why import reasons, signed
from quyhoach_web.queries.rankings import method_label, published_rankings

Row = dict[str, Any]
Document = Mapping[str, Any]
FILES = ("json", "docx", "xlsx")
FIRST = 3


def document(run: Run) -> Document | None:
    """The ranking's file in the reader's language; None while there is none."""
    file = run.files.filter(name=f"ranking.{language()}.json").first()
    return json.loads(bytes(file.content)) if file else None


def published_list() -> list[Row]:
    """The published rankings with their first places, newest first, in two queries."""
    runs = list(published_rankings())
    found = RunFile.objects.filter(run__in=runs, name=f"ranking.{language()}.json").values_list("run_id", "content")
    said = {run: json.loads(bytes(content)) for run, content in found}
    return [_published(run, said[run.pk]) for run in runs if run.pk in said]


def _published(run: Run, data: Document) -> Row:
    first = [{"rank": row["rank"], "name": row["name"]} for row in data["ranking"][:FIRST]]
    return {"run": run, "title": data["title"], "version": str(data["version"]), "method": method_label(data["method"]), "first": first,
            "of": len(data["ranking"]), "illustrative": data["illustrative"], "url": reverse("ranking-published", args=[run.pk])}


def page(run: Run, data: Document) -> Row:
    """What both pages show of a ranking."""
    names = {row["id"]: row["name"] for row in data["ranking"]}
    criteria = {c["id"]: c for c in data["criteria"]}
    first = [row["name"] for row in data["ranking"] if row["rank"] == 1]
    places = data["acceptability"]["places"] if data["acceptability"] else 0
    return {
        "title": data["title"], "method": method_label(data["method"]), "version": str(data["version"]), "set": data["set"],
        "day": data["day"], "illustrative": data["illustrative"], "groups": _listed(data), "legend": legend(places),
        "places": range(1, places + 1), "draws": data["acceptability"]["draws"] if data["acceptability"] else 0,
        "beyond": max(0, len(data["ranking"]) - MOST),
        "sentence": _sentence(first, len(data["ranking"])), "weights": _weights(data), "group": not data["member"],
        "reasons": [_reason(data, one, names, criteria) for one in data["why"]], "mechanisms": _mechanisms(data, names),
        "digests": data["digests"], "assumed": data["assumed_share"], "made_by": data["made_by"],
    }


def _sentence(first: list[str], of: int) -> str:
    if not first:
        return say("Không đối tượng nào xếp được hạng.", "Nothing could be ranked.")
    if len(first) > 1:
        return say("{n} đối tượng cùng đứng đầu, trong {of} đối tượng được xếp hạng.", "{n} share the first place, of {of} ranked.",
                   n=len(first), of=of)
    return say("{name} đứng đầu, trong {of} đối tượng được xếp hạng.", "{name} is first, of {of} ranked.", name=first[0], of=of)


def _listed(data: Document) -> list[Row]:
    titles = {stage["id"]: stage["name"] for stage in data["stages"]}
    rows = []
    for row in data["ranking"][:MOST]:
        shares, kept = row["acceptability"], row["confidence"]
        rows.append({
            "id": row["id"], "rank": row["rank"], "score_rank": row["score_rank"], "name": row["name"], "url": "", "stage": row["stage"],
            "score": digits(row["score"]), "points": digits(row["points"], 1), "bar": bar(shares) if shares else None,
            "first": percent(shares[0]) if shares else "–", "kept": percent(kept) if kept is not None else "–",
            "firm": kept is not None and kept >= 0.5, "mean": digits(row["mean_rank"], 1) if row["mean_rank"] is not None else "–",
            "shares": [percent(share) if share else "" for share in shares]})
    return groups_of(rows, titles)


def _weights(data: Document) -> list[Row]:
    found = []
    for c in data["criteria"]:
        row: Row = {"name": c["name"], "value": c["weight"], "text": percent(c["weight"]), "unit": c["unit"], "first": "", "order": ""}
        if c["interval"]:
            first, order = c["interval"]["first"], c["interval"]["order"]
            row |= {"first": within(first), "order": within(order)}
        found.append(row)
    return found


def _reason(data: Document, one: Document, names: Mapping[str, str], criteria: Mapping[str, Document]) -> Row:
    """Why one stands above the next, in words."""
    a, b = names[one["a"]], names[one["b"]]
    if one["by_stage"]:
        text = say("{a} đứng trước {b} vì thuộc giai đoạn trước.", "{a} stands before {b}: its stage comes first.", a=a, b=b)
    elif one["state"] == "level":
        text = say("{a} và {b} bằng điểm nhau.", "{a} and {b} have equal scores.", a=a, b=b)
    else:
        gains = [(criteria[p["criterion"]]["name"], p["difference"]) for p in one["parts"]]
        text = reasons(a, b, [name for name, gain in gains if gain > 0], [name for name, gain in reversed(gains) if gain < 0])
    changes = one["swap"]["one_weight"] if one["state"] == "changes" and not one["by_stage"] else []
    return {"text": text, "turn": _turn(min(changes, key=lambda w: abs(w["after"] - w["before"])), criteria, b) if changes else ""}


def _turn(change: Document, criteria: Mapping[str, Document], below: str) -> str:
    return say("{b} sẽ vượt lên nếu trọng số “{name}” từ {x} thành {y} % ({d} điểm %).",
               "{b} would pass if the weight “{name}” went from {x} to {y} % ({d} points).", b=below,
               name=criteria[change["criterion"]]["name"], x=percent(change["before"]), y=digits(100 * change["after"]),
               d=signed(100 * (change["after"] - change["before"])))


def _mechanisms(data: Document, names: Mapping[str, str]) -> list[Row]:
    """By stage, as the live page has them."""
    titles = {stage["id"]: stage["name"] for stage in data["stages"]}
    return grouped(titles, [(one["stage"], one["mechanism"], names.get(one["id"], one["id"]), _mechanism(one))
                            for one in data["mechanisms"]])


def _mechanism(one: Document) -> Row:
    dated = one["starts_on"] or one["issued_on"]
    later = one["replacement_status"]
    return {
        "name": one["name"], "opened": one["opened"], "status": status(one["status"]), "document": one["document"], "title": "",
        "issuer": one["issuer"], "starts": format_as_of(dated) if dated else "", "starts_known": bool(one["starts_on"]),
        "printed": one["printed"], "replacement": one["replacement"], "replacement_status": status(later) if later else None,
        "must": one["missing"], "usable": "in_force" in (one["status"], later), "assumed": one["assumed"], "source": one["source"],
    }


def files(run: Run, name: str = "run-file") -> list[Row]:
    """The run file, the document and the workbook in the reader's language, with their digests."""
    digest = dict(run.files.values_list("name", "digest"))
    words = {"json": say("Tệp lần chạy, chạy lại ra đúng từng byte (JSON)", "Run file, replays to the same bytes (JSON)"),
             "docx": say("Văn bản (docx)", "Document (docx)"), "xlsx": say("Bảng tính (xlsx)", "Workbook (xlsx)")}
    return [{"name": file, "text": words[suffix], "digest": digest[file], "url": reverse(name, args=[run.pk, file])}
            for suffix in FILES if (file := f"ranking.{language()}.{suffix}") in digest]
