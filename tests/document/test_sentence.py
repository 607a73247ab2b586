"""Sentences follow what was recorded, and symbols and formulas with them."""

import pytest
from checkpoints import CASES, FAMILIES, family, model
from kinds import KINDS

from tracer import language, trace
from tracer.document.sentence import axis_word, part_title, sentence
from tracer.document.symbols import formula, has_formula, source, symbol
from tracer.render.notation.text import text


def written(run, stage):
    return text(formula(run[stage]), None)


@pytest.mark.parametrize("kind", KINDS)
def test_every_stage_has_a_sentence_of_its_own_in_both_languages(kind):
    run = trace("the cat", **KINDS[kind])
    for tongue in language.LANGUAGES:
        language.use(tongue)
        try:
            plain = language.say("stages.other")
            assert all(sentence(step) != plain and part_title(step.name) for step in run.steps.values()), tongue
        finally:
            language.use(None)


@pytest.mark.parametrize("name", sorted(path.name for path in FAMILIES.iterdir()))
def test_every_stage_and_detail_of_every_family_has_a_sentence_of_its_own(name):
    plain = language.say("stages.other")
    assert [step.name for step in family(name)[0].steps.values() if sentence(step) == plain] == []


@pytest.mark.parametrize(
    ("name", "stage", "sentence_of", "wanted", "where"),
    [
        ("llama", "decoder.0.attention.norm.normalized", "norm_rms_normalized", "x / √(RMS² + ε)", "1910.07467"),
        ("llama", "decoder.0.attention.norm", "norm_rms", "(x / √(RMS² + ε)) ⊙ γ", "1910.07467, equation 4"),
        ("llama", "decoder.0.ffn.gated", "ffn_gated", "f ⊙ u", "2002.05202"),
        ("llama", "decoder.0.ffn.gate", "ffn_gate", "n W_G", "2002.05202"),
        ("llama", "decoder.0.ffn.activation", "ffn_activation", "SiLU(g)", "1702.03118"),
        ("gpt2", "decoder.0.ffn.activation", "ffn_activation", "GELU(h)", "1606.08415"),
        ("gpt2", "probabilities", "probabilities", "softmax(ℓ)", "1706.03762, section 3.4"),
        ("t5", "encoder.0.ffn.activation", "ffn_activation", "ReLU(h)", "1706.03762, equation 2"),
        ("t5", "output.scaled", "output_scaled", "n / √d_model", "1910.10683"),
        ("t5", "decoder.position_bias", "position_bias", "W_B_{key − query}", "1910.10683, section 2.1"),
        ("t5", "decoder.0.attention.biased", "biased", "S + B", "1910.10683, section 2.1"),
        ("bert", "probabilities", "probabilities_of_place", "softmax(ℓ)", "1706.03762, section 3.4"),
        ("bert", "transform.activation", "transform_activation", "GELU(t)", "1606.08415"),
        ("bert", "transform.hidden", "transform_hidden", "n W + b", "1810.04805"),
        ("bert", "segment", "segment", "W_S_segment", "1810.04805"),
    ],
)  # fmt: skip
def test_a_checkpoints_stage_is_told_as_what_it_is(name, stage, sentence_of, wanted, where):
    run = model(CASES / name / "model").trace("The cat")
    assert sentence(run[stage]) == language.say(f"stages.{sentence_of}")
    assert written(run, stage) == wanted and where in source(run[stage])


def test_other_heads_are_told_as_what_they_are():
    electra, gemma = family("electra")[0], family("gemma2")[0]
    assert sentence(electra["probabilities"]) == language.say("stages.probabilities_replaced")
    assert sentence(gemma["embedding.scaled"]) == language.say("stages.embedding_scaled")
    assert "2408.00118" in source(gemma["logits"])
    pooled = model(CASES / "bert" / "model").trace("The cat", pool="mean")["pooled"]
    assert "1908.10084" in source(pooled) and "1607.06450" not in source(pooled)
    assert source(trace("a b", model="rnn")["pre"]) == ""  # no Transformer's equation


def test_what_follows_the_layers_stands_under_the_output():
    output = part_title("logits")
    for name in ("pooled.normalized", "transform.hidden", "discriminator.score", "encoder.norm", "decoder.norm.mean"):
        assert part_title(name) == output, name
    assert part_title("input.norm") == part_title("embedding") != output


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
    assert not has_formula(run["W_Q"]) and has_formula(run["q"])


