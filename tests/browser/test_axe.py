"""No page has an axe violation, in either language, wide or on a phone. ``./qh test`` asks Vietnamese; ``--all`` asks English too."""

from __future__ import annotations

import os

import pytest
from tests_browser import sign_in, violations

PUBLIC = ("/", "/sign-in/", "/map/", "/land/sites/", "/zones/", "/zones/QH07/", "/priorities/", "/ogc/", "/ogc/conformance",
          "/ogc/collections",
          "/ogc/collections/projects", "/ogc/collections/projects/items", "/ogc/collections/zones/items/Z01")
OF_THE_PLANNER = ("/priorities/", "/priorities/kktck-2021/", "/priorities/du-an-2026/", "/priorities/kktck-2021/judge/?way=pairwise",
                  "/priorities/kktck-2021/judge/?way=best_worst", "/priorities/du-an-2026/why/?a=P065&b=P026",
                  "/zones/", "/zones/QH07/", "/zones/QH18/",
                  "/desk/", "/capital/", "/capital/matrix/", "/capital/projects/P001/", "/capital/what-if/", "/plans/", "/runs/",
                  "/runs/1/", "/data/", "/data/facts/projects/", "/data/facts/projects/P001/edit/", "/data/imports/", "/password/",
                  "/cooperation/", "/cooperation/HT01/", "/cooperation/HT01/fields/", "/cooperation/HT01/released/")
OF_THE_PARTNER = ("/partner/", "/partner/log/", "/partner/?lang=vi")
OF_THE_FUND = ("/land/fund/", "/land/fund/entries/", "/land/fund/entries/1/", "/land/fund/entries/new/", "/land/fund/advances/",
               "/land/fund/advances/new/", "/land/fund/statements/", "/land/fund/plan/", "/land/",
               "/land/sites/MB11/", "/land/requests/", "/land/order/", "/land/foresight/")
OF_THE_ADMIN = ("/people/", "/audit/")
LANGUAGES = ("vi", "en") if os.environ.get("QUYHOACH_TEST_ALL") else ("vi",)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("role", "addresses"), [("", PUBLIC), ("planner", OF_THE_PLANNER), ("admin", OF_THE_ADMIN), ("land_fund", OF_THE_FUND),
                            ("partner", OF_THE_PARTNER)]
)
def test_pages_have_no_violation(page, role: str, addresses: tuple[str, ...], lang: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": lang, "url": page.context._impl_obj._options["baseURL"]}])
    if role:
        sign_in(page, role)
    found = {}
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        found[address] = violations(page)
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_timeout(700)  # a chart draws itself anew after the turn
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[address] += [f"wider than the phone: {wide}"] if wide > 390 else []
        page.set_viewport_size({"width": 1280, "height": 900})
    assert {address: said for address, said in found.items() if said} == {}
