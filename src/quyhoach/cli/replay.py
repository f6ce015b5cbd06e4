"""``rank --replay``: a run file made again from the province's tables, byte for byte, or what is not the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from quyhoach.cli.command import DONE, NO, Reply, Unusable
from quyhoach.findings import Finding, finding
from quyhoach.priorities.criteria import Method
from quyhoach.province.province import Province
from quyhoach.province.proving import ProvedRanking, ranked
from quyhoach.province.ranking import question_for, rankings_of
from quyhoach.province.why import Why, why, with_budget
from quyhoach.reports.json_text import json_text, plain
from quyhoach.reports.ranking_json import KIND, ranking_json
from quyhoach.reports.ranking_report import RankReport

MOST_TOLD = 20
"""Differences that are named; the rest are counted."""
_BESIDE = ("funds", "findings")
"""Parts that a replay does not make again: the capital plan of ``--funds``, and what reading the tables found."""


def replayed(file: str, province: Province, lang: str) -> Reply:
    """The run of a file again. Exit code 0 when every byte agrees, 1 with what differs. Raises Unusable for a file that is none."""
    written, before = _read(file)
    scenario, name = str(before["scenario"]), str(before["set"])
    if scenario not in province.scenarios or name not in rankings_of(province, scenario):
        raise Unusable(finding("RNK-107", file=file, scenario=scenario, set=name))
    try:
        now = again(province, before)
    except (KeyError, ValueError, TypeError) as error:
        raise Unusable(_no_run(file, error)) from error
    _read_elsewhere(before, now)
    text = json_text({**now, **{key: before.get(key) for key in _BESIDE}}) + "\n"
    same = text == written
    differences = [] if same else list(_differences(before, json.loads(text)))
    digests = {key: {"file": before["digests"].get(key), "now": now["digests"].get(key)} for key in now["digests"]}
    data: dict[str, Any] = {"file": Path(file).name, "same": same, "digests": digests,
            "differences": [{"at": at, "file": old, "now": new} for at, old, new in differences]}
    return Reply(DONE if same else NO, data, _text(same, differences, digests, lang))


def _read(file: str) -> tuple[str, dict[str, Any]]:
    try:
        written = Path(file).read_text("utf-8")
        data = json.loads(written)
        if data["kind"] != KIND or not isinstance(data["digests"], dict):
            raise KeyError("kind")
        missing = [key for key in ("scenario", "set") if key not in data]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(_no_run(file, error)) from error
    if missing:
        raise Unusable(_no_run(file, KeyError(missing[0])))
    return written, data


def _no_run(file: str, error: Exception) -> Finding:
    """Why a file is no run file, in the reader's words."""
    if isinstance(error, OSError):
        said = ("không đọc được tệp", "it cannot be read")
    elif isinstance(error, KeyError):
        said = (f"khóa {error.args[0]} thiếu hoặc không đúng", f"key {error.args[0]} is missing or wrong")
    else:
        said = ("nội dung không phải JSON của rank", "its text is not the JSON of rank")
    return finding("RNK-103", file=file, reason_vi=said[0], reason_en=said[1])


def again(province: Province, before: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a run made anew with the settings a run file names."""
    asked = question_for(province, before["scenario"], before["set"], method=Method(before["method"]), member=before["member"])
    proved = ranked(asked, int(before["draws"]), int(before["seed"]))
    whys = tuple(_explained(province, before["scenario"], proved, pair) for pair in before["why"])
    return dict(plain(ranking_json(RankReport(province, proved, whys), before["lang"])))


def _read_elsewhere(before: Mapping[str, Any], now: dict[str, Any]) -> None:
    """The row a value stands in is not judged: a folder and a workbook of the same province number their rows differently."""
    values = before.get("values")
    known = [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []
    rows = {(one.get("id"), one.get("criterion")): one.get("rows") for one in known}
    for one in now["values"]:
        one["rows"] = rows.get((one["id"], one["criterion"]), one["rows"])


def _explained(province: Province, scenario: str, proved: ProvedRanking, pair: Mapping[str, Any]) -> Why:
    found = why(proved, pair["a"], pair["b"])
    return with_budget(province, scenario, proved, found, int(pair["budget"]["budget"])) if pair["budget"] else found


def _differences(old: Any, new: Any, at: str = "") -> Iterator[tuple[str, Any, Any]]:
    """(where, in the file, now) of every leaf that differs; rows with an id are named by it."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _differences(old.get(key), new.get(key), f"{at}.{key}" if at else key)
    elif isinstance(old, list) and isinstance(new, list):
        for n in range(max(len(old), len(new))):
            one, other = (rows[n] if n < len(rows) else None for rows in (old, new))
            yield from _differences(one, other, f"{at}[{_label(one, n)}]")
    elif old != new:
        yield at, old, new


def _label(row: Any, n: int) -> str:
    if isinstance(row, dict) and "id" in row:
        return f"{row['id']}/{row['criterion']}" if "criterion" in row else str(row["id"])
    return str(n)


def _text(same: bool, differences: list[tuple[str, Any, Any]], digests: Mapping[str, Mapping[str, Any]], lang: str) -> str:
    if same:
        return {"vi": "Chạy lại ra đúng từng byte.", "en": "The replay agrees in every byte."}[lang]
    lines = [{"vi": f"Chạy lại ra khác, {len(differences)} chỗ:", "en": f"The replay differs in {len(differences)} places:"}[lang]]
    for key, pair in digests.items():
        if pair["file"] != pair["now"]:
            lines.append(f"  · digests.{key}: {str(pair['file'])[:16]}… → {str(pair['now'])[:16]}…")
    told = [row for row in differences if not row[0].startswith("digests")]
    lines += [f"  · {at}: {_short(old)} → {_short(new)}" for at, old, new in told[:MOST_TOLD]]
    if len(told) > MOST_TOLD:
        lines.append({"vi": f"  … và {len(told) - MOST_TOLD} chỗ nữa", "en": f"  … and {len(told) - MOST_TOLD} more"}[lang])
    return "\n".join(lines)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"
