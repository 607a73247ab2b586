"""Files of parameters and settings: by their ending to the module that knows the format; written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from shlex import quote
from typing import IO, Any

from tracer.confine import check_path
from tracer.errors import TracerError
from tracer.files.regular import checked_size
from tracer.files.stored_run import Stored

FORMATS = {".toml": "toml_file", ".json": "json_file", ".npz": "npz_file", ".safetensors": "safetensors_file"}
_PICKLES = (".pt", ".pth", ".bin", ".pkl", ".pickle", ".ckpt")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PART = (".ttrace-", ".part")  # how the name of a file that is being written begins and ends


def load(path: str | Path) -> Stored:
    """What the file holds, by its ending: .toml, .json, .npz or .safetensors. Nothing in the file is run.

    Raises TracerError, one sentence each: no such file, a folder, unreadable, a pickle, an unknown ending, and whatever is
    wrong inside (see the format's module).
    """
    path = Path(path)
    with reading_errors(path):
        stored: Stored = _module(path).read(path)
        return stored


_MOST_KEPT = 4  # files; the one that was asked for longest ago is let go
_kept: dict[tuple[object, ...], Stored] = {}


def load_kept(path: str | Path) -> Stored:
    """As `load`; a safetensors file is opened once as long as it does not change, and its arrays are the same each time."""
    path = Path(path)
    key = _state(path)
    if key is None:
        return load(path)
    stored = _kept.pop(key, None)
    if stored is None:
        stored = load(path)
        stored.parameters = dict(stored.parameters)
    if not any(array.flags.writeable for array in stored.parameters.values()):  # widened numbers are not held for later
        _kept[key] = stored
    while len(_kept) > _MOST_KEPT:
        del _kept[next(iter(_kept))]
    return replace(stored, parameters=dict(stored.parameters), settings=dict(stored.settings), about=dict(stored.about))


def _state(path: Path) -> tuple[object, ...] | None:
    """What changes with a file that can be kept open; None for a file of another kind, or none."""
    with suppress(OSError, ValueError):  # `load` says what is wrong
        if path.suffix.lower() == ".safetensors":
            check_path(path)
            status = path.stat()
            return str(path), status.st_dev, status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size
    return None


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
        raise TracerError("weights.pickle", file=str(path), path=quote(str(path)), safe=quote(f"{path.stem}.safetensors"))
    if ending == ".gguf":
        raise TracerError("weights.gguf", file=str(path))
    if ending not in FORMATS:
        raise TracerError("weights.ending", file=str(path), known=list(FORMATS))
    return import_module(f"tracer.files.{FORMATS[ending]}")


def expanded(path: str | Path) -> Path:
    """The path with `~` as the user's own folder; where there is no such user, as it is."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


@contextmanager
def reading_errors(path: str | Path, most: int | None = None) -> Iterator[None]:
    """Around the reading of a regular file: what the system refuses becomes one sentence about `path`.

    Raises TracerError also for a device, a pipe or a socket, and for more than `most` bytes.
    """
    check_path(path)
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

    It is a temporary file in the same folder, moved into place at the end with the rights and the owner of the old one; a link
    is followed. A device, a pipe or a stream of this process (/dev/stdout) is written to as it is. What killed runs left in the
    folder is removed. Raises TracerError for what the system refuses: a full disk, no right to write, no such folder, a folder,
    a read-only file, a link that leads back to itself.
    """
    name = os.fspath(path)
    if (number := _stream_number(name)) is not None:
        with _translated(name), os.fdopen(os.dup(number), **_mode("w", text)) as stream:
            yield stream
        return
    target = os.path.realpath(name)
    with _translated(target):
        _check_writable(target)
        if os.path.exists(target) and not os.path.isfile(target):
            with open(target, **_mode("w", text)) as stream:
                yield stream
            return
        _remove_left(os.path.dirname(target))
        with _part_file(os.path.dirname(target)) as part:
            with open(part, **_mode("w", text)) as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            _keep_rights(target, part)
            os.replace(part, target)


def _mode(mode: str, text: bool) -> dict[str, Any]:
    kind = {"encoding": "utf-8", "errors": "backslashreplace", "newline": ""} if text else {}
    return {"mode": mode if text else mode + "b", **kind}


_STREAMS = re.compile(r"/dev/(?:std(in|out|err)|fd/(\d{1,4}))|/proc/self/fd/(\d{1,4})")


def _stream_number(name: str) -> int | None:
    """The number of the open stream of this process that a name stands for; what was written to it before stays in front."""
    match = _STREAMS.fullmatch(name)
    if match is None:
        return None
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    return ("in", "out", "err").index(match[1]) if match[1] else int(match[2] or match[3])


def _check_writable(target: str) -> None:
    """Raises OSError for what could be replaced and should not be: a folder, a loop of links, a file that is read-only."""
    if os.path.isdir(target):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if os.path.islink(target):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if os.path.isfile(target) and (not os.access(target, os.W_OK) or not os.stat(target).st_mode & 0o222):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


@contextmanager
def _part_file(folder: str) -> Iterator[str]:
    """A new file, locked as long as it is written, so that another run can tell it from one that was left."""
    held: list[int] = []
    part = ""
    try:
        while not held:  # another run may have taken the new file for one that was left, before it was locked
            part = os.path.join(folder, f"{_PART[0]}{os.urandom(8).hex()}{_PART[1]}")
            held.append(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666))
            if os.name != "nt" and (_lock(held[0]) is False or not os.fstat(held[0]).st_nlink):
                os.close(held.pop())
        if os.name == "nt":  # where an open file cannot be moved, and none that is open can be removed
            os.close(held.pop())
        yield part
    finally:
        for descriptor in held:
            os.close(descriptor)
        with suppress(OSError):  # which is gone where all went well
            os.unlink(part)


def _remove_left(folder: str) -> None:
    """Remove the part files of runs that were killed: nobody holds a lock on them."""
    with suppress(OSError), os.scandir(folder or ".") as entries:
        for entry in entries:
            if entry.name.startswith(_PART[0]) and entry.name.endswith(_PART[1]) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    _remove_unlocked(entry.path)


def _remove_unlocked(part: str) -> None:
    if os.name == "nt":
        os.unlink(part)
        return
    descriptor = os.open(part, os.O_RDWR)
    try:
        if _lock(descriptor):
            os.unlink(part)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool | None:
    """Lock an open file, as long as it is open; whether it was free. None: this file system has no locks."""
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _keep_rights(target: str, part: str) -> None:
    """The new file has the rights of the old one, and its owner where this process may give files away."""
    if not os.path.exists(target):
        return
    old = os.stat(target)
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (os.stat(part).st_uid, os.stat(part).st_gid):
        with suppress(PermissionError):
            os.chown(part, old.st_uid, old.st_gid)
    os.chmod(part, old.st_mode)


def make_folder(path: str) -> None:
    """The folder, made with those above it where it is not there yet. Raises TracerError for what the system refuses."""
    with _translated(os.path.join(path, "")):
        os.makedirs(path, exist_ok=True)


@contextmanager
def _translated(path: str) -> Iterator[None]:
    """What the system refuses becomes one sentence about `path`."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise _refused(problem, path) from problem


def _refused(problem: OSError, path: str) -> TracerError:
    if problem.errno in _FULL:
        return TracerError("weights.full", file=path)
    if isinstance(problem, IsADirectoryError):
        return TracerError("weights.target_folder", file=path)
    if problem.errno == errno.ELOOP:
        return TracerError("weights.loop", file=path)
    if isinstance(problem, (FileNotFoundError, NotADirectoryError)) and not os.path.isdir(os.path.dirname(path) or "."):
        return TracerError("weights.no_folder", file=path, folder=os.path.dirname(path))
    return TracerError("weights.unwritable", file=path, reason=problem.strerror or str(problem))
