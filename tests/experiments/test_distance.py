"""Scores at a distance beside the cosines of RoFormer and the slopes of ALiBi; how far windows reach; stretched positions."""

import numpy as np
import pytest

from tracer import trace
from tracer.document.blocks import Prose, Table
from tracer.experiments import distance, document
from tracer.language import use
from tracer.rounding import percent

FAR = np.array(distance.DISTANCES)


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


def measured(text="I love dogs and I love cats", **options):
    blocks = list(document("distance", text, options).blocks())
    tables = [
        np.array([[cell for cell in row if not isinstance(cell, str)] for row in b.rows]) for b in blocks if isinstance(b, Table)
    ]
    return tables, [block.text for block in blocks if isinstance(block, Prose)]


def shares(base, divided=1.0, seed=0):
    """Σ |q_pair|² cos(d θ_pair) over Σ |q_pair|², of all words and heads (arXiv 2104.09864, section 3.4.3)."""
    top, bottom = 0.0, 0.0
    for word in ("I", "love", "dogs", "and", "cats"):
        q = trace(tokens=[word], model="attention", heads=4, d_model=16, d_k=32, d_v=2, positions="none", seed=seed)["q"].array[
            :, 0
        ]
        sizes = np.square(q).reshape(4, 16, 2).sum(axis=-1)
        theta = base ** (-np.arange(16) / 16.0) / divided
        top, bottom = top + np.cos(np.outer(FAR, theta)) @ sizes.sum(axis=0), bottom + sizes.sum()
    return top / bottom


def test_shares_of_the_score_are_the_cosines_of_the_angles():
    (rotary, alibi, looks, _, stretched), said = measured(seed=2)
    np.testing.assert_array_equal(rotary[:, 0], FAR)
    np.testing.assert_allclose(rotary[:, 1:], np.transpose([shares(1e4, seed=2), shares(5e5, seed=2)]), atol=1e-9)
    np.testing.assert_allclose(alibi[:, 1:], -np.outer(FAR, [2.0 ** (-2 * head) for head in (1, 2, 3, 4)]), atol=1e-12)
    largest = 1e4 * 4 ** (32 / 30)
    assert largest ** (-15 / 16) == pytest.approx(1e4 ** (-15 / 16) / 4)  # the slowest pair
    expected = [shares(1e4, seed=2), shares(1e4, 4.0, seed=2), shares(largest, seed=2)]
    np.testing.assert_allclose(stretched[:, 1:], np.transpose(expected), atol=1e-9)
    drops = [(1 - expected[kind][1]) / (1 - expected[0][1]) for kind in (1, 2)]
    assert f"only {percent(drops[0])} of what it was. With the larger base it is {percent(drops[1])}" in said[-2]
    assert (
        f"leave {percent(rotary[-1, 1])} of the score of equal words, with the larger base {percent(rotary[-1, 2])}" in said[-1]
    )
    assert looks[0].tolist() == pytest.approx([32, 8 / 65])


def test_where_alibi_looks_is_the_softmax_of_its_slopes_on_equal_words():
    (_, _, looks, _, _), _ = measured("dogs")
    back = np.arange(65)
    for head, row in enumerate(looks[3:]):
        weights = np.exp(-back * 2.0 ** (-2 * (head + 1)))
        weights /= weights.sum()
        assert row.tolist() == pytest.approx([weights @ back, weights[:8].sum()])


@pytest.mark.parametrize(("options", "windowed"), [({}, [3, 6, 9, 12]), ({"norm_kind": "batch"}, [16, 16, 16, 16])])
def test_a_window_reaches_one_window_further_with_each_layer_unless_something_else_passes_it_on(options, windowed):
    (_, _, _, window, _), said = measured("dogs and cats", **options)
    assert window.tolist() == [[layer + 1, windowed[layer], 16] for layer in range(4)]
    assert f"one layer reaches {windowed[0]} tokens back, 4 layers {windowed[-1]}." in said[-1]


def test_matrices_written_out_by_in_and_biases_are_the_same_content_too():
    plain, _ = measured("dogs", bias=True)
    turned, _ = measured("dogs", bias=True, layout="W x")
    assert all(np.array_equal(one, other) for one, other in zip(plain, turned, strict=True)) and plain[0][0, 1] == 1


def test_what_was_not_measured_is_not_concluded():
    _, said = measured("dogs", seed=11)
    assert "the larger base does not keep more of the far scores" in said[-1]
    kept = {"rope": [1 - 0.01 * far for far in range(65)], "linear": [1 - 0.02 * far for far in range(65)], "ntk": [1.0] * 65}
    *_, last = distance._stretched(kept)
    assert "differ by up to 1.1 from those before" in last.text and "200.0% of what it was, with the larger base 0%" in last.text
