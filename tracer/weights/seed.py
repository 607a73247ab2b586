"""Seeded parameters: each is a stream of its own, made of the seed and the parameter's name, the same for ever.

SHAKE-256 of `ttrace-1|seed|name` gives little-endian 32-bit numbers u; a weight is (u − 2³¹) / 2³¹ × scale with a power of
two for the scale. No step rounds and none needs a transcendental function, so every machine draws the same bits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from tracer.errors import TracerError

# CPython's own SHA-3 is the same function as hashlib's (tests hold them to each other); importing hashlib would load OpenSSL,
# which takes 5 of the 200 milliseconds of a start, longer than all that is drawn. Where the private name is gone, hashlib is it.
try:
    from _sha3 import shake_256  # type: ignore[import-not-found]
except ImportError:
    from hashlib import shake_256

_HALF = 1 << 31
_SMALL = 1024  # numbers
MOST_DRAWN = (1 << 27) - 1  # numbers of one stream: CPython's SHAKE-256 gives less than 2²⁹ bytes


def stream(seed: int, name: str, count: int) -> np.ndarray:
    """`count` whole numbers 0 … 2³² − 1 (uint32); a longer stream of the same name begins with the shorter one.

    Raises TracerError beyond MOST_DRAWN.
    """
    if count > MOST_DRAWN:
        raise TracerError("weights.drawn", parameter=name, count=-(-count // 1_000_000), most=MOST_DRAWN // 1_000_000)
    key = f"ttrace-1|{seed}|{name}".encode("utf-8", "surrogatepass")
    return np.frombuffer(shake_256(key).digest(4 * count), dtype="<u4")


def draw(seed: int, name: str, shape: Sequence[int], fan_in: int, init: str = "uniform", kind: str = "matrix") -> np.ndarray:
    """The parameter `name` of this seed, float64, row by row.

    `kind` matrix: uniform in ±scale, the power of two nearest √(3 / fan_in), so that outputs vary about as much as inputs;
    table (embedding rows, learned positions): uniform in ±1; bias: uniform in ±1/4; zeros; ones.
    `init` "integers" draws small whole numbers: matrices of −1, 0, 1 with two or three entries a column that are not 0,
    tables of 0, 1, 2, biases of −1, 0, 1.
    """
    if kind in ("zeros", "ones"):
        return np.full(tuple(shape), float(kind == "ones"))
    if math.prod(shape) <= _SMALL:
        return _small(seed, name, tuple(shape), fan_in, init, kind).copy()
    return _drawn(seed, name, shape, fan_in, init, kind)


def _drawn(seed: int, name: str, shape: Sequence[int], fan_in: int, init: str, kind: str) -> np.ndarray:
    bits = stream(seed, name, math.prod(shape)).reshape(tuple(shape))
    if init == "integers":
        return _whole(bits, fan_in, kind)
    numbers = bits.astype(np.float64)
    numbers -= _HALF
    numbers *= {"table": 1.0, "bias": 0.25}.get(kind) or _scale(fan_in)
    numbers /= _HALF
    return numbers


_small = lru_cache(1024)(_drawn)  # a toy's, which every run of it draws again: at most some megabytes


def embedding_row(seed: int, token: str, d_model: int, init: str = "uniform", table: str = "embedding.W_E") -> np.ndarray:
    """The row of one token, (d_model,): its own stream, so a word has the same embedding in every sentence.

    A longer row begins with the shorter one.
    """
    return draw(seed, f"{table}[{token}]", (d_model,), d_model, init, "table")


def _scale(fan_in: int) -> float:
    """The power of two nearest √(3 / fan_in) by ratio: 4ⁿ · fan_in / 3 lies in [1/2, 2)."""
    scale = 1.0
    while scale * scale * fan_in >= 6:
        scale /= 2
    while scale * scale * fan_in < 1.5:
        scale *= 2
    return scale


def _whole(bits: np.ndarray, fan_in: int, kind: str) -> np.ndarray:
    if kind == "matrix":
        filled = min(_HALF, 3 * (2 * _HALF // fan_in))  # half of the entries, or three a column of a larger matrix
        return np.where(bits < filled, 1.0 - 2.0 * (bits & 1), 0.0)
    third = ((bits.astype(np.uint64) * 3) >> np.uint64(32)).astype(np.float64)  # 0, 1 or 2
    return third - 1.0 if kind == "bias" else third
