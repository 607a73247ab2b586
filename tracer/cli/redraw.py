"""`--redraw`: another seed for a run, the first whose numbers are worth computing by hand."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from tracer.cli.caller import Caller
from tracer.cli.embed import run_words, with_options
from tracer.cli.progress import progress
from tracer.cli.result import Text
from tracer.cli.run_options import RunOptions, trace_of
from tracer.errors import TracerError
from tracer.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracer.record.trace import Trace


def redrawn(run: RunOptions) -> tuple[RunOptions, int, int]:
    """(the run with the first seed from its own on that leaves no flaw, that seed, how many were drawn).

    Raises TracerError where no seed does, and where nothing of the run is drawn.
    """
    from tracer.exercises.worth import MOST_DRAWS, drawn, trace_flaw

    if run.words == ("-",):  # which is read once only
        run = run.replace(words=(run.text or "",))
    first = trace_of(run)
    start = int(first.run_request.settings.get("seed", 0))
    if _is_same(first, trace_of(run.with_settings(seed=start + 1))):
        raise TracerError("exercises.redraw_given")
    with progress("exercises.progress_drawn", MOST_DRAWS) as report:
        drawings = iter(range(1, MOST_DRAWS + 1))

        def make(seed: int) -> Trace:
            report(next(drawings))
            return first if seed == start else trace_of(run.with_settings(seed=seed))

        _, seed, count = drawn(start, make, trace_flaw)
    return (run if seed == start else run.with_settings(seed=seed)), seed, count


def _is_same(first: Trace, other: Trace) -> bool:
    """Whether two runs have the same numbers, so that their seed decides nothing."""
    return all(step.values.tobytes() == other.every[step.name].values.tobytes() for step in first.shown)


def redraw_told(seed: int, count: int) -> Text:
    """How many draws it took, and the seed that makes these numbers without a search; beside the output."""
    return Text(say("exercises.redrawn", count=count, seed=seed) + "\n", aside=True)


def seeded_caller(caller: Caller, params: Sequence[click.Parameter], seed: int) -> Caller:
    """The command line with the seed that was found in place of the search; one whose text is standard input stays as it is."""
    if "-" in caller.words:
        return caller
    words = run_words(caller.words, params, lambda option: option.name not in ("redraw", "seed"), os.curdir)
    return caller.replace(words=tuple(with_options(words, ["--seed", str(seed)])))
