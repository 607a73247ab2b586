"""Answers come from spreadsheets in several forms; what cannot be read is named by row and column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import TracerError
from tracer.exercises.answers import read_answers


def read(text):
    return [(one.name, one.sheet, one.blank, one.value) for one in read_answers(text, "a.csv")]


@pytest.mark.parametrize(
    "text",
    [
        "blank,answer\n1,0.5\n2,-3\n",
        "answer,blank\n0.5,1\n−3,2\n",
        "1,0.5\n2,-3\n",
        "题号,答案\n1,1/2\n(2),-3\n",
        "blank;answer\r\n1;0,5\r\n2;-3\r\n",
        "blank\tanswer\n1\t0.5\n\n2\t-3\n3\t\n",
    ],
)
def test_a_row_an_answer(text):
    assert read(text) == [("", "", 1, 0.5), ("", "", 2, -3.0)]


@pytest.mark.parametrize(
    "text", ["name,1,2\nAda,0.5,\nBob,1,2\n", "Name;1;2\nAda;0,5;\nBob;1;2\n", "name,blank,answer\nAda,1,.5\nBob,1,1\nBob,2,2\n"]
)
def test_a_row_a_pupil(text):
    assert read(text) == [("Ada", "", 1, 0.5), ("Bob", "", 1, 1.0), ("Bob", "", 2, 2.0)]


def test_a_sheet_may_be_named_by_its_code():
    assert read("sheet,blank,answer\n3f2a9c,1,2\n") == [("", "3f2a9c", 1, 2.0)]


@pytest.mark.parametrize(
    ("text", "message", "values"),
    [
        ("", "exercises.no_answers", {}),
        (" , \n\n", "exercises.no_answers", {}),
        ("a,b,c,d\n1,2,3,4\n", "exercises.columns", {}),
        ("blank,answer\n1,0.5\n2\n", "exercises.row_length", {"row": 3, "count": 1, "wanted": 2}),
        ("blank,answer\n1,0.5,7\n", "exercises.row_length", {"row": 2, "count": 3}),
        ("blank,answer\n1,half\n", "exercises.no_number", {"row": 2, "column": 2, "cell": "half"}),
        ("blank,answer\n1,nan\n", "exercises.no_number", {"row": 2}),
        ("blank,answer\n1,1/0\n", "exercises.no_number", {"row": 2}),
        ("blank,answer\n1.5,2\n", "exercises.no_blank", {"row": 2, "column": 1, "cell": "1.5"}),
        ("name,1,2\nAda,1,x\n", "exercises.no_number", {"row": 2, "column": 3}),
        ("blank,answer\n1,2\n1,3\n", "exercises.twice", {"row": 3, "first": 2, "blank": 1}),
    ],
)
def test_what_cannot_be_read_is_named(text, message, values):
    with pytest.raises(TracerError) as refused:
        read(text)
    assert refused.value.message == message
    assert values.items() <= refused.value.values.items()


@given(
    st.lists(
        st.sampled_from(["name", "blank", "answer", "1", "2", "-0,5", "1/2", "x", '"', ",", ";", "\t", "\n", "\r", "\0", "我"]),
        max_size=20,
    ).map("".join)
)
def test_any_file_is_read_or_refused_in_a_sentence(text):
    try:
        assert all(answer.row > 0 for answer in read_answers(text, "a.csv"))
    except TracerError as refused:
        assert str(refused)
