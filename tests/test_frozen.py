"""Small immutable values."""

import pytest

from tracer.frozen import Frozen


class Point(Frozen):
    x: int
    y: int = 2


class Named(Point):
    name: str = "p"


def test_fields_by_position_name_and_default():
    assert (Point(1).x, Point(1).y, Point(y=3, x=1).y, Named(1, 2, "q").name) == (1, 2, 3, "q")
    assert Point(1) == Point(1, 2) != Point(2) and Point(1) != Named(1) and hash(Point(1)) == hash(Point(1, 2))
    assert repr(Point(1)) == "Point(x=1, y=2)"


@pytest.mark.parametrize(("given", "named"), [((), {}), ((1, 2, 3), {}), ((1,), {"x": 2}), ((1,), {"z": 2})])
def test_wrong_fields_are_refused(given, named):
    with pytest.raises(TypeError):
        Point(*given, **named)


def test_it_cannot_be_changed_but_copied():
    one = Point(1)
    with pytest.raises(AttributeError):
        one.x = 5
    assert one.replace(x=5) == Point(5) and one.x == 1
