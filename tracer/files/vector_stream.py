"""What every reader of word vectors needs: the file's bytes, unpacked on the way, how far it has come, and the words wanted."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from tracer.errors import TracerError
from tracer.progress import report

_HEAD = 4096  # bytes that tell what a file is
_TOLD_EVERY = 1 << 24  # bytes between two reports of how far the reading is
_SURE = 3  # words that are no UTF-8 and Chinese in GB18030, before a file is taken for one


class VectorStream:
    """A file's unpacked bytes, read forward. Raises TracerError where a packed file is damaged or cut short."""

    def __init__(self, packed: IO[bytes], unpacked: IO[bytes], path: Path, size: int) -> None:
        self._packed, self._stream, self._path, self._size = packed, unpacked, path, size
        self._untold = 0

    def peek(self) -> bytes:
        """The first bytes, which are read again."""
        return self._safely(lambda: self._stream.peek(_HEAD)[:_HEAD])  # type: ignore[attr-defined]

    def readline(self, most: int) -> bytes:
        return self._told(self._safely(lambda: self._stream.readline(most)))

    def read(self, size: int) -> bytes:
        return self._told(self._safely(lambda: self._stream.read(size)))

    def _safely(self, read: Callable[[], bytes]) -> bytes:
        from lzma import LZMAError

        try:
            return read()
        except (EOFError, zlib.error, LZMAError, OSError) as problem:
            if isinstance(problem, OSError) and problem.errno is not None:  # of the disk, not of what is packed
                raise
            raise TracerError("weights.vectors_packed", file=str(self._path)) from None

    def _told(self, data: bytes) -> bytes:
        """The data, after whoever listens has heard how far it stands in a large file."""
        self._untold += len(data)
        if self._untold >= _TOLD_EVERY:
            self._untold = 0
            report("cli.reading", file=str(self._path), share=100 * self._packed.tell() // max(self._size, 1))
        return data


@contextmanager
def opened(path: Path) -> Iterator[VectorStream]:
    """The file's bytes, unpacked where it is packed. Raises TracerError for a zip archive, which holds several files."""
    with path.open("rb") as raw:
        head = raw.read(8)
        raw.seek(0)
        if head.startswith(b"PK\x03\x04"):
            raise TracerError("weights.vectors_zip", file=str(path))
        yield VectorStream(raw, _unpacked(raw, head), path, path.stat().st_size)


def _unpacked(raw: IO[bytes], head: bytes) -> IO[bytes]:
    """What a packed file holds, by its first bytes; any other file as it is."""
    import bz2
    import gzip
    import lzma

    if head.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.open(raw))
    if head.startswith(b"BZh"):
        return bz2.open(raw)
    return lzma.open(raw) if head.startswith(b"\xfd7zXZ\x00") else raw


class Wanted:
    """The words that are looked for, by their bytes; and whether the file's own are in another encoding."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = set(words)
        self._of_bytes = {word.encode("utf-8", "surrogatepass"): word for word in self.words}
        chinese = (word for word in self.words if not word.isascii())
        self._in_gb18030 = {word.encode("gb18030", "replace") for word in chinese} - self._of_bytes.keys()
        self._met = False

    def word(self, name: bytes) -> str | None:
        """The wanted word that stands there; None for another."""
        word = self._of_bytes.get(name)
        self._met = self._met or word is None and name in self._in_gb18030
        return word

    def foreign(self, lines: Iterable[bytes]) -> str:
        """The encoding of a file that is not UTF-8, "" for one that is: a wanted word stands there in GB18030, or more of the
        first `lines` begin with Chinese in it than with a word in UTF-8.
        """
        names = [name for line in lines if not (name := line.partition(b" ")[0]).isascii()]
        utf8 = sum(_text(name, "utf-8") != "" for name in names)
        chinese = sum(not _text(name, "utf-8") and _is_chinese(_text(name, "gb18030")) for name in names)
        return "GB18030" if self._met or chinese >= _SURE and chinese > utf8 else ""


def _text(name: bytes, encoding: str) -> str:
    """The bytes in this encoding, "" where they are not in it."""
    try:
        return name.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _is_chinese(text: str) -> bool:
    return bool(text) and all("\u4e00" <= char <= "\u9fff" for char in text)
