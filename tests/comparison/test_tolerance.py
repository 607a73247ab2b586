import numpy as np
import pytest

from tracer.comparison.tolerance import Tolerance

INF, NAN = float("inf"), float("nan")


@pytest.mark.parametrize(
    ("ours", "theirs", "close"),
    [
        (1.0, 1.0, True),
        (1.0, 1.011, True),
        (1.0, 1.013, False),
        (-1.0, -1.011, True),
        (0.0, 0.002, True),
        (0.0, 0.0021, False),
        (100.0, 101.0, True),
        (100.0, 101.1, False),
        (INF, INF, True),
        (INF, -INF, False),
        (-INF, -1e9, False),
        (-1e9, -INF, False),
        (NAN, NAN, True),
        (NAN, 0.0, False),
        (0.0, NAN, False),
        (INF, NAN, False),
    ],
)
def test_numbers_are_close_within_both_parts(ours, theirs, close):
    assert Tolerance(0.01, 0.002).close(np.array([ours]), np.array([theirs])).tolist() == [close]


def test_every_cell_is_told_apart():
    ours = np.array([[1.0, 2.0], [3.0, NAN]])
    theirs = np.array([[1.0, 2.5], [3.0, NAN]])
    assert Tolerance(0.0, 0.0).close(ours, theirs).tolist() == [[True, False], [True, True]]
