"""What stays in sight of a table too large to be shown whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from tracer.axes import Axis
from tracer.document.blocks import Matrix
from tracer.document.elision import column_order, ends_first, gaps, rows_of_largest, runs, strongest
from tracer.document.matrices import matrices
from tracer.document.selection import MOST_ROWS, Selection
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder

tables = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=30), elements=st.floats(-1e6, 1e6, width=32))


def words(values, before=None):
    rows, columns = values.shape
    axes = Axis("query", rows), Axis("key", columns, [f"w{place}" for place in range(columns)])
    return Matrix("scores", "S", values, *axes, before=before)


@given(tables)
def test_among_words_the_largest_of_every_row_is_wanted_first(values):
    order = column_order([words(values)], 5)
    leading = order[: len(set(strongest(words(values))))]
    assert len(order) == len(set(order)) and all(0 <= column < values.shape[1] for column in order)
    assert set(leading) == set(strongest(words(values)))
    tie = max(abs(values.max()) * 1e-9, 1e-12)
    assert values[:, order[0]].max() >= values.max() - tie
    for row, column in zip(values, strongest(words(values)), strict=True):
        assert row[column] >= row.max() - max(abs(row.max()) * 1e-9, 1e-12)


@given(tables, st.data())
def test_what_changed_most_is_wanted_first(values, data):
    row, column = data.draw(st.integers(0, values.shape[0] - 1)), data.draw(st.integers(0, values.shape[1] - 1))
    before = values.copy()
    before[row, column] -= 7.0e7
    block = words(values, before)
    assert column_order([block], 3)[0] == column and rows_of_largest([block]) == [row] and strongest(block)[row] == column


@given(tables)
def test_among_features_the_largest_and_the_one_furthest_from_zero_stay_and_then_the_ends(values):
    block = Matrix("x", "x", values, Axis("token", values.shape[0]), Axis("d_model", values.shape[1]))
    order = column_order([block], 5)
    assert values[:, order[0]].max() >= values.max() - max(abs(values.max()) * 1e-9, 1e-12)
    assert np.abs(values[:, order[:2]]).max() >= np.abs(values).max() * (1 - 1e-9) - 1e-12
    assert {0, values.shape[1] - 1} <= set(order[:4])


def test_undefined_numbers_matter_least_and_infinite_ones_are_numbers():
    values = np.array([[np.nan, -np.inf, 1.0, 3.0, 2.0]])
    assert strongest(words(values)) == [3] and column_order([words(values)], 5)[0] == 3
    assert strongest(words(np.full((1, 4), np.nan))) == [0]


@given(st.integers(0, 60), st.integers(1, 40))
def test_the_ends_come_first(count, most):
    order = ends_first(count, most)
    assert len(order) == len(set(order)) >= min(count, most) and order[:2] == [0, count - 1][: len(order[:2])] or count <= 1


@pytest.mark.parametrize(
    ("places", "written"),
    [([0, 1, 2, 3, 382, 383], "0–3, 382–383"), ([5], "5"), ([0, 2, 4], "0, 2, 4"), ([], ""), ([3, 4], "3–4")],
)
def test_positions_are_written_as_runs(places, written):
    assert runs(places) == written and len(gaps(places)) == max(written.count(","), 0)


@given(st.integers(MOST_ROWS + 1, 60), st.integers(1, 3), st.data())
def test_a_long_table_keeps_the_row_of_its_largest_number_in_every_head(size, heads, data):
    values = np.random.RandomState(size).uniform(-1, 1, (heads, size, 4))
    at = [data.draw(st.integers(0, size - 1)) for _ in range(heads)]
    for head, row in enumerate(at):
        values[head, row, 2] = 9.0 + head
    axes = Axis("head", heads), Axis("query", size), Axis("key", 4, list("abcd"))
    step = Recorder(Plan(lambda name: False)).given("scores", values, axes)
    notes: list[str] = []
    shown = list(matrices(step, Selection(), 3, None, notes))
    assert all(block.row_places == shown[0].row_places == sorted(block.row_places) for block in shown)
    assert {*at, 0, size - 1} <= set(shown[0].row_places)
    assert all(block.values.max() == 9.0 + head for head, block in enumerate(shown))
    assert len(notes) == 1 and runs(shown[0].row_places) in notes[0]


def test_of_a_few_rows_the_columns_of_their_own_words_stay():
    tokens = [f"w{place}" for place in range(20)]
    values = np.zeros((1, 20))
    values[0, 3] = 1.0
    axes = Axis("query", 20, tokens), Axis("key", 20, tokens)
    block = Matrix("softmax", "A", values, *axes, row_places=[11])
    assert column_order([block], 4)[:4] == [3, 11, 0, 19]


def test_of_what_changed_the_second_largest_stays_too():
    before = np.zeros((1, 20))
    values = before.copy()
    values[0, [7, 12]] = 0.9, -0.996
    assert column_order([words(values, before)], 4)[:4] == [12, 7, 0, 19]
