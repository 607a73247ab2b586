"""Parameters in safetensors: the library checks the file, then tensors are read one by one from the mapped file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO

import numpy as np

from tracer.errors import TracerError
from tracer.files import metadata
from tracer.files.regular import checked_size
from tracer.files.stored_run import Stored

_DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "|i1",
           "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "|u1", "BOOL": "|b1"}  # fmt: skip
_PROBLEMS = {  # the library's words, in the order they are looked for: our sentence
    "header too large": "weights.safetensors_header",
    "header too small": "weights.safetensors_short",
    "invalid header length": "weights.safetensors_short",
    "file not fully covered": "weights.safetensors_size",
    "invalid offset": "weights.safetensors_overlap",
    "unknown variant": "weights.safetensors_dtype",
    "invalid shape, data type": "weights.safetensors_shape",
    "overflow": "weights.safetensors_shape",
}

_MOST_HEADER = 100_000_000  # bytes, as the format says


class LazyTensors(Mapping[str, np.ndarray]):
    """The tensors of one safetensors file by name; each is read when it is asked for.

    float64 and float32 come as views of the mapped file, not to be written to; float16 and bfloat16 are widened to float32
    exactly. Raises TracerError, when it is opened, for a file that is no sound safetensors file, and, when a tensor is read,
    for a number format that has no NumPy form (float8).
    """

    def __init__(self, path: Path) -> None:
        self.origin = str(path)
        size = checked_size(path)
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            if not 2 <= length <= size - 8:  # before the library maps a file of any size
                raise TracerError(
                    _PROBLEMS["header too large" if length > _MOST_HEADER else "header too small"], file=self.origin
                )
            self.metadata = _checked(path)
            header = json.loads(stream.read(length), object_pairs_hook=self._once)
        header.pop("__metadata__", None)
        self._header: dict[str, Any] = header
        self._start = 8 + length
        self._bytes = np.asarray(np.memmap(path, np.uint8, "r"))

    def _once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise TracerError("weights.safetensors_twice", file=self.origin)
        return dict(pairs)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.rows(name)

    def rows(self, name: str, which: slice | Sequence[int] = slice(None)) -> np.ndarray:
        """The tensor `name`, or only the rows asked for, so that a row of a large table costs one row."""
        kind, tensor = self.stored(name)
        part = tensor if isinstance(which, slice) and which == slice(None) else tensor[which]
        if kind == "BF16":
            result: np.ndarray = np.left_shift(part, 16, dtype=np.uint32, out=np.empty(part.shape, np.uint32)).view(np.float32)
            return result
        return part.astype(np.float32) if kind == "F16" else part

    def stored(self, name: str) -> tuple[str, np.ndarray]:
        """The number format and the tensor as it lies in the file (bfloat16 as its 16 bits), mapped and not to be written to."""
        entry = self._header[name]
        kind = entry["dtype"]
        if kind not in _DTYPES:
            raise TracerError("weights.safetensors_kind", file=self.origin, name=name, kind=kind)
        first, last = (self._start + offset for offset in entry["data_offsets"])
        return kind, self._bytes[first:last].view(_DTYPES[kind]).reshape(entry["shape"])

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape the header tells; nothing is read."""
        return tuple(self._header[name]["shape"])

    def kind(self, name: str) -> str:
        """The number format the header tells, as safetensors calls it: F64, F32, F16, BF16 …"""
        return str(self._header[name]["dtype"])

    def __contains__(self, name: object) -> bool:
        return name in self._header

    def __iter__(self) -> Iterator[str]:
        return iter(self._header)

    def __len__(self) -> int:
        return len(self._header)


def _checked(path: Path) -> dict[str, str]:
    """The metadata of a file the library accepts; its refusals become one sentence each."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="np") as opened:
            return opened.metadata() or {}
    except SafetensorError as problem:
        reason = str(problem)
        for words, message in _PROBLEMS.items():
            if words in reason:
                named = re.search("`(.*?)`", reason)
                raise TracerError(message, file=str(path), name=named[1] if named else "") from None
        raise TracerError("weights.safetensors", file=str(path), problem=reason.rpartition("header: ")[2]) from None


def read(path: Path) -> Stored:
    """The parameters, read when asked for, and the card where ttrace wrote the file."""
    tensors = LazyTensors(path)
    return metadata.stored_of(tensors, tensors.metadata.get(metadata.NAME), str(path))


def write(stored: Stored, stream: BinaryIO) -> None:
    """Parameters with the card as metadata."""
    pack(stored.parameters, {metadata.NAME: metadata.text_of(stored)}, stream)


def pack(arrays: Mapping[str, np.ndarray], metadata: dict[str, str], stream: IO[bytes]) -> None:
    """Arrays and words beside them, as one file."""
    from safetensors.numpy import save

    whole = {name: np.ascontiguousarray(array).reshape(array.shape) for name, array in arrays.items()}
    stream.write(save(whole, metadata))
