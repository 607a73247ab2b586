"""NumPy's arrays in files, one (.npy) or a zip of them (.npz): nothing is run, and sizes are checked before memory is taken."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from tokenize import TokenError
from typing import IO, Any, BinaryIO

import numpy as np

from tracer.errors import TracerError
from tracer.files import metadata
from tracer.files.damaged_zip import DAMAGED_ZIP
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
    with path.open("rb") as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                return _checked(archive, texts, kinds, file)
        except TracerError:
            raise
        except DAMAGED_ZIP as problem:
            raise TracerError("weights.npz", file=file) from problem


def _checked(archive: zipfile.ZipFile, texts: tuple[str, ...], kinds: str, file: str) -> dict[str, np.ndarray]:
    entries = {entry.filename.removesuffix(".npy"): entry for entry in archive.infolist()}
    if len(entries) < len(archive.infolist()):
        raise TracerError("weights.npz_twice", file=file)
    for name, entry in entries.items():
        _check(archive, entry, name, kinds + "U" * any(fnmatchcase(name, text) for text in texts), file)
    check_room(sum(entry.file_size for entry in entries.values()), file)
    return {name: _array(archive, entry) for name, entry in entries.items()}


def _array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> np.ndarray:
    with archive.open(entry) as stream:
        return np.lib.format.read_array(stream, allow_pickle=False)


def _check(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, kinds: str, file: str) -> None:
    """Refuse an entry by its size and its first bytes: before its array takes memory."""
    if entry.file_size > max(_PLAIN, _DENSEST * entry.compress_size):
        raise TracerError("weights.npz_dense", file=file, name=name, size=entry.file_size >> 20)
    with archive.open(entry) as stream:
        try:
            shape, dtype = _header(stream)
        except ValueError as problem:
            raise TracerError("weights.npz_entry", file=file, name=name) from problem
        rest = entry.file_size - stream.tell()
    if dtype.hasobject:
        raise TracerError("weights.objects", file=file, name=name)
    if dtype.kind not in kinds:
        raise TracerError("weights.kind", name=named(name, file), kind=dtype.name)
    if math.prod(shape) * dtype.itemsize != rest:
        raise TracerError("weights.npz_entry", file=file, name=name)


def _header(stream: IO[bytes]) -> tuple[tuple[int, ...], np.dtype]:
    """The shape and the kind of numbers that an array's first bytes tell. Raises ValueError where they are none."""
    try:
        shape, _, dtype = _READERS[np.lib.format.read_magic(stream)](stream)
    except (KeyError, EOFError, SyntaxError, TypeError, RecursionError, TokenError) as problem:
        raise ValueError(stream) from problem
    if any(type(size) is not int or size < 0 for size in shape):
        raise ValueError(shape)
    return shape, dtype


def single(path: Path) -> np.ndarray:
    """The one array of a .npy file. Raises TracerError for anything else, and for more than memory holds."""
    file = str(path)
    size = path.stat().st_size
    try:
        with path.open("rb") as stream:
            shape, dtype = _header(stream)
            if dtype.hasobject or math.prod(shape) * dtype.itemsize != size - stream.tell():
                raise ValueError(shape)
            check_room(size, file)
            stream.seek(0)
            return np.lib.format.read_array(stream, allow_pickle=False)
    except (ValueError, OSError) as problem:
        raise TracerError("files.npy", file=file) from problem


def write(stored: Stored, stream: BinaryIO) -> None:
    """Parameters and card as an archive that `numpy.load` reads as well; the same content gives the same bytes."""
    with zipfile.ZipFile(stream, "w") as archive:
        for name, array in _entries(stored):
            with archive.open(zipfile.ZipInfo(f"{name}.npy", _MADE), "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, np.asanyarray(array), allow_pickle=False)


def _entries(stored: Stored) -> Iterator[tuple[str, Any]]:
    yield metadata.NAME, metadata.text_of(stored)
    yield from stored.parameters.items()
