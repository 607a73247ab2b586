"""The commands by name: what stands on a command line is read here, by click, and comes out as a call that has not run yet."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from tracer.cli.caller import Caller
from tracer.cli.front_page import COMMANDS, DEFAULT, overview, version, without_language
from tracer.cli.help import Context, TellsHelp, Told

if TYPE_CHECKING:
    from tracer.cli.command import Call


class TextGroup(TellsHelp, click.Group):
    """Commands by name; anything else is a text, traced by the default command."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """A command by name, its file loaded only now; None where there is no such command."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"tracer.cli.commands.{name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click parses them, with the default command before words that name no command."""
        args = without_language(args)
        if args and args[0] not in COMMANDS and args[0] not in ("-h", "--help", "--version"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Commands, then what the default command would complete."""
        command = self.get_command(ctx, DEFAULT)
        completions = super().shell_complete(ctx, incomplete)
        if command is None:
            return completions
        with command.make_context(DEFAULT, [], parent=ctx, resilient_parsing=True) as inner:
            seen = {item.value for item in completions}
            return completions + [item for item in command.shell_complete(inner, incomplete) if item.value not in seen]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The front page."""
        formatter.write(overview(formatter.width))


def _tell_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        raise Told(version())


group = TextGroup(
    "ttrace",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    params=[click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_tell_version)],
)


def read(words: Sequence[str], caller: Caller) -> Call:
    """The command that a command line asks for, with its options read; nothing has run.

    Raises Told where it asks for help or the version, click's errors where it fits no command, TracerError where an option has
    a value it cannot have.
    """
    bounds: dict[str, Any] = {"terminal_width": caller.width - 2} if caller.width else {}
    with group.make_context("ttrace", list(words), obj=caller, **bounds) as context:
        call: Call = group.invoke(context)
    return call
