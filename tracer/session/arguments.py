"""What a caller in Python gave, as the plain values a request holds; another kind is refused by the argument's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np

from tracer.errors import TracerError
from tracer.frozen import Frozen
from tracer.settings.data import DATA

_TAKES = {  # kind of a data key: what an error says it takes
    "word": "TEXT",
    "words": "TEXT, [TEXT, …]",
    "word_list": "[TEXT, …]",
    "word_lists": "[TEXT, …], [[TEXT, …], …]",
    "word_or_words": "TEXT, [TEXT, …]",
    "whole": "0, 1, 2 …",
    "wholes": "[0, 1, 2, …]",
    "number": "NUMBER",
    "flag": "True, False",
    "array": "[NUMBER, …]",
    "matrices": "[[NUMBER, …], …]",
    "labels": "[0, 1, …], [TEXT, …]",
}


class Argument(Frozen):
    """An argument as the origin of what it holds: whatever in it is wrong, the whole of it is refused by its name.

    takes: the values it takes, as an error lists them.
    """

    key: str
    value: Any
    takes: str | list[str]

    def error(self, message: str, path: tuple[str | int, ...], **values: Any) -> TracerError:
        return self.refusal

    @property
    def refusal(self) -> TracerError:
        """The error that says what the argument was and what it takes."""
        return TracerError.refused(self.key, self.value, self.takes)


def _to_plain(value: Any) -> Any:
    """Sequences, arrays and numbers of any library as lists and numbers of Python's; what is neither, as it is."""
    if type(value) in (str, bool, int, float):
        return value
    if hasattr(value, "tolist") and not isinstance(value, memoryview):
        value = value.tolist()
    if isinstance(value, Real) and not isinstance(value, bool):
        return int(value) if isinstance(value, Integral) else float(value)
    if isinstance(value, (str, bytes, memoryview, Mapping, set, frozenset)) or not isinstance(value, Iterable):
        return value
    return [_to_plain(item) for item in value]


def plain(key: str, value: Any) -> Any:
    """The value of an argument as lists, numbers, texts and float64 arrays. Raises TracerError naming the argument."""
    from tracer.files.data_values import read_data  # here, so that a run of a text loads no reader of files

    if key in ("from_file", "load"):
        from pathlib import Path

        if not isinstance(value, (str, Path)):
            raise TracerError.refused(key, value, "FILE")
        return value
    entry = DATA[key]
    kind = "word_or_words" if key == "text" else entry.kind  # several texts are one argument here
    argument = Argument(key, value, list(entry.choices) or _TAKES[kind])
    return _read(argument, lambda: read_data(key, _to_plain(value), argument, kind))


def _read(argument: Argument, reading: Callable[[], Any]) -> Any:
    try:
        return reading()
    except (TypeError, ValueError, ArithmeticError, RecursionError):  # of a kind that cannot even be looked at
        raise argument.refusal from None


def vectors(value: Mapping[Any, Any]) -> dict[str, np.ndarray]:
    """`embeddings` as token -> row, all of one length. Raises TracerError."""
    from tracer.files import readers

    argument = Argument("embeddings", value, "FILE, {TEXT: [NUMBER, …], …}")
    rows: dict[str, np.ndarray] = _read(
        argument, lambda: {word: readers.array(_to_plain(row), (word,), argument) for word, row in value.items()}
    )
    words = all(isinstance(word, str) for word in rows)
    if not words or len({row.shape for row in rows.values()}) != 1 or any(row.ndim != 1 for row in rows.values()):
        raise argument.refusal
    return rows


def matrices(value: Any) -> dict[str, Any]:
    """`weights` as name -> array, tensors of other libraries as NumPy's; what an array may hold is checked where it is used.

    Raises TracerError for another kind, and for a tensor that holds no numbers.
    """
    argument = Argument("weights", value, "{NAME: [[NUMBER, …], …], …}")
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise argument.refusal
    arrays = {name: _tensor(array, name) if hasattr(array, "numpy") else array for name, array in value.items()}
    _read(argument, lambda: [np.shape(array) for array in arrays.values()])  # lists of unequal length have none
    return arrays


def _tensor(value: Any, name: str) -> np.ndarray:
    from tracer.comparison.arrays import as_array  # here, so that a run of a text does not load it

    return as_array(value, name)


def kept(value: Any) -> Callable[[str], bool] | list[str]:
    """`keep` as a function of a stage's name, or as patterns, of which one may stand alone. Raises TracerError."""
    if callable(value):
        return value  # type: ignore[no-any-return]
    argument = Argument("keep", value, "TEXT, [TEXT, …], FUNCTION")
    patterns = _read(argument, lambda: _to_plain(value))
    listed = [patterns] if isinstance(patterns, str) else patterns
    if not isinstance(listed, list) or not all(isinstance(pattern, str) for pattern in listed):
        raise argument.refusal
    return listed


def edits(value: Any) -> list[tuple[str, Any]]:
    """`edits` as (address, numbers) in order. Raises TracerError."""
    argument = Argument("edits", value, "{ADDRESS: NUMBER, …}, [(ADDRESS, NUMBER), …]")
    pairs = _read(
        argument, lambda: list(value.items()) if isinstance(value, Mapping) else [(at, numbers) for at, numbers in value]
    )
    if not all(isinstance(address, str) for address, _ in pairs):
        raise argument.refusal
    return list(pairs)
