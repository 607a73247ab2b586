import numpy as np
import pytest

import tracer
from tracer.comparison.tolerance import Tolerance
from tracer.diagnosis.cause import Cause
from tracer.diagnosis.causes.feed_forward import activation
from tracer.diagnosis.causes.linear import no_bias
from tracer.diagnosis.search import diagnose
from tracer.diagnosis.trial import Granted, Setup, Trial

EXACT = Tolerance(0.0, 0.0)


def everywhere(name):
    return True


@pytest.fixture(scope="module")
def trace():
    return tracer.trace("the cat sat", layers=2, bias=True)


def test_without_a_cause_everything_is_taken_from_the_run(trace):
    theirs = {step.name: step.values for step in trace.shown}
    trial = Trial(Setup(trace, theirs, EXACT)).go()
    assert (trial.agreed, trial.parted, trial.work) == (list(theirs), "", 0.0)
    assert all(trial.steps[name] is trace.steps[name] for name in theirs)


def test_only_what_follows_from_a_cause_is_computed(trace):
    setup = Setup(trace, {}, EXACT)
    granted = Granted(Cause("no_bias", no_bias), lambda name: name == "encoder.1.ffn.hidden")
    trial = Trial(setup, [granted]).go()
    other = {name for name, step in trial.steps.items() if trace.steps.get(name) is not step}
    order = list(trace.steps)
    assert other == {name for name in order[order.index("encoder.1.ffn.hidden") :] if name not in trial.parameters}


def test_it_stops_at_the_first_stage_that_differs(trace):
    theirs = {step.name: step.values + (step.name == "encoder.0.attention.z") for step in trace.shown}
    trial = Trial(Setup(trace, theirs, EXACT)).go()
    assert trial.parted == "encoder.0.attention.z"
    assert "encoder.0.attention.concat" not in trial.steps


def test_a_cause_is_the_run_with_that_setting(trace):
    from functools import partial

    granted = Granted(Cause("activation", partial(activation, "tanh")), everywhere)
    trial = Trial(Setup(trace, {}, EXACT), [granted]).go()
    other = tracer.trace("the cat sat", layers=2, bias=True, activation="tanh")
    assert all(np.array_equal(trial.steps[step.name].values, step.values) for step in other.shown)


@pytest.mark.parametrize("cache", [True, False])
def test_a_run_that_writes_on_is_tried_in_all_its_passes(cache):
    trace = tracer.trace("the cat sat", model="decoder", generate=3, cache=cache)
    theirs = {name: step.values for name, step in trace.steps.items()}
    trial = Trial(Setup(trace, theirs, EXACT)).go()
    assert trial.parted == ""
    assert set(trial.agreed) == set(theirs)


def test_positions_that_start_again_in_a_cached_pass_are_named():
    trace = tracer.trace("the cat sat", model="decoder", generate=3, cache=True, positions="learned")
    table = trace.parameters["positions.W_P"].values
    passes = sorted({name.split(".")[1] for name in trace.steps if name.startswith("pass.")})
    theirs = {step.name: step.values for step in trace.shown if step.name.endswith("positions")}
    theirs |= {f"pass.{number}.positions": table[:1] for number in passes}
    diagnosis = diagnose(trace, theirs, Tolerance(1e-12, 1e-12))
    assert [finding.cause.id for finding in diagnosis.findings] == ["cache_positions"]
    assert diagnosis.explained


def test_a_model_that_cannot_run_so_gives_nothing(trace):
    granted = Granted(Cause("broken", frame=lambda frame: None), everywhere)
    assert Trial(Setup(trace, {}, EXACT), [granted]).go() is None
