"""What pupils and spreadsheets write is one number, no number for a reason that is told, or nothing."""

import math
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spellings import NUMBERS, OTHERS

from tracer.exercises.written_number import PROBLEMS, comma_convention, written_number


@pytest.mark.parametrize(("value", "text"), [(value, text) for value, texts in NUMBERS.items() for text in texts])
def test_one_number_in_many_spellings(value, text):
    assert written_number(text).value == pytest.approx(value, rel=1e-15) and not written_number(text).problem


@pytest.mark.parametrize(("problem", "text"), [(problem, text) for problem, texts in OTHERS.items() for text in texts])
def test_what_is_no_number_says_why(problem, text):
    written = written_number(text)
    assert (written.value, written.problem) == (None, problem) and (not problem or problem in PROBLEMS)


@pytest.mark.parametrize(
    ("cells", "known", "comma"),
    [
        (["0,5", "1,234"], None, True),
        (["0.5", "1,234"], None, False),
        (["1,234"], None, None),
        (["1,234"], True, True),
        (["0,5", "0.5", "1,234"], None, None),
        (["1,5e-3"], None, True),
        (["12,5%", "x"], None, True),
        ([], None, None),
    ],
)
def test_other_cells_tell_what_a_comma_is(cells, known, comma):
    assert comma_convention(cells, known) is comma


def test_a_comma_of_two_readings_is_read_by_the_convention():
    assert (written_number("1,234", True).value, written_number("1,234", False).value) == (1.234, 1234.0)


@pytest.mark.parametrize(("text", "places"), [("0.50", 2), ("0,5", 1), ("3", 0), ("1/2", None), ("5e-1", None), ("50%", None)])
def test_the_decimals_written_are_known(text, places):
    assert written_number(text).places == places


@given(st.floats(-1e6, 1e6), st.integers(0, 9))
def test_a_printed_number_reads_back(value, places):
    text = f"{value:.{places}f}"
    assert written_number(text).value == float(text) == written_number(text.replace(".", ",") if places != 3 else text).value


@given(st.text(string.digits + ".,'/%+-−e ×^()½#月x\t０，", max_size=12) | st.text(max_size=12))
def test_any_text_is_a_number_or_not_and_never_stops_anything(text):
    for comma in (None, True, False):
        written = written_number(text, comma)
        assert written.value is None or (math.isfinite(written.value) and not written.problem)
