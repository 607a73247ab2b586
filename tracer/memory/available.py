"""How much memory this process may still take, so that what is too large for it is refused before any is taken."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tracer.errors import NotEnoughMemory

_PROC = Path("/proc")
_CGROUPS = Path("/sys/fs/cgroup")
_UNKNOWN = 4 << 30
_NO_LIMIT = 1 << 60  # what version 1 of control groups writes for "none" is a little less than 2**63


class _Names(NamedTuple):
    limit: str
    used: str
    dropped: str


_FIRST = _Names("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
_SECOND = _Names("memory.max", "memory.current", "inactive_file")


def available() -> int:
    """Bytes that can be taken now: the least of what the machine, the control groups and the process's own limits leave.

    The machine leaves what the kernel counts as available (where it does not say, half of its memory); a container's limit
    is that of its control group, of version 1 or 2, or of a group around it; `ulimit -v` and `ulimit -d` are the process's.
    """
    return max(min([_machine(), *_groups(), *_limits()]), 0)


def check_room(needed: int, origin: str) -> None:
    """Raise NotEnoughMemory where `needed` bytes are more than there is room for."""
    if needed > (room := available()):
        raise NotEnoughMemory("weights.room", file=origin, needed=f"{needed / 1e9:.1f}", room=f"{room / 1e9:.1f}")


def _machine() -> int:
    with suppress(OSError, ValueError, StopIteration):
        return _kilobytes(_PROC / "meminfo", "MemAvailable:")
    with suppress(AttributeError, OSError, ValueError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    return _UNKNOWN


def _kilobytes(path: Path, name: str) -> int:
    """The bytes of a line `Name:  123 kB`. Raises OSError, ValueError or StopIteration where there is none."""
    with path.open() as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def _groups() -> Iterator[int]:
    """What each control group around this process leaves of its limit; pages of files that can be dropped count as free."""
    for folder, most, names in _limited():
        with suppress(OSError, ValueError):
            yield most - int((folder / names.used).read_text()) + _droppable(folder / "memory.stat", names.dropped)


@cache
def _limited() -> list[tuple[Path, int, _Names]]:
    """The groups with a limit, from the process's own outwards; inside a container its own group may stand at the top."""
    limits = []
    with suppress(OSError, ValueError):
        for line in (_PROC / "self" / "cgroup").read_text().splitlines():
            _, controllers, inner = line.split(":", 2)
            if controllers and "memory" not in controllers.split(","):
                continue
            top, names = (_CGROUPS / "memory", _FIRST) if controllers else (_CGROUPS, _SECOND)
            group = top / inner.strip("/")
            for folder in (group, *group.parents):
                with suppress(OSError, ValueError):  # ValueError: the limit is "max"
                    most = int((folder / names.limit).read_text())
                    limits += [(folder, most, names)] if most < _NO_LIMIT else []
    return limits


def _droppable(path: Path, name: str) -> int:
    with suppress(OSError, ValueError):
        for line in path.read_text().splitlines():
            if line.startswith(f"{name} "):
                return int(line.split()[1])
    return 0


def _limits() -> Iterator[int]:
    """What `ulimit` leaves of address space and of data."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for limit, taken in ((resource.RLIMIT_AS, "VmSize:"), (resource.RLIMIT_DATA, "VmData:")):
        most = resource.getrlimit(limit)[0]
        if most != resource.RLIM_INFINITY:
            with suppress(OSError, ValueError, StopIteration):
                most -= _kilobytes(_PROC / "self" / "status", taken)
            yield most
