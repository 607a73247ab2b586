"""Norms against NumPy on the same rows; batch statistics; dropout's masks."""

import numpy as np
import pytest

from tracer import trace
from tracer.errors import TracerError

CLOSE = {"rtol": 0.0, "atol": 1e-12}
TEXTS = ["one two three", "four", "five six"]
AT = "encoder.0.attention"


def real_rows(stage, texts=TEXTS):
    return np.concatenate([stage[place, : len(text.split())] for place, text in enumerate(texts)])


@pytest.mark.parametrize("at", ["variance", "deviation"])
@pytest.mark.parametrize(("variance", "ddof"), [("population", 0), ("sample", 1)])
def test_layer_norm_and_where_epsilon_and_n_minus_one_stand(variance, ddof, at):
    run = trace("one two three", variance=variance, epsilon=0.25, epsilon_at=at, seed=1)
    x = run[f"{AT}.add"].array
    spread = x.var(axis=1, ddof=ddof, keepdims=True)
    divisor = np.sqrt(spread) + 0.25 if at == "deviation" else np.sqrt(spread + 0.25)
    np.testing.assert_allclose(run[f"{AT}.norm"].array, (x - x.mean(axis=1, keepdims=True)) / divisor, **CLOSE)


def test_rms_norm_takes_no_mean_away():
    run = trace("one two three", norm_kind="rms", seed=1)
    x = run[f"{AT}.add"].array
    np.testing.assert_allclose(run[f"{AT}.norm"].array, x / np.sqrt((x**2).mean(axis=1, keepdims=True) + 1e-5), **CLOSE)


def test_batch_norm_takes_each_column_over_the_real_rows_of_all_sentences():
    run = trace(TEXTS, norm_kind="batch", seed=1)
    x = run[f"{AT}.add"].array
    rows = real_rows(x)
    np.testing.assert_allclose(
        real_rows(run[f"{AT}.norm"].array), (rows - rows.mean(axis=0)) / np.sqrt(rows.var(axis=0) + 1e-5), **CLOSE
    )


@pytest.mark.parametrize("texts", [TEXTS, ["one two", "three four"], ["one two three"]])
def test_running_statistics_move_by_the_momentum_towards_the_unbiased_variance(texts):
    before = {f"{AT}.norm.running_mean": [1.0, 2, 3, 4], f"{AT}.norm.running_variance": [4.0, 3, 2, 1]}
    run = trace(texts, norm_kind="batch", momentum=0.3, seed=1, weights=before)
    x = run[f"{AT}.add"].array
    rows = real_rows(x, texts) if x.ndim == 3 else x
    mean, variance = (np.array(before[f"{AT}.norm.running_{part}"]) for part in ("mean", "variance"))
    np.testing.assert_allclose(run.steps[f"{AT}.norm.running_mean.after"].array, 0.7 * mean + 0.3 * rows.mean(axis=0), **CLOSE)
    np.testing.assert_allclose(
        run.steps[f"{AT}.norm.running_variance.after"].array, 0.7 * variance + 0.3 * rows.var(axis=0, ddof=1), **CLOSE
    )


def test_running_statistics_are_used_in_place_of_the_batchs():
    given = {f"{AT}.norm.running_mean": [1.0, 2, 3, 4], f"{AT}.norm.running_variance": [4.0, 3, 2, 1]}
    run = trace("one two", norm_kind="batch", norm_statistics="running", seed=1, weights=given)
    x = run[f"{AT}.add"].array
    np.testing.assert_allclose(run[f"{AT}.norm"].array, (x - [1, 2, 3, 4]) / np.sqrt(np.array([4, 3, 2, 1]) + 1e-5), **CLOSE)


@pytest.mark.parametrize("variance", ["population", "sample"])
def test_batch_norm_of_one_row_is_refused_and_says_what_happens_to_the_variance(variance):
    with pytest.raises(TracerError, match="single row: the variance of one number is 0"):
        trace("alone", norm_kind="batch", variance=variance, seed=1)
    given = {f"{AT}.norm.running_mean": [0.0] * 4, f"{AT}.norm.running_variance": [1.0] * 4}
    for run in (
        trace("not alone", norm_kind="batch", seed=1),
        trace(["two", "sentences"], norm_kind="batch", seed=1),
        trace("alone", norm_kind="batch", norm_statistics="running", weights=given, seed=1),
    ):
        assert not run.notes


def test_dropout_is_off_unless_asked_for():
    assert not any("dropout" in name for name in trace("one two", seed=1).steps)


@pytest.mark.parametrize("stage", ["attention.dropout_weights", "attention.dropout", "ffn.dropout_activation", "ffn.dropout"])
def test_dropout_stands_where_pytorch_has_it_and_scales_what_it_keeps(stage):
    run = trace("one two three", dropout=0.4, d_model=16, seed=1)
    step = run[f"encoder.0.{stage}"]
    before, mask = (one.array for one in step.inputs)
    assert set(np.unique(mask)) == {0.0, 1.0}
    np.testing.assert_allclose(step.array, np.where(mask == 1, before / 0.6, 0.0), **CLOSE)


def test_a_dropout_mask_is_the_seeds_and_drops_its_share():
    first, again, other = (trace("one two three " * 20, dropout=0.25, d_model=16, seed=seed) for seed in (1, 1, 2))
    masks = [run.steps["encoder.0.ffn.dropout.mask"].array for run in (first, again, other)]
    np.testing.assert_array_equal(masks[0], masks[1])
    assert (masks[0] != masks[2]).any()
    assert masks[0].mean() == pytest.approx(0.75, abs=0.06)


@pytest.mark.parametrize("options", [{"model": "attention", "heads": 1}, {"model": "lstm", "layers": 2}, {"model": "gru"}])
def test_modules_that_take_their_input_as_it_is_do_not_drop_it(options):
    """nn.MultiheadAttention drops attention weights alone, nn.LSTM what goes from layer to layer; the whole model drops its input."""
    dropped = [
        name for name in trace("one two", dropout=0.5, seed=1, **options).steps if name.split(".")[-1].startswith("dropout")
    ]
    assert dropped == {"attention": ["attention.dropout_weights"], "lstm": ["recurrent.1.dropout"], "gru": []}[options["model"]]
    assert "input.dropout" in trace("one two", dropout=0.5, seed=1).steps
