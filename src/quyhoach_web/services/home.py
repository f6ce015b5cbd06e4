"""The folder the office lives in: made private, with a secret key of its own, and the database brought up to date."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SECRET = "secret-key"


def prepare(folder: Path) -> None:
    """Make the folder, open to its owner only, with a secret key where there is none. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    key = folder / SECRET
    if not key.is_file():
        draft = folder / f"{SECRET}.{os.getpid()}"
        draft.touch(0o600)
        draft.write_text(secrets.token_urlsafe(64), "utf-8")
        draft.replace(key)
