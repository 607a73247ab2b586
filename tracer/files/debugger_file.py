"""The JSON of transformers' model-addition debugger (`model_addition_debugger_context`): a tree of modules with their outputs.

Tensors stand in it as PyTorch prints them, with four decimals of the mantissa and `...` where much is left out, or in
safetensors files beside it. Source: `model_debugging_utils.py` of transformers 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tracer.errors import TracerError

DIGITS = 5  # significant ones, as PyTorch prints in scientific notation
_SHAPE = re.compile(r"torch\.Size\(\[([\d, ]*)\]\)")
_DEEPEST = 200


class Printed(NamedTuple):
    """Arrays by the module's name; cut: those that were printed in part, which cannot be read."""

    arrays: dict[str, np.ndarray]
    cut: list[str]
    digits: int | None


def is_debugger_file(document: Any) -> bool:
    return isinstance(document, dict) and "module_path" in document and "children" in document


def read(path: str, document: dict[str, Any]) -> Printed:
    """What the model was given and every module returned, without the class before the name: `layers.0.self_attn.0`.

    Raises TracerError for a summary without numbers, a file beside it that is missing, or another form.
    """
    arrays: dict[str, np.ndarray] = {}
    cut: list[str] = []
    stored = False
    try:
        for name, tensor in _tensors(document, document["module_path"], 0):
            if "value" not in tensor:
                continue
            if isinstance(tensor["value"], str):
                stored = True
                arrays[name] = _beside(path, tensor["value"])
            elif any("..." in line for line in tensor["value"]):
                cut.append(name)
            else:
                arrays[name] = _printed(tensor)
    except TracerError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise TracerError("files.debugger", file=path) from problem
    if not arrays:
        raise TracerError("files.debugger_cut" if cut else "files.debugger_summary", file=path)
    return Printed(arrays, cut, None if stored else DIGITS)


def _tensors(node: dict[str, Any], root: str, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, tensor) of what the model was given by name, and of what every module in it returned."""
    if depth == 0:
        given = (node.get("inputs") or {}).get("kwargs") or {}
        yield from ((name, tensor) for name, tensor in given.items() if isinstance(tensor, dict) and "shape" in tensor)
    if depth > _DEEPEST:
        raise ValueError(depth)
    name = str(node["module_path"]).removeprefix(root).lstrip(".") or root
    yield from _named(name, node.get("outputs"))
    for child in node.get("children") or ():
        yield from _tensors(child, root, depth + 1)


def _named(name: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict) and "shape" in value and "dtype" in value:
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _named(f"{name}.{key}", inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _named(f"{name}.{place}", inner)


def _printed(tensor: dict[str, Any]) -> np.ndarray:
    """The numbers of `tensor([[…], dtype=…)` in the shape that stands beside them."""
    text = "".join(map(str, tensor["value"]))
    inside = text[text.index("(") + 1 : text.rindex("]") + 1 if "]" in text else text.rindex(")")]
    numbers = [float(word) for word in re.split(r"[\[\],\s]+", inside) if word]
    shape = _SHAPE.fullmatch(str(tensor["shape"]))
    if shape is None:
        raise ValueError(tensor["shape"])
    array = np.array(numbers).reshape([int(size) for size in shape[1].split(",") if size.strip()])
    return array.astype(np.int64) if "int" in str(tensor["dtype"]) else array


def _beside(path: str, name: str) -> np.ndarray:
    from tracer.files.safetensors_file import LazyTensors

    inside = Path(name).name
    beside = Path(path).parent / inside
    if not beside.is_file():
        raise TracerError("files.debugger_beside", file=path, other=inside)
    return np.asarray(LazyTensors(beside)["data"])
