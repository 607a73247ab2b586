import pytest

import tracer
from tracer.comparison.tolerance import Tolerance
from tracer.diagnosis.search import diagnose

TOLERANCE = Tolerance(1e-9, 1e-9)
SIZES = {"layers": 2, "heads": 2, "d_model": 16, "bias": True}


def diagnosed(stages, seed=0):
    """The diagnosis of some stages of a run with dropout, which is drawn by our own recorder."""
    ours, theirs = (tracer.trace("the cat sat down", seed=seed, **SIZES, dropout=rate) for rate in (0.0, 0.2))
    given = {name: theirs[name].values for name in stages(theirs) if name in ours.steps}
    return diagnose(ours, given, TOLERANCE)


@pytest.mark.parametrize("seed", range(3))
def test_dropout_before_a_projection_is_seen_through_it(seed):
    finding = diagnosed(lambda trace: [step.name for step in trace.shown], seed).findings[-1]
    assert (finding.stage, finding.cause.id, finding.cause.values["rate"]) == ("encoder.0.attention.q", "dropout", "0.2")


def test_dropout_on_the_weights_is_seen_through_the_values():
    ours = tracer.trace("the cat sat down", **SIZES)
    from tracer.session.run import again

    weights = ours["encoder.0.attention.softmax"].values.copy()
    weights[0, 1, 2] = weights[1, 0, 0] = weights[1, 3, 1] = 0.0
    kept = [("encoder.0.attention.softmax", (weights / 0.75).tolist())]
    theirs = {step.name: step.values for step in again(ours, kept).shown if not step.name.endswith("0.attention.softmax")}
    diagnosis = diagnose(ours, theirs, TOLERANCE)
    finding = diagnosis.findings[0]
    assert (finding.stage, finding.cause.id, finding.cause.values["rate"]) == ("encoder.0.attention.z", "dropout", "0.25")
    assert diagnosis.explained


def test_nothing_is_looked_for_behind_dropout():
    diagnosis = diagnosed(lambda trace: [step.name for step in trace.shown])
    assert len(diagnosis.findings) == 1
    assert diagnosis.left
