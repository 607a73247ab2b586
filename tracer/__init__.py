"""ttrace: every number a Transformer computes from a sentence, stage by stage.

The public names load what they need on first use, so that importing `tracer` loads no NumPy.
"""

from __future__ import annotations

from tracer.record.methods import provide
from tracer.record.show import on_first_use

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
