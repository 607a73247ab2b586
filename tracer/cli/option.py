"""What an option and a command are here: click's own, with properties, worded in both languages, and asked before they act.

An option says once what follows from it: whether it names a file, writes, chooses a view, belongs to the run, and whether a
document from elsewhere may use it. Every list of options is made from these properties.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from tracer.cli.help import Context, TellsHelp
from tracer.cli.option_group import Options
from tracer.frozen import Frozen
from tracer.language import say

if TYPE_CHECKING:
    from tracer.cli.result import Result
    from tracer.record.trace import Trace

GROUPS = ("text", "model", "weights", "changes", "looking", "output", "generation", "training", "conventions")


class Option(click.Option):
    """An option whose help is a message, worded when shown, standing in a group of the help page.

    documents: a document from elsewhere may use it; nothing else may be used there. path: its value names a file or folder that
    is read. most: the largest number a document may give. writes: it writes a file or takes over the clipboard or the screen.
    carried: it belongs into a command that makes the same output again.
    runs: it says something about the run. view: it decides what is shown instead of all stages (1 … 5: in
    this order an error names two of them). page: only a written page has
    it, no stepper. cuts: what it cuts out of the numbers shown ("stages") or of the numbers themselves ("cells"), so that it
    says nothing beside a view without them. tables: it shapes the tables of a trace. compares: a comparison acts upon it too.
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
        **attributes: Any,
    ) -> None:
        super().__init__(list(names), **attributes)
        self.group, self.message = group, message or f"options.{self.name}"
        self.documents, self.path, self.most, self.writes, self.carried = documents, path, most, writes, carried
        self.runs, self.view, self.page, self.cuts = runs, view, page, cuts
        self.tables, self.compares, self.training = tables, compares, training

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = say(self.message)
        return super().get_help_record(ctx)


class Argument(click.Argument):
    """The words of a command that are no options. paths: they may name files (a word that names none is text)."""

    def __init__(self, names: Sequence[str], *, paths: bool = False, **attributes: Any) -> None:
        super().__init__(list(names), **attributes)
        self.paths = paths


class Given(Options):
    """The options that stand on the command line, in order, each with its value."""

    options: tuple[tuple[Option, Any], ...] = ()

    @classmethod
    def values(cls, context: click.Context) -> dict[str, Any]:
        options = [param for param in context.command.params if isinstance(param, Option)]
        given = [option for option in options if context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE]
        return {"options": tuple((one, context.params.get(one.name or "")) for one in given)}


class Call(Frozen):
    """One command with its options, read and not yet run. params: every value by name; given: those on the command line."""

    command: Command
    arguments: tuple[Any, ...]
    params: Mapping[str, Any]
    given: Given

    def answer(self) -> Result:
        """Run the command. Raises TracerError where it refuses."""
        return self.command.answer(*self.arguments)

    def trace(self) -> Trace | None:
        """The trace behind a command that shows one; None where it shows none."""
        return self.command.trace(*self.arguments) if self.command.trace is not None else None


class Command(TellsHelp):
    """A command whose help begins with its examples and shows its options in groups.

    takes: the groups of options that `answer` is called with. trace: the trace that `answer` would show, from the same groups.
    documents: a document from elsewhere may ask for it.
    """

    context_class = Context

    def __init__(
        self,
        name: str,
        *,
        answer: Callable[..., Result],
        takes: Sequence[type[Options]],
        params: Sequence[click.Parameter],
        trace: Callable[..., Trace] | None = None,
        documents: bool = True,
    ) -> None:
        settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
        super().__init__(name, params=list(params), context_settings=settings)
        self.answer, self.takes, self.trace, self.documents = answer, tuple(takes), trace, documents

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # which click's parser does not know
            raise

    def invoke(self, ctx: click.Context) -> Call:
        """The command as it was asked for; it runs when its `answer` is wanted."""
        return Call(self, tuple(group.of(ctx) for group in self.takes), ctx.params, Given.of(ctx))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_usage(ctx, formatter)
        formatter.write_paragraph()
        formatter.write(say(f"cli.about_{self.name}") + "\n")
        groups: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                title = param.group if isinstance(param, Option) and param.group else "other"
                groups.setdefault(title, []).append(record if title != "other" else (record[0], say("cli.help")))
        for title in (*GROUPS, "other"):
            if title in groups:
                with formatter.section(say(f"options.group_{title}")):
                    formatter.write_dl(groups[title])
