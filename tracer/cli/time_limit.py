"""A bound on processor time, which does not depend on how busy the machine is."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tracer.errors import TracerError

_AGAIN = 2.0  # seconds after which it is said again, where something took the error for one of its own


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Inside, TracerError is raised after so many seconds of processor time; within another such bound, that one holds.

    Where the system cannot measure (Windows) or this is not the main thread, nothing is bounded.
    """
    unable = not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread()
    if unable or signal.getitimer(signal.ITIMER_PROF)[0]:
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise TracerError("confine.time", seconds=seconds)

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
