"""Numbers, texts, rows and matrices as plain values hold them, each checked where it stands.

A value comes from a trace file or from an argument in Python: its `Origin` makes the error, for a file with the line.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from tracer.address import plain
from tracer.errors import TracerError
from tracer.files.line_numbers import Path, line_of
from tracer.frozen import Frozen
from tracer.settings.kinds import is_choice, is_flag, is_number, is_whole

DEEPEST = 16
_NOT_FINITE = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}


class Origin(Protocol):
    """Where a value comes from: makes the error for what stands at `path` in it."""

    def error(self, message: str, path: Path, **values: Any) -> TracerError:
        """The error `message` about what stands at `path`; values: its placeholders."""


class Source(Frozen):
    """A trace file's text, kept to tell the line of what is wrong."""

    text: str
    origin: str
    toml: bool

    def error(self, message: str, path: Path, **values: Any) -> TracerError:
        """The error with the file's name and the line of `path`."""
        return TracerError(message, file=self.origin, line=self.line(path), **values)

    def line(self, path: Path) -> int:
        """The line on which what `path` names stands, from 1."""
        return line_of(self.text, path, self.toml)


def deep(value: Any, most: int = DEEPEST) -> bool:
    """Whether lists and tables stand in one another more than `most` deep."""
    level = [value]
    for _ in range(most):
        level = [inner for outer in level for inner in _inner(outer)]
        if not level:
            return False
    return True


def _inner(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [item for item in inner if isinstance(item, (dict, list))]


def array(value: Any, path: Path, origin: Origin, infinite: bool = False) -> np.ndarray:
    """A number, a row, a matrix or a list of matrices as float64.

    With `infinite`, the strings "inf", "-inf" and "nan" count as numbers, and such numbers are allowed.
    Raises TracerError naming the row or cell and its line: ragged, empty or not a number, NaN or infinity.
    """
    if infinite:
        value = _named(value)
    shape = _shape(value, path, origin)
    try:
        result = np.array(value, dtype=np.float64).reshape(shape)
    except OverflowError:
        raise origin.error("weights.huge", path, name=_label(path)) from None
    if not infinite and not np.isfinite(result).all():
        where = tuple(map(int, np.argwhere(~np.isfinite(result))[0]))
        at = (*path, *where)
        raise origin.error("weights.finite_line", at, cell=_label(at), value=str(float(result[where])))
    return result


def _named(value: Any) -> Any:
    if isinstance(value, list):
        return [_named(inner) for inner in value]
    return _NOT_FINITE.get(value, value) if isinstance(value, str) else value


def _shape(value: Any, path: Path, origin: Origin) -> tuple[int, ...]:
    if is_number(value):
        return ()
    if not isinstance(value, list):
        raise origin.error("weights.number", path, cell=_label(path), value=_short(value))
    if not value:
        raise origin.error("weights.empty_row", path, name=_label(path))
    if set(map(type, value)) <= {int, float}:
        return (len(value),)
    first: tuple[int, ...] | None = None
    for place, inner in enumerate(value):
        shape = _shape(inner, (*path, place), origin)
        if first is None:
            first = shape
        elif shape != first:
            raise _ragged(path, place, first, shape, origin)
    return (len(value), *(first or ()))


def _ragged(path: Path, place: int, first: tuple[int, ...], shape: tuple[int, ...], origin: Origin) -> TracerError:
    at = (*path, place)
    values = {"row": _label(at), "first": _label((*path, 0))}
    if len(first) == len(shape) == 1:
        return origin.error("weights.ragged", at, count=shape[0], first_count=first[0], **values)
    sizes = [" × ".join(map(str, dimensions)) or "1" for dimensions in (shape, first)]
    return origin.error("weights.uneven", at, shape=sizes[0], first_shape=sizes[1], **values)


def _label(path: Path) -> str:
    """A path as addresses write it: the keys under [weights], [embeddings] or [set], then the places: `W_Q[0, 2]`."""
    keys = [part for part in path if isinstance(part, str)]
    return plain(".".join(keys[1:] or keys), [part for part in path if isinstance(part, int)])


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else f"{text:.39}…"


def a_word(value: Any, path: Path, origin: Origin) -> str:
    """A text."""
    if not isinstance(value, str):
        raise origin.error("weights.text", path, key=_label(path), value=_short(value))
    return value


def a_number(value: Any, path: Path, origin: Origin) -> float:
    """A finite number, as a float."""
    result = array(value, path, origin)
    if result.ndim:
        raise origin.error("weights.number", path, cell=_label(path), value=_short(value))
    return float(result)


def a_whole(value: Any, path: Path, origin: Origin) -> int:
    """A whole number written as one; 3.0 and true are none."""
    if not is_whole(value):
        raise origin.error("weights.whole", path, cell=_label(path), value=_short(value))
    return value


def a_flag(value: Any, path: Path, origin: Origin) -> bool:
    """True or false."""
    if not is_flag(value):
        raise origin.error("weights.flag", path, key=_label(path), value=_short(value))
    return value


Reader = Callable[[Any, Path, Origin], Any]


def list_of(item: Reader) -> Reader:
    """A list with at least one item."""

    def read(value: Any, path: Path, origin: Origin) -> list[Any]:
        if not isinstance(value, list) or not value:
            raise origin.error("weights.list", path, key=_label(path), value=_short(value))
        return [item(inner, (*path, place), origin) for place, inner in enumerate(value)]

    return read


def some(item: Reader, single: bool = False) -> Reader:
    """A list of items, or of lists of them (one a sentence); with `single`, one item counts as a list of one."""

    flat = list_of(item)
    nested = list_of(flat)

    def read(value: Any, path: Path, origin: Origin) -> list[Any]:
        if single and not isinstance(value, list):
            return [item(value, path, origin)]
        several = isinstance(value, list) and value and isinstance(value[0], list)
        result: list[Any] = (nested if several else flat)(value, path, origin)
        return result

    return read


def one_of(*words: str) -> Reader:
    """A reader of one of these words."""

    def read(value: Any, path: Path, origin: Origin) -> str:
        if not is_choice(value, words):
            raise origin.error("weights.choice", path, key=_label(path), value=_short(value), takes=list(words))
        return str(value)

    return read


def matrix(value: Any, path: Path, origin: Origin) -> np.ndarray:
    """Rows (a single row counts as a matrix of one)."""
    result = array(value, path, origin)
    if result.ndim not in (1, 2):
        raise origin.error("weights.matrix", path, name=_label(path))
    return np.atleast_2d(result)


def matrices(value: Any, path: Path, origin: Origin) -> np.ndarray | list[np.ndarray]:
    """Rows, or a list of one matrix a sentence, which may differ in length."""
    if not (isinstance(value, list) and value and isinstance(value[0], list) and value[0] and isinstance(value[0][0], list)):
        return matrix(value, path, origin)
    return [matrix(inner, (*path, place), origin) for place, inner in enumerate(value)]
