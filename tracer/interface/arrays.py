"""Arrays of other libraries as NumPy's: tensors of PyTorch, TensorFlow and JAX, by what they offer; none of them is imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.errors import TracerError


def as_array(value: Any, name: str) -> np.ndarray:
    """The numbers of an array, a tensor (also of a graph, on another device, in bfloat16), a step or nested lists.

    Raises TracerError naming it where it holds no numbers.
    """
    try:
        if hasattr(value, "detach"):  # PyTorch: out of the graph, to the processor's memory
            value = value.detach().cpu()
            if "bfloat16" in str(value.dtype):  # which NumPy has not; every number of it is one of float32
                value = value.float()
        result = np.asarray(value.numpy() if hasattr(value, "numpy") else value)
        if result.dtype.name in ("bfloat16", "float8_e4m3fn", "float8_e5m2"):  # as JAX hands them over
            result = result.astype(np.float32)
    except (TypeError, ValueError, RuntimeError):
        raise TracerError("compare.not_an_array", name=name, kind=type(value).__name__) from None
    if result.dtype.kind not in "fiub":
        raise TracerError("compare.not_an_array", name=name, kind=type(value).__name__)
    return result


def arrays_by_name(given: Any) -> dict[str, np.ndarray]:
    """Somebody's arrays by name. A tuple of them, as transformers gives `hidden_states`, becomes `hidden_states.0` and so on.

    What is None (an output that was not asked for) is left out. Raises TracerError for anything but a mapping with arrays.
    """
    if not isinstance(given, Mapping):
        raise TracerError.refused("theirs", given, "Trace, {NAME: ARRAY, …}")
    result = {name: as_array(value, name) for name, value in _flat(given)}
    if not result:
        raise TracerError.refused("theirs", given, "Trace, {NAME: ARRAY, …}")
    return result


def _flat(given: Mapping[Any, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in given.items():
        name = f"{above}{key}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{name}.")
        elif isinstance(value, (tuple, list)) and any(hasattr(item, "shape") or item is None for item in value):
            yield from _flat(dict(enumerate(value)), f"{name}.")
        elif value is not None:
            yield name, value
