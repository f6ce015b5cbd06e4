"""The command line: files → engine → files. ``main`` parses, runs one command, prints, and answers with the exit code."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from quyhoach.cli.command import NO, UNUSABLE, Command, Reply, Unusable
from quyhoach.cli.output import check_output, give, refuse, tell, write
from quyhoach.cli.parser import commands, language_of, parser_for
from quyhoach.findings import finding

__all__ = ["Command", "Reply", "Unusable", "main"]
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code; bad input never raises."""
    words = list(sys.argv[1:] if argv is None else argv)
    lang, as_json = language_of(words), "--json" in words
    _speak_utf8()
    try:
        return _answered(words, lang, as_json)
    except BrokenPipeError:
        _close_quietly()
        return NO
    except KeyboardInterrupt:
        return _INTERRUPTED


def _answered(words: list[str], lang: str, as_json: bool) -> int:
    """The exit code; what cannot be answered is refused with findings, to a reader who may be gone too. Raises BrokenPipeError."""
    try:
        return _run(words, lang)
    except Unusable as problem:
        refuse(problem.findings, as_json, lang)
    except BrokenPipeError:
        raise
    except OSError as error:
        refuse((finding("CLI-022", file=error.filename or "", reason=error.strerror or error),), as_json, lang)
    return UNUSABLE


def _run(words: list[str], lang: str) -> int:
    known, findings = commands()
    tell(findings, lang)
    try:
        args = parser_for(known, lang).parse_args(words)
    except SystemExit:  # argparse has printed the help that was asked for
        return 0
    command = known[args.command].asked(args)
    check_output(command, args.output, lang)
    reply = command.run(args)
    try:
        give(reply, args.json)
    finally:  # the file was asked for, though nobody reads the answer
        if args.output and not command.own_file:
            write(reply, args.output, lang)
    return reply.exit_code


def _speak_utf8() -> None:
    """Vietnamese must print under any locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8", errors="replace")


def _close_quietly() -> None:
    """The reader has gone: send the rest nowhere, so that closing the stream says nothing either."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
