"""What the office's commands share: its folder, Django made ready, the database up to date. Imports nothing heavy itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quyhoach.cli.command import Unusable
from quyhoach.findings import finding


def home() -> Path:
    """The office's folder: ``QUYHOACH_HOME``, or ``quyhoach-data`` where one stands."""
    return Path(os.environ.get("QUYHOACH_HOME") or Path.cwd() / "quyhoach-data").resolve()


def open_office(lang: str) -> None:
    """Make the folder, then Django ready and the database up to date. Raises OSError; Unusable when the database is not to be had."""
    os.environ["QUYHOACH_HOME"] = str(home())
    from quyhoach_web.services.home import prepare  # slow

    prepare(home())
    with standing_office():
        from django.core.management import call_command  # app-ready
        from django.utils import translation  # app-ready

        translation.activate(lang)
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def standing_office() -> Iterator[None]:
    """Django ready for the office as it stands; a database that is not to be had is Unusable."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quyhoach_web.settings")
    import django  # slow

    django.setup()
    from django.db import DatabaseError, connection  # app-ready

    try:
        yield
    except DatabaseError as error:
        raise Unusable(finding("CLI-022", file=connection.settings_dict["NAME"], reason=error)) from error
