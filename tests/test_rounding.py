"""Digits: rounded half away from zero after min(12 decimals, 12 significant digits), held against exact decimal arithmetic."""

import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.rounding import (
    begun,
    exact,
    fixed,
    is_whole,
    percent,
    places_for,
    places_of_divisor,
    rounded,
    scientific,
    show,
    show_operand,
    significant,
    units,
)


def prepared(value):
    """To min(12 decimals, 12 significant digits), exactly."""
    number = Decimal(value)
    digit = max(-12, number.adjusted() - 11) if number else -12
    return number.quantize(Decimal(1).scaleb(digit), ROUND_HALF_EVEN)


def by_decimal(value, places):
    """The rule of the module, written with decimals: prepared, then half away from zero; only a zero stands bare."""
    first = prepared(value)
    if not first:
        return "0"
    text = format(first.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    return text.lstrip("-") if not Decimal(text) else text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0.125, 2, "0.13"),
        (-0.125, 2, "-0.13"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (0.1 + 0.2, 12, "0.300000000000"),
        (0.5, 0, "1"),
        (-0.5, 0, "-1"),
        (0.4, 0, "0"),
        (-0.4, 0, "0"),
        (-0.0001, 2, "0.00"),
        (0.0001, 2, "0.00"),
        (0.0, 3, "0"),
        (-0.0, 3, "0"),
        (1.0, 3, "1.000"),
        (1.0, 0, "1"),
        (1 - 1e-16, 3, "1.000"),
        (4e-18, 3, "0"),
        (-1.39e-17, 12, "0"),
        (4e-13, 3, "0"),
        (6e-13, 3, "0.000"),
        (123456.5 - 1e-11, 0, "123457"),
        (0.1 * 12345, 12, "1234.500000000000"),
        (-1.0, 3, "-1.000"),
        (0.9999, 3, "1.000"),
        (0.05, 3, "0.050"),
        (999999999.9996, 3, "1.000e+09"),
        (1e9, 3, "1.000e+09"),
        (999999999.25, 1, "999999999.3"),
        (9.9996e9, 3, "1.000e+10"),
        (-1.5e300, 0, "-1.5e+300"),
        (math.inf, 3, "∞"),
        (-math.inf, 3, "-∞"),
        (math.nan, 3, "nan"),
    ],
)
def test_a_number_prints_as_it_would_on_paper(value, places, text):
    assert fixed(value, places) == text


@given(st.floats(min_value=-999999999.999, max_value=999999999.999), st.integers(0, 12))
def test_rounding_agrees_with_decimal_arithmetic(value, places):
    assert fixed(value, places) == by_decimal(value, places)


@given(st.integers(0, 6).flatmap(lambda places: st.tuples(st.integers(-1000 * 10**places, 1000 * 10**places), st.just(places))))
def test_halves_written_in_decimal_go_away_from_zero(drawn):
    number, places = drawn
    half = Decimal(number * 10 + 5).scaleb(-places - 1)  # under 1000, where a float is nearer than 12 decimals tell
    assert Decimal(fixed(float(half), places)) == half.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@given(st.floats(-1000, 1000), st.integers(0, 9))
def test_the_last_bits_of_a_machine_do_not_show(value, places):
    settled = float(f"{value:.9f}")
    above, below = math.nextafter(settled, math.inf), math.nextafter(settled, -math.inf)
    assert fixed(above, places) == fixed(below, places)


@given(st.floats(-1e8, 1e8), st.integers(0, 4))
def test_no_number_of_a_table_loses_its_decimals_but_a_zero(value, places):
    text = fixed(value, places)
    assert text == "0" if not prepared(value) else len(text.partition(".")[2]) == places


@given(st.integers(-999, 999), st.integers(-3, 3), st.integers(0, 6))
def test_whole_numbers_are_whole_whatever_their_last_bits_say(number, bits, places):
    value = float(number)
    for _ in range(abs(bits)):
        value = math.nextafter(value, math.copysign(math.inf, bits))
    assert is_whole(value) and fixed(value, places) == fixed(float(number), places)
    assert places_for([value, 2.0]) == 0 and places_for([value, 0.5]) == 3


@given(st.floats(1e3, 1e15), st.floats(-1e-13, 1e-13))
def test_above_a_thousand_twelve_significant_digits_protect_a_number(value, noise):
    settled = float(f"{value:.11e}")
    assert fixed(settled * (1 + noise), 3) == fixed(settled, 3)
    assert is_whole(settled * (1 + noise)) == is_whole(settled)


@given(st.floats(1e-300, 1e300), st.integers(0, 10))
def test_powers_of_ten_agree_with_decimal_arithmetic(value, places):
    number = Decimal(value)
    twelve = number.quantize(Decimal(1).scaleb(number.adjusted() - 11), ROUND_HALF_EVEN)
    wanted = twelve.quantize(Decimal(1).scaleb(twelve.adjusted() - places), ROUND_HALF_UP)
    factor, exponent = scientific(value, places).split("e")
    assert Decimal(factor).scaleb(int(exponent)) == wanted
    assert len(factor.replace(".", "")) == places + 1 and factor[0] != "0"


