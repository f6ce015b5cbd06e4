"""``import boundaries FILE``: the communes' real boundaries into the office, as the Data page takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from quyhoach.cli.command import DONE, Reply, Unusable
from quyhoach.findings import finding
from quyhoach_web.commands.office import standing_office


def run(words: tuple[str, ...], lang: str) -> Reply:
    """0 when at least one shape was taken. Unusable for a file without any, and where there is no office database."""
    if len(words) != 1:
        raise Unusable(finding("CLI-001", text=" ".join(words[1:])) if words else finding("CLI-002", text="FILE"))
    with standing_office():
        return _take(Path(words[0]), lang)


def _take(file: Path, lang: str) -> Reply:
    from quyhoach.places.boundaries import read_boundaries  # slow: geometry
    from quyhoach_web.services.boundaries import known_centres, known_codes  # app-ready: models need the registry
    from quyhoach_web.services.provinces import save_layer  # app-ready: models need the registry

    read = read_boundaries(file, file.name, known_codes(), known_centres())
    if not read.layer["features"]:
        raise Unusable(*read.findings)
    save_layer("communes", dict(read.layer), file.name, "import boundaries")
    data: dict[str, Any] = {"communes": len(read.layer["features"]), "findings": [one.as_json(lang) for one in read.findings]}
    first = {"vi": "Đã nhận ranh giới của {n} xã, phường.", "en": "Boundaries of {n} communes are in."}[lang].format(n=data["communes"])
    return Reply(DONE, data, "\n".join([first, *(f"{one.code} {one.text('message', lang)}" for one in read.findings)]))
