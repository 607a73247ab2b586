"""More layers of PyTorch 2.13 in float64 (made by tests/cases/torch_more/make.py): stacked, padded, pre-norm …"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tracer import trace

CASES = Path(__file__).parent.parent / "cases" / "torch_more"
CLOSE = {"rtol": 0.0, "atol": 1e-9}


@cache
def expected(case: str) -> dict[str, np.ndarray]:
    with np.load(CASES / f"{case}.npz") as found:
        return dict(found)


def weights(case: str) -> Path:
    return CASES / f"{case}.safetensors"


@pytest.mark.parametrize("directions", ["", "_both"])
@pytest.mark.parametrize("model", ["rnn", "gru", "lstm"])
def test_two_recurrent_layers_in_one_direction_or_both(model: str, directions: str) -> None:
    case = f"{model}_2layers{directions}"
    told = expected(case)
    start = {"h_0": told["h0"][:, 0].tolist()} | ({"c_0": told["c0"][:, 0].tolist()} if model == "lstm" else {})
    run = trace(load=weights(case), model=model, inputs=told["x"][0].tolist(), **start)
    np.testing.assert_allclose(run["recurrent.1.h"].array, told["out"][0], **CLOSE)


@pytest.mark.parametrize("model", ["rnn", "gru", "lstm"])
def test_a_short_sentence_beside_a_longer_one_in_both_directions(model: str) -> None:
    case = f"{model}_padded"
    told = expected(case)
    run = trace(load=weights(case), model=model, inputs=[told["x"][0].tolist(), told["x"][1, :3].tolist()])
    np.testing.assert_allclose(run["recurrent.0.h"].array[0], told["out"][0], **CLOSE)
    np.testing.assert_allclose(run["recurrent.0.h"].array[1, :3], told["out"][1, :3], **CLOSE)


@pytest.mark.parametrize("case", ["mha_other_widths", "mha_no_bias"])
def test_keys_and_values_of_other_widths_and_attention_without_biases(case: str) -> None:
    told = expected(case)
    rows = {key: told[letter][0].tolist() for key, letter in (("inputs", "q"), ("key_inputs", "k"), ("value_inputs", "v"))}
    run = trace(load=weights(case), model="attention", heads=2, positions="none", **rows)
    np.testing.assert_allclose(run["softmax"].array, told["attn"][0], **CLOSE)
    np.testing.assert_allclose(run["attention.output"].array, told["out"][0], **CLOSE)


def test_a_pre_norm_encoder_with_gelu_and_a_final_norm() -> None:
    told = expected("encoder_prenorm_gelu")
    options = {"heads": 2, "positions": "none", "norm": "pre", "activation": "gelu"}
    run = trace(load=weights("encoder_prenorm_gelu"), model="encoder", inputs=told["x"][0].tolist(), **options)
    np.testing.assert_allclose(run["encoder.norm"].array, told["out"][0], **CLOSE)


def test_a_pre_norm_decoder_that_reads_a_memory() -> None:
    told = expected("decoder_prenorm_gelu")
    options = {"heads": 2, "positions": "none", "norm": "pre", "activation": "gelu"}
    rows = {"inputs": told["x"][0].tolist(), "memory_inputs": told["memory"][0].tolist()}
    run = trace(load=weights("decoder_prenorm_gelu"), model="decoder", **rows, **options)
    np.testing.assert_allclose(run["decoder.norm"].array, told["out"][0], **CLOSE)


def test_nn_transformer_by_its_own_names_tells_model_layers_and_final_norms() -> None:
    told = expected("transformer")
    rows = {"inputs": told["x"][0].tolist(), "target_inputs": told["y"][0].tolist()}
    run = trace(load=weights("transformer"), heads=2, positions="none", **rows)
    np.testing.assert_allclose(run["decoder.norm"].array, told["out"][0], **CLOSE)


def test_batch_norm_in_training_with_its_running_statistics_after_it() -> None:
    from safetensors.numpy import load_file

    told, given = expected("batchnorm_training"), load_file(weights("batchnorm_training"))
    names = {"weight": "gamma", "bias": "beta", "running_mean": "running_mean", "running_var": "running_variance"}
    learned = {f"ffn.norm.{ours}": given[theirs] for theirs, ours in names.items()}
    run = trace(model="encoder", positions="none", norm_kind="batch", weights=learned, edits={"ffn.add": told["x"].tolist()})
    np.testing.assert_allclose(run["ffn.norm"].array, told["out"], **CLOSE)
    np.testing.assert_allclose(run["ffn.norm.running_mean.after"].array, told["mean_after"], **CLOSE)
    np.testing.assert_allclose(run["ffn.norm.running_variance.after"].array, told["variance_after"], **CLOSE)
