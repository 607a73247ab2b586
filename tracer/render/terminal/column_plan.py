"""Which columns of a wide table are shown: planned before the table is made, so that no number is ever cut.

Rich would shorten numbers to `+1…` or drop columns without a word. Here the first columns and the last few stay whole, a
mark stands in each gap, and what is left out is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracer.axes import Axis, numbered


def plan(count: int, width_of: Callable[[int], int], room: int, gap: int = 1, places: Sequence[int] | None = None) -> list[int]:
    """The columns, 0 to count - 1, that fit into `room` cells beside each other; all of them, or the first and last few.

    `width_of(column)` is asked only for columns that may be shown, so a matrix of a thousand columns costs what is seen
    of it. Columns stand `gap` cells apart; a mark one cell wide stands where `places` are not consecutive. Empty where not
    even one column fits.
    """
    places = range(count) if places is None else places
    used, all_fit = -gap, True
    for column in range(count):
        used += width_of(column) + gap + _marks(places, column) * (1 + gap)
        if used > room:
            all_fit = False
            break
    if all_fit:
        return list(range(count))
    chosen: list[int] = []
    for column in _by_worth(count):
        wider = sorted([*chosen, column])
        if _width(wider, width_of, gap, places) > room:
            break
        chosen = wider
    return chosen


def _by_worth(count: int) -> list[int]:
    """Columns in the order they are wanted: the first, the last, a few more first ones, one more last, the rest."""
    order = [0, count - 1, 1, 2, count - 2, *range(3, count)]
    return [column for column in dict.fromkeys(order) if 0 <= column < count]


def _marks(places: Sequence[int], column: int) -> int:
    return int(column > 0 and places[column] != places[column - 1] + 1)


def gaps(places: Sequence[int]) -> list[int]:
    """Where a gap goes: the indices in `places` whose predecessor is not the position before."""
    return [index for index in range(1, len(places)) if places[index] != places[index - 1] + 1]


def _width(chosen: Sequence[int], width_of: Callable[[int], int], gap: int, places: Sequence[int]) -> int:
    marks = len(gaps([places[column] for column in chosen])) or int(len(chosen) < len(places))
    return sum(width_of(column) + gap for column in chosen) - gap + marks * (1 + gap)


def ranges(places: Sequence[int]) -> str:
    """Positions as a reader writes them.

    >>> ranges([0, 1, 2, 3, 382, 383])
    '0–3, 382–383'
    """
    starts = [0, *gaps(places), len(places)]
    runs = [(places[start], places[end - 1]) for start, end in zip(starts, starts[1:], strict=False) if start < end]
    return ", ".join(f"{first}–{last}" if first != last else str(first) for first, last in runs)


def ends(count: int, most: int) -> list[int]:
    """At most `most` of `count` positions: all, or the first ones and the last two.

    >>> ends(100, 5)
    [0, 1, 2, 98, 99]
    """
    if count <= most:
        return list(range(count))
    return [*range(most - 2), count - 2, count - 1]


def positions(count: int, places: Sequence[int] | None) -> list[int]:
    """The position in the whole axis of each of `count` rows or columns shown."""
    return list(places) if places is not None else list(range(count))


def labels(axis: Axis | None, count: int, places: Sequence[int]) -> list[str]:
    """The label of each position shown; a repeated one as an address takes it, `the#2`.

    `axis` may be the whole axis or already the part that is shown.
    """
    if axis is None:
        return [""] * count
    if not axis.labelled:
        return [str(place) for place in places]
    known = numbered(axis.labels)
    return known if len(known) == count else [known[place] if place < len(known) else str(place) for place in places]
