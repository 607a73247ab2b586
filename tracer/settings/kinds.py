"""What a value of each kind is, once: a setting's, from a trace file or as text of a command line, and a data key's.

The readers of settings take text for a value too; a trace file's data keys (`weights.rows`) ask the same tests and tell the line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from os import PathLike
from typing import Any, TypeGuard

from tracer.full_width import half_width_value
from tracer.language import say

MOST_SIZE = 1 << 18  # of a toy whose numbers are all listed; larger sizes are slips of the hand; memory is checked apart
REFUSED = object()


def is_flag(value: Any) -> TypeGuard[bool]:
    return isinstance(value, bool)


def is_whole(value: Any) -> TypeGuard[int]:
    """Whether it is a whole number written as one: 3, but not 3.0 or true."""
    return isinstance(value, int) and not is_flag(value)


def is_number(value: Any) -> TypeGuard[float]:
    """Whether it is one number of Python's, which true and false are not."""
    return isinstance(value, (int, float)) and not is_flag(value)


def is_choice(value: Any, choices: Sequence[str]) -> bool:
    return isinstance(value, str) and value in choices


def _read_flag(raw: Any, _: Mapping[str, Any]) -> Any:
    if is_flag(raw):
        return raw
    return {"true": True, "false": False}.get(str(raw).lower(), REFUSED)


def _read_number(raw: Any, meta: Mapping[str, Any]) -> Any:
    if is_flag(raw):
        return REFUSED
    try:
        value = float(raw)
    except (TypeError, ValueError, OverflowError):
        return REFUSED
    least, most = meta.get("least"), meta.get("most")
    fits = value - value == 0 and (least is None or value >= least) and (most is None or value <= most)
    return value if fits else REFUSED


def _read_whole(raw: Any, meta: Mapping[str, Any]) -> Any:
    if is_flag(raw) or (isinstance(raw, float) and not raw.is_integer()):
        return REFUSED
    try:
        value = int(raw)
    except (TypeError, ValueError):
        return REFUSED
    most = meta.get("most")
    return value if value >= meta["least"] and (most is None or value <= most) else REFUSED


def _read_size(raw: Any, meta: Mapping[str, Any]) -> Any:
    return _read_whole(raw, {"least": 1, "most": meta["most"]})


def _read_sizes(raw: Any, meta: Mapping[str, Any]) -> Any:
    """A size, or one a layer: `8,16` or a list of them."""
    several = half_width_value(raw).split(",") if isinstance(raw, str) else raw if isinstance(raw, (list, tuple)) else [raw]
    sizes = tuple(_read_size(size, meta) for size in several)
    if not sizes or REFUSED in sizes:
        return REFUSED
    return sizes if len(sizes) > 1 else sizes[0]


def _read_choice(raw: Any, meta: Mapping[str, Any]) -> Any:
    return raw if is_choice(raw, meta["choices"]) else REFUSED


def _read_scale(raw: Any, _: Mapping[str, Any]) -> Any:
    if is_flag(raw) or is_choice(raw, ["d_model"]):
        return raw
    if str(raw).lower() in ("true", "false"):
        return str(raw).lower() == "true"
    value = _read_number(raw, {})
    return REFUSED if value is not REFUSED and value == 0 else value


def _read_fill(raw: Any, meta: Mapping[str, Any]) -> Any:
    if is_choice(raw, meta["choices"]):
        return raw
    if isinstance(raw, Real) and raw == float("-inf"):
        return "-inf"
    return _read_number(raw, {})


def _read_matrix_or_choice(raw: Any, meta: Mapping[str, Any]) -> Any:
    """One of the choices, or rows of numbers, also as text such as `[[1, 0], [1, 1]]`.

    Of a mask 0 and 1, or numbers that are added to scores, −∞ among them; then several matrices of one shape may be given.
    """
    if isinstance(raw, str) and raw in meta.get("choices", ()):
        return raw
    try:
        rows = _read_rows(raw)
        matrices = rows if meta["kind"] in ("mask", "added") and rows and _is_table(rows[0]) else [rows]
        numbers = [number for matrix in matrices for row in matrix for number in row]
        lowest = float("-inf") if meta["kind"] == "added" else 0
        good = all(not isinstance(number, complex) and (number == lowest or number - number == 0) for number in numbers)
        good = good and len({len(row) for matrix in matrices for row in matrix}) == len({len(matrix) for matrix in matrices}) == 1
    except (TypeError, ValueError, LookupError, RecursionError):
        return REFUSED
    return rows if good and numbers and (meta["kind"] != "mask" or set(numbers) <= {0, 1}) else REFUSED


