"""`ttrace compare A B`: two texts, saved traces, seeds, weights or conventions, cell by cell. Exit code 1 where they differ."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tracer.cli.caller import Caller
from tracer.cli.causes import diagnoses, with_causes
from tracer.cli.command import Command, Given
from tracer.cli.compare_inputs import aligned, are_arrays, is_file, is_stored, reading_options, side
from tracer.cli.look_options import LookOptions
from tracer.cli.option import Argument, Option
from tracer.cli.option_group import Options
from tracer.cli.options import about_runs, options
from tracer.cli.output import OutputOptions
from tracer.cli.result import Result, page
from tracer.cli.run_options import RunOptions, trace_of
from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.comparison.matches import Alignment
    from tracer.document.selection import Selection
    from tracer.record.trace import Trace


class Sides(NamedTuple):
    """What is compared: a trace, and another one or somebody's arrays; and what both are called."""

    first: Trace
    second: Trace | Alignment
    names: tuple[str, str]


class CompareOptions(Options):
    """with_: what the second run has instead. tolerance: how far numbers may lie apart; None: as far as rounding may leave them.

    names: the file that maps names. diagnose: whether causes are looked for; None: where somebody sits at a terminal and the
    run is small.
    """

    with_: tuple[str, ...] = ()
    tolerance: float | None = None
    names: str | None = None
    diagnose: bool | None = None


def compare(
    compared: CompareOptions, run: RunOptions, look: LookOptions, output: OutputOptions, given: Given, caller: Caller
) -> Result:
    """Make both traces, compare, tell; the exit code says whether they differ."""
    from tracer.comparison.compare import compare as difference_of
    from tracer.comparison.compare import compare_arrays
    from tracer.comparison.matches import Alignment, stages_of
    from tracer.comparison.refusal import refuse_nothing
    from tracer.document.comparison_document import compared_rows, comparison_document

    _ = output.format
    if compared.tolerance is not None and not compared.tolerance < float("inf"):
        raise TracerError("cli.tolerance")
    first, second, names = _both(compared, run, look)
    other = second if not isinstance(second, Alignment) else None
    _refuse_idle(first, other, compared, given)
    selection = look.selection()
    how = (compared.tolerance, _wanted(first, selection), compared_rows(selection))
    comparison = difference_of(first, second, *how) if not isinstance(second, Alignment) else compare_arrays(second, *how)
    if not comparison.told:
        refuse_nothing(comparison, first, second, names)
    notes = list(dict.fromkeys([*first.notes, *(other.notes if other is not None else ())]))
    document = comparison_document(comparison, *names, selection, notes)
    if comparison.parted is not None and diagnoses(compared.diagnose, first, other, caller):
        document = with_causes(document, first, stages_of(second), comparison, caller)
    return page(document, output, 0 if comparison.equal else 1)


def _wanted(trace: Trace, selection: Selection) -> Callable[[str], bool] | None:
    """Which stages are compared: those that --stage and --layer name, or None for all.

    Raises TracerError for a layer, head or token that none of them has.
    """
    from tracer.document.selection import check_selection, of_layers

    chosen = [step for pattern in selection.stages for step in trace.matching(pattern)] or list(trace.steps.values())
    if selection.layers:
        chosen = of_layers(trace.steps, chosen, selection.layers)
    check_selection(chosen, selection)
    return {step.name for step in chosen}.__contains__ if selection.stages or selection.layers else None


def _both(compared: CompareOptions, run: RunOptions, look: LookOptions) -> Sides:
    """Two words, each a text or a file; or one of them and --with; or a model's text and somebody's arrays."""
    words, names = run.words, compared.names
    if compared.with_:
        return _with(compared, run, look)
    model = run.model or run.from_file
    if len(words) == 1 and model and is_file(words[0]):
        of_ids = reading_options(words[0], run.replace(words=()), names)
        first = trace_of(of_ids, _kept(words[0], look))
        return Sides(first, _second(words[0], run, look, first, names), (model, words[0]))
    if len(words) != 2:
        raise TracerError("cli.compare_two")
    if all(map(os.path.isdir, words)):
        raise TracerError("cli.compare_folders", first=words[0], second=words[1])
    if are_arrays(words[0]) and not are_arrays(words[1]):  # arrays take their axes from the other one
        words = (words[1], words[0])
    first = side(words[0], run, _kept(words[1], look))
    return Sides(first, _second(words[1], run, look, first, names), (words[0], words[1]))


