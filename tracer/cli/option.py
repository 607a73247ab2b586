"""What an option is here: click's own, with properties, worded in both languages.

An option says once what follows from it: whether it names a file, writes, chooses a view, belongs to the run, and whether a
document from elsewhere may use it. Every list of options is made from these properties.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from tracer.language import say

GROUPS = ("text", "model", "weights", "changes", "looking", "output", "generation", "training", "conventions")


class Option(click.Option):
    """An option whose help is a message, worded when shown, standing in a group of the help page.

    documents: a document from elsewhere may use it; nothing else may be used there. path: its value names a file or folder that
    is read. most: the largest number a document may give. writes: it writes a file or takes over the clipboard or the screen.
    carried: it belongs into a command that makes the same output again.
    runs: it says something about the run. view: it decides what is shown instead of all stages (1 … 6: in
    this order an error names two of them). page: only a written page has
    it, no stepper. cuts: what it cuts out of the numbers shown ("stages") or of the numbers themselves ("cells"), so that it
    says nothing beside a view without them. tables: it shapes the tables of a trace. compares: a comparison acts upon it too.
    may_take: of an option whose value may be left out, the words that are its value where one stands behind it.
    training: "text" where only training steps of a text act upon it, "task" where only a task does, "watched" where a task
    does while it is watched.
    """

    def __init__(
        self,
        names: Sequence[str],
        *,
        group: str = "",
        message: str = "",
        documents: bool = False,
        path: bool = False,
        most: int | None = None,
        writes: bool = False,
        carried: bool = True,
        runs: bool = False,
        view: int = 0,
        page: bool = False,
        cuts: str = "",
        tables: bool = False,
        compares: bool = False,
        training: str = "",
        may_take: Sequence[str] = (),
        **attributes: Any,
    ) -> None:
        super().__init__(list(names), **attributes)
        self.group, self.message = group, message or f"options.{self.name}"
        self.documents, self.path, self.most, self.writes, self.carried = documents, path, most, writes, carried
        self.runs, self.view, self.page, self.cuts = runs, view, page, cuts
        self.tables, self.compares, self.training, self.may_take = tables, compares, training, tuple(may_take)

    @property
    def steps(self) -> bool:
        """Whether the stepper acts upon it: it writes no page and no file, and is itself the view."""
        return not (self.page or self.view or self.writes) or self.name == "step"

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        """click's hook: no file is called as an option is, which then would be left out (`-o --model gru`)."""
        if self.writes and any(value in param.opts for param in ctx.command.params):
            raise click.BadOptionUsage(self.opts[0], "", ctx)
        return super().type_cast_value(ctx, value)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """(names, what it is) for the help, in the reader's language."""
        self.help = say(self.message)
        return super().get_help_record(ctx)


class Argument(click.Argument):
    """The words of a command that are no options. paths: they may name files (a word that names none is text)."""

    def __init__(self, names: Sequence[str], *, paths: bool = False, **attributes: Any) -> None:
        super().__init__(list(names), **attributes)
        self.paths = paths
