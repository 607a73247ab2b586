"""npz: one array a stage or parameter under its address, and the lists of the facts; plain arrays, nothing to unpickle.

Written entry by entry with the one date a zip file can carry that says nothing, so the same trace gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import numpy as np

from tracer.axes import Axis
from tracer.document.blocks import Document, Stage, Tokens
from tracer.errors import TracerError
from tracer.render.options import Options

AXES = "axes"  # the axes of every stage, as one JSON text: see `axes_text`
LABELS = "labels"  # of an axis cut to some of its places: the entry labels/STAGE/AXIS
Axes = Sequence[Axis]
LISTS = ("tokens", "token_ids", "target_tokens", "target_token_ids", "generated_ids", "notes")


def write(document: Document, stream: BinaryIO, options: Options) -> None:
    """An archive that `numpy.load(file)` reads with its default `allow_pickle=False`.

    Raises TracerError for a document without any number, before a byte is written.
    """
    axes: dict[str, Axes] = {}
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
                axes[block.name] = block.axes
                _store(archive, block.name, block.values)
                for axis in block.axes:
                    if axis.name in block.cut:
                        _store(archive, f"{LABELS}/{block.name}/{axis.name}", as_array(axis.labels))
        _store(archive, AXES, np.array(axes_text(axes)))


def axes_text(stages: Mapping[str, Axes]) -> str:
    """The axes of stages as JSON: each different axis once (its name, and its labels where they are not positions), and by stage
    the places of its axes in that list.

    >>> axes_text({"scores": (Axis("query", 2, ["a", "b"]), Axis("key", 2, ["a", "b"])), "bias": (Axis("d_k", 3),)})
    '{"axes": [["query", ["a", "b"]], ["key", ["a", "b"]], ["d_k"]], "stages": {"scores": [0, 1], "bias": [2]}}'
    """
    listed: dict[tuple[str, tuple[str, ...] | int | None], int] = {}
    places = {
        name: [listed.setdefault((axis.name, axis.labels if axis.labelled else axis.size), len(listed)) for axis in axes]
        for name, axes in stages.items()
    }
    axes = [[name, list(labels)] if isinstance(labels, tuple) else [name] for name, labels in listed]
    return json.dumps({"axes": axes, "stages": places})


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
