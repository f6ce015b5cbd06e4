"""What the browser tests share: signing in, and what axe says."""

from __future__ import annotations

from pathlib import Path

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def sign_in(page, role: str) -> None:
    """One click as a demo role."""
    page.goto("/sign-in/")
    page.locator(f'form[action="/sign-in/demo/demo-{role}/"] button').click()
    page.wait_for_url("**/partner/" if role == "partner" else "**/desk/")


def violations(page) -> list[str]:
    """What axe finds on the page as it stands."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})).violations")
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]
