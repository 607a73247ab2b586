"""What pupils and spreadsheets write is one number, no number for a reason that is told, or nothing."""

import math
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.exercises.written_number import PROBLEMS, comma_convention, written_number

NUMBERS = {
    0.5: ["0.5", "0,5", ".5", ",5", " 0.5 ", "'0.5", "=0.5", "≈ 0,5", "１／２", "1/2", "½", "50%", "50 %", "５０％", "5e-1", "5E-1", "0,05e1",
          "5×10^-1", "5*10⁻¹", "5 x 10^(-1)", "+0.5", "0。5", "０．５", "0.50000", "0\u00a05/10".replace("0\u00a0", "")],
    -3.0: ["-3", "−3", "–3", "- 3", "-3.", "-6/2", "-300%", "－３"],
    1.5: ["1 1/2", "1½", "3/2", "1,5", "1.5e0", "150%", "1,5/1"],
    1234.5: ["1,234.5", "1.234,5", "1 234.5", "1 234,5", "1'234.5", "1’234.5", "1234.5"],
    1234567.0: ["1,234,567", "1.234.567", "1 234 567", "1234567"],
    0.001: ["1e-3", "0,1%", "1/1000"],
}  # fmt: skip
OTHERS = {
    "": ["", " ", "\u3000", "-", "–", "—", "--"],
    "spreadsheet_error": ["#DIV/0!", "#REF!", "#N/A", "#####"],
    "date": ["1/2/2026", "2026-01-02", "02.01.2026", "1-Feb", "Jan 2", "2. May", "1月2日", "2026年1月2日", "12:30", "2026-01-02 00:00"],
    "two_readings": ["1,234", "-12,345", "1,234/2"],
    "no_quotient": ["1/0", "0/0", "1/0,0"],
    "not_finite": ["1e999", "9" * 50 + "e300"],
    "not_a_number": ["x", "?", "0.5 (rounded)", "1_000", "nan", "inf", "1,2,3", "1.2.3,4", "0x10", "(0.5)", "1/2/3/4", "=A1+1", "٠٫٥", "1" * 500,
                     "0.5e", "e5", "%", "/", "1 2", "1,23,456"],
}  # fmt: skip


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
