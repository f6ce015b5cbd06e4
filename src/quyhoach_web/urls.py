"""Addresses of the office. Each room of ``views`` lists its own; who may open them stands in ``access``."""

from quyhoach_web.views import desk, first_screen, shell

urlpatterns = [*first_screen.urls, *shell.urls, *desk.urls]
handler403 = "quyhoach_web.views.refusals.forbidden"
handler404 = "quyhoach_web.views.refusals.not_found"
handler500 = "quyhoach_web.views.refusals.fault"
