"""Parameters in NumPy's zip of arrays (.npz): nothing in it is run, and sizes are checked before memory is taken."""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from tokenize import TokenError
from typing import Any, BinaryIO

import numpy as np

from tracer.errors import TracerError
from tracer.files import metadata
from tracer.files.origin import named
from tracer.files.stored_run import Stored
from tracer.memory.available import check_room

_MADE = (1980, 1, 1, 0, 0, 0)  # no clock in the file: the same parameters give the same bytes
_PLAIN, _DENSEST = 1 << 26, 100  # bytes that any entry may have; how many times its packed size a larger one: numbers pack badly
_OF_A_TRACE = ("tokens", "target_tokens", "notes", "axes", "labels/*")  # text beside the stages, as `--format npz` writes it
_READERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


def read(path: Path) -> Stored:
    """The parameters (numbers only) and the card of the archive at `path`."""
    contents = arrays(path, texts=(metadata.NAME, *_OF_A_TRACE))
    card = contents.pop(metadata.NAME, None)
    if any(array.dtype.kind == "U" for array in contents.values()):
        raise TracerError("weights.is_trace", file=str(path))
    return metadata.stored_of(contents, None if card is None else str(card), str(path))


def arrays(path: Path, texts: tuple[str, ...] = (), kinds: str = "fiu") -> dict[str, np.ndarray]:
    """Every array of the archive by its name; those that `texts` names (globs) may hold strings too, all others numbers.

    kinds: which kinds of numbers (NumPy's letters).
    Raises TracerError for anything else: not a zip, damaged, an object array (it could run code), a size that its
    header and the archive tell differently, or more than memory holds.
    """
    file = str(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {entry.filename.removesuffix(".npy"): entry for entry in archive.infolist()}
            if len(entries) < len(archive.infolist()):
                raise TracerError("weights.npz_twice", file=file)
            for name, entry in entries.items():
                _check(archive, entry, name, kinds + "U" * any(fnmatchcase(name, text) for text in texts), file)
            check_room(sum(entry.file_size for entry in entries.values()), file)
            return {name: _array(archive, entry) for name, entry in entries.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise TracerError("weights.npz", file=file) from problem


def _array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> np.ndarray:
    with archive.open(entry) as stream:
        return np.lib.format.read_array(stream, allow_pickle=False)


def _check(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, kinds: str, file: str) -> None:
    """Refuse an entry by its size and its first bytes: before its array takes memory."""
    if entry.file_size > max(_PLAIN, _DENSEST * entry.compress_size):
        raise TracerError("weights.npz_dense", file=file, name=name, size=entry.file_size >> 20)
    with archive.open(entry) as stream:
        try:
            shape, _, dtype = _READERS[np.lib.format.read_magic(stream)](stream)
        except (ValueError, KeyError, EOFError, SyntaxError, TypeError, RecursionError, TokenError) as problem:
            raise TracerError("weights.npz_entry", file=file, name=name) from problem
        rest = entry.file_size - stream.tell()
    if dtype.hasobject:
        raise TracerError("weights.objects", file=file, name=name)
    if dtype.kind not in kinds:
        raise TracerError("weights.kind", name=named(name, file), kind=dtype.name)
    if any(type(size) is not int or size < 0 for size in shape) or math.prod(shape) * dtype.itemsize != rest:
        raise TracerError("weights.npz_entry", file=file, name=name)


def write(stored: Stored, stream: BinaryIO) -> None:
    """Parameters and card as an archive that `numpy.load` reads as well; the same content gives the same bytes."""
    with zipfile.ZipFile(stream, "w") as archive:
        for name, array in _entries(stored):
            with archive.open(zipfile.ZipInfo(f"{name}.npy", _MADE), "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, np.asanyarray(array), allow_pickle=False)


def _entries(stored: Stored) -> Iterator[tuple[str, Any]]:
    yield metadata.NAME, metadata.text_of(stored)
    yield from stored.parameters.items()
