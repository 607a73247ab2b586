"""How steps, traces and documents display themselves: a registry, since only the renderers, which stand above, know how.

`tracer/__init__` names what fills the registry; it is called the first time something is displayed, so that a run that prints
nothing loads no renderer.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers read it; `import tracer` loads this file, and `typing` is not for nothing
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Display:
    """Two ways to display an object of one class: as plain text, and as a notebook's MIME bundle (MIME type -> content)."""

    __slots__ = ("bundle", "text")

    def __init__(self, text: Callable[[Any], str], bundle: Callable[[Any], dict[str, str]]) -> None:
        self.text, self.bundle = text, bundle


_displays: dict[type, Display] = {}
_fill: list[Callable[[], None]] = []  # called once, before the first look into `_displays`


def on_first_use(register: Callable[[], None]) -> None:
    """Call `register` before the first object is displayed; it calls `display_as` for each class."""
    _fill.append(register)


def display_as(kind: type, text: Callable[[Any], str], bundle: Callable[[Any], dict[str, str]]) -> None:
    """Display objects of the class `kind` by these two functions."""
    _displays[kind] = Display(text, bundle)


def _display_of(shown: object) -> Display | None:
    while _fill:
        _fill.pop()()
    return _displays.get(type(shown))


class Shown:
    """Base of what `print` and notebooks display; an object of a class that nobody registered is its `repr`."""

    __slots__ = ()

    def __str__(self) -> str:
        display = _display_of(self)
        return repr(self) if display is None else display.text(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        display = _display_of(self)
        return {"text/plain": repr(self)} if display is None else display.bundle(self)
