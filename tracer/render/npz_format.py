"""npz: one array a stage or parameter under its address, and the lists of the facts; plain arrays, nothing to unpickle.

Written entry by entry with the one date a zip file can carry that says nothing, so the same trace gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import numpy as np

from tracer.document.blocks import Document, Stage, Tokens
from tracer.errors import TracerError
from tracer.render.options import Options

LABELS = "labels"  # of an axis cut to some of its places: the entry labels/STAGE/AXIS
LISTS = ("tokens", "token_ids", "target_tokens", "target_token_ids", "generated_ids", "notes")


def write(document: Document, stream: BinaryIO, options: Options) -> None:
    """An archive that `numpy.load(file)` reads with its default `allow_pickle=False`.

    Raises TracerError for a document without any number, before a byte is written.
    """
    blocks = (block for block in document.blocks() if isinstance(block, (Stage, Tokens)))
    first = next(blocks, None)
    if first is None:
        raise TracerError("render.no_numbers", format="npz")
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for name in LISTS:
            if document.facts.get(name) not in (None, []):
                _store(archive, name, as_array(document.facts[name]))
        for block in chain([first], blocks):
            if isinstance(block, Stage):
                _store(archive, block.name, block.values)
                for axis in block.axes:
                    if axis.name in block.cut:
                        _store(archive, f"{LABELS}/{block.name}/{axis.name}", as_array(axis.labels))


def _store(archive: ZipFile, name: str, values: np.ndarray) -> None:
    with archive.open(ZipInfo(f"{name}.npy"), "w", force_zip64=True) as entry:
        np.lib.format.write_array(entry, np.ascontiguousarray(values).reshape(values.shape), allow_pickle=False)


def as_array(listed: Sequence[Any]) -> np.ndarray:
    """A list of words or whole numbers as an array; of several sentences, rows padded with "" or -1.

    >>> as_array([["a", "b"], ["c"]]).tolist()
    [['a', 'b'], ['c', '']]
    """
    rows = [list(row) for row in listed] if listed and isinstance(listed[0], (list, tuple)) else None
    items = [item for row in rows for item in row] if rows is not None else list(listed)
    words = not items or isinstance(items[0], str)
    if rows is not None:
        longest = max(map(len, rows))
        filler: str | int = "" if words else -1
        listed = [row + [filler] * (longest - len(row)) for row in rows]
    return np.array(listed, dtype=np.str_ if words else np.int64)
