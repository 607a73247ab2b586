"""Planted mistakes of programs that share nothing with ours: each is named, and nothing is named where nothing is wrong."""

import numpy as np
import pytest
from checkpoints import FAMILIES, family, stages
from planted import MODELS, TABLE, TOLERANCE, right_arrays, right_trace, wrong_arrays

import tracer
from tracer.comparison.tolerance import Tolerance
from tracer.diagnosis import search
from tracer.diagnosis.search import diagnose
from tracer.files.stored_trace import bare_trace
from tracer.session.run import again

EXACT = Tolerance(1e-9, 1e-9)
TEXT = "the cat sat down"
TOY = {"layers": 2, "seed": 3, "bias": True}


def arrays(trace):
    return {step.name: step.values for step in trace.shown}


def found(row):
    return diagnose(right_trace(row["model"]), wrong_arrays(row), TOLERANCE)


@pytest.mark.parametrize("row", TABLE, ids=[row["name"] for row in TABLE])
def test_a_planted_mistake_is_found_where_it_is_and_named(row):
    diagnosis = found(row)
    first = diagnosis.findings[0]
    assert (first.stage, list(first.index)) == (row["stage"], row["cell"])
    assert first.cause is not None
    assert first.cause.id in row["causes"]
    assert diagnosis.explained
    _the_option_does_the_same(row, diagnosis)


def _the_option_does_the_same(row, diagnosis):
    settings = {key: value for finding in diagnosis.findings for key, value in finding.settings.items()}
    if not all(finding.settings for finding in diagnosis.findings):
        return
    changed = again(right_trace(row["model"]), settings=settings)
    for name, theirs in wrong_arrays(row).items():
        if name in changed.steps and name != "embedding":  # which an option scales into a stage of its own
            assert TOLERANCE.close(changed.steps[name].values, theirs).all(), name


@pytest.mark.parametrize("model", MODELS)
def test_a_right_program_has_no_cause(model):
    diagnosis = diagnose(right_trace(model), right_arrays(model), TOLERANCE)
    assert diagnosis.findings == ()
    assert diagnosis.agrees
    assert diagnosis.compared == len(right_arrays(model))


@pytest.mark.parametrize("name", sorted(folder.name for folder in FAMILIES.iterdir()))
def test_what_transformers_computes_has_no_cause(name):
    trace, expected, a = family(name)
    theirs = {ours: expected[key] for key, ours in stages(a) if ours in trace.steps and key in expected}
    if "logits" in trace.steps and "logits" in expected:
        theirs["logits"] = expected["logits"].reshape(trace["logits"].values.shape)
    diagnosis = diagnose(trace, theirs, Tolerance(1e-4, 1e-4))
    assert diagnosis.findings == ()
    assert diagnosis.compared > 0


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("ending", ["attention.q", "attention.softmax", "attention.output", "ffn.activation", "ffn.add"])
def test_noise_has_no_cause(model, ending):
    trace, right = right_trace(model), right_arrays(model)
    name = next(name for name in right if name.endswith(ending))
    noisy = right[name] + 0.05 * np.random.default_rng(len(name)).standard_normal(right[name].shape)
    went_on = again(trace, [(name, noisy.tolist())])
    diagnosis = diagnose(trace, {stage: went_on[stage].values for stage in right}, TOLERANCE)
    assert [(finding.stage, finding.cause, finding.array_only) for finding in diagnosis.findings] == [(name, None, False)]
    assert not diagnosis.explained
    assert diagnosis.left == ()  # with their numbers there, the rest agrees
    diagnosis = diagnose(trace, {**right, name: noisy}, TOLERANCE)
    assert [(finding.stage, finding.cause, finding.array_only) for finding in diagnosis.findings] == [(name, None, True)]


@pytest.mark.parametrize(
    "settings",
    [
        {"norm": "pre"},
        {"norm": "none"},
        {"norm": "pre", "scale": False},
        {"scale": False, "activation": "gelu", "variance": "sample"},
        {"scale": "d_model"},
        {"epsilon": 0.0123},
        {"norm_kind": "rms"},
        {"softmax_over": "query"},
        {"positions": "none"},
        {"mask": "causal"},
        {"embedding_scale": True},
        {"residual": False},
        {"activation": "silu", "epsilon_at": "deviation"},
    ],
    ids=str,
)
def test_settings_are_found_again(settings):
    ours, theirs = tracer.trace(TEXT, **TOY), tracer.trace(TEXT, **TOY, **settings)
    diagnosis = diagnose(ours, arrays(theirs), EXACT)
    assert diagnosis.explained
    told = {key: value for finding in diagnosis.findings for key, value in finding.settings.items()}
    again_theirs = tracer.trace(TEXT, **TOY, **told)
    assert all(np.allclose(step.values, again_theirs[step.name].values, equal_nan=True) for step in theirs.shown)


