"""What the first screen says: the published run's own words, the slider it offers, and where the figures come from."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from quyhoach.money import format_number
from quyhoach.province.province import Province
from quyhoach_web.language import language, say
from quyhoach_web.models import Run
from quyhoach_web.queries.capital import money_label
from quyhoach_web.queries.names import title_of
from quyhoach_web.queries.plan_documents import plan_of
from quyhoach_web.queries.published import document
from quyhoach_web.queries.what_if import offered, source_name


def screen_of(run: Run) -> dict[str, Any]:
    """The run's ``screen`` file with figures made strong, sources shortened, and the thread as the page draws it."""
    screen = document(run, "screen")
    group = screen.get("contradiction")
    for figure in group["figures"] if group else ():
        figure["host"], figure["link"] = _host(figure["source"]), figure["source"] if figure["source"].startswith("https://") else ""
    return {**screen, "headline": strong(screen.get("sentence", "")), "steps": _steps(screen.get("thread", []))}


def strong(sentence: str) -> SafeString:
    """The sentence with its figures marked."""
    return mark_safe(re.sub(r"\d[\d.,]*(?:\s?%)?(?<![.,])", r"<strong>\g<0></strong>", escape(sentence)))  # escaped before


def _host(source: str) -> str:
    return urlsplit(source).hostname or source if source.startswith(("http://", "https://")) else source


def _steps(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Directive, zone, project and total as they stand; the plan's money added up year by year, for a thread is short."""
    shown = [_step(step) for step in steps if step["kind"] != "allocated"]
    years: dict[str, int] = {}
    for step in steps:
        if step["kind"] == "allocated":
            years[step["year"]] = years.get(step["year"], 0) + (step["amount"] or 0)
    if years:
        each = " · ".join(f"{year}: {format_number(amount, language())}" for year, amount in sorted(years.items()))
        shown.append({"kind": say("Phương án bố trí", "The plan gives"), "text": each, "url": "", "assumed": False,
                      "label": f"{format_number(sum(years.values()), language())} {money_label()}"})
    return shown


def _step(step: dict[str, Any]) -> dict[str, Any]:
    kind, name = step.get("label") or step["kind"], step.get("name") or step["id"]
    if step["kind"] == "directive":
        return {"kind": kind, "label": f"“{name}”", "text": " · ".join(filter(None, (step.get("document"), step["year"]))), "url": "",
                "assumed": bool(step.get("assumed"))}
    text = "" if step["amount"] is None else " ".join((format_number(step["amount"], language()), money_label(), step["year"]))
    url = reverse("map-panel", args=[step["kind"], step["id"]]) if step["kind"] in ("project", "zone") else ""
    return {"kind": kind, "label": text if text else name, "text": "" if not text else name, "url": url,
            "assumed": bool(step.get("assumed"))}


def slider_of(run: Run, province: Province) -> dict[str, Any] | None:
    """The one ceiling that the public may move: name in the form, label, and the ceiling as the plan had it."""
    plan = plan_of(run)
    found = offered(plan) if plan else None
    if found is None:
        return None
    fund, year, ceiling = found
    return {"name": f"{fund}:{year}", "source": source_name(province, fund), "year": str(year), "ceiling": ceiling}


def basis_of(run: Run, province: Province) -> dict[str, Any]:
    """Where the figures come from: scenario, law, articles, run, digest of the data."""
    plan, scenario = plan_of(run), province.scenarios.get(run.scenario)
    data = plan.data if plan else {}
    title = title_of(scenario) if scenario else ""
    articles = dict.fromkeys(f"{one['article']}, {one['document']}" for one in data.get("articles", ()))
    return {"title": title or run.scenario, "law_date": data.get("law_date"), "articles": list(articles), "run": str(run.pk),
            "digest": run.snapshot_id[:12], "assumed": data.get("assumed_share"), "finished": run.finished_at}
