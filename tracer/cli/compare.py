"""`ttrace compare A B`: two texts, saved traces, seeds, weights or conventions, cell by cell. Exit code 1 where they differ."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracer.cli.options import ONLY_SHOWN, RUN, Command, Option, options
from tracer.cli.output import format_of, send
from tracer.cli.running import selection_of, trace_of
from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.document.select import Selection
    from tracer.record.trace import Trace


def compare(words: tuple[str, ...], **values: Any) -> int:
    """Make both traces, compare, tell; the exit code says whether they differ."""
    from tracer.document.comparing import comparison_document
    from tracer.record.compare import compare as compared

    format_of(values)
    if not values["tolerance"] < float("inf"):
        raise TracerError("cli.tolerance")
    first, second, names = _both(list(words), values)
    wanted = _wanted(first, selection_of(values))
    found = compared(first, second, values["tolerance"], wanted)
    if not found.stages:
        kinds = {"first": names[0], "one": first.model.get("name", "?"), "second": names[1], "two": second.model.get("name", "?")}
        raise TracerError("compare.nothing_common", **kinds)
    send(comparison_document(found, *names, selection_of(values), values["tolerance"]), values)
    return 0 if found.equal else 1


def _wanted(trace: Trace, selection: Selection) -> Any:
    """Which stages are compared: those that --stage and --layer name, or None for all."""
    from tracer.document.select import of_layers

    if not selection.stages and not selection.layers:
        return None
    chosen = [step for pattern in selection.stages for step in trace.matching(pattern)] or list(trace.steps.values())
    if selection.layers:
        chosen = of_layers(trace.steps, chosen, selection.layers)
    return {step.name for step in chosen}.__contains__


def _both(words: list[str], values: dict[str, Any]) -> tuple[Trace, Trace, tuple[str, str]]:
    """Two words, each a text or a file; or one of them and --with; or a model's text and somebody's arrays."""
    if values["with_"]:
        return _with(words, values)
    if len(words) == 1 and (values["model"] or values["from_file"]) and os.path.isfile(words[0]):
        first = trace_of((), _reading(words[0], values))
        return first, _made(words[0], values, first), (values["model"] or values["from_file"], words[0])
    if len(words) != 2:
        raise TracerError("cli.compare_two")
    if _arrays_only(words[0]):  # bare arrays take their axes from the other one
        second = _made(words[1], values, None)
        return _made(words[0], values, second), second, (words[0], words[1])
    first = _made(words[0], values, None)
    return first, _made(words[1], values, first), (words[0], words[1])


def _arrays_only(word: str) -> bool:
    return os.path.isfile(word) and word.endswith(".npz")


def _made(word: str, values: dict[str, Any], like: Trace | None) -> Trace:
    """A text is traced; an existing file is a stored trace, arrays, or a trace file to run."""
    if not os.path.isfile(word):
        return trace_of((word,), values)
    if word.endswith(".npz"):
        from tracer.record.stored_trace import from_arrays
        from tracer.render.npz_format import LISTS

        names = _names(values)
        ids = names.pop("token_ids", None)  # what was read, no stage
        stages = {name: array for name, array in _arrays(word).items() if name not in (*LISTS, ids)}
        return from_arrays(stages, like, names)
    if word.endswith(".json"):
        from tracer.record.stored_trace import read_json
        from tracer.tokens.source import read_text

        text = read_text(word)
        if '"ttrace/1"' in text[:200]:
            return read_json(word, text)
    return trace_of((), {**values, "from_file": word})


def _arrays(word: str) -> dict[str, Any]:
    """The arrays of an npz. Raises TracerError for the parameters of a run that `--save` wrote."""
    from tracer.render.npz_format import LISTS
    from tracer.weights.card import NAME
    from tracer.weights.npz_file import arrays

    found = arrays(Path(word), (*LISTS, NAME))
    if NAME in found:
        raise TracerError("stored.not_a_trace", file=word)
    return found


def _reading(word: str, values: dict[str, Any]) -> dict[str, Any]:
    """With no text a checkpoint reads the ids that stand beside the arrays: `token_ids`, `input_ids`, or as --names says."""
    from tracer.settings import MODELS

    said = values["text_file"] or values["target_ids"] or values["from_file"] or values["model"] in MODELS
    if said or not _arrays_only(word):
        return values
    found = _arrays(word)
    ids = next((found[key] for key in (_names(values).get("token_ids", "token_ids"), "input_ids") if key in found), None)
    if ids is None or ids.dtype.kind not in "iu":
        raise TracerError("cli.compare_ids", file=word)
    return {**values, "target_ids": ids.ravel().tolist()}


def _names(values: dict[str, Any]) -> dict[str, str]:
    """Our address -> their name, from a TOML file."""
    if not values["names"]:
        return {}
    import tomllib

    from tracer.tokens.source import read_text

    try:
        found = tomllib.loads(read_text(values["names"]))
    except tomllib.TOMLDecodeError as problem:
        raise TracerError("cli.bad_value", name="--names", reason=" ".join(str(problem).split())) from problem
    return {str(ours): str(theirs) for ours, theirs in found.items()}


def _with(words: list[str], values: dict[str, Any]) -> tuple[Trace, Trace, tuple[str, str]]:
    """The same text run again with another seed, other weights or other settings."""
    from tracer.settings import FIELDS, read

    other = dict(values)
    for said in values["with_"]:
        key, equals, value = said.partition("=")
        key = key.removeprefix("--").replace("-", "_")
        if equals and key in FIELDS:
            other[key] = read(key, value)
        elif said.isdecimal():
            other["seed"] = int(said)
        elif os.path.isfile(said):
            other["load"] = said
        elif equals:
            raise TracerError.near("settings.unknown", key, FIELDS)
        else:
            raise TracerError("cli.with_form", value=said)
    name, change = " ".join(words) or values["from_file"] or "", ", ".join(values["with_"])
    first, second = (_made(name, one, None) if words else trace_of(words, one) for one in (values, other))
    return first, second, (name, f"{name} ({change})")


_NOT_COMPARED = (*ONLY_SHOWN, "columns", "detail", "no_formula", "parameters", "everything", "listing")
command = Command(
    "compare",
    callback=compare,
    params=[
        click.Argument(["words"], nargs=-1, metavar="A [B]"),
        Option(["--with", "with_"], multiple=True, metavar="SEED|SETTING=VALUE|FILE", group="looking"),
        Option(["--tolerance"], type=click.FloatRange(0.0), default=0.0, metavar="T", group="looking"),
        Option(["--names"], metavar="FILE", group="looking"),
        *options(*RUN, "looking", "output", without=_NOT_COMPARED),
    ],
)
