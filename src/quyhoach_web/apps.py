"""The one app of the office."""

from django.apps import AppConfig


class Office(AppConfig):
    """Named after the package."""

    name = "quyhoach_web"
    verbose_name = "quyhoach"
