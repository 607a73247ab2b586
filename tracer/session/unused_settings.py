"""Settings and keys that were given and that nothing in a run depends on: said in a note, refused where the point was to see
them act.

Whether a setting is read is not written down here but tried: the model's page is run dry with other values of it, and where it
records the same steps each time, no number can depend on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

import numpy as np

from tracer.errors import TracerError
from tracer.models.frame import Frame
from tracer.record.recorder import Recorder
from tracer.record.step import Step
from tracer.session.prepared import Prepared, dry_run
from tracer.session.request import Request
from tracer.settings import FIELDS, STEPWISE, WRITE, Settings, idle
from tracer.settings.data import DATA, data_keys

_DRAWS = ("temperature", "top_k", "top_p")  # a token is drawn, not taken
# keys of training, which a run does not do
_LEARNING = (
    *("labels", "ignore_label", "class_weights", "label_smoothing", "pad_label"),
    *("reduction", "loss", "targets", "upstream_gradient"),
    *data_keys("optimization", "steps"),
)
_NUMBERS = (0.25, 0.5)  # which every number among the settings may be
_OF_PAIRS = ("base", "layout", "exponent")  # which tell pairs of columns apart; the first pair turns by the position itself
_PARTS = (True, False, ("attention",), ("cross",), ("ffn",))
_FURTHER = {
    "mask": ("causal",),
    "added": (None,),
    "fill": (-1.0,),
    "scale": (True, False, 2.0),
    "flag": (True, False),
    "number": _NUMBERS,
}


def unread(prepared: Prepared, request: Request, again: bool = False, trains: bool = False) -> list[str]:
    """The keys of such settings, once the run is over. again: parameters were taken from an earlier run, so what was drawn then
    is not known. trains: training steps were run, which read the keys of training.

    What a file of weights says of itself is not counted as given.
    """
    given = [key for key in request.settings if key not in request.implied]
    model = prepared.stack or prepared.settings.model
    result = idle(given, model)
    own: list[str] = []
    result += [key for key in given if key not in result and _changes_nothing(prepared, request, key, own)]
    drawn = prepared.source.drawn or any(request.data.get(key) is not None for key in _DRAWS)
    if not drawn and not again:
        result += [key for key in ("init", "seed") if key in given]
    return result + list(_unread_data(prepared, request, model, trains))


class Resolved(Protocol):
    """What decides a run's steps: settings, frame, and whether an optional parameter exists."""

    @property
    def settings(self) -> Settings: ...
    @property
    def frame(self) -> Frame: ...
    @property
    def source(self) -> Has: ...


class Has(Protocol):
    """Where parameters come from."""

    def has(self, name: str) -> bool: ...


def unread_settings(run: Resolved, given: Iterable[str]) -> list[str]:
    """Of the `given` settings those that no number of a run depends on; whether biases and seed are read its source knows."""
    own: list[str] = []
    given = [key for key in given if key in FIELDS]
    result = idle(given, run.settings.model)
    return result + [key for key in given if key not in result and key != "bias" and _leaves_steps(run, key, own)]


def _changes_nothing(prepared: Prepared, request: Request, key: str, own: list[str]) -> bool:
    """Whether no number of this run depends on a setting that its kind of model reads. own: its steps, described when needed."""
    if key == "bias":
        return _is_contradicted(prepared)
    if key == "layout":
        return not any(np.ndim(array) > 1 for name, array in request.parameters.items() if name not in request.turned)
    return _leaves_steps(prepared, key, own)


def _leaves_steps(run: Resolved, key: str, own: list[str]) -> bool:
    """Whether the model's page records the same steps with every other value of a setting."""
    architecture = run.frame.architecture
    if key == "dense_layers":  # which the architecture counts one by one
        return not architecture.experts
    if (
        key in ("model", "tied", "read_out")
        or FIELDS[key].metadata.get("kind") in ("size", "sizes")
        or key not in architecture._fields
    ):
        return False
    if not own:
        own += _steps_with(run, key, getattr(architecture, key)) or []
    if key == "positions" and isinstance(architecture.positions, str) and architecture.positions != "none":
        return _steps_with(run, key, "none", own) == own  # of those that act on attention, where there is none
    return all(_steps_with(run, key, value, own) == own for value in _others(key, getattr(architecture, key)))


