"""Word vectors in word2vec's binary form (`.bin`): `count d`, then each word, a space and d float32 numbers. Nothing is run."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from tracer.errors import TracerError
from tracer.files.vector_stream import VectorStream, Wanted

_FASTTEXT = (793712314).to_bytes(4, "little")  # how a fastText model begins, which keeps its words elsewhere
_NUMBER = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_LONGEST_WORD, _WIDEST = 4096, 1 << 16  # bytes, numbers
_PART = 1 << 20  # bytes read at a time


def binary_width(head: bytes, path: Path) -> int | None:
    """d of a binary file that begins so; None for a text. Raises TracerError for a fastText model."""
    if head.startswith(_FASTTEXT):
        raise TracerError("weights.vectors_fasttext", file=str(path))
    first, newline, rest = head.partition(b"\n")
    counts = first.split()
    if not newline or len(counts) != 2 or not all(count.isdigit() and len(count) < 12 for count in counts):
        return None
    width = int(counts[1])
    numbers = rest.partition(b" ")[2][: 4 * width]
    signs = any(byte < 9 or 13 < byte < 32 for byte in numbers)  # no text has them; very few short vectors have none
    is_binary = signs or path.suffix == ".bin" and not any(map(_NUMBER.fullmatch, numbers.split()))
    return width if is_binary and 0 < width <= _WIDEST else None


def read_binary(stream: VectorStream, path: Path, wanted: Wanted, width: int) -> dict[str, np.ndarray]:
    """The vectors (d,) in float64 of the wanted words. Raises TracerError where the file ends too early or holds no numbers."""
    count = int(stream.readline(64).split()[0])
    size = 4 * width
    vectors: dict[str, np.ndarray] = {}
    data, place = b"", 0
    for number in range(1, count + 1):
        if len(data) - place < _LONGEST_WORD + size:
            data, place = data[place:] + stream.read(_PART), 0
        space = data.find(b" ", place, place + _LONGEST_WORD)
        begin = space + 1
        if space < 0 or begin + size > len(data):
            raise TracerError("weights.vectors_short", file=str(path), number=number, count=count, size=width)
        word = wanted.word(data[place:space].lstrip(b"\n"))
        place = begin + size
        if word is not None and word not in vectors:
            with np.errstate(invalid="ignore"):  # a signalling NaN, which is refused below
                row = np.frombuffer(data, "<f4", width, begin).astype(np.float64)
            if not np.isfinite(row).all():
                raise TracerError("weights.vector_finite", file=str(path), token=word)
            vectors[word] = row
            if len(vectors) == len(wanted.words):
                break
    if (foreign := wanted.foreign(())) and len(vectors) < len(wanted.words):
        raise TracerError("weights.vectors_encoding", file=str(path), encoding=foreign, utf8=f"{path.stem}.utf8{path.suffix}")
    return vectors
