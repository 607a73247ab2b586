"""Who calls a command: a reader at a terminal, or a document; and the program it may call in turn."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tracer.cli.option_group import Options

if TYPE_CHECKING:
    import click

    from tracer.cli.command import Call


class Caller(Options):
    """words: the command line, after `ttrace`. depth: how many documents stand between the reader and this command.

    width: columns a page has, where the screen does not say. reads, hears: a command line -> the command, and the language, it
    asks for (handed on, so that a command can run the commands of a document without knowing which commands there are).
    """

    words: tuple[str, ...] = ()
    depth: int = 0
    width: int | None = None
    reads: Callable[[Sequence[str], Caller], Call] | None = None
    hears: Callable[[Sequence[str]], str] | None = None

    @classmethod
    def values(cls, context: click.Context) -> dict[str, Any]:
        """What the outermost context says of the caller; empty where click was called without one."""
        caller = context.find_root().obj
        return {name: getattr(caller, name) for name in cls._fields} if isinstance(caller, Caller) else {}

    def through(self, words: Sequence[str], width: int) -> Caller:
        """A document that this caller has read, which calls with `words` of its own."""
        return self.replace(words=tuple(words), depth=self.depth + 1, width=width)

    def read(self, words: Sequence[str]) -> Call:
        """The command that `words` ask for."""
        if self.reads is None:
            raise TypeError("a caller without a program cannot read commands")
        return self.reads(words, self)

    def language_of(self, words: Sequence[str]) -> str:
        """The language that `words` ask for, or ""."""
        return self.hears(words) if self.hears is not None else ""

    @property
    def is_reader(self) -> bool:
        """Whether a person called, who can see a bar move and answer a question."""
        return self.depth == 0

    @property
    def at_terminal(self) -> bool:
        """Whether questions can be asked and answered."""
        return self.is_reader and sys.stdin.isatty() and sys.stdout.isatty()
