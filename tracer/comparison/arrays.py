"""Arrays of other libraries as NumPy's: tensors of PyTorch, TensorFlow and JAX, by what they offer; none of them is imported."""

from __future__ import annotations

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
