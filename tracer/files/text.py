"""Text read from a file or from standard input, as UTF-8 and nothing else."""

from __future__ import annotations

import sys

from tracer.confine import check_path
from tracer.errors import TracerError
from tracer.language import say

MOST_BYTES = 1 << 24  # far beyond any sentence that can be traced; a device that never ends is refused here


def read_text(path: str) -> str:
    """The text of a file, or of standard input where `path` is `-`; ends of line become `\\n`, those at the end go.

    Raises TracerError: no such file, a directory, unreadable, too long, not UTF-8 (with the line and its byte).
    """
    file = say("tokens.stdin") if path == "-" else path
    return decode(read_bytes(path), file).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def read_document(path: str) -> tuple[str, str]:
    """A document as it stands, with `\\n` at the ends of its lines, and what ends them in the file; read once, as a pipe must be.

    Raises TracerError as `read_text` does.
    """
    file = say("tokens.stdin") if path == "-" else path
    data = read_bytes(path)
    mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""  # which stays where the document is rewritten
    text = mark + decode(data, file)
    return text.replace("\r\n", "\n"), "\r\n" if "\r\n" in text else "\n"


def decode(data: bytes, file: str) -> str:
    """UTF-8 bytes as text, without a byte order mark. Raises TracerError with the line, and the byte in it, that is none."""
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        byte = error.start - before.rfind(b"\n")
        raise TracerError("tokens.encoding", file=file, line=before.count(b"\n") + 1, byte=byte) from None


def read_bytes(path: str) -> bytes:
    """What a file holds, or standard input where `path` is `-`. Raises TracerError: no such file, unreadable, too long."""
    file = say("tokens.stdin") if path == "-" else path
    data = _bytes(path, file)
    if len(data) > MOST_BYTES:
        raise TracerError("tokens.long", file=file, most=MOST_BYTES >> 20)
    return data


def _bytes(path: str, file: str) -> bytes:
    check_path(path)
    if path == "-" and sys.stdin is None:
        raise TracerError("tokens.closed")
    try:
        if path == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with open(path, "rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except IsADirectoryError:
        raise TracerError("tokens.directory", file=file) from None
    except (FileNotFoundError, ValueError):  # ValueError: no file can have this name, which holds a NUL
        raise TracerError("tokens.missing", file=file) from None
    except OSError as error:
        raise TracerError("tokens.unreadable", file=file, reason=error.strerror or str(error)) from None
