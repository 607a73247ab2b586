"""Sentences follow what was recorded, and symbols and formulas with them."""

import pytest
from kinds import KINDS

from tracer import language, trace
from tracer.document.sentence import part_title, sentence
from tracer.document.symbols import formula, is_told, symbol
from tracer.render.notation_text import text


def written(run, stage):
    return text(formula(run[stage]), None)


@pytest.mark.parametrize("kind", KINDS)
def test_every_stage_has_a_sentence_of_its_own_in_both_languages(kind):
    run = trace("the cat", **KINDS[kind])
    for tongue in language.LANGUAGES:
        language.use(tongue)
        try:
            plain = language.say("stages.other")
            assert all(sentence(step) != plain and part_title(step.name) for step in run.shown), tongue
        finally:
            language.use(None)


@pytest.mark.parametrize(
    ("options", "stage", "wanted"),
    [
        ({}, "scores", "q kᵀ"), ({}, "scaled", "S / √d_k"), ({"scale": "d_model"}, "scaled", "S / √d_model"),
        ({"scale": 3}, "scaled", "S / 3"), ({}, "softmax", "softmax(S′)"), ({"scale": False}, "softmax", "softmax(S)"),
        ({"mask": "causal"}, "softmax", "softmax(M)"), ({}, "z", "A v"), ({}, "ffn.activation", "ReLU(h)"),
        ({"activation": "gelu"}, "ffn.activation", "GELU(h)"), ({}, "ffn.add", "n + y"), ({"paper": 2}, "ffn.add", "n + y"),
        ({"edits": {"scores[0, 0, 0]": 1}}, "scaled", "S / √d_k"),
    ],
)  # fmt: skip
def test_formulas_say_the_convention_that_was_used(options, stage, wanted):
    assert written(trace("a b", **options), stage) == wanted


def test_wrong_conventions_are_told_as_what_they_are():
    plain, query = trace("a b"), trace("a b", softmax_over="query")
    assert sentence(plain["softmax"]) != sentence(query["softmax"])
    assert sentence(plain["scaled"]) != sentence(trace("a b", scale="d_model")["scaled"])


def test_symbols():
    assert [symbol(name) for name in ("encoder.0.attention.scores", "grad.encoder.0.ffn.W_1", "encoder.0.attention.norm.gamma")] == [
        "S", "∂L/∂W_1", "γ",
    ]  # fmt: skip
    run = trace("a")
    assert not is_told(run["W_Q"]) and is_told(run["q"])


def test_training_steps_call_their_moments_by_the_step_and_the_parameter_by_itself() -> None:
    from tracer.session.request import gathered
    from tracer.training.step import traced

    run = traced(gathered("a b", model="decoder", seed=1), 2)
    assert written(run, "step.1.adam.m.embedding.W_E") == "0.9×m_0 + (1 - 0.9)×∂L/∂W_E"
    assert written(run, "step.2.adam.v.embedding.W_E") == "0.999×v_1 + (1 - 0.999)×(∂L/∂W_E)²"
    assert written(run, "step.2.after.embedding.W_E") == "W_E - lr×(m_2 / (1 - β_1^t) / (√(v_2 / (1 - β_2^t)) + ε))"
    assert symbol("step.2.after.embedding.W_E") == "W_E′"
    assert symbol("adam.v.embedding.W_E") == "v_1"
    assert part_title("step.2.decoder.0.ffn.norm") == f"Step 2 · {part_title('decoder.0.ffn.norm')}"
    plain = language.say("stages.other")
    assert all(sentence(step) != plain for step in run.shown)