def test_a_gru_of_the_other_convention_is_named():
    ours, theirs = (tracer.trace(TEXT, model="gru", bias=True, gru_update=kind) for kind in ("keep", "take"))
    diagnosis = diagnose(ours, arrays(theirs), EXACT)
    assert [finding.cause.id for finding in diagnosis.findings] == ["gru_update"]


def test_what_does_not_fit_is_left_out():
    trace = tracer.trace(TEXT, **TOY)
    theirs = {"input": np.zeros((2, 2)), "nonsense": np.zeros(3)}
    diagnosis = diagnose(trace, theirs, EXACT)
    assert diagnosis.left_out == ("input", "nonsense")
    assert (diagnosis.compared, diagnosis.findings) == (0, ())


def test_progress_goes_to_the_end():
    heard = []
    theirs = arrays(tracer.trace(TEXT, **TOY, activation="gelu"))
    diagnose(tracer.trace(TEXT, **TOY), theirs, EXACT, lambda done, total: heard.append((done, total)))
    assert heard == sorted(heard)
    assert heard[-1][0] + 1 == heard[-1][1]


def test_a_search_that_would_take_too_long_says_so(monkeypatch):
    monkeypatch.setattr(search, "MOST_WORK", 0.01)
    monkeypatch.setattr(search, "LEAST_WORK", 0.0)
    theirs = arrays(tracer.trace(TEXT, **TOY, activation="gelu"))
    diagnosis = diagnose(tracer.trace(TEXT, **TOY), theirs, EXACT)
    assert not diagnosis.whole
    assert diagnosis.findings[0].cause is None


def test_a_stored_trace_cannot_be_tried():
    trace = tracer.trace(TEXT, **TOY)
    stored = bare_trace(arrays(trace), {})
    with pytest.raises(TypeError):
        diagnose(stored, arrays(trace), EXACT)


def test_not_a_number_is_a_difference_like_others():
    trace = tracer.trace(TEXT, **TOY)
    theirs = arrays(trace)
    theirs["encoder.0.attention.z"] = theirs["encoder.0.attention.z"] * np.nan
    diagnosis = diagnose(trace, theirs, EXACT)
    assert [(finding.stage, finding.cause, finding.array_only) for finding in diagnosis.findings] == [
        ("encoder.0.attention.z", None, True)
    ]


@pytest.mark.parametrize(
    "settings",
    [
        {"variance": "sample", "epsilon": 1e-3},
        {"variance": "sample", "residual": False},
        {"position_layout": "halves", "embedding_scale": True},
    ],
    ids=str,
)
def test_two_causes_at_one_stage_are_found_together(settings):
    ours, theirs = (tracer.trace(TEXT, **TOY, **some) for some in ({}, settings))
    shown = {name: array for name, array in arrays(theirs).items() if not name.endswith(("add", "positions"))}
    diagnosis = diagnose(ours, shown, EXACT)
    assert diagnosis.explained
    assert {key for finding in diagnosis.findings for key in finding.cause.settings} == set(settings)


def test_a_transposed_matrix_without_its_bias():
    ours = tracer.trace(TEXT, **TOY)
    weights = ours.parameters["encoder.0.attention.W_O"].values.T
    wrong = ours["encoder.0.attention.concat"].values @ weights
    theirs = arrays(again(ours, [("encoder.0.attention.output", wrong.tolist())]))
    diagnosis = diagnose(ours, theirs, EXACT)
    assert diagnosis.explained
    assert {finding.cause.id for finding in diagnosis.findings} == {"transposed", "no_bias"}


def test_another_number_of_heads_shows_in_the_layers_results():
    ours, theirs = (tracer.trace(TEXT, layers=2, d_model=8, heads=heads) for heads in (2, 4))
    given = {name: array for name, array in arrays(theirs).items() if name.endswith(("input", "norm"))}
    diagnosis = diagnose(ours, given, EXACT)
    assert [(finding.cause.id, finding.option) for finding in diagnosis.findings] == [("heads", "--heads 4")]
    assert diagnosis.explained
