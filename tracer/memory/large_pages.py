"""Memory in one place, which the system can give in large pages, and arrays copied side by side into it.

Small pages, which a few megabytes and mapped files lie in, cost: the processor spends much of an operation looking them up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LINE = 64  # bytes the processor fetches at once
PAGE = 1 << 21  # bytes of a large page


def aligned(size: int) -> np.ndarray:
    """So many bytes, undefined, the first at the beginning of a line, or of a large page where there are several of these."""
    begin = PAGE if size >= 2 * PAGE else LINE  # from there on NumPy asks for large pages
    place = np.empty(size + begin, np.uint8)
    start = -place.__array_interface__["data"][0] % begin
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
