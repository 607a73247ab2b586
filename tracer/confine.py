"""What a document from elsewhere may open: what lies in its own folder or below, and what its reader allowed by name.

Whoever opens a file that a user named asks `check_path` first. Without a document around it, everything may be opened.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from tracer.errors import TracerError

_PACKAGE = os.path.dirname(os.path.realpath(__file__))  # bundled models and lessons
_folders: ContextVar[tuple[str, ...] | None] = ContextVar("folders", default=None)


@contextmanager
def confined_to(folders: Sequence[str], real: bool = False) -> Iterator[None]:
    """Inside, only regular files and folders within `folders` may be opened; inside another one, within both.

    real: whether links in the folders' own names are resolved already.
    """
    outer = _folders.get()
    inner = tuple(folders if real else map(os.path.realpath, folders))
    allowed = inner if outer is None else tuple(folder for folder in inner if _within(folder, outer))
    before = _folders.set(allowed)
    try:
        yield
    finally:
        _folders.reset(before)


def is_confined() -> bool:
    """Whether what is run was asked for by a document."""
    return _folders.get() is not None


def check_path(path: str | os.PathLike[str]) -> None:
    """Raises TracerError where a document may not open `path`: outside its folders (links resolved), a device, a pipe, `-`."""
    folders = _folders.get()
    if folders is None:
        return
    name = os.fspath(path)
    if name == "-":
        raise TracerError("confine.stdin")
    try:
        real = os.path.realpath(name)
        mode = os.stat(real).st_mode if os.path.exists(real) else stat.S_IFREG
    except (OSError, ValueError):  # a name that no file can have; who opens it says so
        return
    if not _within(real, (*folders, _PACKAGE)):
        raise TracerError("confine.outside", file=name)
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise TracerError("confine.no_file", file=name)


def check_folder(path: str | os.PathLike[str]) -> None:
    """Raises TracerError where a document may not open a folder, or one of the files in it, which may be links."""
    if not is_confined():
        return
    check_path(path)
    with os.scandir(path) as entries:
        for entry in entries:
            check_path(entry.path)


def _within(real: str, folders: Sequence[str]) -> bool:
    return any(os.path.commonpath((real, folder)) == folder for folder in folders if _same_drive(real, folder))


def _same_drive(first: str, second: str) -> bool:
    return os.path.splitdrive(first)[0].lower() == os.path.splitdrive(second)[0].lower()
