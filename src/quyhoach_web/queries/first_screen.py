"""What the first screen says: the published run's own words, the slider it offers, and where the figures come from."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from quyhoach.province.province import Province
from quyhoach.province.thread import Step
from quyhoach_web.models import Run
from quyhoach_web.queries.names import title_of
from quyhoach_web.queries.plan_documents import plan_of
from quyhoach_web.queries.published import document
from quyhoach_web.queries.thread import drawn
from quyhoach_web.queries.what_if import offered, source_name


def screen_of(run: Run) -> dict[str, Any]:
    """The run's ``screen`` file with figures made strong, sources shortened, and the thread as the page draws it."""
    screen = document(run, "screen")
    group = screen.get("contradiction")
    for figure in group["figures"] if group else ():
        figure["host"], figure["link"] = _host(figure["source"]), figure["source"] if figure["source"].startswith("https://") else ""
    return {**screen, "headline": strong(screen.get("sentence", "")), "steps": drawn(_steps(screen.get("thread", [])))}


def strong(sentence: str) -> SafeString:
    """The sentence with its figures marked."""
    return mark_safe(re.sub(r"\d[\d.,]*(?:\s?%)?(?<![.,])", r"<strong>\g<0></strong>", escape(sentence)))  # escaped before


def _host(source: str) -> str:
    return urlsplit(source).hostname or source if source.startswith(("http://", "https://")) else source


def _steps(stored: list[dict[str, Any]]) -> list[Step]:
    """The thread's knots as the run's file keeps them."""
    return [Step(one["kind"], one["id"], one["name"], one["name"], one["amount"], one["source"], one["year"], one["document"],
                 one["assumed"], _size(one.get("area_ha")), _size(one.get("done_ha"))) for one in stored]


def _size(hectares: float | None) -> Decimal | None:
    return None if hectares is None else Decimal(str(hectares))


def slider_of(run: Run, province: Province) -> dict[str, Any] | None:
    """The one ceiling that the public may move: name in the form, label, the ceiling as the plan had it, and where it moves projects.

    The run's own trials chose it; a run without them (an older one) offers the scarcest ceiling.
    """
    file = run.files.filter(name="slider.json").first()
    found = json.loads(bytes(file.content)) if file else offered(plan_of(run))
    if found is None:
        return None
    steps = [f"{step:+d} %".replace("-", "−") for step in found["moves"]]
    return {"name": f"{found['source']}:{found['year']}", "source": source_name(province, found["source"]), "year": str(found["year"]),
            "ceiling": found["ceiling"], "moves": ", ".join(steps)}


def basis_of(run: Run, province: Province) -> dict[str, Any]:
    """Where the figures come from: scenario, law, articles, run, digest of the data."""
    plan, scenario = plan_of(run), province.scenarios.get(run.scenario)
    data = plan.data if plan else {}
    title = title_of(scenario) if scenario else ""
    articles = dict.fromkeys(f"{one['article']}, {one['document']}" for one in data.get("articles", ()))
    return {"title": title or run.scenario, "law_date": data.get("law_date"), "articles": list(articles), "run": str(run.pk),
            "digest": run.snapshot_id[:12], "assumed": data.get("assumed_share"), "finished": run.finished_at}
