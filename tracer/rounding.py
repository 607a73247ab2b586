"""Number to text: the only place where digits are chosen.

One rule everywhere: to 12 decimals first (so that two machines whose last bits differ print the same), then half away
from zero, as people round on paper. An exact 0 or 1 prints as `0` or `1`; `0.000` is a small number, not nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

DEFAULT_PLACES = 3
MOST_PLACES = 12
_HUGE = 1e9


def fixed(value: float, places: int) -> str:
    """`value` with `places` decimals, 0 to 12; `-∞`, `∞` and `nan` by name; huge numbers in scientific notation.

    >>> fixed(0.125, 2), fixed(-0.0001, 2), fixed(1.0, 3), fixed(0.0, 3)
    ('0.13', '0.00', '1', '0')
    """
    value = float(value)
    if not math.isfinite(value):
        return "nan" if value != value else ("∞" if value > 0 else "-∞")
    if value in (0.0, 1.0):
        return "1" if value else "0"
    size = abs(value)
    if size >= _HUGE:
        return f"{value:.{max(places, 1)}e}"
    digits = f"{size:.{MOST_PLACES}f}".replace(".", "")
    unit = 10 ** (MOST_PLACES - places)
    whole, rest = divmod(int(digits), unit)
    if rest * 2 >= unit:
        whole += 1
    text = str(whole).rjust(places + 1, "0")
    if places:
        text = f"{text[:-places]}.{text[-places:]}"
    return f"-{text}" if value < 0 and whole else text


def scientific(value: float, places: int) -> str:
    """`value` as `1.23e-05`, for numbers that fixed decimals would show as nothing."""
    return fixed(value, places) if value == 0 or not math.isfinite(value) else f"{value:.{places}e}"


def show(value: float, places: int) -> str:
    """`value` in the style a block asks for: `places` decimals, or scientific with ~places digits where it is negative."""
    return fixed(value, places) if places >= 0 else scientific(value, ~places)


def show_operand(value: float, places: int, own: int) -> str:
    """An operand in a line of `places`, with its `own` decimals where these are more."""
    return show(value, max(places, own) if places >= 0 else places)


def places_of_divisor(value: float, places: int) -> int:
    """The decimals that show three digits of a small number, or `places` where these are enough.

    >>> places_of_divisor(0.00248, 3), places_of_divisor(0.25, 3), places_of_divisor(0.0, 3)
    (5, 3, 3)
    """
    if not 0 < abs(value) < 1:
        return places
    return min(max(places, 2 - math.floor(math.log10(abs(value)))), MOST_PLACES)


def exact(value: float) -> str:
    """The shortest text that reads back to the same float."""
    return repr(float(value))


def rounded(value: float, places: int) -> float:
    """The number that `fixed` prints, as a float."""
    text = fixed(value, places).replace("∞", "inf")
    return float(text)


def places_for(values: Iterable[float], asked: int | None = None) -> int:
    """How many decimals a table of these values gets.

    `asked` wins. Whole numbers get 0; otherwise 3, or more (up to 8) where even the largest would show fewer than
    three digits; a table of still smaller numbers gets scientific notation, told by a negative result (`~places`).
    """
    if asked is not None:
        return asked
    largest, whole = 0.0, True
    for value in values:
        size = abs(value)
        if size == math.inf or size != size:
            continue
        if size > largest:
            largest = size
        whole = whole and value == int(value)
    if whole:
        return 0
    if largest >= 0.1:
        return DEFAULT_PLACES
    needed = 2 - math.floor(math.log10(largest))
    return needed if needed <= 8 else ~2
