"""Pretrained word vectors (`--embeddings FILE`): GloVe and word2vec text read line by line, or an npz of tokens and vectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from tracer.errors import TracerError
from tracer.files.formats import reading_errors

_LONGEST_LINE = 1 << 20  # bytes; a word and some hundred numbers take a few thousand


def load_vectors(path: str | Path, words: Iterable[str]) -> tuple[dict[str, np.ndarray], int]:
    """The vectors (d,) of those of the `words` that the file has, and d.

    Text: a line `word 0.1 0.2 …` each, after a first line `count d` in word2vec's format; where a word stands twice the first
    counts. npz: `tokens` (n strings) and `vectors` (n × d). Only the wanted rows are kept.
    Raises TracerError naming the line (or the array) that is not so, and for a file that cannot be read.
    """
    path, wanted = Path(path), set(words)
    with reading_errors(path):
        return _from_npz(path, wanted) if path.suffix.lower() == ".npz" else _from_text(path, wanted)


def _from_text(path: Path, wanted: set[str]) -> tuple[dict[str, np.ndarray], int]:
    keys = {word.encode("utf-8", "surrogatepass"): word for word in wanted}
    vectors: dict[str, np.ndarray] = {}
    size = 0
    for number, line in _lines(path):
        size = size or line.count(b" ")
        parts = line.rsplit(b" ", size)
        if size < 1 or len(parts) != size + 1:
            raise TracerError("weights.vector_line", file=str(path), line=number, size=size or 1)
        word = keys.get(parts[0])
        if word is not None and word not in vectors:
            vectors[word] = _vector(parts[1:], path, number)
    if not size:
        raise TracerError("weights.no_vectors", file=str(path))
    return vectors, size


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Numbered lines with a word and its vector; word2vec's first line (how many, how long) is left out."""
    with path.open("rb") as stream:
        first = stream.readline(_LONGEST_LINE).rstrip()
        second = stream.readline(_LONGEST_LINE).rstrip()
        counts = first.split(b" ")
        header = (
            len(counts) == 2 and all(one.isdigit() and len(one) < 20 for one in counts) and second.count(b" ") >= int(counts[1])
        )
        if first and not header:
            yield 1, first
        if second:
            yield 2, second
        for number, line in enumerate(iter(lambda: stream.readline(_LONGEST_LINE), b""), 3):
            if stripped := line.rstrip():
                yield number, stripped


def _vector(parts: list[bytes], path: Path, number: int) -> np.ndarray:
    try:
        vector = np.array(list(map(float, parts)))
    except ValueError:
        vector = np.array([np.nan])
    if not np.isfinite(vector).all():
        raise TracerError("weights.vector_line", file=str(path), line=number, size=len(parts))
    return vector


def _from_npz(path: Path, wanted: set[str]) -> tuple[dict[str, np.ndarray], int]:
    from tracer.files.npz_file import arrays

    contents = arrays(path, texts=("tokens",))
    tokens, vectors = contents.get("tokens"), contents.get("vectors")
    if tokens is None or vectors is None or tokens.ndim != 1 or vectors.ndim != 2 or len(tokens) != len(vectors):
        raise TracerError("weights.vector_arrays", file=str(path))
    rows: dict[str, np.ndarray] = {}
    for token, vector in zip(map(str, tokens), vectors, strict=True):
        if token in wanted and token not in rows:
            if not np.isfinite(vector).all():
                raise TracerError("weights.vector_finite", file=str(path), token=token)
            rows[token] = vector.astype(np.float64)
    return rows, int(vectors.shape[1])