@given(st.floats(1e-12, 1e12), st.integers(1, 6))
def test_significant_digits_are_at_most_so_many_and_the_nearest(value, digits):
    text = significant(value, digits)
    assert float(text) == float(scientific(value, digits - 1))
    assert len(text.partition("e")[0].replace(".", "").strip("0")) <= digits


def test_a_sentence_has_numbers_of_the_same_rule():
    assert [significant(value, 2) for value in (0.0, 0.125, 0.994, 0.996, 1234.0, 1e-5, -2.5, math.inf)] == [
        "0", "0.13", "0.99", "1", "1.2e+03", "1e-05", "-2.5", "∞",
    ]  # fmt: skip
    assert percent(0.4125) == "41.3%" and percent(0.0) == "0%" and percent(1.0) == "100.0%"


def test_a_number_before_it_was_rounded_is_cut_and_never_rounded_up():
    assert [begun(0.05, 1), begun(2.5, 1), begun(0.25, 1), begun(2.0, 1)] == ["0.05", "2.5", "0.25", "2"]
    assert begun(0.059999, 1) == "0.059…" and begun(-0.0533333, 2) == "-0.0533…" and begun(math.inf, 2) == "∞"


@given(st.floats(0, 1e12), st.integers(0, 12))
def test_the_sign_changes_nothing_else(value, places):
    assert fixed(-value, places).removeprefix("-") == fixed(value, places)


@given(st.floats())
def test_exact_text_reads_back_to_the_same_float(value):
    back = float(exact(value))
    assert back == value or (math.isnan(back) and math.isnan(value))
    assert math.copysign(1, back) == math.copysign(1, value) or math.isnan(value)


@given(st.floats(-1e9, 1e9), st.integers(0, 12))
def test_rounded_is_the_number_that_is_printed(value, places):
    assert rounded(value, places) == float(fixed(value, places))


def test_infinities_round_to_themselves():
    assert rounded(math.inf, 2) == math.inf
    assert rounded(-math.inf, 2) == -math.inf
    assert math.isnan(rounded(math.nan, 2))


def test_scientific_notation_is_for_numbers_that_would_vanish():
    assert scientific(1.234e-5, 2) == "1.23e-05"
    assert scientific(0.0, 2) == "0"
    assert scientific(-math.inf, 2) == "-∞"
    assert scientific(4e-18, 2) == "4.00e-18" and scientific(9.996e-7, 2) == "1.00e-06"
    assert show(1.234e-5, ~2) == "1.23e-05"
    assert show(1.234e-5, 2) == "0.00"


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([1, 2, -3.0], 0),
        ([], 0),
        ([math.inf, 2.0, math.nan], 0),
        ([112, 96, 0.88], 3),
        ([0.5], 3),
        ([0.1, 1e-9], 3),
        ([0.05], 4),
        ([0.01234, -math.inf], 4),
        ([0.00123], 5),
        ([1.5e-6], 8),
        ([1.5e-7], ~2),
        ([4e-18], ~2),
        ([1.0, 0.0, 4e-18], 0),
        ([0.1 - 1e-16], 3),
        ([1e6 + 1e-7], 0),
    ],
)
def test_a_table_gets_the_decimals_its_largest_number_needs(values, places):
    assert places_for(values) == places


def test_asked_decimals_win():
    assert places_for([1, 2], 5) == 5
    assert places_for([0.001], 0) == 0


@given(st.floats(1e-6, 0.099, exclude_min=True))
def test_three_digits_of_the_largest_number_show(value):
    shown = fixed(value, places_for([value]))
    assert len(shown.lstrip("0.")) >= 3


def test_a_small_divisor_keeps_three_digits_and_its_line_the_rest() -> None:
    assert [places_of_divisor(value, 3) for value in (0.00248, -0.00248, 0.25, 2.5, 0.0, math.inf)] == [5, 5, 3, 3, 3, 3]
    assert show_operand(0.0024837, 3, 5) == "0.00248" and show_operand(0.5, 3, 0) == "0.500"
    assert show_operand(0.0024837, ~2, 5) == "2.48e-03"
    assert places_of_divisor(1e-30, 3) == 12


@pytest.mark.parametrize("places", [13, 40, 5000])
@pytest.mark.parametrize("value", [0.1, -2 / 3, 1e-9, 123.456, 1e15])
def test_more_decimals_than_are_known_are_not_made_up(value, places):
    assert fixed(value, places) == fixed(value, 12)


@pytest.mark.parametrize(
    ("value", "places", "unit"), [(0.7145, 3, 715), (-0.7145, 3, -715), (1.0, 2, 100), (0.0, 3, 0), (-0.0004, 3, 0)]
)
def test_units_are_rounded_as_people_round(value, places, unit):
    assert units(value, places) == unit
