"""Where the paper and well-known code choose differently, and the first number of this sentence that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tracer.address import cell
from tracer.document.blocks import Block, Heading, Prose, Table
from tracer.experiments.measured import conclusion, label, traced, words
from tracer.language import say
from tracer.record.trace import Trace


@dataclass(frozen=True, slots=True)
class Convention:
    """A setting, the paper's choice (arXiv 1706.03762; for GRU 1406.1078), another one, and the model that shows it.

    `also`: settings of both runs. Who chooses the other stands in the message `experiments.who_KEY` (or `_key_VALUE`).
    """

    key: str
    paper: Any
    other: Any
    who: str
    model: str = "encoder"
    also: tuple[tuple[str, Any], ...] = ()


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


@dataclass(frozen=True, slots=True)
class Difference:
    """The first stage, in the order of the run, that is not the same; its first differing cell and both numbers."""

    place: str
    first: float | str
    second: float | str


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """Every convention run both ways on this sentence."""
    tokens = words(text, options, 1)
    yield Prose(say("experiments.conventions_about"))
    rows, who = [], []
    shown = 0
    for one in CONVENTIONS:
        found = difference(tokens, options, one)
        shown += found is not None
        told = found or Difference(label("no_difference"), "–", "–")
        rows.append([one.key, _printed(one.paper), _printed(one.other), told.place, told.first, told.second])
        who.append([one.key, _printed(one.other), label(f"who_{one.who}")])
    columns = [label("setting"), label("paper"), label("other"), label("first_cell"), label("paper_value"), label("other_value")]
    yield Table(columns, rows, (0, 0, 0, 0, 3, 3), say("experiments.conventions_table"))
    yield Heading(2, label("who"))
    yield Table([label("setting"), label("value"), label("who")], who, (0, 0, 0))
    message = "experiments.conventions_all" if shown == len(CONVENTIONS) else "experiments.conventions_some"
    yield from conclusion(message, shown=shown, count=len(CONVENTIONS))


def difference(tokens: list[str], options: Mapping[str, Any], one: Convention) -> Difference | None:
    """Run both ways; None where every number is the same."""
    given = {key: value for key, value in options.items() if key not in ("model", one.key)}
    both = [traced(tokens, given, model=one.model, **{one.key: value}) for value in (one.paper, one.other)]
    return first_difference(*both)


def first_difference(first: Trace, second: Trace) -> Difference | None:
    """In the order of the first run, with the stages only the second has where they stand there."""
    for name in _order(first, second):
        one, other = first.steps.get(name), second.steps.get(name)
        if one is None or other is None:
            if one is None and other is not None and _new(other.values, first):
                return Difference(name, "–", float(other.values.flat[0]))
            continue
        if one.values.shape != other.values.shape:
            return Difference(name, "–", "–")
        if not np.array_equal(one.values, other.values, equal_nan=True):
            index = tuple(int(at) for at in np.argwhere(one.values != other.values)[0])
            return Difference(cell(name, one.axes, index), float(one.values[index]), float(other.values[index]))
    return None


def _new(values: np.ndarray, run: Trace) -> bool:
    """Whether a stage that only one run has holds numbers that no stage of the other holds."""
    return not any(step.values.shape == values.shape and np.array_equal(step.values, values) for step in run.shown)


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
