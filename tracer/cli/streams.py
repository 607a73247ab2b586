"""Standard streams as a shell may leave them: closed, a pipe nobody reads any more, a full disk."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from typing import IO


class _Closed(io.TextIOBase):
    """Stands for a stream that was closed before the program began; writing to it is refused."""

    encoding = "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


class _Silent(_Closed):
    """Stands for a closed standard error: there is nobody to tell."""

    def write(self, text: str) -> int:
        return len(text)


def reopen_closed() -> None:
    """Give every closed stream something that stands for it, so that no file opened later takes its number.

    What the streams' encoding has not is written escaped.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_RDWR), number)
    sys.stdin = sys.stdin if sys.stdin is not None else io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    sys.stdout = sys.stdout if sys.stdout is not None else _Closed()
    sys.stderr = sys.stderr if sys.stderr is not None else _Silent()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def tell(text: str) -> None:
    """A line on standard error, if anybody reads it; what nobody reads is not tried again when the process ends."""
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        discard_output(sys.stderr)


def discard_output(stream: IO[str]) -> None:
    """Redirect what a stream still buffers to nowhere, so that closing it raises nothing."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def closed_all() -> None:
    """Write out what the streams hold; what cannot be written is dropped. Raises OSError where standard output refuses."""
    try:
        sys.stderr.flush()
    except (OSError, ValueError):
        discard_output(sys.stderr)
    sys.stdout.flush()