def _others(key: str, value: Any) -> Iterator[Any]:
    """Values that a setting may have beside its own: all, where they can be counted."""
    meta = FIELDS[key].metadata
    kind = meta.get("kind", "")
    further = _PARTS if kind == "parts" and not meta["choices"] else _FURTHER.get(kind, ())
    if kind == "whole":
        further = (meta["least"], (value or meta["least"]) + 1)
    for other in (*meta.get("choices", ()), *further):
        if isinstance(value, (list, np.ndarray)) or other != value or type(other) is not type(value):
            yield other


def _steps_with(run: Resolved, key: str, value: Any, expected: list[str] | None = None) -> list[str] | None:
    """What the model's page records with this value of a setting: a description of each step, in order.

    None where it cannot run with it, and so reads it, and where it records another step than `expected`, at the first of which
    the dry run ends.
    """
    architecture = run.frame.architecture.replace(**{key: value})
    described: list[str] = []
    kind = partial(_Describer, described=described, expected=expected)
    try:
        dry_run(run.settings, replace(run.frame, architecture=architecture), run.source.has, kind=kind)
    except (TracerError, _Differs):
        return None
    return described


class _Differs(Exception):
    """A step is not the one that was expected."""


class _Describer(Recorder):
    """A recorder that describes each step, and raises `_Differs` at the first that is not as expected."""

    def __init__(self, *given: Any, described: list[str], expected: list[str] | None, **more: Any) -> None:
        super().__init__(*given, **more)
        self.described, self.expected = described, expected

    def _store(self, step: Step, into: dict[str, Step] | None = None) -> Step:
        stored = super()._store(step, into)
        self.described.append(_of_step(stored))
        place = len(self.described)
        if self.expected is not None and self.described[-1:] != self.expected[place - 1 : place]:
            raise _Differs
        return stored


def _of_step(step: Step) -> str:
    """All that decides a step's numbers beside parameters and inputs."""
    sizes = [(axis.name, axis.size) for axis in step.axes]
    one_pair = step.attrs.get("turned", step.axes[-1].size if step.op == "sinusoid" else None) in (1, 2)
    without = ("axes", *_OF_PAIRS) if one_pair else ("axes",)
    attrs = {key: value for key, value in step.attrs.items() if key not in without}
    if step.op == "relative_bias" and _all_near(step):
        del attrs["furthest"]
    return repr((step.name, step.op, [operand.name for operand in step.inputs], sizes, attrs))


def _all_near(step: Step) -> bool:
    """Whether each distance of a relative bias has a bucket of its own (or all of a side share one): none is far."""
    near = step.attrs["buckets"] // (4 if step.attrs["both"] else 2)
    return not near or max(axis.size or 0 for axis in step.axes[1:]) <= near


def _is_contradicted(prepared: Prepared) -> bool:
    """Whether biases are there though none were asked for, or not there though they were: they are what was given."""
    whole = dry_run(prepared.settings, prepared.frame, lambda name: _is_bias(name) or prepared.source.has(name))
    biases = {name for name in whole.parameters if _is_bias(name)}
    held = biases & prepared.names.parameters.keys()
    return bool(held) if prepared.settings.bias is False else held != biases


def _is_bias(name: str) -> bool:
    end = name.rsplit(".", 1)[-1]
    return (end == "b" or end.startswith("b_")) and end != "b_U"


def _tells_classes(prepared: Prepared) -> bool:
    """Whether anything that is computed has a number for each class."""
    plan = dry_run(prepared.settings, prepared.frame, prepared.source.has) if prepared.edits else prepared.names
    return any(axis.name == "class" for step in plan.steps.values() for axis in step.axes)


def _unread_data(prepared: Prepared, request: Request, model: str, trains: bool) -> Iterator[str]:
    """Keys beside the settings that this run passes over."""
    data = request.data
    readers: dict[str, Collection[str]] = {
        "memory_inputs": ("attention", "decoder"),
        "key_inputs": ("attention",),
        "value_inputs": ("attention",),
        "h_0": STEPWISE,
        "c_0": ("lstm", "seq2seq") if prepared.settings.cell == "lstm" else ("lstm",),
        "target_inputs": WRITE,
    }
    yield from (key for key, models in readers.items() if key in data and model not in models)
    if model == "attention" and data.has_any("memory_inputs") and {"key_inputs", "value_inputs"} <= data.keys():
        yield "memory_inputs"
    if "classes" in data and not _tells_classes(prepared):
        yield "classes"
    if "cut" in data and request.how_cut not in (*DATA["cut"].choices, "mixed"):
        yield "cut"
    if not trains:
        yield from (key for key in _LEARNING if key in data)
