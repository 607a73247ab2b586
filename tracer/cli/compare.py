"""`ttrace compare A B`: two texts, saved traces, seeds, weights or conventions, cell by cell. Exit code 1 where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracer.cli.chosen import SHORT
from tracer.cli.options import ONLY_SHOWN, RUN, Command, Option, given, options
from tracer.cli.output import format_of, send
from tracer.cli.running import selection_of, trace_of
from tracer.cli.sides import arrays_only, is_stored, reading, side, there
from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.document.select import Selection
    from tracer.record.trace import Trace


def compare(words: tuple[str, ...], **values: Any) -> int:
    """Make both traces, compare, tell; the exit code says whether they differ."""
    from tracer.document.comparing import compared_rows, comparison_document
    from tracer.record.compare import compare as compared

    format_of(values)
    if values["tolerance"] is not None and not values["tolerance"] < float("inf"):
        raise TracerError("cli.tolerance")
    first, second, names = _both(list(words), values)
    _refuse_idle(first, second, values["names"])
    selection = selection_of(values)
    found = compared(first, second, values["tolerance"], _wanted(first, selection), compared_rows(selection))
    if not found.told:
        kinds = {"first": names[0], "one": first.model.get("name", "?"), "second": names[1], "two": second.model.get("name", "?")}
        raise TracerError("compare.nothing_alike" if found.stages else "compare.nothing_common", **kinds)
    send(comparison_document(found, *names, selection), values)
    return 0 if found.equal else 1


def _wanted(trace: Trace, selection: Selection) -> Any:
    """Which stages are compared: those that --stage and --layer name, or None for all.

    Raises TracerError for a layer, head or token that none of them has.
    """
    from tracer.document.select import checked, of_layers

    chosen = [step for pattern in selection.stages for step in trace.matching(pattern)] or list(trace.steps.values())
    if selection.layers:
        chosen = of_layers(trace.steps, chosen, selection.layers)
    checked(chosen, selection)
    return {step.name for step in chosen}.__contains__ if selection.stages or selection.layers else None


def _both(words: list[str], values: dict[str, Any]) -> tuple[Trace, Trace, tuple[str, str]]:
    """Two words, each a text or a file; or one of them and --with; or a model's text and somebody's arrays."""
    if values["with_"]:
        return _with(words, values)
    if len(words) == 1 and (values["model"] or values["from_file"]) and there(words[0]):
        first = trace_of((), reading(words[0], values))
        return first, side(words[0], values, first), (values["model"] or values["from_file"], words[0])
    if len(words) != 2:
        raise TracerError("cli.compare_two")
    if arrays_only(words[0]):  # bare arrays take their axes from the other one
        second = side(words[1], values, None)
        return side(words[0], values, second), second, (words[0], words[1])
    first = side(words[0], values, None)
    return first, side(words[1], values, first), (words[0], words[1])


def _refuse_idle(first: Trace, second: Trace, names: str | None) -> None:
    """An option about a run says nothing where both sides are stored, nor --names where neither is."""
    about_runs = [param.opts[0] for param in given() if param.name in _ABOUT_RUNS]
    if about_runs and first.request is None and second.request is None:
        raise TracerError("cli.compare_stored", options=", ".join(about_runs))
    if names and first.request is not None and second.request is not None:
        raise TracerError("cli.compare_names")


def _with(words: list[str], values: dict[str, Any]) -> tuple[Trace, Trace, tuple[str, str]]:
    """The same text run again with another seed, other weights or other settings."""
    if len(words) > 1:
        raise TracerError("cli.with_two")
    if words and is_stored(words[0]):
        raise TracerError("cli.with_stored", file=words[0])
    if values["names"]:
        raise TracerError("cli.compare_names")
    changes: dict[str, Any] = {}
    for key, value in map(_change, values["with_"]):
        if key in changes:
            raise TracerError("cli.with_twice", key=key)
        changes[key] = value
    name, change = " ".join(words) or values["from_file"] or "", ", ".join(values["with_"])
    other = {**values, **changes, **{short: None for short, key in SHORT.items() if key in changes}}
    first, second = (side(words[0], one, None) if words else trace_of(words, one) for one in (values, other))
    for key in changes:
        if key in second.unread:
            raise TracerError("compare.unread", key=key, model=str(second.model["name"]))
    return first, second, (name, f"{name} ({change})")


def _change(said: str) -> tuple[str, Any]:
    """One `--with`: the option that has another value in the second run, and the value."""
    from tracer.settings import FIELDS, read

    key, equals, value = said.partition("=")
    key = key.removeprefix("--").replace("-", "_")
    if equals and key in FIELDS:
        return key, read(key, value)
    if said.isdecimal():
        return "seed", read("seed", said)
    if there(said):
        return "load", said
    if equals and key in _ABOUT_RUNS:
        raise TracerError("cli.with_option", option=key.replace("_", "-"))
    if equals:
        raise TracerError.near("settings.unknown", key, FIELDS)
    raise TracerError("cli.with_form", value=said)


_NOT_COMPARED = (*ONLY_SHOWN, "columns", "detail", "no_formula", "parameters", "everything", "listing")
_ABOUT_RUNS = {option.name for option in options(*RUN, without=ONLY_SHOWN)}
command = Command(
    "compare",
    callback=compare,
    params=[
        click.Argument(["words"], nargs=-1, metavar="A [B]"),
        Option(["--with", "with_"], multiple=True, metavar="SEED|SETTING=VALUE|FILE", group="looking"),
        Option(["--tolerance"], type=click.FloatRange(0.0), metavar="T", group="looking"),
        Option(["--names"], metavar="FILE", group="looking"),
        *options(*RUN, "looking", "output", without=_NOT_COMPARED),
    ],
)
