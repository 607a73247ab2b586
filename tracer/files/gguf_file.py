"""GGUF, the file of llama.cpp: words about a model, then its tensors, of which most are packed in blocks of few bits.

The format is described in ggml's docs/gguf.md. The header is walked here, bound by bound, before anything is made of what it
counts; what the number formats are and how their blocks become float32 again is the `gguf` library's.
"""

from __future__ import annotations

import math
import mmap
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tracer.errors import MissingExtra, TracerError
from tracer.files.packed_rows import PACKED, PackedRows
from tracer.files.regular import checked_size

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MOST_HEADER = 1 << 26  # bytes; a vocabulary of 260,000 words with its merges takes some 15 million
_MOST_AXES = 4
_MOST_COUNTED = 1 << 16  # tensors, or words about the model; the largest files have a few thousand
_LEAST_TENSOR, _LEAST_WORD = 32, 13  # bytes that a tensor's description and a word about the model take
_SCALARS = {0: "<u1", 1: "<i1", 2: "<u2", 3: "<i2", 4: "<u4", 5: "<i4", 6: "<f4", 7: "|b1", 10: "<u8", 11: "<i8", 12: "<f8"}
_FLOAT32, _STRING, _ARRAY = 6, 8, 9
_PLAIN = {"F32": "<f4", "F64": "<f8", "F16": "<f2", "BF16": "<u2"}


class _Tensor(NamedTuple):
    """What the header says of a tensor: its number format, its shape (rows first), and where its bytes are in the file."""

    kind: str
    shape: tuple[int, ...]
    first: int
    last: int


