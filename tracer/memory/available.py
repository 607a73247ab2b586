"""How much memory the machine has left, so that a file too large for it is refused before any is taken."""

from __future__ import annotations

import os

from tracer.errors import NotEnoughMemory

_MEMINFO = "/proc/meminfo"


def available() -> int:
    """Bytes that can be taken now: what the kernel counts as available, else half of the machine's memory."""
    try:
        with open(_MEMINFO) as lines:
            for line in lines:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (AttributeError, OSError, ValueError):
        return 4 << 30


def check_room(needed: int, origin: str) -> None:
    """Raise NotEnoughMemory where `needed` bytes are more than the machine has left."""
    if needed > (room := available()):
        raise NotEnoughMemory("weights.room", file=origin, needed=f"{needed / 1e9:.1f}", room=f"{room / 1e9:.1f}")
