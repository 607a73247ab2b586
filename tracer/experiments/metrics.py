"""What experiments measure of recorded traces: derivatives, sizes, chains of steps, differences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from tracer.document.blocks import Block, Heading, Note, Prose
from tracer.errors import TracerError
from tracer.language import say
from tracer.ops.noise import without_noise
from tracer.ops.ties import lowest_tie
from tracer.record.backward import backward
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step
from tracer.record.trace import Trace
from tracer.session import make_request, trace
from tracer.session.run import prepare

EXTRA_KEYS = ("add_bias_kv", "add_zero_attn")  # settings that give rows of scores keys that are no words
TINY = 1e-9  # of the numbers compared: what rounding may add up to through a whole model; more is a difference


def trace_with(text: str | Sequence[str], options: Mapping[str, Any], **own: Any) -> Trace:
    """One run of the experiment: the reader's options, then the experiment's own. A list is read as tokens."""
    given = {**options, **own, "dtype": "float64"}  # so that what rounding adds stays far below any effect
    if isinstance(text, str):
        return trace(text, **given)
    return trace(tokens=list(text), **{key: value for key, value in given.items() if key != "cut"})


def words(text: str, options: Mapping[str, Any], least: int = 2) -> list[str]:
    """The text's tokens, cut as the options say. Raises TracerError where there are fewer than the experiment can tell apart."""
    result = prepare(make_request(text, cut=options.get("cut"))).tokens()
    if len(result) < least:
        raise TracerError("experiments.short", count=len(result), least=least)
    return result


def backwards() -> Recorder:
    """A recorder for backward passes; used for many, it plans each product once."""
    return Recorder(Plan(lambda _: False))


def gradient(target: Step, seed: np.ndarray, wanted: Step, r: Recorder | None = None) -> np.ndarray:
    """∂(Σ seed × target) / ∂wanted, by the recorded backward pass; zeros where no path leads there."""
    r = r or backwards()
    r.steps.clear()  # of an earlier pass only the plans are of use
    gradients = backward(r, target, r.given("seed", seed, target.axes, DETAIL), [wanted])
    return gradients[wanted.name].values if wanted.name in gradients else np.zeros_like(wanted.values)


def derivative_size(target: Step, at: tuple[int, ...], wanted: Step, row: int | None = None, r: Recorder | None = None) -> float:
    """The Frobenius norm of ∂target[at] / ∂wanted (or of its row): one backward pass for each number of target[at]."""
    squares, r = 0.0, r or backwards()
    for place in np.ndindex(target.values[at].shape):
        seed = np.zeros_like(target.values)
        seed[(*at, *place)] = 1.0
        slope = gradient(target, seed, wanted, r)
        squares += float(np.square(slope if row is None else slope[row]).sum())
    return float(np.sqrt(squares))


def derivative_sizes(states: Sequence[Step]) -> list[float]:
    """The Frobenius norm of ∂(the last row of the last state) / ∂state for each: one backward pass for each number of the row."""
    target, r = states[-1], backwards()
    squares = np.zeros(len(states))
    for place in range(target.values.shape[-1]):
        seed = np.zeros_like(target.values)
        seed[-1, place] = 1.0
        r.steps.clear()
        gradients = backward(r, target, r.given("seed", seed, target.axes, DETAIL), states)
        squares += [float(np.square(gradients[state.name].values).sum()) if state.name in gradients else 0.0 for state in states]
    return [float(size) for size in np.sqrt(squares)]


def jacobian(target: Step, wanted: Sequence[Step], r: Recorder) -> np.ndarray:
    """∂target / ∂wanted, the wanted steps taken as given and laid side by side: (numbers of target × numbers of all wanted)."""
    rows = []
    for place in np.ndindex(target.values.shape):
        seed = np.zeros_like(target.values)
        seed[place] = 1.0
        r.steps.clear()
        gradients = backward(r, target, r.given("seed", seed, target.axes, DETAIL), wanted, ends=wanted)
        parts = (gradients[step.name].values if step.name in gradients else np.zeros_like(step.values) for step in wanted)
        rows.append(np.concatenate([part.ravel() for part in parts]))
    return np.array(rows)


