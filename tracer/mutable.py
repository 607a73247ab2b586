"""Classes of named fields that may change: dataclasses, without compiling a constructor for each at every start.

A constructor of eighty fields takes two milliseconds to compile, longer than all runs of a toy that one command makes take to
fill them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field
from typing import Any, TypeVar, dataclass_transform

from tracer.frozen import unfit

Class = TypeVar("Class")


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def mutable(*, slots: bool = False, eq: bool = False) -> Callable[[type[Class]], type[Class]]:
    """A decorator: the class as a dataclass, whose fields one function fills. slots: it takes no other attributes. eq: two of
    them are equal where all their fields are.
    """

    def decorated(cls: type[Class]) -> type[Class]:
        cls.__init__ = _fill  # type: ignore[method-assign]
        made: Any = dataclass(init=False, repr=False, eq=eq, match_args=False, slots=slots)(cls)
        fields = made.__dataclass_fields__.items()
        made._usual = {name: each.default for name, each in fields if each.default is not MISSING}
        made._makers = {name: each.default_factory for name, each in fields if each.default_factory is not MISSING}
        result: type[Class] = made
        return result

    return decorated


def _fill(self: Any, *given: Any, **named: Any) -> None:
    """The constructor: fields by position or by name, else their defaults. Raises TypeError naming what does not fit."""
    fields = self.__dataclass_fields__
    placed = dict(zip(fields, given, strict=False))
    values = {**self._usual, **placed, **named}
    for name, make in self._makers.items():
        if name not in values:
            values[name] = make()
    if values.keys() != fields.keys() or len(given) > len(fields) or not placed.keys().isdisjoint(named):
        raise unfit(type(self), fields, {**self._usual, **self._makers}, given, named)
    for name, value in values.items():
        setattr(self, name, value)
    if hasattr(self, "__post_init__"):
        self.__post_init__()
