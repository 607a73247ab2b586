"""Files of parameters and settings: by their ending to the module that knows the format; written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from tracer.errors import TracerError
from tracer.regular import checked_size
from tracer.weights.stored import Stored

FORMATS = {".toml": "toml_file", ".json": "json_file", ".npz": "npz_file", ".safetensors": "safetensors_file"}
_PICKLES = (".pt", ".pth", ".bin", ".pkl", ".pickle", ".ckpt")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def load(path: str | Path) -> Stored:
    """What the file holds, by its ending: .toml, .json, .npz or .safetensors. Nothing in the file is run.

    Raises TracerError, one sentence each: no such file, a folder, unreadable, a pickle, an unknown ending, and whatever is
    wrong inside (see the format's module).
    """
    path = Path(path)
    with reading(path):
        return _module(path).read(path)


def save(path: str | Path, stored: Stored) -> None:
    """Write `stored` in the format of the ending; loading it gives the same numbers bit for bit.

    A failure leaves an old file whole. Raises TracerError: unknown ending, full disk, no right to write, a folder.
    """
    module = _module(Path(path))
    with atomic(path) as stream:
        module.write(stored, stream)


def _module(path: Path) -> Any:
    ending = path.suffix.lower()
    if ending in _PICKLES:
        raise TracerError("weights.pickle", file=str(path), safe=f"{path.stem}.safetensors")
    if ending not in FORMATS:
        raise TracerError("weights.ending", file=str(path), known=", ".join(FORMATS))
    return import_module(f"tracer.weights.{FORMATS[ending]}")


def expanded(path: str | Path) -> Path:
    """The path with `~` as the user's own folder; where there is no such user, as it is."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


@contextmanager
def reading(path: str | Path, most: int | None = None) -> Iterator[None]:
    """Around the reading of a regular file: what the system refuses becomes one sentence about `path`.

    Raises TracerError also for a device, a pipe or a socket, and for more than `most` bytes.
    """
    try:
        if os.path.isdir(path):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        checked_size(path, most)
        yield
    except FileNotFoundError:
        raise TracerError("weights.absent", file=str(path)) from None
    except IsADirectoryError:
        raise TracerError("weights.folder", file=str(path)) from None
    except (OSError, MemoryError) as problem:
        reason = getattr(problem, "strerror", None) or type(problem).__name__
        raise TracerError("weights.unreadable", file=str(path), reason=reason) from problem


@contextmanager
def atomic(path: str | Path, text: bool = False) -> Iterator[IO[Any]]:
    """A stream (bytes, or UTF-8 text) that becomes the file `path` when all went well; else the old file stays as it was.

    It is a temporary file in the same folder, moved into place at the end. A device or a pipe is written to as it is.
    Raises TracerError for what the system refuses: a full disk, no right to write, no such folder, a folder.
    """
    path = os.path.realpath(path)
    try:
        if os.path.isdir(path):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if os.path.exists(path) and not os.path.isfile(path):
            with _opened(path, text) as stream:
                yield stream
            return
        part = os.path.join(os.path.dirname(path), f".ttrace-{secrets.token_hex(8)}.part")
        try:
            with _opened(part, text, fresh=True) as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            if os.path.exists(path):
                os.chmod(part, os.stat(path).st_mode)
            os.replace(part, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(part)
            raise
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise _refused(problem, path) from problem


def _opened(path: str, text: bool, fresh: bool = False) -> IO[Any]:
    mode = "x" if fresh else "w"
    return open(path, mode, encoding="utf-8", errors="backslashreplace", newline="") if text else open(path, mode + "b")


def _refused(problem: OSError, path: str) -> TracerError:
    if problem.errno in _FULL:
        return TracerError("weights.full", file=path)
    if isinstance(problem, IsADirectoryError):
        return TracerError("weights.target_folder", file=path)
    if isinstance(problem, (FileNotFoundError, NotADirectoryError)):
        return TracerError("weights.no_folder", file=path, folder=os.path.dirname(path))
    return TracerError("weights.unwritable", file=path, reason=problem.strerror or str(problem))
