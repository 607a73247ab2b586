"""Arrays side by side in one place in memory, which the system can then give in large pages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_LINE = 64  # bytes the processor fetches at once


def copied_together(arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """C-contiguous copies of the arrays, one behind the other.

    Matrices of a few megabytes each lie in small pages wherever the system has room, or in a mapped file, which has small pages
    too; the processor then spends much of a product looking pages up. NumPy asks for large pages where an allocation is large.
    """
    sizes = [-(-array.nbytes // _LINE) * _LINE for array in arrays]
    place = np.empty(sum(sizes) + _LINE, np.uint8)
    start, copies = -place.ctypes.data % _LINE, []
    for array, size in zip(arrays, sizes, strict=True):
        copy = place[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
        copy[...] = array
        copies.append(copy)
        start += size
    return copies
