"""A sigmoid or linear read-out, of every row or of the last, against torch 2.13 in float64 (tests/cases/read_out)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tracer import TracerError, trace
from tracer.session import make_request
from tracer.training.traced_step import trace_steps

CASES = Path(__file__).parent.parent.parent / "cases" / "read_out"
CLOSE = {"rtol": 0.0, "atol": 1e-12}


def trained(case: str, **options: Any) -> tuple[Any, dict[str, np.ndarray]]:
    with np.load(CASES / f"{case}.npz") as arrays:
        told = dict(arrays)
    run = trace_steps(make_request(None, load=CASES / f"{case}.safetensors", targets=told["y"].tolist(), **options))
    assert run.unread == ()
    assert float(run["loss"].values) == pytest.approx(float(told["loss"]), abs=1e-12)
    np.testing.assert_allclose(run["grad.output.W_U"].values.T, told["grad.fc.weight"], **CLOSE)
    np.testing.assert_allclose(run["grad.output.b_U"].values, told["grad.fc.bias"], **CLOSE)
    return run, told


def test_a_binary_class_by_the_sigmoid_of_both_directions_last_states() -> None:
    with np.load(CASES / "binary.npz") as arrays:
        x = arrays["x"]
    rows = [x[0].tolist(), x[1, :2].tolist()]
    run, told = trained("binary", inputs=rows, pool="last", read_out="sigmoid", loss="bce")
    np.testing.assert_allclose(run["logits"].values, told["logits"], **CLOSE)
    np.testing.assert_allclose(run["probabilities"].values, told["probabilities"], **CLOSE)
    for part, name in (("forward", "l0"), ("backward", "l0_reverse")):
        ours = np.concatenate([run[f"grad.recurrent.0.{part}.W_h{gate}"].values for gate in "ifgo"], axis=1)
        np.testing.assert_allclose(ours.T, told[f"grad.lstm.weight_hh_{name}"], **CLOSE)


@pytest.mark.parametrize(("case", "pool"), [("regression", "none"), ("last", "last")])
def test_a_regression_of_every_step_or_the_last(case: str, pool: str) -> None:
    with np.load(CASES / f"{case}.npz") as arrays:
        x, y = arrays["x"], arrays["y"]
    options = {"inputs": x[0].tolist(), "pool": pool, "read_out": "linear", "loss": "mse"}
    with pytest.raises(TracerError):
        trained(case, **{**options, "pool": "none" if pool == "last" else "last"})
    request = make_request(
        None, load=CASES / f"{case}.safetensors", targets=y.tolist() if pool == "last" else y[0].tolist(), **options
    )
    run = trace_steps(request)
    with np.load(CASES / f"{case}.npz") as told:
        np.testing.assert_allclose(run["prediction"].values, told["prediction"][0], **CLOSE)
        assert float(run["loss"].values) == pytest.approx(float(told["loss"]), abs=1e-12)
        ours = np.concatenate([run[f"grad.recurrent.0.W_x{gate}"].values for gate in "rzn"], axis=1)
        np.testing.assert_allclose(ours.T, told["grad.gru.weight_ih_l0"], **CLOSE)
    assert "probabilities" not in run.steps and "logits" not in run.steps


def test_a_seeded_net_draws_as_many_outputs_as_it_is_asked_for() -> None:
    for model in ("rnn", "lstm", "gru", "encoder"):
        one = trace("a b", model=model, read_out="sigmoid", pool="last")
        assert one["probabilities"].values.shape == (1,) and 0 < one["probabilities"].values[0] < 1
    named = trace("a b", model="rnn", read_out="linear", classes=["width", "height"])
    assert named["prediction"].values.shape == (2, 2) and named["prediction"].axes[-1].labels == ("width", "height")
    run = trace_steps(make_request("a b", model="gru", read_out="sigmoid", loss="mse", targets=[[0.0], [1.0]]))
    assert float(run["loss"].values) == pytest.approx(float(((run["probabilities"].values - [[0], [1]]) ** 2).mean()), abs=1e-15)


def test_the_last_row_of_a_padded_text_is_its_own_last_token() -> None:
    for model in ("encoder", "lstm", "decoder"):
        both = trace("a b c", model=model, also=["d e"], pool="last", seed=3)
        alone = trace("d e", model=model, pool="last", seed=3, vocab=None)
        np.testing.assert_allclose(both["pooled"].values[1], alone["pooled"].values, rtol=0, atol=1e-13)


def test_a_row_of_a_sentence_is_refused_where_there_is_none_and_a_linear_read_out_has_no_labels() -> None:
    with pytest.raises(TracerError) as caught:
        trace("a b", model="encoder-decoder", target="x", pool="last")
    assert caught.value.message == "session.pool" and "last" in str(caught.value)
    with pytest.raises(TracerError) as caught:
        trace_steps(make_request("a b", model="rnn", read_out="linear", labels=[0, 1]))
    assert caught.value.message == "training.goal_linear"
