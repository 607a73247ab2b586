"""Pretrained word vectors (`--embeddings FILE`): text as GloVe, word2vec and fastText write it, word2vec's binary form, an npz.

Files are read from their first byte to the last word that is wanted, one line or word at a time, and only wanted rows are kept:
a file of some gigabytes takes no more memory than a small one. Packed files (.gz, .bz2, .xz) are unpacked on the way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tracer.errors import TracerError
from tracer.files.binary_vectors import binary_width, read_binary
from tracer.files.formats import reading_errors
from tracer.files.vector_stream import VectorStream, Wanted, opened

_LONGEST_LINE = 1 << 20  # bytes; a word and some hundred numbers take a few thousand
_SAMPLE = 100  # lines that tell how long the vectors are
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NUMBER = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(inf|nan)", re.IGNORECASE)
_PAIR = re.compile(rb"\d+:\S+")  # of a sparse vector: index:value


class Layout(NamedTuple):
    """What the first lines of a text file tell: how many numbers a vector has, and whether line 1 only says so."""

    width: int
    header: bool


def load_vectors(path: str | Path, words: Iterable[str]) -> tuple[dict[str, np.ndarray], int]:
    """The vectors (d,) of those of the `words` that the file has, and d.

    Text: a line `word 0.1 0.2 …` each, spaces or tabs between, after a first line `count d` in word2vec's and fastText's form;
    a word may hold spaces; where a word stands twice the first counts. Binary word2vec: the same first line, then words and
    float32 numbers. npz: `tokens` (n strings) and `vectors` (n × d).
    Raises TracerError naming the line (or the array) that is not so; for an encoding other than UTF-8, by its name; for a
    sparse file, a packed one that is damaged, a fastText model, and for a file that cannot be read.
    """
    path = Path(path)
    wanted = Wanted(words)
    with reading_errors(path):
        if path.suffix.lower() == ".npz":
            return _from_npz(path, wanted.words)
        with opened(path) as stream:
            head = stream.peek()
            if (width := binary_width(head, path)) is not None:
                return read_binary(stream, path, wanted, width), width
            return _from_text(stream, path, wanted, head)


def _from_text(stream: VectorStream, path: Path, wanted: Wanted, head: bytes) -> tuple[dict[str, np.ndarray], int]:
    if head.startswith(_UTF_16):
        raise _encoding(path, "UTF-16")
    first: list[bytes] = []
    lines = _lines(stream)
    for line in lines:
        first.append(line)
        if len(first) == _SAMPLE:
            break
    layout = _layout(first, path)
    vectors: dict[str, np.ndarray] = {}
    numbered = enumerate(_both(first, lines), 1)
    for number, line in numbered:
        if number == 1 and layout.header or not line:
            continue
        name = _word_of(line, layout.width, wanted, path, number)
        word = wanted.word(name)
        if word is not None and word not in vectors:
            vectors[word] = _vector(line, layout.width, path, number)
            if len(vectors) == len(wanted.words):
                break
    if (foreign := wanted.foreign(first)) and len(vectors) < len(wanted.words):
        raise _encoding(path, foreign)
    return vectors, layout.width


def _both(first: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    yield from first
    yield from rest


def _lines(stream: VectorStream) -> Iterator[bytes]:
    """Lines without their ends, tabs as spaces; a byte order mark is left out."""
    begins = True
    for line in iter(lambda: stream.readline(_LONGEST_LINE), b""):
        yield (line.removeprefix(_BYTE_ORDER_MARK) if begins else line).replace(b"\t", b" ").rstrip()
        begins = False


def _layout(first: list[bytes], path: Path) -> Layout:
    """The width that most of the first lines have; of two the larger, since a line may be cut short."""
    rows = [line.split() for line in first if line]
    if not rows:
        raise TracerError("weights.no_vectors", file=str(path))
    two_counts = len(rows) > 1 and len(rows[0]) == 2 and all(field.isdigit() for field in rows[0])
    counts = Counter(min(_numbers_at_end(fields), len(fields) - 1) for fields in rows[two_counts:])
    width = max(counts, key=lambda count: (counts[count], count))
    header = two_counts and rows[0][1] == b"%d" % width
    if not width:
        sparse = sum(len(fields) > 1 and all(map(_PAIR.fullmatch, fields[1:])) for fields in rows)
        if 2 * sparse > len(rows):
            raise TracerError("weights.vectors_sparse", file=str(path))
        line = next(number for number, text in enumerate(first, 1) if text and not _numbers_at_end(text.split()[1:]))
        raise TracerError("weights.vector_line", file=str(path), line=line, size=1)
    return Layout(width, header)


def _numbers_at_end(fields: list[bytes]) -> int:
    """How many of the last fields are numbers, one after the other."""
    count = 0
    while count < len(fields) and _NUMBER.fullmatch(fields[-1 - count]):
        count += 1
    return count


def _word_of(line: bytes, width: int, wanted: Wanted, path: Path, number: int) -> bytes:
    """The word of a line. Raises TracerError for too few numbers, and for a wanted word with too many."""
    spaces = line.count(b" ")
    if spaces == width:
        return line[: line.index(b" ")]
    fields = line.split()
    if len(fields) <= width:
        raise TracerError("weights.vector_line", file=str(path), line=number, size=width)
    if len(fields) - 1 > width and wanted.word(fields[0]) is not None and _numbers_at_end(fields) >= len(fields) - 1:
        raise TracerError("weights.vector_line", file=str(path), line=number, size=width)
    return b" ".join(fields[:-width])


def _vector(line: bytes, width: int, path: Path, number: int) -> np.ndarray:
    try:
        vector = np.array(list(map(float, line.split()[-width:])))
    except ValueError:
        vector = np.array([np.nan])
    if not np.isfinite(vector).all():
        raise TracerError("weights.vector_line", file=str(path), line=number, size=width)
    return vector


def _encoding(path: Path, name: str) -> TracerError:
    return TracerError("weights.vectors_encoding", file=str(path), encoding=name, utf8=f"{path.stem}.utf8{path.suffix}")


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
