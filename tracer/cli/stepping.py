"""A run stepped through, on a full screen or line by line: what `ttrace step` and `--step` both do."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Sequence

from tracer.cli.caller import Caller
from tracer.cli.command import Given
from tracer.cli.look_options import LookOptions
from tracer.cli.output import OutputOptions
from tracer.cli.result import Dialogue, Page, Result, Text
from tracer.cli.run_options import RunOptions, trace_of
from tracer.errors import TracerError
from tracer.language import say


def step_through(
    run: RunOptions, look: LookOptions, output: OutputOptions, given: Given, caller: Caller, plain: bool = False
) -> Result:
    """Trace what was asked for, to be stepped through. Raises TracerError where there is no terminal to do it on."""
    for option, value in given.options:
        if value and not option.steps:
            raise TracerError("stepper.not_with", option=option.opts[0])
    if not plain and not _has_screen():
        raise TracerError("stepper.no_terminal")
    for name in ("width", "ascii"):
        if getattr(output, name) and not plain:
            raise TracerError("stepper.plain_only", option=f"--{name}")
    from tracer.stepper.state.cursor import Cursor

    cursor = Cursor(trace_of(run, look), look.selection())

    def talk(write: Callable[[Page | Text], None]) -> None:
        if plain:
            from tracer.stepper.plain.loop import run as on_lines
            from tracer.stepper.plain.talk import Talk

            on_lines(Talk(cursor, sys.stdout, output.width, output.color, output.ascii), sys.stdin)
        else:
            from tracer.stepper.screen.app import open_app

            if output.color == "never":
                os.environ["NO_COLOR"] = "1"
            open_app(cursor)
        if cursor.edits:
            write(Text(f"{say('stepper.edits_again')}\n{command_line(caller.words, cursor.edits)}\n"))

    return Result((Dialogue(talk),))


def command_line(words: Sequence[str], edits: Sequence[tuple[str, str]]) -> str:
    """The command that shows the run with these edits, (address, number) each, instead of stepping through it."""
    end = words.index("--") if "--" in words else len(words)
    before = [word for word in words[:end] if word not in ("--plain", "--step")]
    if before and before[0] == "step":
        before[0] = "show"
    sets = [word for address, number in edits for word in ("--set", f"{address}={number}")]
    return " ".join(map(_quoted, ["ttrace", *before, *sets, *words[end:]]))


def _quoted(word: str) -> str:
    """A word as a shell reads it back; what a terminal would act upon is written out."""
    if word.isprintable():
        return shlex.quote(word)
    escaped = (char if char.isprintable() and char not in "\\'" else _bytes(char) for char in word)
    return f"$'{''.join(escaped)}'"


def _bytes(char: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in char.encode("utf-8", "surrogateescape"))


def _has_screen() -> bool:
    """Whether keys can be read and a screen drawn; the app draws on standard error, so that has to be a terminal too."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(stream.isatty() for stream in streams) and os.environ.get("TERM", "dumb") not in ("", "dumb", "unknown")
