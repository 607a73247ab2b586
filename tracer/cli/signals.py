"""Signals: an interrupt ends with 130, an end asked for by the system removes what is half written and then ends by it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ended(BaseException):
    """The system asked for an end: whatever is open is closed on the way out, part files are removed."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Heard:
    """What was heard while a command ran; a library that is being loaded may turn an interrupt into an error of its own."""

    interrupted = False

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """Handler of SIGINT: note it and raise KeyboardInterrupt."""
        self.interrupted = True
        raise KeyboardInterrupt

    def end(self, number: int, frame: FrameType | None) -> None:
        """Handler of SIGTERM and SIGHUP: raise `Ended`."""
        raise Ended(number)

    def lost(self, unraisable: Any) -> None:
        """A signal that came where Python can only report it (in a callback of its own) comes again a moment later."""
        error = unraisable.exc_value
        if not (isinstance(error, (KeyboardInterrupt, Ended)) and hasattr(signal, "setitimer")):
            sys.__unraisablehook__(unraisable)
            return
        again = self.interrupt if isinstance(error, KeyboardInterrupt) else lambda _, frame: self.end(error.number, frame)
        signal.signal(signal.SIGALRM, again)
        signal.setitimer(signal.ITIMER_REAL, 0.01)


@contextmanager
def catch_signals() -> Iterator[Heard]:
    """Inside, signals become exceptions; one that was ignored stays ignored (as behind nohup, or in a shell's background)."""
    heard = Heard()
    if threading.current_thread() is not threading.main_thread():
        yield heard
        return
    before: dict[int, Any] = {}
    for number, handler in ((signal.SIGINT, heard.interrupt), *((number, heard.end) for number in _ENDING)):
        if (current := signal.getsignal(number)) not in (signal.SIG_IGN, None):
            before[number] = current
            signal.signal(number, handler)
    hook, sys.unraisablehook = sys.unraisablehook, heard.lost
    try:
        yield heard
    finally:
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)


def end_by(number: int) -> None:
    """End this process by the signal it was sent, so that whoever waits for it knows."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
