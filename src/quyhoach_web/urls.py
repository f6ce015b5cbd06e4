"""Addresses of the office. Each room of ``views`` lists its own; who may open them stands in ``access``."""

from quyhoach_web.views import (
    audit,
    capital,
    compare,
    cooperation,
    data,
    desk,
    drawing,
    first_screen,
    imports,
    judgements,
    land,
    land_outlook,
    land_sites,
    ledger,
    ogc,
    partner,
    people,
    plans,
    priorities,
    rankings,
    runs,
    shell,
    tiles,
    what_if,
    zones,
)
from quyhoach_web.views import map as map_room

urlpatterns = [
    *first_screen.urls, *shell.urls, *desk.urls, *people.urls, *audit.urls, *capital.urls, *plans.urls, *runs.urls,
    *cooperation.urls, *partner.urls, *map_room.urls, *tiles.urls, *ogc.urls, *drawing.urls, *zones.urls, *what_if.urls, *compare.urls,
    *imports.urls, *data.urls, *ledger.urls, *land.urls, *land_sites.urls, *land_outlook.urls,
    *rankings.urls, *judgements.urls, *priorities.urls,
]
handler403 = "quyhoach_web.views.refusals.forbidden"
handler404 = "quyhoach_web.views.refusals.not_found"
handler500 = "quyhoach_web.views.refusals.fault"
