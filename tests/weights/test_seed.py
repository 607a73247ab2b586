"""Seeded parameters: pinned for ever, independent of one another, exact."""

import hashlib
import struct
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer import trace
from tracer.errors import TracerError
from tracer.weights.seed import MOST_DRAWN, draw, embedding_row, stream

# These must never change: printed pages depend on them.
GOLDEN = {
    (0, "encoder.0.attention.W_Q"): [0.8071017768234015, -0.9791516563855112, 0.686189066618681, 0.543663190677762],
    (7, "encoder.1.ffn.W_1"): [0.27139069605618715, -0.03928733244538307, 0.8336461139842868, -0.25720759434625506],
}
GOLDEN_WHOLE = [[0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0], [-1.0, 0.0, 0.0, -1.0], [1.0, 0.0, -1.0, -1.0]]
GOLDEN_ROW = [0.795028290245682, 0.5597143485210836, -0.49369739927351475, 0.9402975738048553]
GOLDEN_WHOLE_ROW = [2.0, 1.0, 0.0, 1.0]


def by_hand(seed, name, count):
    """The definition once more, one number at a time, without NumPy."""
    raw = hashlib.shake_256(f"ttrace-1|{seed}|{name}".encode()).digest(4 * count)
    return [(u - 2**31) / 2**31 for u in struct.unpack(f"<{count}I", raw)]


@given(st.integers(0, 2**63), st.text(max_size=20).filter(lambda t: t.isprintable()), st.integers(1, 40))
def test_a_draw_is_the_documented_hash_scaled(seed, name, count):
    assert draw(seed, name, (count,), 3).tolist() == by_hand(seed, name, count)


@pytest.mark.parametrize(
    "run",
    [
        lambda: stream(0, "a", MOST_DRAWN + 1),
        lambda: draw(0, "a", (1 << 16, 1 << 16), 4),
        lambda: trace("a b", model="rnn", hidden=12_000),
        lambda: trace("a b", model="decoder", positions="learned", generate=10**12),
    ],
)
def test_more_numbers_than_the_hash_gives_are_refused_before_they_are_drawn(run):
    with pytest.raises(TracerError, match="million numbers drawn from the seed"):
        run()


def test_another_shape_of_the_same_name_begins_alike_and_other_names_differ():
    assert draw(1, "a", (2, 3), 4).ravel().tolist() == draw(1, "a", (6,), 4).tolist()
    assert (stream(1, "a", 8) != stream(1, "b", 8)).all()
    assert (stream(1, "a", 8) != stream(2, "a", 8)).all()


@pytest.mark.parametrize(("fan_in", "scale"), [(1, 2.0), (2, 1.0), (4, 1.0), (8, 0.5), (16, 0.5), (64, 0.25), (384, 0.0625)])
def test_the_scale_is_the_power_of_two_nearest_to_the_root_of_three_over_fan_in(fan_in, scale):
    assert draw(0, "x", (50,), fan_in).tolist() == [scale * each for each in by_hand(0, "x", 50)]
    ratio = scale / (3 / fan_in) ** 0.5
    assert 0.7071 < ratio < 1.4143


def test_kinds_draw_in_their_own_ranges():
    assert draw(0, "x", (2, 2), 4, kind="zeros").tolist() == [[0, 0], [0, 0]]
    assert draw(0, "x", (2,), 4, kind="ones").tolist() == [1, 1]
    assert draw(0, "x", (9,), 4, kind="bias").tolist() == [each / 4 for each in by_hand(0, "x", 9)]
    assert draw(0, "x", (9,), 64, kind="table").tolist() == by_hand(0, "x", 9)


def test_a_words_row_is_its_own_and_longer_rows_extend_shorter_ones():
    short, long = embedding_row(7, "it", 4), embedding_row(7, "it", 9)
    assert long[:4].tolist() == short.tolist() == by_hand(7, "embedding.W_E[it]", 4)
    assert embedding_row(7, "it", 4, table="decoder.embedding.W_E").tolist() != short.tolist()
    assert embedding_row(7, "\udcff", 4).shape == (4,)


@pytest.mark.parametrize("fan_in", [1, 4, 8, 64, 384])
def test_integers_are_few_and_small(fan_in):
    matrix = draw(3, "W", (fan_in, 400), fan_in, "integers")
    assert set(np.unique(matrix)) <= {-1.0, 0.0, 1.0}
    entries = (matrix != 0).sum(axis=0).mean()
    assert entries == pytest.approx(min(3, fan_in / 2), rel=0.15)
    assert abs(matrix.sum()) < 5 * np.sqrt(400 * entries)
    assert set(np.unique(draw(3, "b", (200,), 4, "integers", "bias"))) == {-1.0, 0.0, 1.0}
    assert set(np.unique(embedding_row(3, "word", 200, "integers"))) == {0.0, 1.0, 2.0}


def test_the_golden_numbers_never_change():
    for (seed, name), numbers in GOLDEN.items():
        assert draw(seed, name, (4,), 4).tolist() == numbers
    assert draw(0, "encoder.0.attention.W_K", (4, 4), 4, "integers").tolist() == GOLDEN_WHOLE
    assert embedding_row(7, "Thinking", 4).tolist() == GOLDEN_ROW
    assert embedding_row(7, "机", 4, "integers").tolist() == GOLDEN_WHOLE_ROW


def test_ten_million_numbers_take_about_a_second():
    start = time.process_time()
    draw(0, "embedding.W_E", (10_000_000,), 64)
    assert time.process_time() - start < 5


def test_what_was_drawn_is_the_callers_own():
    first = draw(3, "W_Q", (2, 2), 2)
    before = first.copy()
    first[:] = 0
    np.testing.assert_array_equal(draw(3, "W_Q", (2, 2), 2), before)
