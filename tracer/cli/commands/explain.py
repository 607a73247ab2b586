"""`ttrace explain TEXT CELL`: why this number is what it is, and where it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracer.cli.command import Command
from tracer.cli.option import Argument, Option
from tracer.cli.option_group import Options
from tracer.cli.options import about_runs, options, without
from tracer.cli.output import OutputOptions
from tracer.cli.result import Result, page
from tracer.cli.run_options import RunOptions, trace_of
from tracer.cli.training_options import TrainingOptions, step_options, steps_trace
from tracer.counting import count_of
from tracer.errors import Phrase, TracerError

if TYPE_CHECKING:
    from tracer.record.trace import Trace

_EVERYTHING = 1 << 20


class ExplainOptions(Options):
    """depth: how many operands are followed. forward: the later cell that the number reaches; "": wherever it goes."""

    depth: int = 1
    forward: str | None = None
    precision: int | None = None


def _depth(_: Any, __: Any, raw: str) -> int:
    if raw == "all":
        return _EVERYTHING
    depth = count_of(raw)
    if depth is None:
        raise TracerError("cli.depth", value=raw)
    return depth


def explain(run: RunOptions, training: TrainingOptions, explained: ExplainOptions, output: OutputOptions) -> Result:
    """Trace the text, find the cell and return how it was computed (or, with --forward, what depends on it)."""
    from tracer.document.cell_document import explanation
    from tracer.experiments.sensitivity import forward

    if output.format == "npz":
        raise TracerError("document.explain_no_arrays")
    cell = run.words[-1] if run.words else ""
    if not cell:
        raise TracerError("cli.missing", name=Phrase("cli.placeholder_cell"))
    from_elsewhere = (run.from_file, run.text_file, run.target_ids, run.embeddings, run.load, run.edits, run.set_file)
    if len(run.words) == 1 and not any(from_elsewhere):
        raise TracerError("document.explain_two_words", word=cell)
    if explained.forward is not None and training.any_given:
        raise TracerError("document.explain_forward_steps")
    if explained.forward is not None and explained.depth != 1:
        raise TracerError("document.explain_forward_depth")
    trace = _trace(run, training)
    if explained.forward is not None:
        return page(forward(trace, cell, explained.forward), output)
    return page(explanation(trace, cell, explained.depth, explained.precision), output)


def _trace(run: RunOptions, training: TrainingOptions, *_: object) -> Trace:
    """The run behind the cell, which is the last of the words."""
    run = run.replace(words=run.words[:-1])
    return steps_trace(run, training) if training.any_given else trace_of(run)


command = Command(
    "explain",
    answer=explain,
    trace=_trace,
    takes=(RunOptions, TrainingOptions, ExplainOptions, OutputOptions),
    params=[
        Argument(["words"], nargs=-1, metavar="TEXT... CELL"),
        Option(["--depth"], default="1", callback=_depth, metavar="N|all", group="looking", documents=True),
        Option(["--forward"], is_flag=False, flag_value="", metavar="[CELL]", group="looking", documents=True),
        Option(["--precision"], type=click.IntRange(0, 12), metavar="N", group="looking", documents=True),
        *about_runs(),
        *without(step_options(), "pool"),  # which every run has
        *without(options("output", "parts", "page"), "figure", "brief", "live", "step"),
    ],
)
