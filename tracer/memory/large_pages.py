"""Memory in one place, which the system can give in large pages, and arrays copied side by side into it.

Small pages, which a few megabytes and mapped files lie in, cost: the processor spends much of an operation looking them up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LINE = 64  # bytes the processor fetches at once


def aligned(size: int) -> np.ndarray:
    """So many bytes, undefined, the first at the beginning of a line; NumPy asks for large pages where they are many."""
    place = np.empty(size + LINE, np.uint8)
    start = -place.ctypes.data % LINE
    return place[start : start + size]


def copied_together(arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """C-contiguous copies of the arrays, one behind the other."""
    sizes = [-(-array.nbytes // LINE) * LINE for array in arrays]
    place, start, copies = aligned(sum(sizes)), 0, []
    for array, size in zip(arrays, sizes, strict=True):
        copy = place[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
        copy[...] = array
        copies.append(copy)
        start += size
    return copies
