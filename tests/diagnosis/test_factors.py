"""Factors of terms and of time steps, planted in programs of NumPy's own."""

import numpy as np
import pytest

import tracer
from tracer.comparison.tolerance import Tolerance
from tracer.diagnosis.search import diagnose
from tracer.session.run import again

TOLERANCE = Tolerance(1e-9, 1e-9)


def first(trace, theirs):
    diagnosis = diagnose(trace, theirs, TOLERANCE)
    assert diagnosis.explained
    return diagnosis.findings[0]


def recurrent(x, weights, whole=1.0, product=1.0):
    """pre and h of an Elman network, whose sums are wrong by a factor that the next time step reads."""
    h, every = np.zeros(len(weights["b"])), []
    for row in x:
        pre = whole * (row @ weights["W_x"] + product * (h @ weights["W_h"]) + weights["b"])
        h = np.tanh(pre)
        every.append((pre, h))
    pre, h = map(np.array, zip(*every, strict=True))
    return {"recurrent.0.pre": pre, "recurrent.0.h": h}


@pytest.fixture(scope="module")
def rnn():
    run = tracer.trace("the cat sat down", model="rnn", hidden=5, d_model=4)
    return run, run["embedding"].values, {name.rpartition(".")[2]: step.values for name, step in run.parameters.items()}


def test_numpy_s_recurrent_network_is_ours_without_a_factor(rnn):
    run, x, weights = rnn
    assert not diagnose(run, recurrent(x, weights), TOLERANCE).findings


def test_a_factor_that_the_next_time_step_reads_is_measured_at_the_first(rnn):
    run, x, weights = rnn
    found = first(run, recurrent(x, weights, whole=0.7))
    assert (found.stage, found.cause.id, found.cause.values["factor"]) == ("recurrent.0.pre", "factor_in_time", "0.7")
    assert found.explained == ("recurrent.0.pre", "recurrent.0.h")


def test_of_a_product_inside_the_sum_of_a_time_step_too(rnn):
    run, x, weights = rnn
    found = first(run, recurrent(x, weights, product=0.7))
    assert (found.cause.id, found.cause.values["matrix"]) == ("factor_of_product", "recurrent.0.W_h")
    assert (found.cause.values["stage"], found.cause.values["factor"]) == ("recurrent.0.pre", "0.7")


def test_what_no_cause_explains_is_put_into_every_time_step(rnn):
    run, x, weights = rnn
    other = recurrent(x, {**weights, "W_x": weights["W_x"] + np.linspace(0, 1, 20).reshape(4, 5)})
    diagnosis = diagnose(run, other, TOLERANCE)
    assert [finding.cause for finding in diagnosis.findings] == [None], "what comes after it follows from their numbers"


def test_a_linear_layer_s_bias_that_counts_three_times_and_its_product_by_a_factor():
    run = tracer.trace("the cat sat down", d_model=8, bias=True, layers=2)
    for layer in range(2):
        name, bias = f"encoder.{layer}.ffn.hidden", run.parameters[f"encoder.{layer}.ffn.b_1"].values
        values = run[name].values
        for theirs, cause, told in (
            (values + 2 * bias, "factor_of_term", ("term", f"encoder.{layer}.ffn.b_1", "3")),
            ((values - bias) * 0.3 + bias, "factor_of_product", ("matrix", f"encoder.{layer}.ffn.W_1", "0.3")),
        ):
            edited = again(run, [(name, theirs.tolist())])
            found = first(run, {step.name: edited[step.name].values for step in run.shown})
            assert (found.stage, found.cause.id) == (name, cause)
            assert (found.cause.values[told[0]], found.cause.values["factor"]) == told[1:]
