"""Which columns of a wide table are shown: planned before the table is made, so that no number is ever cut.

Rich would shorten numbers to `+1…` or drop columns without a word. Here the columns that matter most (`document.elision`) stay
whole and in order, a mark stands in each gap, and what is left out is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracer.document.elision import ends_first, gaps


def plan(
    count: int,
    width_of: Callable[[int], int],
    room: int,
    gap: int = 1,
    places: Sequence[int] | None = None,
    wanted: Callable[[int], Sequence[int]] | None = None,
) -> list[int]:
    """The columns, 0 to count - 1, that fit into `room` cells beside each other; all of them, or the most wanted ones in order.

    `wanted(most)` lists at least `most` columns, the most wanted first; left out: the first and the last few. `width_of(column)`
    is asked only for columns that may be shown, so a matrix of a thousand columns costs what is seen of it. Columns stand `gap`
    cells apart; a mark one cell wide stands for those left out. Empty where not even the most wanted column fits.
    """
    places = range(count) if places is None else places
    used, all_fit = -gap, True
    for column in range(count):
        used += width_of(column) + gap + _mark(places, column) * (1 + gap)
        if used > room:
            all_fit = False
            break
    if all_fit:
        return list(range(count))
    most = room // (1 + gap) + 1
    chosen: list[int] = []
    for column in wanted(most) if wanted else ends_first(count, most):
        wider = sorted([*chosen, column])
        if _width(wider, width_of, gap, places) > room:
            break
        chosen = wider
    return chosen


def _mark(places: Sequence[int], column: int) -> int:
    return int(column > 0 and places[column] != places[column - 1] + 1)


def marks(chosen: Sequence[int], places: Sequence[int]) -> list[int]:
    """The indices in `chosen` (columns of `places`) that a mark stands before; its length for a mark behind the last."""
    inner = gaps([places[column] for column in chosen])
    before = [0] if chosen and chosen[0] > 0 else []
    behind = [len(chosen)] if chosen and chosen[-1] < len(places) - 1 else []
    return [*before, *inner, *behind]


def _width(chosen: Sequence[int], width_of: Callable[[int], int], gap: int, places: Sequence[int]) -> int:
    return sum(width_of(column) + gap for column in chosen) - gap + len(marks(chosen, places)) * (1 + gap)


def ends(count: int, most: int) -> list[int]:
    """At most `most` of `count` positions: all, or the first ones and the last two.

    >>> ends(100, 5)
    [0, 1, 2, 98, 99]
    """
    if count <= most:
        return list(range(count))
    return [*range(most - 2), count - 2, count - 1]
