"""Small immutable values with named fields: what `@dataclass(frozen=True)` gives, without compiling code at every start.

A subclass lists annotated fields, those with a default last. Dataclasses cost about a millisecond a class at import, and a
trace loads some thirty of them; these cost microseconds.
"""

from __future__ import annotations

from typing import Any, Self, dataclass_transform

_MISSING = object()


@dataclass_transform(frozen_default=True)
class Frozen:
    """Fields by position or by name; equal where type and fields are; hashable where its fields are; cannot be changed."""

    __slots__ = ("__dict__",)
    _fields: dict[str, Any] = {}

    def __init_subclass__(cls) -> None:
        declared = {name: cls.__dict__.get(name, _MISSING) for name in cls.__dict__.get("__annotations__", ())}
        cls._fields = {**cls._fields, **declared}

    def __init__(self, *given: Any, **named: Any) -> None:
        fields = self._fields
        if not named and len(given) == len(fields):
            self.__dict__.update(zip(fields, given, strict=True))
            return
        if len(given) > len(fields):
            raise TypeError(f"{type(self).__name__} takes {len(fields)} values, not {len(given)}")
        values = dict(zip(fields, given, strict=False))
        if not named and len(values) == len(fields):  # most of all: a working of a wide layer has a million
            self.__dict__.update(values)
            return
        for name, value in named.items():
            if name not in fields or name in values:
                raise TypeError(f"{type(self).__name__} does not take {name!r} here")
            values[name] = value
        if len(values) < len(fields):
            for name, default in fields.items():
                if name not in values:
                    if default is _MISSING:
                        raise TypeError(f"{type(self).__name__} needs {name!r}")
                    values[name] = default
        self.__dict__.update(values)

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        return type(self)(**{**{name: getattr(self, name) for name in self._fields}, **changes})

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed; use replace({name}=…)")

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._fields)})"
