"""The page of all commands, written from the commands themselves: docs/reference/commands.md."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from quyhoach.cli.command import Command
from quyhoach.cli.parser import BUILT_IN, parser_of


def reference_page() -> str:
    """The page as Markdown, Vietnamese first. Only the commands this package brings: the page must not depend on what else is installed."""
    lines = ["# Các lệnh · Commands", ""]
    lines += ["Mã thoát · exit codes: 0 xong, done; 1 check thấy lỗi, hoặc không có phương án · check found errors, or no plan;"]
    lines += ["2 đầu vào hoặc tùy chọn không dùng được · unusable input or options.", ""]
    for command in BUILT_IN:
        for one in command.verbs or (command,):
            lines += _section(one, "" if one is command else f"{command.name} ")
    return "\n".join(lines)


def _section(command: Command, before: str) -> Iterator[str]:
    vi, en = (parser_of(command, lang)._actions for lang in ("vi", "en"))  # argparse has no public way to list them
    yield from (f"## {before}{command.name}", "", f"{command.help_vi} · {command.help_en}", "")
    yield from ("```", f"quyhoach {before}{command.name} {' '.join(_usage(a) for a in vi if a.dest != 'help')}", "```", "")
    yield from ("| tham số · argument | nghĩa | meaning |", "|---|---|---|")
    for a, b in zip(vi, en, strict=True):
        if a.dest != "help":
            yield f"| `{_spelled(a)}` | {_help(a)} | {_help(b)} |"
    yield ""


def _usage(action: argparse.Action) -> str:
    text = _spelled(action).split(", ")[0] if action.option_strings else _spelled(action)
    if action.option_strings and action.nargs != 0 and " " not in text:
        text += f" {_value(action)}"
    return text if action.required else f"[{text}]"


def _spelled(action: argparse.Action) -> str:
    if not action.option_strings:
        return _value(action)
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {_value(action)}"


def _value(action: argparse.Action) -> str:
    if isinstance(action.metavar, tuple):
        return " ".join(action.metavar)
    return action.metavar or "/".join(map(str, action.choices or ())) or action.dest.upper()


def _help(action: argparse.Action) -> str:
    return (action.help or "").replace("%%", "%")
