"""A list whose items are worded when they are read: of the thousands of cells behind a number a screen shows a few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, overload

T = TypeVar("T")


class WhenRead(Sequence[T]):
    """What `make` gives for each of `items`, when it is asked for."""

    def __init__(self, items: Sequence[Any], make: Callable[[Any], T]) -> None:
        self._items, self._make = items, make

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> WhenRead[T]: ...
    def __getitem__(self, at: int | slice) -> T | WhenRead[T]:
        return WhenRead(self._items[at], self._make) if isinstance(at, slice) else self._make(self._items[at])
