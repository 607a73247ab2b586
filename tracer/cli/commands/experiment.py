"""`ttrace experiment NAME TEXT`: a model run several ways, measured, told."""

from __future__ import annotations

from typing import Any

import click

from tracer.cli.options import Command, Option, options
from tracer.cli.output import format_of, send
from tracer.cli.run_options import text_of
from tracer.cli.setting_options import setting_values
from tracer.errors import TracerError
from tracer.settings import FIELDS


def experiment(name: str, text: tuple[str, ...], **values: Any) -> None:
    """Run and tell."""
    from tracer.experiments import document
    from tracer.experiments import experiment as known

    format_of(values)
    known(name)
    given = setting_values(values)
    if name == "patch" and len(text) == 2:
        given["other"], text = text[1], text[:1]
    words = text_of(text, values)
    if words is None:
        raise TracerError("text.empty")
    if values["at"]:
        given["at"] = values["at"]
    if values["model"] is not None:
        given["model"] = values["model"]
    send(document(name, words, given), values)


def _taken() -> list[click.Parameter]:
    """The settings of the runs, and where the text comes from."""
    more = ("text_file", "causal", "no_scale", "model")
    params = options("text", "model", "weights", "conventions")
    return [one for one in params if (one.name in FIELDS or one.name in more) and one.name != "dtype"]


command = Command(
    "experiment",
    callback=experiment,
    params=[
        click.Argument(["name"]),
        click.Argument(["text"], nargs=-1),
        Option(["--at"], metavar="TOKEN", group="looking", message="training.option_at"),
        *_taken(),
        *options("output", "page", without=("figure", "step")),
    ],
)