def _read_rows(raw: Any) -> Any:
    """Rows from an array, nested lists or text, in which "-inf" stands for −∞ as it does in JSON of ours."""
    from json import loads  # here, so that a run without such rows does not load it

    rows = loads(raw.replace("-inf", "-Infinity")) if isinstance(raw, str) else raw.tolist() if hasattr(raw, "tolist") else raw
    return _with_infinity(rows)


def _with_infinity(rows: Any) -> Any:
    if isinstance(rows, (list, tuple)):
        return [_with_infinity(row) for row in rows]
    return float("-inf") if rows in ("-inf", "-Infinity") else rows


def _is_table(rows: Any) -> bool:
    return isinstance(rows, (list, tuple)) and bool(rows) and isinstance(rows[0], (list, tuple))


def _read_parts(raw: Any, meta: Mapping[str, Any]) -> Any:
    if is_flag(raw) and not meta["choices"]:
        return raw
    if isinstance(raw, str):
        if raw in meta["choices"]:
            return raw
        if not meta["choices"] and raw.lower() in ("true", "false"):
            return raw.lower() == "true"
        raw = half_width_value(raw).split(",")
    good = isinstance(raw, (list, tuple)) and all(part in ("attention", "cross", "ffn") for part in raw)
    return tuple(raw) if good else REFUSED


def _read_text(raw: Any, _: Mapping[str, Any]) -> Any:
    return str(raw) if isinstance(raw, (str, PathLike)) else REFUSED


_READERS: dict[str, Any] = {
    "flag": _read_flag,
    "number": _read_number,
    "whole": _read_whole,
    "size": _read_size,
    "sizes": _read_sizes,
    "choice": _read_choice,
    "scale": _read_scale,
    "fill": _read_fill,
    "mask": _read_matrix_or_choice,
    "added": _read_matrix_or_choice,
    "positions": _read_matrix_or_choice,
    "parts": _read_parts,
    "text": _read_text,
}


def value_of(raw: Any, meta: Mapping[str, Any]) -> Any:
    """`raw` as the kind of value that `meta` describes, or REFUSED."""
    try:
        return _READERS[meta.get("kind", "text")](raw, meta)
    except (TypeError, ValueError, ArithmeticError, AttributeError):  # of a kind that cannot even be compared
        return REFUSED


def takes(meta: Mapping[str, Any]) -> list[str]:
    """The values a setting takes, as an error lists them."""
    choices, most = list(meta.get("choices", ())), meta.get("most")
    more = {
        "flag": ["true", "false"],
        "number": [_bounds(meta)],
        "whole": [say("settings.whole_range", least=meta.get("least", 0), most=most)]
        if most
        else [say("settings.whole_least", least=meta.get("least", 0))],
        "size": [say("settings.whole_range", least=1, most=most)],
        "sizes": [say("settings.whole_range", least=1, most=most), say("settings.size_a_layer")],
        "scale": ["true", "false", "d_model", say("settings.number") + " ≠ 0"],
        "fill": [say("settings.number")],
        "mask": ["[[1, 0], [1, 1]]"],
        "added": ["[[0, -inf], [0, 0.5]]"],
        "positions": ["[[…], […]]"],
        "text": [say("settings.name")],
        "parts": [*([] if choices else ["true", "false"]), "attention", "cross", "ffn"],
    }
    return [*choices, *more.get(meta.get("kind", "text"), [])]


def _bounds(meta: Mapping[str, Any]) -> str:
    low = "" if meta.get("least") is None else f" ≥ {meta['least']:g}"
    high = "" if meta.get("most") is None else f" ≤ {meta['most']:g}"
    return f"{say('settings.number')}{low}{high}"