def longest_chain(target: Step, counts: Callable[[Step], bool] = lambda _: True) -> int:
    """How many of the steps that count stand in the longest chain of steps that wait for one another, up to `target`."""
    depth: dict[int, int] = {}
    stack: list[tuple[Step, bool]] = [(target, False)]
    while stack:
        step, ready = stack.pop()
        if id(step) in depth:
            continue
        if ready:
            depth[id(step)] = max((depth[id(operand)] for operand in step.inputs), default=0) + counts(step)
        else:
            stack.append((step, True))
            stack.extend((operand, False) for operand in step.inputs)
    return depth[id(target)]


def multiplications(steps: Iterable[Step]) -> int:
    """How many multiplications the matrix products among these steps take: one for each place on all axes of both factors."""
    return sum(_multiplied(*step.inputs[:2]) for step in steps if step.op in ("contract", "affine"))


def _multiplied(first: Step, second: Step) -> int:
    sizes = {axis.name: axis.size or 1 for operand in (first, second) for axis in operand.axes}
    return prod(sizes.values())


def root_mean_square(array: np.ndarray) -> float:
    """√ of the mean of the squares of all numbers."""
    return float(np.sqrt(np.mean(np.square(array))))


def gaps(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The difference of each pair of numbers, 0 where it is only rounding; the same infinities count as equal."""
    with np.errstate(invalid="ignore"):
        far = np.where(first == second, 0.0, np.abs(first - second))
    most = max((float(np.abs(array[np.isfinite(array)]).max(initial=0.0)) for array in (first, second)), default=0.0)
    return np.where(far <= TINY * most, 0.0, far)


def apart(first: np.ndarray, second: np.ndarray) -> float:
    """The largest absolute difference of two arrays of one shape; 0 where it is only rounding."""
    return float(gaps(first, second).max(initial=0.0))


def share_changed(before: np.ndarray, after: np.ndarray) -> float:
    """The root mean square of what changed, as a share of that of `before`; 0 where the change is only rounding."""
    size = root_mean_square(before)
    return root_mean_square(gaps(before, after)) / size if size else 0.0


def less(value: float, other: float) -> bool:
    """Whether a number is smaller by more than rounding."""
    return value < float(lowest_tie(other))


def settled_columns(values: Mapping[Any, Sequence[float]]) -> dict[Any, list[float]]:
    """The columns of a table, 0 for what is at most 1e-12 of the table's largest number: zero to rounding."""
    most = max((abs(value) for column in values.values() for value in column if np.isfinite(value)), default=0.0)
    return {name: without_noise(np.array(column, float), most).tolist() for name, column in values.items()}


def zero_note(rows: Iterable[Sequence[Any]]) -> Iterator[Block]:
    """The remark below a table of measured numbers that holds a zero."""
    if any(isinstance(cell, float) and cell == 0 for row in rows for cell in row):
        yield Note(say("experiments.zero"))


def label_of_largest(labels: Sequence[str], ties: Sequence[int]) -> str:
    """The label of the largest; where several tie, all of them, said to be a tie."""
    if len(ties) == 1:
        return labels[ties[0]]
    return say("experiments.tie", names=[labels[at] for at in ties])


def tied_rows(weights: np.ndarray) -> int:
    """How many rows (last axis) have several largest numbers."""
    return int(((weights >= lowest_tie(weights.max(axis=-1, keepdims=True))).sum(axis=-1) > 1).sum())


def ties_note(count: int) -> Iterator[Block]:
    """The remark below what counts largest numbers, where some are ties."""
    if count:
        yield Note(say("experiments.ties", count=count))


def conclusion(message: str, **values: Any) -> Iterator[Block]:
    """The last part of every experiment: one sentence that its numbers chose."""
    yield Heading(2, say("experiments.conclusion"))
    yield Prose(say(message, **values))


def label(name: str) -> str:
    """A heading or row name of the experiments, in the reader's language."""
    return say(f"experiments.{name}")
