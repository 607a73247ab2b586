"""Rows and columns by range, by word, and those of the largest numbers: held against NumPy and by hand."""

import numpy as np
import pytest

from tracer import TracerError, trace
from tracer.axes import Axis
from tracer.document.blocks import Matrix, Working
from tracer.document.data_document import data_document
from tracer.document.places import Places, read_places
from tracer.document.selection import Selection
from tracer.document.trace_document import document

WORDS = ("a", "b", "a", "c")
TEXT = "The animal didn't cross the street because it was too tired"


def tables(run, **selection):
    return [block for block in document(run, Selection(**selection)).blocks() if isinstance(block, Matrix)]


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (Places(span=(1, 3)), [1, 2]),
        (Places(span=(-2, None)), [2, 3]),
        (Places(words=("a",)), [0, 2]),
        (Places(words=("a#2", "b")), [1, 2]),
        (Places(words=("3",)), [3]),
        (Places(words=("x",)), None),
        (Places(largest=2), None),
    ],
)
def test_positions_on_an_axis(places, expected):
    assert places.on(Axis("key", 4, WORDS)) == expected


def test_words_are_on_no_axis_without_labels():
    assert Places(words=("a",)).on(Axis("d_k", 4)) is None


@pytest.mark.parametrize("count", [1, 3, 40])
def test_the_largest_columns_are_those_of_the_rows_in_sight_of_all_heads(count):
    run = trace(TEXT)
    first, second = tables(run, stages=("softmax",), tokens=("it",), columns=Places(largest=count))
    row = run["softmax"].values[:, 7].max(axis=0)
    wanted = sorted(np.argsort(-row)[:count].tolist())
    assert list(first.column_places) == list(second.column_places) == wanted
    assert np.array_equal(first.values[0], run["softmax"].values[0, 7, wanted])


def test_the_largest_rows_are_found_first_and_the_columns_among_them():
    run = trace(TEXT)
    (table,) = tables(run, stages=("softmax",), heads=(0,), rows=Places(largest=2), columns=Places(largest=3))
    values = run["softmax"].values[0]
    rows = sorted(np.argsort(-values.max(axis=1))[:2].tolist())
    assert list(table.row_places) == rows
    assert list(table.column_places) == sorted(np.argsort(-values[rows].max(axis=0))[:3].tolist())


def test_of_features_the_numbers_furthest_from_zero_count():
    run = trace("a b", model="attention", d_model=16)
    (table, *_) = tables(run, stages=("q",), columns=Places(largest=2))
    sizes = np.abs(run["q"].values).max(axis=(0, 1))
    assert list(table.column_places) == sorted(np.argsort(-sizes)[:2].tolist())


def test_the_worked_cell_is_one_that_is_shown():
    run = trace(TEXT)
    blocks = list(
        document(run, Selection(stages=("scores",), rows=Places(words=("it",)), columns=Places(words=("tired",)))).blocks()
    )
    (working,) = [block for block in blocks if isinstance(block, Working)]
    assert working.address.endswith("query=it, key=tired]")


def test_a_word_that_no_table_shows_is_refused_with_the_nearest():
    run = trace(TEXT)
    for part in ("rows", "columns"):
        with pytest.raises(TracerError, match=f"--{part} finds no 'strett' there; the nearest is 'street'"):
            document(run, Selection(stages=("softmax",), **{part: Places(words=("strett",))}))
    with pytest.raises(TracerError, match="--rows takes positions from 0 to 10"):
        document(run, Selection(stages=("softmax",), rows=Places(span=(20, 22))))


def test_stored_numbers_take_words_and_ranges_but_no_largest():
    run = trace(TEXT)
    (stage,) = data_document(
        run, Selection(stages=("softmax",), rows=Places(words=("it",)), columns=Places(span=(0, 2)))
    ).blocks()
    assert np.array_equal(stage.values, run["softmax"].values[:, 7:8, :2])
    with pytest.raises(TracerError, match="largest N is for tables"):
        data_document(run, Selection(columns=Places(largest=2)))


@pytest.mark.parametrize("text", ["0:2", ":3", "-2:", "it", "it,the#2", '"a,b",c', "largest 3"])
def test_what_was_read_is_written_so_that_it_reads_back(text):
    places = read_places(text, "--columns")
    assert read_places(places.text, "--columns") == places


def test_the_diagonal_s_columns_are_those_of_the_rows_in_sight_and_its_rows_those_of_the_columns():
    run = trace(TEXT)
    (table,) = tables(run, stages=("softmax",), heads=(0,), tokens=("it", "street"), columns=Places(diagonal=True))
    assert list(table.row_places) == list(table.column_places) == [5, 7]
    assert np.array_equal(np.diag(table.values), np.diag(run["softmax"].values[0])[[5, 7]])
    (table,) = tables(run, stages=("softmax",), heads=(0,), columns=Places(span=(2, 4)), rows=Places(diagonal=True))
    assert list(table.row_places) == [2, 3] and table.values.shape == (2, 2)
    long = trace(" ".join(f"w{number}" for number in range(30)))
    first, second = tables(long, stages=("scores",), columns=Places(diagonal=True))
    assert list(first.column_places) == list(first.row_places) == list(second.column_places) and len(first.row_places) < 30


def test_the_diagonal_is_of_tables_whose_rows_and_columns_are_the_same_words():
    run = trace("a b c", model="encoder-decoder", target="x y")
    whole, asked = (
        tables(run, stages=("cross.scores", "encoder.0.attention.scores", "input"), columns=places)
        for places in (None, Places(diagonal=True))
    )
    assert [block.values.tolist() for block in whole] == [block.values.tolist() for block in asked]
    with pytest.raises(TracerError, match="--columns diagonal"):
        tables(run, stages=("cross.scores",), columns=Places(diagonal=True))
    with pytest.raises(TracerError, match="tables that are read"):
        data_document(run, Selection(columns=Places(diagonal=True)))


def test_the_diagonal_is_said_as_a_word_and_quoted_it_is_one():
    for text in ("diagonal", "对角线", " diagonal "):
        assert read_places(text, "--rows") == Places(diagonal=True)
    assert Places(diagonal=True).text == "diagonal"
    assert read_places('"diagonal"', "--rows") == Places(words=('"diagonal"',))


@pytest.mark.parametrize("text", ["{}", "-{}", "1:{}", "{}:", "-{0}:{0}", "largest {}", "it,{}"])
def test_a_position_of_thousands_of_digits_is_a_sentence(text):
    with pytest.raises(TracerError) as error:
        document(trace(TEXT), Selection(stages=("softmax",), columns=read_places(text.format("9" * 5000), "columns"))).blocks()
    assert len(str(error.value)) < 400
