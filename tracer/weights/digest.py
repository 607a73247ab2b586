"""One number for all parameters of a model, whatever file they stand in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np


def sha256(parameters: Mapping[str, np.ndarray]) -> str:
    """The SHA-256 of the tensors, in hexadecimal.

    They are taken in the order of their names (as UTF-8). Of each: its name, its dtype as NumPy writes it with the lowest byte
    first (`<f4`), and its sizes with `x` between them, each followed by a zero byte; then its numbers, row by row, lowest byte
    first.
    """
    digest = hashlib.sha256()
    for name, array in sorted(parameters.items(), key=lambda item: item[0].encode()):
        plain = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        for word in (name, plain.dtype.str, "x".join(map(str, array.shape))):
            digest.update(word.encode() + b"\0")
        digest.update(plain.tobytes())
    return digest.hexdigest()
