"""Stepping line by line: one stage at a time, commands by word. Nothing is redrawn, so that it can be recorded and read aloud."""

from __future__ import annotations

from typing import TextIO

from tracer.errors import TracerError
from tracer.language import say
from tracer.sanitize import sanitize
from tracer.stepper.plain.commands import command
from tracer.stepper.plain.talk import Talk

PROMPT = "> "


def run(talk: Talk, source: TextIO) -> None:
    """Show the first stage, then answer the lines of `source` until the reader quits or has nothing more to say.

    A line that does not come from a terminal is written too, since a pipe does not show it.
    """
    echoes = not source.isatty()
    talk.prose(say("stepper.plain_start"))
    talk.show_stage()
    while not talk.ended:
        line = _next_line(talk, source, echoes)
        if line is None:
            talk.prose(say("stepper.end"))
            return
        try:
            answer(talk, line)
        except TracerError as error:
            talk.prose(str(error))


def answer(talk: Talk, line: str) -> None:
    """Run one command line; an empty line goes to the next stage. Raises TracerError if it is unknown or refused."""
    act, rest = command(line)
    act(talk, rest)


def _next_line(talk: Talk, source: TextIO, echoes: bool) -> str | None:
    """The next line, without spaces around it; None at the end of input."""
    talk.output.write("\n" + PROMPT)
    talk.output.flush()
    line = source.readline()
    if echoes or not line:
        talk.print(sanitize(line.strip()))
    return line.strip() if line else None
