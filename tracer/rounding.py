"""Number to text: the only place where digits are chosen.

A number is first brought to min(12 decimals, 12 significant digits), so that two machines whose last bits differ print the
same; then to the decimals shown, half away from zero, as people round on paper. "Zero" and "whole" are decided on the number
so prepared. Every number of a table has the table's decimals (`1.000`, `-1.000`); only a zero stands bare: `0` is nothing, as
ReLU and masks make it, `0.000` a small number. In scientific notation 12 significant digits count, however small the number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

DEFAULT_PLACES = 3
MOST_PLACES = 12
_HUGE = 10**9
_ZERO = f"{0:.{MOST_PLACES}f}"
_NOTHING = 0.5 * 10.0**-MOST_PLACES  # below this a number is zero to 12 decimals


def fixed(value: float, places: int) -> str:
    """`value` with `places` decimals, at most 12, since no more are known; `-∞`, `∞` and `nan` by name; huge numbers in
    scientific notation.

    >>> fixed(0.125, 2), fixed(-0.0001, 2), fixed(1.0, 3), fixed(0.0, 3)
    ('0.13', '0.00', '1.000', '0')
    """
    value, places = float(value), min(places, MOST_PLACES)
    if not math.isfinite(value):
        return "nan" if value != value else ("∞" if value > 0 else "-∞")
    size = abs(value)
    if size >= _HUGE - 1 and _is_huge(value):
        return _powers(value, max(places, 1))
    prepared = f"{size:.{MOST_PLACES}f}" if size < 1 else f"{size:#.{MOST_PLACES}g}"
    if prepared == _ZERO:
        return "0"
    point = prepared.index(".")
    end = point + 1 + places
    if len(prepared) >= end and prepared[end : end + 1] < "5":
        text = prepared[: end if places else point]
    else:
        whole = int(prepared[:point] + prepared[point + 1 : end].ljust(places, "0")) + (prepared[end : end + 1] >= "5")
        text = str(whole).rjust(places + 1, "0")
        text = f"{text[:-places]}.{text[-places:]}" if places else text
    return f"-{text}" if value < 0 and text.strip("0.") else text


def _is_huge(value: float) -> bool:
    number, unit = _prepared(value)
    return number >= _HUGE * unit


def _prepared(value: float) -> tuple[int, int]:
    """The size of a finite number at min(12 decimals, 12 significant digits), as (number, unit): their quotient."""
    size = abs(value)
    if size < 1:
        return int(f"{size:.{MOST_PLACES}f}".replace(".", "")), 10**MOST_PLACES
    digits, _, exponent = f"{size:.{MOST_PLACES - 1}e}".partition("e")
    number, decimals = int(digits.replace(".", "")), MOST_PLACES - 1 - int(exponent)
    return (number, 10**decimals) if decimals >= 0 else (number * 10**-decimals, 1)


def _cut(number: int, unit: int, places: int) -> int:
    """The digits of `number / unit` to `places` decimals, half away from zero, as one whole number."""
    rounded_to: int = 10 ** max(MOST_PLACES - places, 0)
    digits: int = number * 10**MOST_PLACES // unit
    return digits // rounded_to + (digits % rounded_to * 2 >= rounded_to)


def units(value: float, places: int) -> int:
    """A finite number in units of its last decimal as `fixed` rounds it, however large.

    >>> units(0.7145, 3), units(-1.25, 1), units(-0.0004, 3)
    (715, -13, 0)
    """
    whole = _cut(*_prepared(float(value)), min(places, MOST_PLACES))
    return -whole if value < 0 else whole


def _powers(value: float, places: int) -> str:
    """`-1.23e-05`: to 12 significant digits first, then to `places` decimals of the first factor, half away from zero."""
    factor, _, exponent = f"{abs(value):.{MOST_PLACES - 1}e}".partition("e")
    digits, cut = int(factor.replace(".", "")), 10 ** max(MOST_PLACES - 1 - places, 0)
    whole, rest = divmod(digits, cut)
    text = str(whole + (rest * 2 >= cut and cut > 1))
    power = int(exponent)
    if len(text) > min(places, MOST_PLACES - 1) + 1:  # 9.996 became 10.00
        text, power = text[:-1], power + 1
    point = "." if places else ""
    return f"{'-' if value < 0 else ''}{text[0]}{point}{text[1:].ljust(places, '0')}e{power:+03d}"


def scientific(value: float, places: int) -> str:
    """`value` as `1.23e-05`, for numbers that fixed decimals would show as nothing."""
    return fixed(value, places) if value == 0 or not math.isfinite(value) else _powers(value, places)


def significant(value: float, digits: int) -> str:
    """`value` with at most `digits` significant digits for a sentence, by the same rule: `0.41`, `12`, `1.2e-05`.

    >>> significant(0.4149, 2), significant(1.25e-7, 2), significant(0.0, 2), significant(3.0, 3)
    ('0.41', '1.3e-07', '0', '3')
    """
    if value == 0 or not math.isfinite(value):
        return fixed(value, 0)
    text = _powers(value, digits - 1)
    power = int(text.partition("e")[2])
    if not -5 < power < max(digits, 1):
        factor, _, exponent = text.partition("e")
        return f"{_bare(factor)}e{exponent}"
    return _bare(fixed(float(text), max(digits - 1 - power, 0)))


def _bare(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: float, places: int = 1) -> str:
    """A share in per cent, `41.3%`, by the same rule."""
    return f"{fixed(100 * value, places)}%"


def show(value: float, places: int) -> str:
    """`value` in the style a block asks for: `places` decimals, or scientific with ~places digits where it is negative."""
    return fixed(value, places) if places >= 0 else scientific(value, ~places)


def show_operand(value: float, places: int, own: int) -> str:
    """An operand in a line of `places`, with its `own` decimals where these are more."""
    return show(value, max(places, own) if places >= 0 else places)


def begun(value: float, places: int) -> str:
    """A number before it was rounded to `places`: two digits more, cut and not rounded, and `…` where still more follow.

    >>> begun(0.05, 1), begun(2.5, 1), begun(0.0533333, 2)
    ('0.05', '2.5', '0.0533…')
    """
    text = fixed(value, MOST_PLACES)
    whole, point, decimals = text.partition(".")
    if not point or "e" in text:
        return text
    digits = max(places, 0) + 2
    return f"{whole}.{decimals[:digits]}…" if decimals[digits:].strip("0") else _bare(f"{whole}.{decimals[:digits]}")


def places_of_divisor(value: float, places: int) -> int:
    """The decimals that show three digits of a small number, or `places` where these are enough.

    >>> places_of_divisor(0.00248, 3), places_of_divisor(0.25, 3), places_of_divisor(0.0, 3)
    (5, 3, 3)
    """
    if not 0 < abs(value) < 1:
        return places
    return min(max(places, 2 - _power(value)), MOST_PLACES)


def _power(value: float) -> int:
    """The power of ten of a number's first digit, to 12 significant digits."""
    return int(f"{value:.{MOST_PLACES - 1}e}".partition("e")[2])


