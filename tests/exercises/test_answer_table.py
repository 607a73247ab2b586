"""Rows are read each for itself, columns by what their headings mean."""

import pytest

from tracer.exercises.answer_table import column_of, delimiter_of, is_long, is_wide, rows_of


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [("a,b\n", ","), ("a;b\n", ";"), ("a\tb\n", "\t"), ('\n"a,b,c";d\n', ";"), ("sep=;\na;b\n", ";"), ("a\n", ","), ("", ",")],
)
def test_what_parts_the_columns(text, delimiter):
    assert delimiter_of(text) == delimiter


def read(text):
    return [(row.number, *row.cells, *(["broken"] if row.broken else [])) for row in rows_of(text, ",")]


def test_empty_rows_are_left_out_and_numbers_are_lines():
    assert read("a,b\n\n , \n c ,\n") == [(1, "a", "b"), (4, "c", "")]


def test_a_cell_may_go_over_lines():
    assert read('a,"b\nc",d\ne,f,g\n') == [(1, "a", "b\nc", "d"), (3, "e", "f", "g")]


def test_a_stray_quotation_mark_spoils_its_row_and_no_other():
    rows = read('a,b\nx,"0.5\n' + "\n".join(f"r{number},{number}" for number in range(20)))
    assert rows[1] == (2, "x", '"0.5', "broken") and len(rows) == 22 and rows[-1] == (22, "r19", "19")


def test_a_line_that_declares_the_delimiter_is_no_row():
    assert [row.number for row in rows_of("sep=;\na;b\n", ";")] == [2]


@pytest.mark.parametrize(
    ("head", "column"),
    [("Name", "name"), (" 姓名 ", "name"), ("Q3", "3"), ("(4)", "4"), ("第5空", "5"), ("Question 6", "6"), ("7.", "7"), ("答案", "answer"),
     ("Email", "email"), ("q", "q"), ("1.5", "1.5"), ("9999999999", "9999999999")],
)  # fmt: skip
def test_what_a_heading_means(head, column):
    assert column_of(head) == column


@pytest.mark.parametrize(
    ("columns", "wide", "long"),
    [
        (["name", "1", "2"], True, False),
        (["1", "2", "3"], True, False),
        (["1", "2"], False, True),
        (["name", "blank", "answer"], False, True),
        (["time", "name", "mail", "1"], True, False),
        (["ada", "1", "0.5"], False, True),
        (["a", "b", "c", "d"], False, False),
        (["ada", "1", "2", "3"], False, False),
    ],
)
def test_tables_of_pupils_and_tables_of_answers(columns, wide, long):
    assert (is_wide(columns), is_long(columns)) == (wide, long)
