"""What a trace does with parts that stand above the record (explain, compare, save, run again): a registry, as for its display.

`tracer/__init__` names the module that does it; it is loaded the first time one of these methods is called.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers read it; `import tracer` loads this file, and `typing` is not for nothing
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_load: list[Callable[[], Any]] = []


def provide(load: Callable[[], Any]) -> None:
    """Say what gives the functions behind a trace's methods (see `record.trace.Methods`)."""
    _load[:] = [load]


def methods() -> Any:
    """The functions behind a trace's methods."""
    return _load[0]()
