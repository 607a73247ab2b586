"""Half precision: numbers rounded to bfloat16 or float16, and kept in the precision they were computed in."""

from __future__ import annotations

import numpy as np

_LOW, _HALF = np.uint32(0xFFFF), np.uint32(0x7FFF)  # the bits that bfloat16 has not, and just less than half of their worth


def to_half(x: np.ndarray, dtype: str) -> np.ndarray:
    """The nearest number of `dtype` ("bfloat16" or "float16") to each of x, of two as near the even one, in x's own dtype.

    What is too large becomes infinite: beyond 65504 in float16. float64 goes by way of float32, in which PyTorch adds up.

    >>> to_half(np.array([0.1, 3.14159, 70000.0]), "bfloat16").tolist()
    [0.10009765625, 3.140625, 70144.0]
    >>> to_half(np.array([0.1, 3.14159, 70000.0]), "float16").tolist()
    [0.0999755859375, 3.140625, inf]
    """
    with np.errstate(over="ignore", invalid="ignore"):
        single = np.asarray(x, np.float32)
        if dtype == "float16":
            return single.astype(np.float16).astype(x.dtype)
        bits = single.view(np.uint32)
        even = (bits + (_HALF + ((bits >> np.uint32(16)) & np.uint32(1)))) & ~_LOW
        rounded: np.ndarray = np.where(np.isfinite(single), even.view(np.float32), single).astype(x.dtype)
        return rounded
