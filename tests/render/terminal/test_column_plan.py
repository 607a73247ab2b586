"""The column planner, held to counting by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracer.render.terminal.column_plan import ends, plan


def width_of_line(chosen: list[int], widths: list[int], gap: int) -> int:
    """The cells a row takes, drawn out: columns, a mark where columns are missing, `gap` spaces between."""
    drawn: list[str] = []
    expected = 0
    for column in chosen:
        if column != expected:
            drawn.append("⋯")
        drawn.append("9" * widths[column])
        expected = column + 1
    if expected < len(widths):
        drawn.append("⋯")
    return len((" " * gap).join(drawn))


sizes = st.lists(st.integers(1, 12), min_size=1, max_size=40)


@st.composite
def wishes(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """The widths of some columns, and the order in which they are wanted."""
    widths = draw(sizes)
    return widths, draw(st.permutations(range(len(widths))))


@given(wishes(), st.integers(1, 120), st.integers(1, 3))
def test_the_most_wanted_that_fit_stand_in_order_beside_marks_that_fit(
    wish: tuple[list[int], list[int]], room: int, gap: int
) -> None:
    widths, wanted = wish
    chosen = plan(len(widths), widths.__getitem__, room, gap, wanted=lambda most: wanted)
    assert chosen == sorted(set(chosen)) and set(chosen) in [set(wanted[:most]) for most in range(len(wanted) + 1)]
    assert not chosen or width_of_line(chosen, widths, gap) <= room
    if len(chosen) < len(widths):  # the next one wanted would not fit, or all would
        assert width_of_line(sorted(wanted[: len(chosen) + 1]), widths, gap) > room


@given(wishes(), st.integers(1, 120))
def test_a_wider_screen_shows_every_column_that_a_narrower_one_does(wish: tuple[list[int], list[int]], room: int) -> None:
    widths, wanted = wish
    narrow, wide = (plan(len(widths), widths.__getitem__, cells, wanted=lambda most: wanted) for cells in (room, room + 1))
    assert set(narrow) <= set(wide)


@given(sizes, st.integers(1, 120), st.integers(1, 3))
def test_what_is_planned_fits_and_is_all_or_the_first_and_the_last(widths: list[int], room: int, gap: int) -> None:
    chosen = plan(len(widths), widths.__getitem__, room, gap)
    everything = list(range(len(widths)))
    if width_of_line(everything, widths, gap) <= room:
        assert chosen == everything
        return
    assert chosen != everything
    assert width_of_line(chosen, widths, gap) <= room or not chosen
    assert chosen == sorted(set(chosen))
    if not chosen:
        assert width_of_line([0], widths, gap) > room
    else:
        assert chosen[0] == 0


@given(sizes, st.integers(1, 120))
def test_a_wider_screen_never_shows_fewer_columns(widths: list[int], room: int) -> None:
    assert len(plan(len(widths), widths.__getitem__, room)) <= len(plan(len(widths), widths.__getitem__, room + 1))


def test_only_the_columns_that_may_be_shown_are_measured() -> None:
    asked = []

    def width_of(column: int) -> int:
        asked.append(column)
        return 6

    assert plan(100_000, width_of, 70) == [0, 1, 2, 3, 4, 5, 6, 99_998, 99_999]
    assert len(set(asked)) < 20


def test_a_gap_the_document_left_takes_room_too() -> None:
    assert plan(4, lambda _: 3, 15, 1, (0, 1, 2, 3)) == [0, 1, 2, 3]
    assert plan(4, lambda _: 3, 16, 1, (0, 1, 8, 9)) == [0, 1, 3]
    assert plan(4, lambda _: 3, 17, 1, (0, 1, 8, 9)) == [0, 1, 2, 3]


def test_ends_are_the_first_and_the_last_two() -> None:
    assert ends(4, 5) == [0, 1, 2, 3]
    assert ends(9, 5) == [0, 1, 2, 7, 8]
