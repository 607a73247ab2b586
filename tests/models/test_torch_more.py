"""More layers of PyTorch 2.13 in float64 (made by tests/cases/torch_more/make.py): stacked, padded, pre-norm …"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tracer import TracerError, trace
from tracer.comparison.alignment import align
from tracer.session import make_request
from tracer.training.traced_step import trace_steps

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


@pytest.mark.parametrize("directions", ["", "_both"])
def test_an_lstm_whose_hidden_state_is_projected_agrees_with_its_gradients(directions: str) -> None:
    case = f"lstm_projected{directions}"
    told = expected(case)
    start = {"h_0": told["h0"][:, 0].tolist(), "c_0": told["c0"][:, 0].tolist()}
    up = told["up"][0].tolist()
    run = trace_steps(make_request(None, load=weights(case), inputs=told["x"][0].tolist(), upstream_gradient=up, **start))
    assert run.unread == ()
    np.testing.assert_allclose(run["recurrent.1.h"].values, told["out"][0], rtol=0, atol=1e-12)
    at = ["forward.", "backward."] if directions else [""]
    for layer, (place, part) in ((layer, one) for layer in (0, 1) for one in enumerate(at)):
        last, name = f"recurrent.{layer}.{part}", f"l{layer}{'_reverse' if place else ''}"
        end = run[f"{last}c"].values[0 if place else -1]
        np.testing.assert_allclose(end, told["c"][layer * len(at) + place, 0], rtol=0, atol=1e-12)
        for letter in "ih":
            ours = np.concatenate([run[f"grad.{last}W_{'x' if letter == 'i' else 'h'}{gate}"].values for gate in "ifgo"], axis=1)
            np.testing.assert_allclose(ours.T, told[f"grad.weight_{letter}h_{name}"], rtol=0, atol=1e-12, err_msg=name)
        np.testing.assert_allclose(run[f"grad.{last}W_hr"].values.T, told[f"grad.weight_hr_{name}"], rtol=0, atol=1e-12)


def test_a_projection_as_wide_as_the_cell_is_refused_and_other_nets_have_none() -> None:
    with pytest.raises(TracerError) as caught:
        trace("a b", model="lstm", hidden=3, proj_size=3)
    assert caught.value.message == "session.proj_size"
    assert trace("a b", model="gru", proj_size=2).unread == ("proj_size",)


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


MASKS = ["numbers", "heads", "sentences", "bool", "bias_kv", "zero", "both", "both_bool"]


@pytest.mark.parametrize("case", MASKS)
def test_masks_of_numbers_or_heads_and_keys_of_no_token_agree_with_their_gradients(case: str) -> None:
    """The module's state dict is loaded as it is; what a file cannot tell (heads, zeros) is given."""
    told = expected(f"mha_{case}")
    mask = told.get("attn_mask")
    name, rows = ("mask", ~mask) if "bool" in case else ("added_mask", mask)
    options = {} if mask is None else {name: rows.astype(float).tolist()}
    if "zero" in case or "both" in case:
        options["add_zero_attn"] = True
    x = [rows[:length].tolist() for rows, length in zip(told["x"], (3, 2), strict=False)]
    several = case == "sentences"
    up = told["up"] if several else told["up"][0]
    request = make_request(
        None, load=weights(f"mha_{case}"), model="attention", heads=2, positions="none", inputs=x if several else x[0],
        upstream_gradient=up.tolist(), average_weights=True, **options,
    )  # fmt: skip
    run = trace_steps(request)
    assert run.unread == ()
    real = [slice(None), (slice(None), slice(2))] if several else [slice(None)]
    for at in range(len(real)):
        rows = 3 - at
        pick = (lambda array, at=at: array[at]) if several else (lambda array: array)
        for stage, key in (("attention.output", "out"), ("averaged", "average")):
            np.testing.assert_allclose(pick(run[stage].values)[:rows], told[key][at, :rows], rtol=0, atol=1e-12, err_msg=stage)
        np.testing.assert_allclose(pick(run["softmax"].values)[:, :rows], told["attn"][at][:, :rows], rtol=0, atol=1e-12)
    np.testing.assert_allclose(run["grad.input"].values, told["grad.x"] if several else told["grad.x"][0], rtol=0, atol=1e-12)
    ours = np.concatenate([run[f"grad.attention.W_{letter}"].values for letter in "QKV"], axis=1).T
    np.testing.assert_allclose(ours, told["grad.in_proj_weight"], rtol=0, atol=1e-12)
    for letter in "kv" if "grad.bias_k" in told else "":
        np.testing.assert_allclose(run[f"grad.attention.bias_{letter}"].values, told[f"grad.bias_{letter}"].ravel(), atol=1e-12)


def test_compare_takes_averaged_weights_for_the_stage_and_for_what_stands_in_its_place() -> None:
    told = expected("mha_heads")
    options = {"model": "attention", "heads": 2, "positions": "none", "added_mask": told["attn_mask"].tolist()}
    for more, stage in (({"average_weights": True}, "attention.averaged"), ({}, "attention.softmax.mean_of_heads")):
        run = trace(load=weights("mha_heads"), inputs=told["x"][0].tolist(), **options, **more)
        matches = align({"self_attn.1": told["average"], "attn_weights": told["average"][0]}, run).matches
        assert [match.stage for match in matches] == [stage, stage], matches


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
