"""Classes of named fields that may change."""

from dataclasses import field, fields, replace
from typing import Any

import pytest

from tracer.mutable import mutable


@mutable(slots=True, eq=True)
class Point:
    """A point."""

    x: int
    y: int = 2
    seen: list[Any] = field(default_factory=list)
    twice: int = field(default=0, metadata={"of": "x"})

    def __post_init__(self) -> None:
        self.twice = self.twice or 2 * self.x


def test_fields_by_position_name_and_default():
    assert (Point(1).x, Point(1).y, Point(y=3, x=1).y, Point(1, 2, [], 9).twice, Point(4).twice) == (1, 2, 3, 9, 8)
    assert Point(1).seen is not Point(1).seen


def test_it_is_a_dataclass():
    assert Point(1) == Point(1, 2) != Point(2)
    assert [each.name for each in fields(Point)] == ["x", "y", "seen", "twice"] and fields(Point)[3].metadata["of"] == "x"
    point = Point(1, seen=["a"])
    copy = replace(point, x=5, twice=0)
    point.x = 3
    assert (point.x, copy.x, copy.twice) == (3, 5, 10) and copy.seen is point.seen
    with pytest.raises(AttributeError):
        point.z = 1


@pytest.mark.parametrize(("given", "named"), [((), {}), ((1, 2, [], 4, 5), {}), ((1,), {"x": 2}), ((1,), {"z": 2})])
def test_wrong_fields_are_refused(given, named):
    with pytest.raises(TypeError):
        Point(*given, **named)
