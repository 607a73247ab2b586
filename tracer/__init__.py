"""ttrace: every number a Transformer computes from a sentence, stage by stage.

The public names load what they need on first use, so that importing `tracer` loads no NumPy.
"""

from __future__ import annotations

# The module `signal` around it loads for a while, and an interrupt in it would be a traceback.
import _signal as signal  # type: ignore[import-not-found]
import os
import sys


def _end_on_interrupt() -> None:
    """Until the command line hears signals itself, an interrupt ends this process with 130, without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, lambda number, frame: os._exit(130))


_IS_COMMAND = os.path.basename(next(iter(sys.argv), "")) == "ttrace" or sys.orig_argv[1:3] == ["-m", "tracer"]
if _IS_COMMAND:
    _end_on_interrupt()  # what is imported below takes longer than all before it; a program of somebody else's keeps its handlers

from tracer.record.methods import provide  # noqa: E402
from tracer.record.show import on_first_use  # noqa: E402

TYPE_CHECKING = False  # as type checkers read it; loading `typing` comes before an interrupt could be heard
if TYPE_CHECKING:
    from typing import Any

    from tracer.record.trace import Methods

__version__ = "0.1.0"

_PUBLIC = {
    "trace": "tracer.session",
    "load": "tracer.session",
    "compare": "tracer.interface.comparison",
    "assert_agrees": "tracer.interface.comparison",
    "Trace": "tracer.record.trace",
    "Step": "tracer.record.step",
    "Axis": "tracer.axes",
    "Explanation": "tracer.document.explanation",
    "Verdict": "tracer.document.verdict",
    "TracerError": "tracer.errors",
}
__all__ = [
    "Axis",
    "Explanation",
    "Step",
    "Trace",
    "TracerError",
    "Verdict",
    "__version__",
    "assert_agrees",
    "compare",
    "load",
    "trace",
]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'tracer' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)


def _register_displays() -> None:
    from tracer.render.display import register

    register()


def _load_methods() -> Methods:
    from tracer.interface import methods

    return methods


on_first_use(_register_displays)
provide(_load_methods)
