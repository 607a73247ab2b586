"""Formulas that hold for any numbers: with the run's own numbers in place of references each gives the recorded cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from tracer import trace
from tracer.axes import Axis
from tracer.document.blocks import Reference
from tracer.document.selection import Selection
from tracer.document.workbook import Formulas, workbook_document, working_for_any_numbers
from tracer.errors import TracerError
from tracer.expression import FUNCTIONS, Call, Expression, Number
from tracer.ops import OPS
from tracer.ops.row import Example, Op, View
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder
from tracer.record.step import Step
from tracer.rounding import rounded

MORE = {
    **FUNCTIONS,
    "choose": lambda allowed, value, other: value if allowed else other,
    "step": lambda value: float(value > 0),
    "round": lambda value, places: rounded(value, int(places)),
}


def value_of(expression: Expression, every: Mapping[str, Step]) -> float:
    if isinstance(expression, Reference):
        return float(every[expression.name].values[expression.index])
    if isinstance(expression, Number):
        return expression.value
    assert isinstance(expression, Call)
    return MORE[expression.function](*(value_of(argument, every) for argument in expression.arguments))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"model": "decoder"},
        {"model": "gru"},
        {"model": "deepseek"},
        {"model": "lstm", "paper": 2},
        {"causal": True, "mask_fill": "renormalise"},
        {"edits": {"softmax[0, 1, 1]": 0.5}},
    ],
    ids=str,
)
def test_every_formula_gives_the_recorded_number(options: dict[str, Any]) -> None:
    run = trace("The cat sat", **options)
    every = run.every
    for block in workbook_document(run, Selection()).blocks():
        for index in np.ndindex(*block.values.shape):
            value, known = value_of(block.expression(index), every), block.values[index]
            assert value == known or abs(value - known) <= 1e-12 * max(1, abs(known)), (block.name, index)


def steps_of(recorder: Recorder, op: Op, example: Example, seed: int) -> tuple[list[Step], Step]:
    """The inputs that a row's example describes, drawn from the seed, and the step that reads them."""
    rng, shared = np.random.RandomState(seed), {}
    inputs = []
    for number, sizes in enumerate(example.inputs):
        axes = tuple(shared.setdefault(f"{name}{size}", Axis(name, size)) for name, size in sizes.items())
        values = rng.uniform(example.low, example.high, tuple(sizes.values()))
        if op.name in ("mask", "dropout") and number == 1:
            values = (values > np.median(values)).astype(float)
        inputs.append(recorder.given(f"in{number}", values, axes))
    return inputs, recorder.apply(op.name, "out", *inputs, **example.attrs)


CHOOSE = ("argmax", "draw", "keep_largest")  # a token of a generated text, which has no workbook
ROWS = [
    pytest.param(op, each, id=f"{op.name}-{place}")
    for op in OPS.values()
    if op.name not in CHOOSE
    for place, each in enumerate(op.examples)
]


@pytest.mark.parametrize(("op", "example"), ROWS)
def test_every_operations_formula_holds_for_other_numbers(op: Op, example: Example) -> None:
    """Written while one run's numbers are there, worked out with another's."""
    written, _ = steps_of(recorder(), op, example, 3)
    inputs, step = steps_of(recorder(), op, example, 4)
    every = {operand.name: operand for operand in inputs}
    view = View(
        step.axes, [operand.axes for operand in written], example.attrs, lambda number, index: Reference(f"in{number}", index)
    )
    for index in np.ndindex(*step.values.shape):
        value, known = value_of(working_for_any_numbers(op, view, index), every), float(step.values[index])
        assert value == pytest.approx(known, rel=1e-12, abs=1e-12)


def recorder() -> Recorder:
    return Recorder(Plan(lambda name: False))


def test_a_formula_does_not_depend_on_the_runs_numbers() -> None:
    """The same sizes and other weights: the same formulas, so that what a reader changes is computed as the model would."""
    first, second = (trace("The cat sat", model="decoder", seed=seed, activation="relu") for seed in (0, 1))
    for name in first.steps:
        here, there = Formulas(first), Formulas(second)
        for index in np.ndindex(*first.steps[name].values.shape):
            assert here.of_cell(first.steps[name], index) == there.of_cell(second.steps[name], index)


def test_rows_of_a_recurrent_stage_stand_in_its_table() -> None:
    run = trace("The cat sat", model="gru")
    names = [block.name for block in workbook_document(run, Selection()).blocks()]
    assert not any(".t1." in name for name in names)


@pytest.mark.parametrize(
    ("options", "selection", "message"),
    [
        ({}, {"heads": (0,)}, "whole stages"),
        ({}, {"tokens": ("cat",)}, "whole stages"),
        ({"model": "decoder", "generate": 1}, {}, "--generate"),
        ({"dtype": "float32"}, {}, "--dtype float64"),
        ({"d_model": 128, "d_ff": 512}, {}, "more than"),
    ],
)
def test_what_a_workbook_cannot_hold_is_refused(options: dict[str, Any], selection: dict[str, Any], message: str) -> None:
    with pytest.raises(TracerError, match=message):
        workbook_document(trace("The cat", **options), Selection(**selection))
