"""A matrix, a table, a line of tokens as one grid of texts."""

import numpy as np
from pages import WORDS, axis

from tracer.axes import Axis
from tracer.document.blocks import Blank, Matrix, Table, Tokens
from tracer.render.table_model import held_address, label, labels, of, parts, positions


def texts(grid):
    return [[item.text for item in row.items] for row in grid.rows]


def test_numbers_are_written_by_rounding_and_labels_stay_with_their_rows():
    grid = of(Matrix("a.scores", "S", np.array([[0.125, -2.0], [0.0, np.inf]]), axis("query", WORDS), axis("key", WORDS), (), 2))
    assert texts(grid) == [["0.13", "-2.00"], ["0", "∞"]]
    assert [row.heading for row in grid.rows] == list(WORDS) == list(grid.headings)
    assert grid.corner == "query \\ key"


def test_spaces_at_the_ends_of_a_label_can_be_seen():
    assert [label(text) for text in (" the", "the  ", " ", "", "a b")] == ["␠the", "the␠␠", "␠", "", "a b"]


def test_what_acts_in_a_label_is_shown():
    assert label("\x1b[31m\u202e") == "␛[31m\\u202e"


def test_a_jump_in_the_positions_is_a_gap_and_positions_are_the_stages_own():
    matrix = Matrix("W", "W", np.arange(6.0).reshape(2, 3), Axis("row", 9), Axis("column", 8), (), 0)
    grid = of(Matrix(**{f: getattr(matrix, f) for f in ("address", "symbol", "values", "rows", "columns", "fixed", "places")},
                     row_places=[0, 8], column_places=[0, 1, 7]))  # fmt: skip
    assert list(grid.headings) == ["0", "1", "⋯", "7"]
    assert [row.heading for row in grid.rows] == ["0", "⋯", "8"]
    assert texts(grid) == [["0", "1", "⋯", "2"], ["⋮"] * 4, ["3", "4", "⋯", "5"]]


def test_labels_of_a_whole_axis_are_picked_by_position():
    whole = axis("token", ("a", "b", "c", "d"))
    grid = of(Matrix("x", "x", np.zeros((2, 1)), whole, Axis("d", 1), row_places=[1, 2]))
    assert [row.heading for row in grid.rows] == ["b", "c"]


def test_a_change_names_old_new_and_difference_and_a_tiny_one_in_powers_of_ten():
    values, before = np.array([[0.5, 0.25, 0.5, np.nan]]), np.array([[0.25, 0.25, 0.49999, np.nan]])
    items = of(Matrix("x", "x", values, None, Axis("d", 4), before=before)).rows[0].items
    assert [(item.before, item.difference) for item in items] == [("0.250", "+0.250"), ("", ""), ("0.500", "+1.0e-05"), ("", "")]


def test_only_weights_have_a_shade_and_it_stays_between_nothing_and_all():
    values = np.array([[0.25, 1.5, -0.5, np.nan]])
    shades = [item.shade for item in of(Matrix("x", "x", values, None, Axis("k", 4), weights=True)).rows[0].items]
    assert shades == [0.25, 1.0, 0.0, None]
    assert {item.shade for item in of(Matrix("x", "x", values, None, Axis("k", 4))).rows[0].items} == {None}


def test_a_grid_too_wide_for_paper_goes_on_below_and_keeps_every_cell():
    grid = of(Matrix("x", "x", np.arange(40.0).reshape(2, 20) + 0.5, axis("token", WORDS), Axis("d", 20), (), 1))
    cut = list(parts(grid, 40))
    assert len(cut) > 2
    assert [heading for part in cut for heading in part.headings] == list(grid.headings)
    assert [[text for part in cut for text in texts(part)[row]] for row in (0, 1)] == texts(grid)
    assert all([row.heading for row in part.rows] == list(WORDS) for part in cut)
    assert len(list(parts(of(Table((), [])), 40))) == 1


def test_an_address_names_the_axes_that_are_held():
    assert (
        held_address(Matrix("a.q", "q", np.zeros((1, 1)), None, None, (("head", 1, "1"), ("query", 0, "it"))))
        == "a.q[head=1, query=0]"
    )


def test_a_table_has_its_words_as_row_headings_and_decimals_of_its_own():
    grid = of(Table(("stage", "mean", "count"), [("z", 0.5, 3), ("norm", 0.00125, 12)]))
    assert grid.corner == "stage" and [row.heading for row in grid.rows] == ["z", "norm"]
    assert texts(grid) == [["0.500", "3"], ["0.001", "12"]]
    assert list(grid.numeric) == [True, True]


def test_many_tokens_stand_below_each_other_with_their_ids():
    few, many = of(Tokens("", ("a", "b"), (5, 6))), of(Tokens("", tuple("abcdefghijklmnop"), tuple(range(16))))
    assert texts(few) == [["a", "b"], ["5", "6"]]
    assert texts(many)[3] == ["d", "3"] and len(many.rows) == 16


def test_a_repeated_label_is_numbered_as_an_address_takes_it():
    axis = Axis("token", 4, ("the", "cat", "the", "the"))
    assert labels(axis, 4, range(4)) == ["the", "cat", "the#2", "the#3"]
    assert labels(axis, 2, (0, 3)) == ["the", "the#3"]


def test_positions_label_an_axis_that_has_no_labels():
    assert labels(Axis("d_model", 384), 3, (0, 1, 383)) == ["0", "1", "383"]
    assert labels(None, 2, (0, 1)) == ["", ""]
    assert positions(3, None) == [0, 1, 2]


def test_a_blank_in_the_first_column_is_no_heading():
    grid = of(Table(["", ""], [[Blank(1), Blank(2)]], (0, 0)))
    assert [item.blank.number for item in grid.rows[0].items] == [1, 2] and grid.rows[0].heading is None
