"""Classes of named fields that may change: dataclasses, without compiling a constructor for each at every start.

A constructor of eighty fields takes two milliseconds to compile, longer than all runs of a toy that one command makes take to
fill them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field
from typing import Any, TypeVar, dataclass_transform

Class = TypeVar("Class")


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def mutable(*, slots: bool = False, eq: bool = False) -> Callable[[type[Class]], type[Class]]:
    """A decorator: the class as a dataclass, whose fields one function fills. slots: it takes no other attributes. eq: two of
    them are equal where all their fields are.
    """

    def decorated(cls: type[Class]) -> type[Class]:
        cls.__init__ = _fill  # type: ignore[method-assign]
        return dataclass(init=False, repr=False, eq=eq, match_args=False, slots=slots)(cls)

    return decorated


def _fill(self: Any, *given: Any, **named: Any) -> None:
    """The constructor: fields by position or by name, else their defaults. Raises TypeError naming what does not fit."""
    fields = self.__dataclass_fields__
    values = dict(zip(fields, given, strict=False))
    wrong = [name for name in named if name in values or name not in fields]
    if wrong or len(given) > len(fields):
        raise TypeError(f"{type(self).__name__} does not take {wrong[0] if wrong else len(given)!r} here")
    values.update(named)
    for name, description in fields.items():
        if name in values:
            value = values[name]
        elif description.default is not MISSING:
            value = description.default
        elif description.default_factory is not MISSING:
            value = description.default_factory()
        else:
            raise TypeError(f"{type(self).__name__} needs {name!r}")
        setattr(self, name, value)
    if hasattr(self, "__post_init__"):
        self.__post_init__()
