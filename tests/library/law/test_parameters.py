"""The law files on disk: all valid, all cited, and what they name exists."""

from __future__ import annotations

import importlib
from datetime import timedelta
from pathlib import Path

import pytest

from quyhoach import law
from quyhoach.law.schema import ARTICLE_UNKNOWN, Parameter, parse_parameter

FILES = sorted((Path(law.__file__).parent / "parameters").rglob("*.yaml"))
ALL = list(law.parameters().values())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_file_is_valid_and_on_the_list(file: Path) -> None:
    assert parse_parameter(file.read_text("utf-8"), file.stem, file.parent.name) == law.parameters()[file.stem]


def test_every_parameter_has_a_file() -> None:
    assert list(law.parameters()) == sorted(file.stem for file in FILES)


@pytest.mark.parametrize("parameter", ALL, ids=lambda parameter: parameter.name)
def test_the_functions_it_names_exist(parameter: Parameter) -> None:
    missing = []
    for name in parameter.used_by:
        module, function = name.rsplit(".", 1)
        if not hasattr(importlib.import_module(f"quyhoach.{module}"), function):
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize("parameter", ALL, ids=lambda parameter: parameter.name)
def test_every_value_can_be_read_and_cited_on_its_first_and_last_day(parameter: Parameter) -> None:
    for value in parameter.values:
        for day in (value.valid_from, value.valid_to or value.valid_from + timedelta(days=3650)):
            view = law.at(day)
            assert view.value(parameter.name) == value.value
            cited = view.cite(parameter.name)
            assert (cited.document, cited.article, cited.certainty) == (value.document, value.article, value.certainty)
            assert (cited.valid_from, cited.valid_to) == (value.valid_from, value.valid_to)


def test_values_without_a_known_article_say_so() -> None:
    silent = [(p.name, value.valid_from) for p in ALL for value in p.values if value.article == ARTICLE_UNKNOWN and not value.note]
    assert silent == []


def test_sector_tiers_and_thresholds_name_the_same_tiers() -> None:
    for value in law.parameters()["group-thresholds"].values:
        view = law.at(value.valid_from)
        codes = [[row["code"] for row in view.value(name)] for name in ("group-thresholds", "sector-tiers")]
        assert codes[0] == codes[1]
