"""`ttrace step TEXT`: step through a run on a full screen, or line by line with --plain."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from tracer.cli.options import RUN, Command, Option, options
from tracer.cli.run_options import selection_of, trace_of
from tracer.errors import TracerError

# Of the shared options those that say what is stepped through, where it begins and how it is written.
TAKEN = {
    "stages", "layers_shown", "only_heads", "only_tokens_shown", "columns", "precision", "detail", "parameters",
    "everything", "width", "color", "ascii",
}  # fmt: skip
REFUSED = {
    "format_": "--format", "output": "-o", "save": "--save", "listing": "--list", "only_tokens": "--tokens",
    "changed": "--changed", "figure": "--figure", "flavour": "--flavour", "embed": "--embed", "copy": "--copy",
    "no_formula": "--no-formula",
}  # fmt: skip


def opened_on(words: Sequence[str], values: Mapping[str, Any]) -> None:
    """Trace what was asked for and step through it. Raises TracerError where there is no terminal to do it on."""
    for name, option in REFUSED.items():
        if values.get(name):
            raise TracerError("stepper.not_with", option=option)
    plain = bool(values.get("plain"))
    if not plain and not _has_screen():
        raise TracerError("stepper.no_terminal")
    for name in ("width", "ascii"):
        if values.get(name) and not plain:
            raise TracerError("stepper.plain_only", option=f"--{name}")
    from tracer.stepper.cursor import Cursor

    cursor = Cursor(trace_of(words, values), selection_of(values))
    if plain:
        from tracer.stepper.plain import Talk

        color, ascii = values.get("color") or "auto", bool(values.get("ascii"))
        Talk(cursor, sys.stdin, sys.stdout, values.get("width"), color, ascii).run()
    else:
        from tracer.stepper.app import run

        if values.get("color") == "never":
            os.environ["NO_COLOR"] = "1"
        run(cursor)


def _has_screen() -> bool:
    """Whether keys can be read and a screen drawn; the app draws on standard error, so that has to be a terminal too."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(stream.isatty() for stream in streams) and os.environ.get("TERM", "dumb") not in ("", "dumb", "unknown")


def step(text: tuple[str, ...], **values: Any) -> None:
    """Trace and step."""
    opened_on(text, values)


command = Command(
    "step",
    callback=step,
    params=[
        click.Argument(["text"], nargs=-1),
        *[param for param in options(*RUN) if param.name not in REFUSED],
        *[param for param in options("looking", "output") if param.name in TAKEN or param.name == "lang"],
        Option(["--plain"], is_flag=True, group="output", message="stepper.plain"),
    ],
)
