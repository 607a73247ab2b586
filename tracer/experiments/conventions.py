"""Where the paper and well-known code choose differently, and the first number of this sentence that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from tracer.address import cell
from tracer.axes import describe
from tracer.document.blocks import Block, Heading, Prose
from tracer.document.numbers import plain, told_apart
from tracer.experiments.metrics import conclusion, label, trace_with, words
from tracer.language import say
from tracer.ops.noise import without_noise
from tracer.record.step import Step
from tracer.record.trace import Trace

DECIDES = ("model", "dtype")


class Convention(NamedTuple):
    """A setting, the paper's choice (arXiv 1706.03762; for GRU 1406.1078), another one, and the model that shows it.

    Who chooses the other one stands in the message `experiments.who_WHO`.
    """

    key: str
    paper: Any
    other: Any
    who: str
    model: str = "encoder"


CONVENTIONS = (
    Convention("embedding_scale", True, False, "embedding_scale"),
    Convention("positions", "sinusoidal", "learned", "positions_learned"),
    Convention("positions", "sinusoidal", "rope", "positions_rope"),
    Convention("position_layout", "interleaved", "halves", "layout_halves"),
    Convention("position_layout", "interleaved", "timescales", "layout_timescales"),
    Convention("position_exponent", "2i", "2*column", "exponent"),
    Convention("bias", None, True, "bias"),
    Convention("scale", True, False, "scale"),
    Convention("mask_fill", "-inf", -1e9, "mask_fill", "decoder"),
    Convention("mask_fill", "-inf", "renormalise", "mask_renormalise", "decoder"),
    Convention("softmax_over", "key", "query", "softmax_over"),
    Convention("norm", "post", "pre", "norm_pre"),
    Convention("norm_kind", "layer", "rms", "norm_rms"),
    Convention("variance", "population", "sample", "variance"),
    Convention("epsilon", 1e-5, 1e-12, "epsilon"),
    Convention("epsilon_at", "variance", "deviation", "epsilon_at"),
    Convention("activation", "relu", "gelu", "gelu"),
    Convention("activation", "relu", "gelu-tanh", "gelu_tanh"),
    Convention("final_norm", False, True, "final_norm"),
    Convention("tied", True, False, "tied", "decoder"),
    Convention("gru_reset", "before", "after", "gru_reset", "gru"),
    Convention("gru_update", "keep", "take", "gru_update", "gru"),
)


class Difference(NamedTuple):
    """The first cell, in the order of the computation, whose number differs, with both (or that a run has no such stage)."""

    place: str
    first: str
    second: str


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """Every convention run both ways on this sentence."""
    tokens = words(text, options, 1)
    yield Prose(say("experiments.conventions_about"))
    shown = 0
    for convention in CONVENTIONS:
        yield Heading(3, f"{convention.key} = {_printed(convention.other)}")
        facts = {
            "paper": label("epsilon_paper") if convention.key == "epsilon" else _printed(convention.paper),
            "who": label(f"who_{convention.who}"),
        }
        outcome = difference(tokens, options, convention)
        if outcome is None:
            yield Prose(say("experiments.convention_same", **facts))
            continue
        shown += 1
        yield Prose(say("experiments.convention", **facts, **outcome._asdict()))
    message = "experiments.conventions_all" if shown == len(CONVENTIONS) else "experiments.conventions_some"
    yield from conclusion(message, shown=shown, count=len(CONVENTIONS))


def difference(tokens: list[str], options: Mapping[str, Any], convention: Convention) -> Difference | None:
    """The first difference between the two runs; None where every number is the same."""
    given = {key: value for key, value in options.items() if key not in ("model", convention.key)}
    both = [
        trace_with(tokens, given, model=convention.model, **{convention.key: value})
        for value in (convention.paper, convention.other)
    ]
    return first_difference(*both)


def first_difference(first: Trace, second: Trace) -> Difference | None:
    """The first differing stage of the runs; of stages over time, the first time step."""
    differences: list[tuple[int, Difference]] = []
    for name in _order(first, second):
        step, other = first.steps.get(name), second.steps.get(name)
        if step is None or other is None:
            only = other or step
            if only is not None and _new(only.values, first if only is other else second):
                number, place = plain(float(only.values.flat[0])), cell(name, only.axes, (0,) * len(only.axes))
                both = (label("no_stage"), number) if only is other else (number, label("no_stage"))
                differences.append((0, Difference(place, *both)))
        elif step.values.shape != other.values.shape:
            differences.append((0, Difference(name, describe(step.axes), describe(other.axes))))
        elif (places := _differing(step.values, other.values)).any():
            differences.append(_first_cell(name, places, step, other))
        if differences and differences[-1][0] == 0:
            break
    return min(differences, key=lambda pair: pair[0])[1] if differences else None


def _differing(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Where two arrays differ by more than rounding."""
    with np.errstate(invalid="ignore"):
        far = np.where((first == second) | ((first != first) & (second != second)), 0.0, np.abs(first - second))
    most = max(float(np.abs(array[np.isfinite(array)]).max(initial=0.0)) for array in (first, second))
    differing: np.ndarray = without_noise(far, most) != 0
    return differing


def _first_cell(name: str, places: np.ndarray, first: Step, second: Step) -> tuple[int, Difference]:
    """(its time step, or 0; the cell with both numbers). places: where the numbers differ."""
    index = tuple(int(at) for at in np.argwhere(places)[0])
    place = cell(name, first.axes, index)
    time = index[0] if first.axes[0].name == "time" else 0
    return time, Difference(place, *told_apart(float(first.values[index]), float(second.values[index])))


def _new(values: np.ndarray, run: Trace) -> bool:
    """Whether a stage that only one run has holds numbers that no stage of the other holds."""
    return not any(step.values.shape == values.shape and not _differing(step.values, values).any() for step in run.shown)


def _order(first: Trace, second: Trace) -> list[str]:
    """The shown stages of both runs, each in its place."""
    order = [step.name for step in first.shown]
    after = ""
    for step in second.shown:
        if step.name not in order:
            order.insert(order.index(after) + 1 if after in order else 0, step.name)
        after = step.name
    return order


def _printed(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return label("ffn_only") if value is None else f"{value:g}" if isinstance(value, float) else str(value)
