"""A run stepped through, on a full screen or line by line: what `ttrace step` and `--step` both do."""

from __future__ import annotations

import os
import sys

from tracer.cli.caller import Caller
from tracer.cli.command import Given
from tracer.cli.look_options import LookOptions
from tracer.cli.option import Option
from tracer.cli.output import OutputOptions
from tracer.cli.result import Dialogue, Result
from tracer.cli.run_options import RunOptions, trace_of
from tracer.errors import TracerError


def steps_on(option: Option) -> bool:
    """Whether the stepper acts upon an option: it writes no page and no file, and is itself the view."""
    return not (option.page or option.view or option.writes) or option.name == "step"


def stepped(
    run: RunOptions, look: LookOptions, output: OutputOptions, given: Given, caller: Caller, plain: bool = False
) -> Result:
    """Trace what was asked for, to be stepped through. Raises TracerError where there is no terminal to do it on."""
    for option, value in given.options:
        if value and not steps_on(option):
            raise TracerError("stepper.not_with", option=option.opts[0])
    if not plain and not _has_screen():
        raise TracerError("stepper.no_terminal")
    for name in ("width", "ascii"):
        if getattr(output, name) and not plain:
            raise TracerError("stepper.plain_only", option=f"--{name}")
    from tracer.stepper.state.cursor import Cursor

    cursor = Cursor(trace_of(run, look), look.selection())

    def talk(_: object) -> None:
        if plain:
            from tracer.stepper.plain.loop import run as on_lines
            from tracer.stepper.plain.talk import Talk

            on_lines(Talk(cursor, sys.stdout, output.width, output.color, output.ascii), sys.stdin)
        else:
            from tracer.stepper.screen.app import open_app

            if output.color == "never":
                os.environ["NO_COLOR"] = "1"
            open_app(cursor)

    return Result((Dialogue(talk),))


def _has_screen() -> bool:
    """Whether keys can be read and a screen drawn; the app draws on standard error, so that has to be a terminal too."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(stream.isatty() for stream in streams) and os.environ.get("TERM", "dumb") not in ("", "dumb", "unknown")
