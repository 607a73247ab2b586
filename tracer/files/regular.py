"""Only regular files are opened: a device may never end, and a pipe waits until somebody writes into it.

Text alone (`--file`, standard input) may come through a pipe, where it is asked for; see `files.text`.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tracer.errors import TracerError


def checked_size(path: str | Path, most: int | None = None) -> int:
    """The size in bytes of the regular file at `path`, links followed; nothing is opened.

    Raises TracerError for a device, a pipe or a socket, and for more than `most` bytes; OSError where there is no such file.
    """
    try:
        status = os.stat(path)
    except ValueError:  # no file can have a name that holds a NUL
        raise FileNotFoundError(path) from None
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise TracerError("weights.not_regular", file=str(path))
    if most is not None and status.st_size > most:
        raise TracerError("weights.too_long", file=str(path), most=most >> 20)
    return status.st_size
