"""Plain shapes of a drawing, in pixels from the top left, and how wide a text is about.

An ink is a role, not a colour: `ink` and `soft` follow the reader's scheme, `accent` is the colour of shades, and a digit
`0` … `5` is one of the series' colours. Nothing is told by colour alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

FONT = 13.0  # pixels of an ordinary text
SMALL = 11.0
NARROW = 0.62  # width of an ordinary character, in sizes
DARKEST = 0.6  # opacity of the strongest shade: a number on it stays readable


@dataclass(frozen=True, slots=True)
class Rect:
    """A box with its fill (an ink or "") at an opacity, and an outline (an ink or "")."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    opacity: float = 1.0
    outline: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; y is its baseline, anchor one of start, middle, end. turned: it reads upwards, and x is its baseline."""

    x: float
    y: float
    text: str
    size: float = FONT
    anchor: str = "start"
    bold: bool = False
    mono: bool = False
    ink: str = "ink"
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; dashes are lengths in pixels; filled makes it an area (an arrow's head)."""

    points: Sequence[tuple[float, float]]
    width: float = 1.0
    ink: str = "ink"
    opacity: float = 1.0
    dashes: tuple[float, ...] = ()
    filled: bool = False


Shape = Rect | Text | Line


@dataclass(slots=True)
class Drawing:
    """Shapes on a sheet of width × height pixels; title and description for those who do not see it.

    keep: whether it stands on the same page as what follows, as a heading does.
    """

    width: float
    height: float
    shapes: list[Shape] = field(default_factory=list)
    title: str = ""
    description: str = ""
    keep: bool = False


def width_of(text: str, size: float = FONT) -> float:
    """About how wide a text is: a wide character is one size wide, another NARROW of it."""
    return size * sum(map(_width, text))


def _width(char: str) -> float:
    if unicodedata.combining(char) or char in "\u200c\u200d":
        return 0.0
    return 1.0 if unicodedata.east_asian_width(char) in "WF" else NARROW


def widest(texts: Sequence[str], size: float = FONT) -> float:
    """The width of the widest text in pixels, 0 for none."""
    return max((width_of(text, size) for text in texts), default=0.0)


def arrow(start: tuple[float, float], end: tuple[float, float], ink: str = "ink") -> list[Shape]:
    """A straight arrow between two points."""
    (x1, y1), (x2, y2) = start, end
    length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1e-9)
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    base = (x2 - 7 * dx, y2 - 7 * dy)
    head = ((x2, y2), (base[0] - 3.5 * dy, base[1] + 3.5 * dx), (base[0] + 3.5 * dy, base[1] - 3.5 * dx))
    return [Line((start, base), 1.2, ink), Line(head, 0, ink, filled=True)]
