"""Every row: its sentence in both languages, its settings, and that it leaves a run it does not concern as it is."""

import ast
from pathlib import Path

import pytest
from planted import MODELS, right_trace

import tracer.diagnosis
from tracer import language
from tracer.comparison.tolerance import Tolerance
from tracer.diagnosis.causes import known_causes
from tracer.diagnosis.diagnosis import sentence_of
from tracer.diagnosis.search import _everywhere
from tracer.diagnosis.trial import Granted, Setup, Trial
from tracer.language.diagnosis import MESSAGES
from tracer.settings import FIELDS, read

EXACT = Tolerance(0.0, 0.0)
FOLDER = Path(tracer.diagnosis.__file__).parent
NAMED = {
    node.args[0].value
    for path in FOLDER.rglob("*.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "Cause" and isinstance(node.args[0], ast.Constant)
} - {"none"}


@pytest.mark.parametrize("model", MODELS)
def test_every_row_is_said_in_both_languages(model):
    for cause in known_causes(Setup(right_trace(model), {}, EXACT)):
        for spoken in language.LANGUAGES:
            with language.speaking(spoken):
                sentence = sentence_of(cause, "encoder.0.attention.q")
                assert sentence and "{" not in sentence


def test_every_cause_in_the_source_has_its_sentence():
    assert [name for name in sorted(NAMED) if f"cause_{name}" not in MESSAGES] == []


@pytest.mark.parametrize("model", MODELS)
def test_settings_of_a_row_are_settings(model):
    for cause in known_causes(Setup(right_trace(model), {}, EXACT)):
        for key, value in cause.settings.items():
            assert key in FIELDS
            read(key, value)


@pytest.mark.parametrize("model", MODELS)
def test_every_row_can_be_tried_everywhere(model):
    trace = right_trace(model)
    setup = Setup(trace, {}, EXACT)
    changing = 0
    for cause in known_causes(setup):
        trial = Trial(setup, [Granted(cause, _everywhere)]).go()  # None where the model cannot run so
        if trial is None:
            continue
        changed = [name for name, step in trial.steps.items() if name in trace.steps and trace.steps[name] is not step]
        changing += bool(changed)
        assert not changed or trial.work > 0 or cause.weights is not None
    assert changing >= 40
