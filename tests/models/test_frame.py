"""Sizes that differ from layer to layer, or from attention to attention; a tied output with a bias: against plain NumPy."""

import numpy as np
import pytest
from plain import attention, feed_forward, numbers

import tracer
from tracer.errors import TracerError

TEXT = "the cat sat"
PAIR = {"model": "encoder-decoder", "target": "le chat", "d_model": 8}


def test_each_layer_has_its_own_feed_forward_width(tmp_path):
    run = tracer.trace(TEXT, layers=3, d_ff=[5, 2, 7])
    p = numbers(run)
    for layer, size in enumerate((5, 2, 7)):
        at = f"encoder.{layer}.ffn"
        assert run[f"{at}.hidden"].values.shape == (3, size)
        expected = feed_forward(run[f"encoder.{layer}.attention.norm"].values, p, at)
        np.testing.assert_allclose(run[f"{at}.output"].values, expected, rtol=0, atol=1e-12)
    for name in ("run.toml", "run.json", "run.npz", "run.safetensors"):
        run.save(tmp_path / name)
        again = tracer.load(tmp_path / name).trace(TEXT)
        assert np.array_equal(again["encoder.2.ffn.norm"].values, run["encoder.2.ffn.norm"].values), name
    one = tracer.trace(TEXT, layers=2, d_ff=[5, 5])
    assert np.array_equal(one["encoder.1.ffn.norm"].values, tracer.trace(TEXT, layers=2, d_ff=5)["encoder.1.ffn.norm"].values)


def test_a_list_of_widths_is_of_both_stacks_or_of_each():
    each = tracer.trace(TEXT, **PAIR, layers=1, decoder_layers=2, d_ff=[5, 2, 7])
    widths = [each[f"{layer}.ffn.hidden"].values.shape[1] for layer in ("encoder.0", "decoder.0", "decoder.1")]
    assert widths == [5, 2, 7]
    shared = tracer.trace(TEXT, **PAIR, layers=2, d_ff=[5, 2])
    assert [shared[f"decoder.{layer}.ffn.hidden"].values.shape[1] for layer in (0, 1)] == [5, 2]
    for layers, decoder_layers in ((2, 3), (3, 2)):  # a list of the encoder's layers says nothing of a decoder with others
        with pytest.raises(TracerError, match="number of layers is 5"):
            tracer.trace(TEXT, **PAIR, layers=layers, decoder_layers=decoder_layers, d_ff=[4] * layers)


def test_decoder_and_cross_attention_have_heads_of_their_own():
    run = tracer.trace(TEXT, **PAIR, heads=4, decoder_heads=2, cross_heads=8)
    p, memory = numbers(run), run["encoder.0.ffn.norm"].values
    for at, x, source, heads in (
        ("encoder.0.attention", run["input"].values, run["input"].values, 4),
        ("decoder.0.attention", run["decoder.input"].values, run["decoder.input"].values, 2),
        ("decoder.0.cross", run["decoder.0.attention.norm"].values, memory, 8),
    ):
        expected = attention(x, source, p, at, heads, at == "decoder.0.attention")
        np.testing.assert_allclose(run[f"{at}.output"].values, expected, rtol=0, atol=1e-12)
    assert run.model["decoder_heads"] == 2 and run.model["cross_heads"] == 8
    shared = tracer.trace(TEXT, **PAIR, heads=4, kv_heads=2, decoder_heads=2)
    assert shared["decoder.0.attention.k"].values.shape == (2, 3, 4)
    cached = tracer.trace(TEXT, **{**PAIR, "target": "le"}, heads=4, cross_heads=8, generate=2, cache=True, seed=3)
    whole = tracer.trace(TEXT, **{**PAIR, "target": "le"}, heads=4, cross_heads=8, generate=2, seed=3)
    assert cached.facts["generated_ids"] == whole.facts["generated_ids"]


def test_matrices_of_heads_apart_tell_the_widths(tmp_path):
    run = tracer.trace(TEXT, **PAIR, heads=4, decoder_heads=2)
    run.save(tmp_path / "run.toml")
    again = tracer.load(tmp_path / "run.toml").trace(TEXT, target="le chat")
    assert np.array_equal(again["logits"].values, run["logits"].values)


@pytest.mark.parametrize("tied", [True, False])
def test_an_output_may_have_a_bias(tied):
    options = {"model": "decoder", "tied": tied}
    plain, run = (tracer.trace(TEXT, output_bias=bias, **options) for bias in (False, True))
    bias = run.parameters["output.b_U"].values
    np.testing.assert_allclose(run["logits"].values, plain["logits"].values + bias, rtol=0, atol=1e-12)
    given = tracer.trace(TEXT, seed=0, weights={"b_U": np.arange(5.0)}, **options)
    np.testing.assert_allclose(given["logits"].values, plain["logits"].values + np.arange(5), rtol=0, atol=1e-12)
    back = run.gradients("logits[1, 2]")["grad.output.b_U"].values
    assert back.tolist() == [0, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"layers": 2, "d_ff": [4, 5, 6]}, "3 sizes, but the number of layers is 2: give one size for all, or one a layer"),
        ({"d_ff": [4, 0]}, "one for each layer"),
        ({"d_ff": "4,x"}, "one for each layer"),
        ({**PAIR, "decoder_heads": 3}, "does not divide the 8 columns that heads × d_k makes"),
        ({**PAIR, "cross_heads": 8, "positions": "rope"}, "choose an even d_k"),
        ({**PAIR, "cross_heads": 2, "kv_heads": 4, "heads": 4}, "kv_heads must divide heads"),
        ({**PAIR, "cross_heads": 1, "latent_kv": 4}, "leave out cross_heads"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_rule(options, words):
    with pytest.raises(TracerError, match=words):
        tracer.trace(TEXT, **options)
