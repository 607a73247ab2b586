"""Bounds are exact decimals, and take in exactly what `worksheet mark` counts as right."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tracer.document.quiz import Exercise, Gap, decimal
from tracer.exercises.marking import close
from tracer.rounding import units

VALUES = st.floats(-1000, 1000).filter(lambda value: value == 0 or abs(value) > 1e-9)


@given(VALUES, st.integers(0, 6), st.booleans(), st.integers(-3, 3))
def test_a_number_within_the_tolerance_is_one_that_marking_accepts(value, places, exact, off):
    gap = Gap(1, "S", units(value, places), places, 0 if exact else 1, None)
    answer = Decimal(gap.units + off).scaleb(-places)
    assert (abs(answer - gap.answer()) <= gap.tolerance()) == close(float(answer), value, places, exact)


@given(st.integers(-(10**9), 10**9), st.integers(0, 12), st.integers(0, 9))
def test_decimals_are_plain(whole, places, power):
    gap = Gap(1, "S", whole, places, 1, None)
    for number in (gap.answer(power), gap.answer() - gap.tolerance(), gap.tolerance(power)):
        text = decimal(number)
        assert Decimal(text) == number and not set(text) - set("-.0123456789") and text.strip("0.") != "-"


def test_points_add_up():
    gap = Gap(1, "S", 1, 0, 0, None)
    exercise = Exercise("abc", "", "", (), [gap.replace(points=0.3), gap.replace(number=2, points=1.2)])
    assert exercise.points == 1.5 and exercise.weights() == {1: 1, 2: 4}