def _kept(other: str, look: LookOptions) -> LookOptions | None:
    """Which stages a run beside another side keeps: all of them beside arrays, which may be any stage (None)."""
    return None if are_arrays(other) else look


def _second(word: str, run: RunOptions, look: LookOptions, first: Trace, names: str | None) -> Trace | Alignment:
    return aligned(word, first, names) if are_arrays(word) else side(word, run, look)


def _refuse_idle(first: Trace, second: Trace | None, compared: CompareOptions, given: Given) -> None:
    """An option about a run says nothing where both sides are stored, nor --names where neither is."""
    about = [option.opts[0] for option, _ in given.options if option.runs]
    of_runs = [trace.request is not None for trace in (first, second) if trace is not None]
    if about and not any(of_runs):
        raise TracerError("cli.compare_stored", options=about)
    if compared.names and second is not None and all(of_runs):
        raise TracerError("cli.compare_names")


def _with(compared: CompareOptions, run: RunOptions, look: LookOptions) -> Sides:
    """The same text run again with another seed, other weights or other settings."""
    words = run.words
    if len(words) > 1:
        raise TracerError("cli.with_two")
    if words and is_stored(words[0]):
        raise TracerError("cli.with_stored", file=words[0])
    if compared.names:
        raise TracerError("cli.compare_names")
    changes: dict[str, Any] = {}
    for key, value in map(_change, compared.with_):
        if key in changes:
            raise TracerError("cli.with_twice", key=key)
        changes[key] = value
    of_run = {key: changes[key] for key in ("load", "model") if key in changes}
    other = run.with_settings(**{key: value for key, value in changes.items() if key not in of_run}).replace(**of_run)
    first, second = (side(words[0], run_options, look) if words else trace_of(run_options, look) for run_options in (run, other))
    for key in changes:
        if key in second.unread:
            raise TracerError("compare.unread", key=key, model=str(second.model["name"]))
    name = " ".join(words) or run.from_file or run.model or ""
    return Sides(first, second, (name, f"{name} ({', '.join(compared.with_)})"))


def _change(change: str) -> tuple[str, Any]:
    """One `--with`: the option that has another value in the second run, and the value."""
    from tracer.settings import FIELDS, read

    key, equals, value = (change if "=" in change else change.replace("＝", "=", 1)).partition("=")
    key = key.removeprefix("--").replace("-", "_")
    if equals and key in FIELDS:
        return key, read(key, value)
    if change.isdecimal():
        return "seed", read("seed", change)
    if is_file(change):
        return "load", change
    if equals and (key in {option.name for option in about_runs()}):
        raise TracerError("cli.with_option", option=key.replace("_", "-"))
    if equals:
        raise TracerError.near("settings.unknown", key, FIELDS)
    raise TracerError("cli.with_form", value=change)


command = Command(
    "compare",
    answer=compare,
    takes=(CompareOptions, RunOptions, LookOptions, OutputOptions, Given, Caller),
    params=[
        Argument(["words"], nargs=-1, metavar="A [B]", paths=True),
        Option(
            ["--with", "with_"],
            multiple=True,
            metavar="SEED|SETTING=VALUE|FILE",
            group="looking",
            path=True,
            documents=True,
        ),
        Option(["--tolerance"], type=click.FloatRange(0.0), metavar="T", group="looking", documents=True),
        Option(["--names"], metavar="FILE", group="looking", path=True, documents=True),
        Option(["--diagnose/--no-diagnose"], default=None, group="looking", documents=True),
        *about_runs(),
        *[option for option in options("looking") if option.compares],
        *options("output", "parts"),
    ],
)
