"""A list whose items are made when they are read is a list like any other."""

import pytest

from tracer.stepper.when_read import WhenRead


def test_an_item_is_made_when_it_is_read_and_no_other():
    made = []
    lines = WhenRead(range(10**12), lambda number: made.append(number) or f"line {number}")
    assert len(lines) == 10**12 and made == []
    assert (lines[-1], lines[5:9][1]) == ("line 999999999999", "line 6") and made == [10**12 - 1, 6]


def test_it_is_read_like_a_list():
    squares = WhenRead([1, 2, 3], lambda number: number**2)
    assert list(squares) == [1, 4, 9] and list(squares[::-1]) == [9, 4, 1] and 4 in squares and 5 not in squares
    with pytest.raises(IndexError):
        squares[3]
