"""One loop over the operation rows: every cell's working evaluates to the cell, every gradient agrees with central differences."""

import itertools

import numpy as np
import pytest

from tracer.axes import Axis, names
from tracer.expression import Cell, cells, evaluate
from tracer.ops import OPS
from tracer.ops.row import View
from tracer.record.backward import backward
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL

WITHOUT_EXAMPLES = {"given", "parameter", "round"}  # they hold numbers, or are tried in tests/record
EXAMPLES = [
    pytest.param(op, example, id=f"{op.name}-{place}") for op in OPS.values() for place, example in enumerate(op.examples)
]


def recorder() -> Recorder:
    return Recorder(Plan(lambda name: False))


def inputs_of(r, op, example, rng):
    shared: dict[str, Axis] = {}
    steps = []
    for number, sizes in enumerate(example.inputs):
        axes = tuple(shared.setdefault(f"{name}{size}", Axis(name, size)) for name, size in sizes.items())
        values = rng.uniform(example.low, example.high, tuple(sizes.values()))
        if op.name in ("mask", "dropout") and number == 1:
            values = (values > np.median(values)).astype(float)
        steps.append(r.given(f"in{number}", values, axes))
    return steps


def run(r, op, steps, example, name="out"):
    return r.apply(op.name, name, *steps, **example.attrs)


def test_every_row_has_an_example_or_a_reason_not_to():
    assert {op.name for op in OPS.values() if not op.examples} == WITHOUT_EXAMPLES


@pytest.mark.parametrize("op, example", EXAMPLES)
def test_each_working_evaluates_to_its_cell_and_names_cells_that_exist(op, example):
    r = recorder()
    steps = inputs_of(r, op, example, np.random.RandomState(3))
    step = run(r, op, steps, example)
    assert step.values.shape == tuple(axis.size for axis in step.axes)

    def leaf(number, index):
        value = float(steps[number].values[index])  # an index outside the input is an error here
        return Cell(f"in{number}{list(index)}", "", value)

    view = View(step.axes, [one.axes for one in steps], example.attrs, leaf)
    for index in itertools.product(*map(range, step.values.shape)):
        working = op.working(view, index)
        assert evaluate(working) == pytest.approx(float(step.values[index]), rel=1e-12, abs=1e-12)
        for cell in cells(working):
            assert cell.address.startswith("in")


@pytest.mark.parametrize("op, example", [p for p in EXAMPLES if p.values[0].gradients])
def test_each_gradient_agrees_with_central_differences(op, example):
    r = recorder()
    rng = np.random.RandomState(5)
    steps = inputs_of(r, op, example, rng)
    step = run(r, op, steps, example)
    weights = rng.uniform(-1, 1, step.values.shape)
    seed = r.given("seed", weights, step.axes, DETAIL)
    rules = op.gradients * len(steps) if op.variadic else op.gradients
    wanted = [one for one, rule in zip(steps, rules, strict=True) if rule is not None]
    found = backward(r, step, seed, wanted)
    for one in wanted:
        gradient = found[one.name]
        assert names(gradient.axes) == names(one.axes)
        direction = rng.uniform(-1, 1, one.values.shape)
        results = []
        for sign in (1, -1):
            nudged = recorder()
            moved = [
                nudged.given(other.name, other.values + (sign * 1e-5 * direction if other is one else 0), other.axes)
                for other in steps
            ]
            results.append(float((run(nudged, op, moved, example).values * weights).sum()))
        central = (results[0] - results[1]) / 2e-5
        assert float((gradient.values * direction).sum()) == pytest.approx(central, rel=1e-6, abs=1e-7), one.name


@pytest.mark.parametrize("op, example", [p for p in EXAMPLES if p.values[0].by_shape])
def test_a_kernel_that_serves_every_text_of_a_length_knows_no_labels(op, example):
    steps = inputs_of(recorder(), op, example, np.random.RandomState(7))
    labelled = [tuple(Axis(axis.name, axis.size, [f"w{at}" for at in range(axis.size)]) for axis in step.axes) for step in steps]
    first, second = (
        op.kernel(axes, op.axes(axes, example.attrs), example.attrs) for axes in ([step.axes for step in steps], labelled)
    )
    arrays = [step.values for step in steps]
    np.testing.assert_array_equal(first(*arrays), second(*arrays))
