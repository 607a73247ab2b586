"""Short stage names: the shortest unambiguous ending of an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property


class Names:
    """The names of a trace's stages and parameters."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)

    @cached_property
    def _count(self) -> Counter[str]:
        """How many names have each ending."""
        return Counter(ending for name in self._names for ending in _endings(name))

    def short(self, name: str) -> str:
        """The shortest ending of `name` that is its alone.

        >>> Names(["encoder.0.attention.q", "encoder.0.attention.norm", "encoder.0.ffn.norm"]).short("encoder.0.ffn.norm")
        'ffn.norm'
        """
        return next((ending for ending in _endings(name) if self._count[ending] == 1), name)


def _endings(name: str) -> list[str]:
    """`scores`, `attention.scores`, `encoder.0.attention.scores`: shortest first, none beginning with a layer's number."""
    parts = name.split(".")
    return [".".join(parts[start:]) for start in range(len(parts) - 1, -1, -1) if not parts[start].isdecimal()]
