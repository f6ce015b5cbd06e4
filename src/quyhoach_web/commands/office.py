"""What the office's commands share: its folder, Django made ready, the database up to date. Imports nothing heavy itself."""

from __future__ import annotations

import os
from pathlib import Path

from quyhoach.cli.command import Unusable
from quyhoach.findings import finding


def home() -> Path:
    """The office's folder: ``QUYHOACH_HOME``, or ``quyhoach-data`` where one stands."""
    return Path(os.environ.get("QUYHOACH_HOME") or Path.cwd() / "quyhoach-data").resolve()


def open_office(lang: str) -> None:
    """Make the folder, then Django ready and the database up to date. Raises OSError; Unusable when the database is not to be had."""
    os.environ["QUYHOACH_HOME"] = str(home())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quyhoach_web.settings")
    from quyhoach_web.services.home import prepare  # slow

    prepare(home())
    import django  # slow

    django.setup()
    from django.core.management import call_command  # app-ready
    from django.db import DatabaseError, connection  # app-ready
    from django.utils import translation  # app-ready

    translation.activate(lang)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise Unusable(finding("CLI-022", file=connection.settings_dict["NAME"], reason=error)) from error
