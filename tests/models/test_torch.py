"""Layers of PyTorch 2.13, computed by PyTorch in float64: every intermediate of ours agrees to 1e-9.

Weights are read under the module's own state-dict names. A batch is traced row by row, padding as a mask; that sentences of
different lengths run together give the same is a test of its own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tracer import trace

CASES = Path(__file__).parent.parent / "cases" / "torch"
CLOSE = {"rtol": 0.0, "atol": 1e-9}

ATTENTION = {"q": "q", "k": "k", "v": "v", "attn": "softmax", "ctx": "concat"}
FEED_FORWARD = {"ff_pre": "ffn.hidden", "ff_act": "ffn.activation", "ff_out": "ffn.output"}


def under(theirs: str, ours: str, stages: dict[str, str]) -> dict[str, str]:
    return {theirs + key: ours + stage for key, stage in stages.items()}


def attention_stages(theirs: str, ours: str, scores: str) -> dict[str, str]:
    """PyTorch's `scores` are divided and masked already."""
    return under(theirs, ours, {**ATTENTION, "scores": scores, "attn_out": "output"})


def encoder_stages(theirs: str, ours: str, scores: str) -> dict[str, str]:
    block = {**FEED_FORWARD, "norm1": "attention.norm", "norm2": "ffn.norm", "out": "ffn.norm"}
    return {**attention_stages(theirs, ours + "attention.", scores), **under(theirs, ours, block)}


def decoder_stages(theirs: str, ours: str, cross_scores: str) -> dict[str, str]:
    norms = {"norm1": "attention.norm", "norm2": "cross.norm", "norm3": "ffn.norm", "out": "ffn.norm"}
    return {
        **attention_stages(theirs + "self.", ours + "attention.", "masked"),
        **attention_stages(theirs + "cross.", ours + "cross.", cross_scores),
        **under(theirs, ours, {**FEED_FORWARD, **norms}),
    }


@cache
def expected(case: str) -> dict[str, np.ndarray]:
    with np.load(CASES / case / "expected.npz") as found:
        return dict(found)


def weights(case: str) -> Path:
    return CASES / case / "weights.safetensors"


def seen(padded: np.ndarray, queries: int) -> list[list[int]] | str:
    """A key-padding mask (True: padded) as our mask, 1 = may look."""
    return np.tile(~padded, (queries, 1)).astype(int).tolist() if padded.any() else "none"


def agrees(run: Any, told: dict[str, np.ndarray], stages: dict[str, str], row: int | tuple[Any, ...]) -> None:
    for theirs, ours in stages.items():
        np.testing.assert_allclose(run[ours].array, told[theirs][row], **CLOSE, err_msg=f"{theirs} is {ours}")


@pytest.mark.parametrize("row", [0, 1])
@pytest.mark.parametrize(
    ("case", "heads", "mask"), [("mha_1head", 1, "none"), ("mha_4heads", 4, "none"), ("mha_4heads_causal", 4, "causal")]
)
def test_multihead_attention(case: str, heads: int, mask: str, row: int) -> None:
    told = expected(case)
    rows = told["query"][row].tolist()
    run = trace(load=weights(case), model="attention", heads=heads, mask=mask, positions="none", inputs=rows)
    scores = "scaled" if mask == "none" else "masked"
    agrees(run, told, {**ATTENTION, "scores": scores, "out": "attention.output"}, row)


@pytest.mark.parametrize("row", [0, 1])
def test_encoder_layer_with_a_padded_key(row: int) -> None:
    case = "encoder_layer_postnorm_relu"
    told = expected(case)
    mask = seen(told["src_key_padding_mask"][row], 5)
    run = trace(load=weights(case), model="encoder", heads=4, positions="none", mask=mask, inputs=told["src"][row].tolist())
    agrees(run, told, encoder_stages("", "encoder.0.", "scaled" if mask == "none" else "masked"), row)


def test_encoder_layer_with_two_sentences_of_different_length_together() -> None:
    case = "encoder_layer_postnorm_relu"
    told = expected(case)
    rows = [told["src"][0].tolist(), told["src"][1][:4].tolist()]
    run = trace(load=weights(case), model="encoder", heads=4, positions="none", inputs=rows)
    out = run["encoder.0.ffn.norm"].array
    np.testing.assert_allclose(out[0], told["out"][0], **CLOSE)
    np.testing.assert_allclose(out[1, :4], told["out"][1, :4], **CLOSE)
    np.testing.assert_allclose(run["softmax"].array[1, :, :4], told["attn"][1, :, :4], **CLOSE)


@pytest.mark.parametrize("row", [0, 1])
def test_decoder_layer_with_padded_memory(row: int) -> None:
    case = "decoder_layer"
    told = expected(case)
    mask = seen(told["memory_key_padding_mask"][row], 4)
    run = trace(
        load=weights(case),
        model="decoder",
        heads=4,
        positions="none",
        inputs=told["tgt"][row].tolist(),
        memory_inputs=told["memory"][row].tolist(),
        memory_mask=mask,
    )
    agrees(run, told, decoder_stages("", "decoder.0.", "scaled" if mask == "none" else "masked"), row)


