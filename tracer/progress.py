"""How far a long run has come, for whoever listens: the parts that take long report it, and know nothing of a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[..., None]
"""Called with a message's key and the values of its placeholders."""

_listener: ContextVar[Listener | None] = ContextVar("progress", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Inside, `listener` hears every report."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def report(message: str, **values: object) -> None:
    """Tell the listener, if there is one, how far a part has come."""
    listener = _listener.get()
    if listener is not None:
        listener(message, **values)