def test_training_steps_call_their_moments_by_the_step_and_the_parameter_by_itself() -> None:
    from tracer.session import make_request
    from tracer.training.traced_step import trace_steps

    run = trace_steps(make_request("a b", model="decoder", seed=1), 2)
    assert written(run, "step.1.adam.m.embedding.W_E") == "0.9×m_0 + (1 - 0.9)×∂L/∂W_E"
    assert written(run, "step.2.adam.v.embedding.W_E") == "0.999×v_1 + (1 - 0.999)×(∂L/∂W_E)²"
    assert written(run, "step.2.after.embedding.W_E") == "W_E - lr×(m_2 / (1 - β_1^t) / (√(v_2 / (1 - β_2^t)) + ε))"
    assert symbol("step.2.after.embedding.W_E") == "W_E′"
    assert symbol("adam.v.embedding.W_E") == "v_1"
    assert part_title("step.2.decoder.0.ffn.norm") == f"Step 2 · {part_title('decoder.0.ffn.norm')}"
    plain = language.say("stages.other")
    assert all(sentence(step) != plain for step in run.shown)


@pytest.mark.parametrize(("code", "corner"), [("en", r"query\key"), ("zh", r"查询\键")])
def test_tables_call_axes_in_the_readers_language_and_addresses_keep_their_names(code, corner):
    with language.speaking(code):
        assert [axis_word(name) for name in ("d_k", "token", "heads·d_k")] == ["d_k", "token", "heads·d_k"]
        page = stage_text(trace("a b"), "softmax")
    assert corner in page and "head 0" in page


def stage_text(run, stage):
    import io

    from tracer.document.selection import Selection
    from tracer.document.trace_document import document
    from tracer.render import write

    stream = io.StringIO()
    write(document(run, Selection(stages=(stage,))), "text", stream, width=80)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "stage", "sentence_of", "wanted"),
    [
        ("cohere", "decoder.0.add", "add_parallel", "x + o + y"),
        ("falcon", "decoder.1.add", "add_parallel", "a + o + y"),
        ("granite", "decoder.0.attention.add", "add", "x + o′"),
        ("granite", "decoder.0.ffn.add", "add", "a + y′"),
        ("bloom", "decoder.position_bias", "position_bias_alibi", "−m×|query − key|"),
        ("modernbert", "encoder.mask.window", "mask_band", "|query − key| < 4"),
        ("deberta-v3", "encoder.distances", "distances", "W_D_δ"),
        ("deberta-v3", "encoder.0.attention.p2c", "p2c", "k q_δᵀ"),
        ("deberta-v3", "encoder.0.attention.scaled", "scaled_products", "S_D / √(3×d_k)"),
    ],
)
def test_a_family_that_differs_says_how(name, stage, sentence_of, wanted):
    run = family(name)[0]
    assert sentence(run[stage]) == language.say(f"stages.{sentence_of}")
    assert written(run, stage) == wanted


@pytest.mark.parametrize("name", sorted(path.name for path in FAMILIES.iterdir()))
def test_no_two_stages_of_a_sublayer_share_a_symbol(name):
    places = {}
    for step in family(name)[0].steps.values():
        if step.name.split(".")[1:2] == ["0"] and step.op != "same":
            places.setdefault((step.name.rpartition(".")[0], symbol(step.name)), []).append(step.name)
    assert [names for names in places.values() if len(names) > 1] == []


@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize("kind", ["layer", "rms", "batch"])
@pytest.mark.parametrize("stage", ["q_norm", "k_norm", "output_norm"])
def test_a_norm_says_what_its_formula_does(stage, kind, affine):
    run = trace("the cat", model="decoder", qk_norm=True, output_norm=True, norm_kind=kind, norm_affine=affine)
    step = run[f"decoder.0.attention.{stage}"]
    said, formula_of = sentence(step), written(run, step.name)
    assert ("root mean square" in said) == ("RMS" in formula_of)
    assert ("scaled by γ" in said or "scaled and" in said) == ("γ" in formula_of)
    assert ("shifted" in said) == ("β" in formula_of)


@pytest.mark.parametrize("positions", ["alibi", "relative", "rope", "learned"])
@pytest.mark.parametrize("model", ["decoder", "encoder-decoder"])
def test_the_decoder_s_input_has_a_heading_of_its_own_only_beside_an_encoder_s(model, positions):
    target = {"target": "le"} if model == "encoder-decoder" else {}
    run = trace("the cat", model=model, positions=positions, **target)
    titles = [part_title(step.name) for step in run.steps.values()]
    assert ("Decoder input" in titles) == (model == "encoder-decoder")
    if positions in ("alibi", "relative"):
        assert part_title("decoder.position_bias") == "All decoder layers"


@pytest.mark.parametrize("model", ["bert", "gpt2", "microgpt", "t5", "deepseek"])
def test_no_formula_says_that_a_stage_is_itself(model):
    target = {"target": "le"} if model == "t5" else {}
    run = trace("the cat", model=model, embedding_norm=True, **target)
    for step in run.shown:
        assert text(formula(step), None) != symbol(step.name), step.name


def test_a_row_of_a_table_is_named_by_what_the_table_has_rows_of():
    run = trace("the cat", model="bert")
    assert [text(formula(run[name]), None) for name in ("embedding", "positions")] == ["W_E_token", "W_P_position"]
