"""`ttrace explain TEXT CELL`: why this number is what it is, and where it goes."""

from __future__ import annotations

from typing import Any

import click

from tracer.cli.options import ONLY_SHOWN, RUN, Command, Option, options
from tracer.cli.output import format_of, send
from tracer.cli.running import trace_of
from tracer.cli.steps import asks_for_steps, step_options, steps_trace
from tracer.counting import count_of
from tracer.errors import TracerError

_GIVE_TEXT = ("from_file", "text_file", "target_ids", "embeddings", "load", "edits", "set_file")


def _depth(_: Any, __: Any, raw: str) -> int:
    if raw == "all":
        return 1 << 20
    depth = count_of(raw)
    if depth is None:
        raise TracerError("cli.depth", value=raw)
    return depth


def explain(words: tuple[str, ...], **values: Any) -> None:
    """Trace, find the cell, say how it came about."""
    from tracer.document.explaining import explanation
    from tracer.experiments.reaching import forward

    if format_of(values) == "npz":
        raise TracerError("explain.no_arrays")
    *text, cell = words if words else ("",)
    if not cell:
        raise TracerError("cli.missing", name="CELL")
    if not text and not any(values[key] for key in _GIVE_TEXT):
        raise TracerError("explain.two_words", word=cell)
    if values["forward"] is not None and asks_for_steps(values):
        raise TracerError("explain.forward_steps")
    if values["forward"] is not None and values["depth"] != 1:
        raise TracerError("explain.forward_depth")
    trace = steps_trace(text, values) if asks_for_steps(values) else trace_of(text, values)
    if values["forward"] is not None:
        send(forward(trace, cell, values["forward"]), values)
        return
    send(explanation(trace, cell, values["depth"], values["precision"]), values)


command = Command(
    "explain",
    callback=explain,
    params=[
        click.Argument(["words"], nargs=-1, metavar="TEXT... CELL"),
        Option(["--depth"], default="1", callback=_depth, metavar="N|all", group="looking"),
        Option(["--forward"], is_flag=False, flag_value="", metavar="[CELL]", group="looking"),
        Option(["--precision"], type=click.IntRange(0, 12), metavar="N", group="looking"),
        *options(*RUN, without=ONLY_SHOWN),
        *[option for option in step_options() if option.name != "pool"],  # which every run has
        *options("output", "page", without=("figure", "step")),
    ],
)
