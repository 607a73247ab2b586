"""What a reader of a whole trace may type next, as command lines that work for this very run: with its text and its options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from shlex import join
from typing import TYPE_CHECKING

import click

from tracer.cli.embed import run_words, with_options
from tracer.cli.option import Option
from tracer.language import LANGUAGES, say

if TYPE_CHECKING:
    from tracer.record.trace import Trace

_WRITTEN = ("width", "ascii")
_LONGEST = 240  # characters of a command line; a text that is longer is not typed again


def next_commands(
    trace: Trace, words: Sequence[str], params: Sequence[click.Parameter], idle: Sequence[str]
) -> list[tuple[str, str]]:
    """(what for, command line): explain a telling cell, one token on a screen, step through.

    None for a text from standard input, or one too long to be typed again. words: the command line behind the trace, after
    `ttrace`. params: its command's. idle: options that --brief refuses.
    """
    from tracer.document.guide import telling_cell

    if "-" in words:
        return []

    def kept(keeps: Callable[[Option], bool]) -> list[str]:
        return run_words(words, params, lambda option: option.carried and keeps(option), "")

    explained = kept(lambda option: option.runs or option.name in ("precision", "lang", *_WRITTEN))
    brief = kept(lambda option: not option.view and option.name not in (*idle, "format_"))
    stepped = kept(lambda option: option.steps and option.name not in _WRITTEN)
    several = any(axis.name == "sentence" for step in trace.shown for axis in step.axes)
    view = "list" if several else "brief"
    commands = [
        (say("cli.next_explain"), join(["ttrace", "explain", *_text_of(explained), telling_cell(trace)])),
        (say(f"cli.next_{view}"), join(["ttrace", *with_options(brief, [f"--{view}"])])),
        (say("cli.next_step"), join(["ttrace", "step", *_text_of(stepped)])),
    ]
    return commands if all(len(command) <= _LONGEST for _, command in commands) else []


def _text_of(words: list[str]) -> list[str]:
    """A command line without the name of its command, which only a --lang may stand before."""
    start = 2 if words[:1] == ["--lang"] else 1 if words and words[0].removeprefix("--lang=") in LANGUAGES else 0
    return words[:start] + words[start + 1 :] if words[start : start + 1] == ["show"] else words
