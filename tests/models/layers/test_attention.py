"""Attention against plain NumPy, and its named conventions against what they mean."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain import attention, numbers, positions, softmax

from tracer import trace
from tracer.errors import TracerError

WORDS = ["the", "animal", "crossed", "the", "street"]


@settings(max_examples=15, deadline=None)
@given(
    count=st.integers(1, 5), heads=st.integers(1, 3), d_model=st.integers(1, 6), d_k=st.integers(1, 5), d_v=st.integers(1, 5),
    causal=st.booleans(), seed=st.integers(0, 9),
)  # fmt: skip
def test_any_sizes_give_what_plain_numpy_gives(count, heads, d_model, d_k, d_v, causal, seed):
    sizes = {"heads": heads, "d_model": d_model, "d_k": d_k, "d_v": d_v}
    run = trace(tokens=WORDS[:count], model="attention", seed=seed, mask="causal" if causal else "none", **sizes)
    p = numbers(run)
    x = np.stack([p["embedding.W_E"][list(run.parameters["embedding.W_E"].axes[0].labels).index(word)] for word in WORDS[:count]])
    x = x + positions(count, d_model)
    np.testing.assert_allclose(run["input"].array, x, rtol=0, atol=1e-12)
    np.testing.assert_allclose(run["concat"].array, attention(x, x, p, "attention", heads, causal), rtol=0, atol=1e-12)


def test_a_score_is_an_inner_product_and_the_divisor_is_the_root_of_d_k():
    run = trace(tokens=WORDS, model="attention", heads=2, d_k=3)
    q, k = run["q"].array, run["k"].array
    for h, i, j in np.ndindex(2, 5, 5):
        assert run["scores"].array[h, i, j] == pytest.approx(sum(a * b for a, b in zip(q[h, i], k[h, j], strict=True)))
    np.testing.assert_allclose(run["scaled"].array * 3**0.5, run["scores"].array, rtol=1e-14)


@pytest.mark.parametrize(("scale", "divisor"), [("d_model", 4**0.5), (2.5, 2.5)])
def test_other_divisors(scale, divisor):
    run = trace(tokens=WORDS, model="attention", scale=scale)
    np.testing.assert_allclose(run["scaled"].array * divisor, run["scores"].array, rtol=1e-14)


def test_without_scale_softmax_reads_the_scores():
    run = trace(tokens=WORDS, model="attention", scale=False)
    assert not any("scaled" in name for name in run.steps)
    np.testing.assert_allclose(run["softmax"].array, softmax(run["scores"].array), rtol=1e-13)


def test_the_causal_mask_puts_minus_infinity_above_the_diagonal_only():
    run = trace(tokens=WORDS, model="attention", mask="causal")
    above = np.triu(np.ones((5, 5), bool), 1)
    assert (run["masked"].array[:, above] == -np.inf).all()
    np.testing.assert_array_equal(run["masked"].array[:, ~above], run["scaled"].array[:, ~above])
    assert (run["softmax"].array[:, above] == 0).all()


def test_renormalising_after_softmax_equals_masking_before_it():
    before = trace(tokens=WORDS, model="attention", mask="causal")
    after = trace(tokens=WORDS, model="attention", mask="causal", mask_fill="renormalise")
    np.testing.assert_allclose(after["renormalised"].array, before["softmax"].array, rtol=0, atol=1e-15)


def test_a_row_that_may_look_nowhere_gets_weights_of_0_where_zero_is_asked_for():
    mask = [[1, 1, 0, 0, 0], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1], [0, 1, 0, 0, 0], [1, 0, 0, 0, 1]]
    plain, zeroed = (trace(tokens=WORDS, model="attention", mask=mask, mask_fill=fill) for fill in ("-inf", "zero"))
    assert np.isnan(plain["softmax"].array[:, 1]).all() and not zeroed["zeroed"].array[:, 1].any()
    others = [0, 2, 3, 4]
    np.testing.assert_array_equal(zeroed["zeroed"].array[:, others], plain["softmax"].array[:, others])
    assert not zeroed["z"].array[:, 1].any() and np.isfinite(zeroed["z"].array).all()


def test_a_finite_fill_takes_the_scores_place():
    run = trace(tokens=WORDS, model="attention", mask="causal", mask_fill=-1e9)
    assert run["masked"].array[0, 0, 1] == -1e9


def test_softmax_over_queries_sums_to_one_down_the_columns():
    run = trace(tokens=WORDS, model="attention", softmax_over="query")
    np.testing.assert_allclose(run["softmax"].array.sum(axis=1), 1, rtol=1e-14)


def test_a_mask_of_another_size_is_refused_in_a_sentence():
    with pytest.raises(TracerError, match=r"mask has the shape 2 × 2, but it must be query 5 × key 5"):
        trace(tokens=WORDS, model="attention", mask=[[1, 0], [1, 1]])


def test_rotating_queries_and_keys_leaves_their_lengths_and_only_distance_counts():
    run = trace(tokens=["same"] * 5, model="attention", positions="rope", d_model=4)
    np.testing.assert_allclose(
        np.linalg.norm(run["q_rotated"].array, axis=-1), np.linalg.norm(run["q"].array, axis=-1), rtol=1e-13
    )
    scores = run["scores"].array[0]
    for far in range(-4, 5):
        assert np.ptp(np.diagonal(scores, far)) < 1e-12


def test_an_odd_d_k_cannot_be_rotated():
    with pytest.raises(TracerError, match="d_k is 3"):
        trace("a b", positions="rope", d_model=6, heads=2)


@pytest.mark.parametrize("layout", ["x W", "W x"])
def test_a_bare_attention_may_end_at_another_width_than_it_reads(layout):
    rng = np.random.default_rng(0)
    x, (w_q, w_k, w_v), w_o, b_o = (
        rng.normal(size=(3, 4)),
        rng.normal(size=(3, 4, 2)),
        rng.normal(size=(2, 5)),
        rng.normal(size=5),
    )
    given = {"W_Q": w_q, "W_K": w_k, "W_V": w_v, "W_O": w_o}
    given = {name: (matrix.T if layout == "W x" else matrix).tolist() for name, matrix in given.items()}
    run = trace(model="attention", layout=layout, positions="none", inputs=x.tolist(), weights={**given, "b_O": b_o.tolist()})
    wanted = softmax((x @ w_q) @ (x @ w_k).T / np.sqrt(2)) @ (x @ w_v) @ w_o + b_o
    np.testing.assert_allclose(run["output"].array, wanted, atol=1e-12)
    assert [axis.name for axis in run["output"].axes] == ["token", "d_out"]
    with pytest.raises(TracerError, match="d_model 4"):
        trace(model="encoder", layout=layout, inputs=x.tolist(), heads=1, seed=1, weights=given)
