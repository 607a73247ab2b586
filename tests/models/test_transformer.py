"""Whole stacks against plain NumPy; sentences together against sentences alone."""

import numpy as np
import pytest
from plain import decoder, encoder, layer_norm, numbers, softmax

from tracer import trace
from tracer.errors import TracerError

CLOSE = {"rtol": 0.0, "atol": 1e-11}
SIZES = {"layers": 2, "heads": 2, "d_model": 6, "d_ff": 5, "seed": 4}


@pytest.mark.parametrize("norm", ["post", "pre"])
def test_an_encoder(norm):
    run = trace("one two three two", model="encoder", norm=norm, **SIZES)
    expected = encoder(run["input"].array, numbers(run), 2, 2, norm == "pre")
    np.testing.assert_allclose(run.output.array, expected, **CLOSE)


@pytest.mark.parametrize("norm", ["post", "pre"])
def test_a_decoder_alone_is_causal_and_ends_in_probabilities(norm):
    run = trace("one two three two", model="decoder", norm=norm, **SIZES)
    p = numbers(run)
    logits = decoder(run["input"].array, None, p, 2, 2, norm == "pre") @ p["output.W_U"] + p.get("output.b_U", 0)
    np.testing.assert_allclose(run["logits"].array, logits, **CLOSE)
    np.testing.assert_allclose(run["probabilities"].array, softmax(logits), **CLOSE)


@pytest.mark.parametrize("norm", ["post", "pre"])
@pytest.mark.parametrize("final", [True, False])
def test_encoder_and_decoder_with_and_without_the_norm_that_the_paper_lacks(norm, final):
    run = trace("I love machines", target="我 爱 机器", model="encoder-decoder", norm=norm, final_norm=final, **SIZES)
    p = numbers(run)
    memory = encoder(run["input"].array, p, 2, 2, norm == "pre")
    memory = layer_norm(memory, p, "encoder.norm") if final else memory
    out = decoder(run["decoder.input"].array, memory, p, 2, 2, norm == "pre")
    out = layer_norm(out, p, "decoder.norm") if final else out
    np.testing.assert_allclose(run["logits"].array, out @ p["output.W_U"] + p.get("output.b_U", 0), **CLOSE)


def test_the_target_is_read_shifted_right_behind_a_start_token():
    run = trace("I love", target="b a", model="encoder-decoder", seed=1)
    assert run.facts["target_tokens"] == ["<start>", "b", "a"]
    assert run["decoder.0.cross.scores"].axes[1].labels == ("<start>", "b", "a")
    assert run["decoder.0.cross.scores"].axes[2].labels == ("I", "love")


def test_a_vocabulary_is_what_the_decoder_speaks_and_leaves_the_text_free():
    run = trace("I love", target="爱", model="encoder-decoder", vocab=["<start>", "<end>", "我", "爱"], seed=1)
    assert run["probabilities"].axes[1].labels == ("<start>", "<end>", "我", "爱")
    assert run.tokens == ["I", "love"]


@pytest.mark.parametrize("model", ["encoder", "decoder"])
@pytest.mark.parametrize("norm", ["post", "pre"])
def test_a_padded_sentence_computes_what_it_computes_alone(model, norm):
    texts = ["one two three", "four", "five six"]
    together = trace(texts, model=model, norm=norm, vocab=["<start>", "<end>", *" ".join(texts).split()], **SIZES)
    for place, text in enumerate(texts):
        alone = trace(text, model=model, norm=norm, vocab=["<start>", "<end>", *" ".join(texts).split()], **SIZES)
        for step in alone.shown:
            if step.axes[0].name == "token" and step.name != "positions":
                length = step.array.shape[0]
                np.testing.assert_allclose(together[step.name].array[place, :length], step.array, **CLOSE, err_msg=step.name)


def test_padding_gets_no_weight():
    run = trace(["one two three", "four"], target=["a b", "c"], model="encoder-decoder", seed=2)
    for stage in ("encoder.0.attention.softmax", "decoder.0.cross.softmax"):
        assert (run[stage].array[1, ..., 1:] == 0).all()


def test_tied_logits_use_the_rows_of_the_embedding():
    run = trace("one two", model="decoder", tied=True, seed=2)
    last = run["decoder.0.ffn.norm"].array
    np.testing.assert_allclose(run["logits"].array, last @ run.parameters["embedding.W_E"].array.T, **CLOSE)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"target": "b"}, "A target needs a model with an encoder and a decoder"),
        ({"model": "decoder", "vocab": ["a", "animal"]}, "'street' is not in the vocabulary"),
        ({"model": "encoder-decoder", "target": "animl", "vocab": ["<start>", "animal"]}, "'animl' .* Did you mean animal"),
        ({"positions": "learned", "weights": {"W_P": [[1.0, 2, 3, 4]]}, "seed": 1}, "only 1 position was learned"),
    ],
)
def test_what_cannot_be_run_is_told_in_a_sentence(options, told):
    with pytest.raises(TracerError, match=told):
        trace("a street", **options)


def test_two_sentences_and_one_target_do_not_fit():
    with pytest.raises(TracerError, match="1 target for 2 sentences"):
        trace(["a b", "c"], target="x", model="encoder-decoder")
