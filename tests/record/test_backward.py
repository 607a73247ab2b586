"""Gradients of whole models against central differences."""

import numpy as np
import pytest
from kinds import KINDS

from tracer import trace
from tracer.record.backward import backward
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder
from tracer.session import again

SMOOTH = [
    "plain", "attention", "decoder", "encoder-decoder", "rnn", "lstm", "gru", "gru, other conventions", "bidirectional", "pre-norm",
    "rms", "batch", "running", "sample variance", "epsilon outside", "rope", "learned", "gelu", "gelu-tanh", "silu", "after both",
    "elu", "softplus", "mish", "relu2", "quick-gelu",
    "softmax over queries", "renormalised", "bias", "several sentences", "embedding scale", "tied",
]  # fmt: skip


@pytest.mark.parametrize("kind", SMOOTH)
def test_the_gradient_of_a_weighted_sum_by_every_parameter_and_the_input(kind):
    run = trace("the cat", **KINDS[kind])
    draw = np.random.Generator(np.random.PCG64(1))
    output = run.output
    weights = draw.standard_normal(output.values.shape)
    wanted = [*run.parameters.values(), run["embedding"]]
    recorder = Recorder(Plan(lambda name: False))
    found = backward(recorder, output, recorder.given("seed", weights, output.axes), wanted)
    for step in wanted:
        index = tuple(int(draw.integers(size)) for size in step.values.shape)
        cell = f"{step.name}[{', '.join(map(str, index))}]"
        size = 1e-6
        up, down = (again(run, [(cell, float(step.values[index]) + sign * size)]).output.values for sign in (1, -1))
        measured = float((weights * (up - down)).sum() / (2 * size))
        exact = float(found[step.name].values[index]) if step.name in found else 0.0
        assert exact == pytest.approx(measured, rel=2e-4, abs=2e-7), (kind, cell)


def test_every_gradient_has_the_axes_of_its_stage():
    run = trace("the cat")
    recorder = Recorder(Plan(lambda name: False))
    seed = recorder.given("seed", np.ones(run.output.values.shape), run.output.axes)
    for name, gradient in backward(recorder, run.output, seed, [run["embedding"]]).items():
        assert [axis.name for axis in gradient.axes] == [axis.name for axis in run.every[name].axes], name


def test_what_is_taken_as_given_has_its_own_share_and_passes_none_on():
    """∂h_2 / ∂(h_1, x) with h_1 taken as given is the last step alone; the whole is that, carried on through h_1."""
    run = trace("a b c", model="rnn", positions="none", seed=3)
    last, before, x = (run.steps[name] for name in ("recurrent.0.t2.h", "recurrent.0.t1.h", "embedding"))

    def rows(target, wanted, ends=()):
        found = []
        for place in range(target.values.size):
            r = Recorder(Plan(lambda _: False))
            seed = np.eye(target.values.size)[place].reshape(target.values.shape)
            grads = backward(r, target, r.given("seed", seed, target.axes), [wanted], ends)
            found.append(grads[wanted.name].values.ravel())
        return np.array(found)

    whole = rows(last, x)[:, :8]  # by the first two words, which reach the last state through the one before only
    part, rest = rows(last, before, [before]), rows(before, x)[:, :8]
    np.testing.assert_allclose(whole, part @ rest, rtol=1e-12)
