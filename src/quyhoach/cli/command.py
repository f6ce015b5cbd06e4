"""What a subcommand is: a name, its help, its arguments, and a function from arguments to an reply."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quyhoach.findings import Finding

DONE, NO, UNUSABLE = 0, 1, 2
"""Exit codes: done; ``check`` found errors or there is no plan; unusable input or options."""

Writer = Callable[[Path], None]


class Unusable(Exception):
    """Input or options a command cannot work with; ``findings`` say what and what to do. The exit code is 2."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f.text("message", "en") for f in findings))
        self.findings = findings


@dataclass(frozen=True)
class Reply:
    """What a command answers: exit code, JSON data, the same as text, and writers of files by suffix."""

    exit_code: int
    data: Mapping[str, Any]
    text: str
    files: Mapping[str, Writer] = field(default_factory=dict)


@dataclass(frozen=True)
class Command:
    """A subcommand. ``add_arguments(parser, lang)`` adds its own arguments; ``--json``, ``--lang`` and ``-o`` come to all.

    ``suffixes``: the files ``-o`` can be besides ``.json`` and ``.txt``, "" for a folder; checked before any work.
    ``own_file``: the command writes ``-o`` itself, and those two are not offered.
    ``verbs``: words that follow the name, each a command of its own with its own arguments and files.
    """

    name: str
    help_vi: str
    help_en: str
    add_arguments: Callable[[argparse.ArgumentParser, str], None]
    run: Callable[[argparse.Namespace], Reply]
    suffixes: tuple[str, ...] = ()
    own_file: bool = False
    verbs: tuple[Command, ...] = ()

    def help(self, lang: str) -> str:
        """One line of help."""
        return self.help_vi if lang == "vi" else self.help_en

    def asked(self, args: argparse.Namespace) -> Command:
        """The verb that was asked for, or the command itself when it has none."""
        return next((verb for verb in self.verbs if verb.name == args.verb), self)

    def offered(self) -> tuple[str, ...]:
        """Every suffix ``-o`` may have, "" for a folder."""
        return self.suffixes if self.own_file else (*self.suffixes, ".json", ".txt")


Verb = Command
"""What a module of a verb offers: ``VERB = Verb(name, help_vi, help_en, add_arguments, run, suffixes=(".gpkg",))``."""
