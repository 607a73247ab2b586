"""Options that belong together as one immutable object, built in one place from what click read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from tracer.frozen import Frozen

if TYPE_CHECKING:
    import click


class Options(Frozen):
    """A group of options: its fields are named as click names their values."""

    @classmethod
    def of(cls, context: click.Context) -> Self:
        """The group as it stands on the command line behind `context`; what a command does not take has its default."""
        return cls(**cls.values(context))

    @classmethod
    def values(cls, context: click.Context) -> dict[str, Any]:
        """The fields that `context` has values for; subclasses add those that are computed."""
        return {name: context.params[name] for name in cls._fields if name in context.params}