def exact(value: float) -> str:
    """The shortest text that reads back to the same float."""
    return repr(float(value))


def rounded(value: float, places: int) -> float:
    """The number that `fixed` prints, as a float."""
    text = fixed(value, places).replace("∞", "inf")
    return float(text)


def is_whole(value: float) -> bool:
    """Whether a finite number is whole to min(12 decimals, 12 significant digits)."""
    if value.is_integer():
        return True
    if abs(value - round(value)) > 1e-11 * max(abs(value), 1.0):
        return False
    number, unit = _prepared(value)
    return number % unit == 0


def places_for(values: Iterable[float], wanted: int | None = None) -> int:
    """How many decimals a table of these values gets.

    `wanted` wins. Whole numbers get 0; otherwise 3, or more (up to 8) where even the largest would show fewer than
    three digits; a table of still smaller numbers gets scientific notation, told by a negative result (`~places`).
    """
    if wanted is not None:
        return wanted
    largest, whole = 0.0, True
    for value in values:
        size = abs(value)
        if size == math.inf or size != size:
            continue
        if size > largest:
            largest = size
        whole = whole and is_whole(float(value))
    if largest == 0 or (whole and largest >= _NOTHING):
        return 0
    needed = 2 - _power(largest)
    return max(DEFAULT_PLACES, needed) if needed <= 8 else ~2
