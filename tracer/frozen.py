"""Small immutable values with named fields: what `@dataclass(frozen=True)` gives, without compiling code at every start.

A subclass lists annotated fields, those with a default last. Dataclasses cost about a millisecond a class at import, and a
trace loads some thirty of them; these cost microseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from operator import attrgetter
from typing import Any, Self, dataclass_transform

_MISSING = object()


@dataclass_transform(frozen_default=True)
class Frozen:
    """Fields by position or by name; equal where type and fields are; hashable where its fields are; cannot be changed."""

    __slots__ = ("__dict__",)
    _fields: dict[str, Any] = {}
    _defaults: dict[str, Any] = {}
    _values: Callable[[Any], Any] = type  # of all fields; those of one class without fields are all equal

    def __init_subclass__(cls) -> None:
        declared = {name: cls.__dict__.get(name, _MISSING) for name in cls.__dict__.get("__annotations__", ())}
        cls._fields = {**cls._fields, **declared}
        cls._defaults = {name: default for name, default in cls._fields.items() if default is not _MISSING}
        cls._values = attrgetter(*cls._fields) if cls._fields else type

    def __init__(self, *given: Any, **named: Any) -> None:
        fields = self._fields
        if not named and len(given) == len(fields):  # most of all: a working of a wide layer has a million
            held = self.__dict__
            for name, value in zip(fields, given, strict=True):
                held[name] = value
            return
        values = dict(zip(fields, given, strict=False))
        values.update(named)
        if len(values) < len(given) + len(named):  # one too many, or one told twice
            raise unfit(type(self), fields, self._defaults, given, named)
        if len(values) < len(fields):
            values = {**self._defaults, **values}
        if values.keys() != fields.keys():
            raise unfit(type(self), fields, self._defaults, given, named)
        self.__dict__.update(values)

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        held = self.__dict__
        return type(self)(**{**{name: held[name] for name in self._fields}, **changes})

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed; use replace({name}=…)")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._values(self) == self._values(other)

    def __hash__(self) -> int:
        return hash((type(self), self._values(self)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._fields)})"


def unfit(
    kind: type, fields: Iterable[str], optional: Collection[str], given: tuple[Any, ...], named: Mapping[str, Any]
) -> TypeError:
    """The error of a constructor that was called with what does not fit its fields. optional: those that may be left out."""
    known = [*fields]
    if len(given) > len(known):
        return TypeError(f"{kind.__name__} takes {len(known)} values, not {len(given)}")
    rest = known[len(given) :]
    if unknown := [name for name in named if name not in rest]:
        return TypeError(f"{kind.__name__} does not take {unknown[0]!r} here")
    missing = next(name for name in rest if name not in named and name not in optional)
    return TypeError(f"{kind.__name__} needs {missing!r}")