class GgufFile:
    """The words and tensors of one file; numbers stay in the mapped file until they are asked for.

    metadata: key → number, text, truth value, or a list of these; a float32 is the shortest decimal that it stands for, 1e-06
    and not 9.99999997e-07, as the configuration it was made from has it. Raises TracerError where the library is not installed,
    and for a file that is cut, damaged, of another version or in formats that nothing here unpacks.
    """

    def __init__(self, path: Path) -> None:
        self.origin = str(path)
        formats, size = _formats(), checked_size(path)
        with path.open("rb") as stream:
            if not size:  # which no system maps
                raise TracerError("weights.gguf_magic", file=self.origin)
            mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._bytes = np.frombuffer(mapped, np.uint8)
        reader = _Reader(mapped, self.origin)
        tensors, words = reader.start()
        self.metadata: dict[str, Any] = {}
        for _ in range(words):
            key, value = reader.pair()
            if key in self.metadata:
                raise TracerError("weights.gguf_twice", file=self.origin, name=key)
            self.metadata[key] = value
        self._tensors: dict[str, _Tensor] = {}
        described = [reader.tensor() for _ in range(tensors)]
        start = self._aligned(reader.at)
        for name, kind, shape, offset in described:
            if name in self._tensors:
                raise TracerError("weights.gguf_twice", file=self.origin, name=name)
            self._tensors[name] = self._placed(name, kind, shape, start + offset, formats, size)
        self._apart()

    def _aligned(self, at: int) -> int:
        alignment = self.metadata.get("general.alignment", 32)
        if type(alignment) is not int or alignment < 1 or alignment & (alignment - 1):
            raise TracerError("weights.gguf_alignment", file=self.origin, value=str(alignment))
        return -(-at // alignment) * alignment

    def _placed(self, name: str, number: int, shape: tuple[int, ...], first: int, formats: _Formats, size: int) -> _Tensor:
        if number not in formats:
            known = sorted(kind for kind, _, _ in formats.values())
            raise TracerError("weights.gguf_kind", file=self.origin, name=name, kind=number, known=known)
        kind, block, length = formats[number]
        if shape[-1] % block:
            raise TracerError("weights.gguf_block", file=self.origin, name=name, kind=kind, columns=shape[-1], block=block)
        last = first + math.prod(shape) // block * length
        if last > size:
            raise TracerError("weights.gguf_short", file=self.origin, name=name, needed=last, size=size)
        return _Tensor(kind, shape, first, last)

    def _apart(self) -> None:
        """No two tensors share a byte."""
        ordered = sorted((tensor.first, tensor.last, name) for name, tensor in self._tensors.items())
        for (_, end, _), (start, _, name) in zip(ordered, ordered[1:], strict=False):
            if start < end:
                raise TracerError("weights.gguf_overlap", file=self.origin, name=name)

    def stored(self, name: str) -> tuple[str, Any]:
        """The number format and the tensor as it lies in the file: an array of bits, or, of the format `PACKED`, `PackedRows`."""
        kind, shape, first, last = self._tensors[name]
        raw = self._bytes[first:last]
        if kind in _PLAIN:
            return kind, raw.view(_PLAIN[kind]).reshape(shape)
        rows = PackedRows(raw.reshape(*shape[:-1], -1), shape[-1], _unpacking(kind))
        return (PACKED, rows) if len(shape) > 1 else ("F32", rows.unpack(rows.packed))

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape the header tells, rows first; nothing is read."""
        return self._tensors[name].shape

    def kind(self, name: str) -> str:
        """The number format, as ggml calls it: F32, F16, BF16, Q8_0, Q4_K …"""
        return self._tensors[name].kind

    def __iter__(self) -> Iterator[str]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)


class _Reader:
    """Walks a header; every read is checked against the bytes there are. Raises TracerError at the end of them."""

    def __init__(self, mapped: mmap.mmap, origin: str) -> None:
        self.mapped, self.origin, self.at = mapped, origin, 0
        self.end = min(len(mapped), _MOST_HEADER)

    def start(self) -> tuple[int, int]:
        """(how many tensors, how many words), after the magic and the version."""
        if self._take(4) != _MAGIC:
            raise TracerError("weights.gguf_magic", file=self.origin)
        version = self._whole("<I")
        if version not in _VERSIONS:
            swapped = int.from_bytes(version.to_bytes(4, "little"), "big") in _VERSIONS
            message = "weights.gguf_swapped" if swapped else "weights.gguf_version"
            raise TracerError(message, file=self.origin, version=version)
        tensors, words = self._whole("<Q"), self._whole("<Q")
        needed = tensors * _LEAST_TENSOR + words * _LEAST_WORD
        if needed > self.end - self.at or max(tensors, words) > _MOST_COUNTED:
            raise TracerError("weights.gguf_header", file=self.origin, place=self.at, needed=needed)
        return tensors, words

    def pair(self) -> tuple[str, Any]:
        """A word about the model, and what it says."""
        key = self._text()
        return key, self._value(self._whole("<I"), key)

    def tensor(self) -> tuple[str, int, tuple[int, ...], int]:
        """(name, number of its format, shape with rows first, offset behind the header)."""
        name, axes = self._text(), self._whole("<I")
        if not 1 <= axes <= _MOST_AXES:
            raise TracerError("weights.gguf_axes", file=self.origin, name=name, axes=axes)
        shape = tuple(self._whole("<Q") for _ in range(axes))[::-1]
        if not all(shape):
            raise TracerError("weights.gguf_axes", file=self.origin, name=name, axes=" × ".join(map(str, shape)))
        return name, self._whole("<I"), shape, self._whole("<Q")

    def _value(self, kind: int, key: str) -> Any:
        if kind == _STRING:
            return self._text()
        if kind != _ARRAY:
            number = self._numbers(kind, 1, key)[0]
            return float(str(np.float32(number))) if kind == _FLOAT32 else number
        kind, count = self._whole("<I"), self._whole("<Q")
        if kind == _STRING:
            return [self._text() for _ in range(count)]  # each takes eight bytes at least, or the reading ends
        return self._numbers(kind, count, key)

    def _numbers(self, kind: int, count: int, key: str) -> list[Any]:
        if kind not in _SCALARS:
            raise TracerError("weights.gguf_word", file=self.origin, name=key, kind=kind)
        dtype = np.dtype(_SCALARS[kind])
        numbers: list[Any] = np.frombuffer(self._take(count * dtype.itemsize), dtype).tolist()
        return numbers

    def _text(self) -> str:
        raw = self._take(self._whole("<Q"))
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise TracerError("weights.gguf_text", file=self.origin, place=self.at - len(raw)) from None

    def _whole(self, form: str) -> int:
        return int(struct.unpack(form, self._take(struct.calcsize(form)))[0])

    def _take(self, count: int) -> bytes:
        if count > self.end - self.at:
            raise TracerError("weights.gguf_header", file=self.origin, place=self.at, needed=count)
        self.at += count
        return self.mapped[self.at - count : self.at]


_Formats = dict[int, tuple[str, int, int]]


def _library() -> Any:
    try:
        import gguf
    except ImportError:
        raise MissingExtra("weights.no_gguf", "gguf") from None
    return gguf


def _formats() -> _Formats:
    """Number of a format → (its name, numbers in a block, bytes of a block): plain numbers, and what the library unpacks."""
    library = _library()
    unpacked = library.quants._type_traits
    return {
        int(kind): (kind.name, *library.GGML_QUANT_SIZES[kind])
        for kind in library.GGMLQuantizationType
        if kind in unpacked or kind.name in _PLAIN
    }


def _unpacking(kind: str) -> Any:
    """bytes (… × bytes of a row) → float32 (… × numbers of a row), as ggml's own code computes them."""
    library = _library()
    number = library.GGMLQuantizationType[kind]
    return lambda packed: library.quants.dequantize(packed, number)
