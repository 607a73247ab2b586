"""What a caller in Python gave, as the plain values a request holds; another kind is refused by the argument's name."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tracer.errors import TracerError
from tracer.settings.data import DATA

Reader = Callable[[Any], Any]  # gives the plain value; raises TypeError or ValueError for another kind


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError
    return bool(value)


def _whole(value: Any) -> int:
    if isinstance(value, (bool, np.bool_)):
        raise TypeError
    return operator.index(value)


def _number(value: Any) -> float:
    if isinstance(value, (bool, str, bytes)) or np.ndim(value):
        raise TypeError
    result = float(value)
    if not math.isfinite(result):
        raise ValueError
    return result


def _label(value: Any) -> int | str:
    return value if isinstance(value, str) else _whole(value)


def _sequence(value: Any) -> list[Any]:
    """The items of a sequence in order; a text, a table and a set are none."""
    if isinstance(value, (str, bytes, memoryview, Mapping, set, frozenset)) or not isinstance(value, Iterable):
        raise TypeError
    return list(value.tolist() if isinstance(value, np.ndarray) else value)


def _items(value: Any) -> list[Any]:
    """The same of a sequence that may not be empty."""
    items = _sequence(value)
    if not items:
        raise ValueError
    return items


def _list_of(item: Reader) -> Reader:
    return lambda value: [item(one) for one in _items(value)]


def _nested(item: Reader) -> Reader:
    """A list, or a list of lists (one a sentence)."""

    def read(value: Any) -> list[Any]:
        items = _items(value)
        several = not isinstance(items[0], str) and isinstance(items[0], Iterable)
        return [_list_of(item)(one) for one in items] if several else [item(one) for one in items]

    return read


def _one_or(item: Reader, several: Reader) -> Reader:
    return lambda value: item(value) if isinstance(value, str) or not isinstance(value, Iterable) else several(value)


def _array(value: Any) -> np.ndarray:
    result = np.asarray(value)
    if result.dtype.kind not in "fiub" or not result.size:
        raise TypeError
    return result.astype(float)


def _rows(value: Any) -> np.ndarray | list[np.ndarray]:
    """Rows of numbers, or a list of one matrix a sentence, which may differ in length."""
    items = _items(value)
    if np.ndim(items[0]) == 2:
        return [_array(one) for one in items]
    return _array(items)


def _choice(*words: str) -> Reader:
    return lambda value: words[words.index(_text(value))]


_TEXTS = _one_or(_text, _list_of(_text)), "TEXT, [TEXT, …]"
_FURTHER = _one_or(_text, lambda value: [_text(one) for one in _sequence(value)]), "TEXT, [TEXT, …]"
_TOKENS = _nested(_text), "[TEXT, …], [[TEXT, …], …]"
_WORDS = _list_of(_text), "[TEXT, …]"
_ROWS = _rows, "[[NUMBER, …], …]"
_NUMBERS = _array, "[NUMBER, …]"
_WHOLE = _whole, "0, 1, 2 …"
_NUMBER = _number, "NUMBER"
_FLAG = _flag, "True, False"
_PATH = lambda value: value if isinstance(value, Path) else _text(value), "FILE"

READERS: dict[str, tuple[Reader, str]] = {
    "text": _TEXTS, "also": _FURTHER, "target": _TEXTS, "pair": (_text, "TEXT"),
    "tokens": _TOKENS, "target_tokens": _TOKENS, "vocab": _WORDS, "classes": _WORDS,
    "target_ids": (_one_or(_whole, _nested(_whole)), "[0, 1, 2, …]"),
    "labels": (_one_or(_label, _nested(_label)), "[0, 1, …], [TEXT, …]"),
    **dict.fromkeys(("inputs", "target_inputs", "memory_inputs", "key_inputs", "value_inputs", "h_0", "c_0"), _ROWS),
    "class_weights": _NUMBERS, "betas": _NUMBERS,
    **dict.fromkeys(("generate", "top_k", "ignore_label", "warmup", "steps"), _WHOLE),
    **dict.fromkeys(("temperature", "top_p", "label_smoothing"), _NUMBER),
    **dict.fromkeys(("learning_rate", "optimizer_epsilon", "optimizer_momentum"), _NUMBER),
    **dict.fromkeys(("causal", "cache", "download"), _FLAG),
    "cut": (_choice(*DATA["cut"].choices), ", ".join(DATA["cut"].choices)),
    "reduction": (_choice("mean", "sum"), "mean, sum"), "pool": (_choice("none", "mean"), "none, mean"),
    "optimizer": (_choice("adam", "sgd"), "adam, sgd"),
    "schedule": (_choice("constant", "noam", "linear"), "constant, noam, linear"),
    "from_file": _PATH, "load": _PATH,
}  # fmt: skip


def plain(key: str, value: Any) -> Any:
    """The value of an argument as lists, numbers, texts and float64 arrays. Raises TracerError naming the argument."""
    reader, takes = READERS[key]
    try:
        return reader(value)
    except (TypeError, ValueError, ArithmeticError, RecursionError):
        raise TracerError.refused(key, value, takes) from None


def vectors(value: Mapping[Any, Any]) -> dict[str, np.ndarray]:
    """`embeddings` as token -> row, all of one length. Raises TracerError."""
    try:
        rows = {_text(word): _array(row) for word, row in value.items()}
        if len({row.shape for row in rows.values()}) != 1 or any(row.ndim != 1 for row in rows.values()):
            raise ValueError
    except (TypeError, ValueError):
        raise TracerError.refused("embeddings", value, "FILE, {TEXT: [NUMBER, …], …}") from None
    return rows


def matrices(value: Any) -> dict[str, Any]:
    """`weights` as name -> array; what an array may hold is checked where it is used. Raises TracerError."""
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise TracerError.refused("weights", value, "{NAME: [[NUMBER, …], …], …}")
    return dict(value)


def edits(value: Any) -> list[tuple[str, Any]]:
    """`edits` as (address, numbers) in order. Raises TracerError."""
    try:
        pairs = list(value.items()) if isinstance(value, Mapping) else [(address, numbers) for address, numbers in value]
        return [(_text(address), numbers) for address, numbers in pairs]
    except (TypeError, ValueError):
        raise TracerError.refused("edits", value, "{ADDRESS: NUMBER, …}, [(ADDRESS, NUMBER), …]") from None
