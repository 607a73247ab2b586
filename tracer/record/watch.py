"""Who waits for a long run hears which layer begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Watcher = Callable[[str, int, int], None]
"""Told (stack, layer, layers of the stack) as a layer begins."""

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Inside, `watcher` hears of each layer that is about to be computed."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def layer_begins(stack: str, layer: int, layers: int) -> None:
    """Called by a recorder that computes."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(stack, layer, layers)
