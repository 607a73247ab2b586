"""Whole numbers of names and answers: decimal digits, few enough to be a count."""

import pytest

from tracer.counting import count_of


@pytest.mark.parametrize("text", ["0", "7", "012", "999999999", "٣"])
def test_digits_are_read(text):
    assert count_of(text) == int(text)


@pytest.mark.parametrize("text", ["", "-1", "1.0", "²", "1e3", "1_0", " 1", "9" * 10, "9" * 5000])
def test_all_else_is_no_count(text):
    assert count_of(text) is None