@pytest.mark.parametrize(("rows", "width", "heads"), [(50, 16, 2), (20, 512, 2), (10, 7, 1)])
def test_sinusoidal_positions_also_of_an_odd_width(rows: int, width: int, heads: int) -> None:
    run = trace(tokens=[f"word {row}" for row in range(rows)], model="attention", d_model=width, heads=heads)
    np.testing.assert_allclose(run["positions"].array, expected("positional_encoding")[f"pe_{rows}x{width}"], **CLOSE)


@pytest.mark.parametrize(
    ("key", "epsilon", "with_weights"), [("out", 1e-5, True), ("out_plain", 1e-5, False), ("out_eps_1e12", 1e-12, True)]
)
def test_layer_norm(key: str, epsilon: float, with_weights: bool) -> None:
    from safetensors.numpy import load_file

    told, given = expected("layernorm"), load_file(weights("layernorm"))
    names = {"weight": "ffn.norm.gamma", "bias": "ffn.norm.beta"}
    learned = {ours: given[theirs].tolist() for theirs, ours in names.items()} if with_weights else {}
    run = trace(model="encoder", positions="none", epsilon=epsilon, weights=learned, edits={"ffn.add": told["x"].tolist()})
    np.testing.assert_allclose(run["ffn.norm"].array, told[key], **CLOSE)


@pytest.mark.parametrize("row", [0, 1])
@pytest.mark.parametrize("case", ["rnn", "lstm"])
def test_recurrent_layers(case: str, row: int) -> None:
    told = expected(case)
    start = {ours: told[theirs][:, row].tolist() for theirs, ours in (("h0", "h_0"), ("c0", "c_0")) if theirs in told}
    run = trace(load=weights(case), model=case, inputs=told["x"][row].tolist(), **start)
    np.testing.assert_allclose(run["recurrent.0.h"].array, told["out"][row], **CLOSE)
    np.testing.assert_allclose(run["recurrent.0.h"].array[-1], told["hn"][0, row], **CLOSE)
    if case == "lstm":
        np.testing.assert_allclose(run["recurrent.0.c"].array[-1], told["cn"][0, row], **CLOSE)


def source_rows(row: int) -> list[list[float]]:
    """The embeddings of a source sentence without its padding."""
    from safetensors.numpy import load_file

    told = expected("transformer_2017")
    ids = told["src"][row][~told["src_key_padding_mask"][row]]
    return load_file(weights("transformer_2017"))["src_emb.weight"][ids].tolist()


def target_ids(row: int) -> list[int]:
    told = expected("transformer_2017")
    return told["tgt"][row][~told["tgt_key_padding_mask"][row]].tolist()


def the_2017_model(sources: list[Any], targets: list[Any]) -> Any:
    path = weights("transformer_2017")
    return trace(load=path, heads=2, embedding_scale=True, positions="sinusoidal", inputs=sources, target_ids=targets)


def whole_model_stages() -> dict[str, str]:
    stages = {
        "enc.in": "input",
        "memory": "encoder.norm",
        "dec.in": "decoder.input",
        "dec.out": "decoder.norm",
        "logits": "logits",
    }
    for layer in range(2):
        stages |= encoder_stages(f"enc.{layer}.", f"encoder.{layer}.", "scaled")
        stages |= decoder_stages(f"dec.{layer}.", f"decoder.{layer}.", "scaled")
    return {theirs: ours for theirs, ours in stages.items() if theirs in expected("transformer_2017")}


@pytest.mark.parametrize("row", [0, 1])
def test_the_whole_transformer_of_2017_with_every_intermediate(row: int) -> None:
    told = expected("transformer_2017")
    run = the_2017_model(source_rows(row), target_ids(row))
    stages = whole_model_stages()
    assert len(stages) > 60
    for theirs, ours in stages.items():
        array = run[ours].array
        real = (row, *(slice(0, size) for size in array.shape))  # PyTorch's padding stands behind the real tokens
        np.testing.assert_allclose(array, told[theirs][real], **CLOSE, err_msg=f"{theirs} is {ours}")
    np.testing.assert_allclose(
        np.log(run["probabilities"].array), told["log_probs"][row, : len(target_ids(row))], rtol=0, atol=1e-9
    )


def test_the_whole_transformer_with_both_sentences_together() -> None:
    told = expected("transformer_2017")
    run = the_2017_model([source_rows(0), source_rows(1)], [target_ids(0), target_ids(1)])
    for row in (0, 1):
        length = len(target_ids(row))
        np.testing.assert_allclose(run["logits"].array[row, :length], told["logits"][row, :length], **CLOSE)


def test_greedy_decoding_of_the_whole_transformer() -> None:
    ids = [1]
    for _ in range(8):
        ids.append(int(the_2017_model(source_rows(0), ids)["logits"].array[-1].argmax()))
    assert ids == expected("transformer_2017")["greedy"].tolist()
