"""Reference pages (`ttrace lesson reference`): the commands as their own help shows them, and where a page is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

import click

from tracer.cli.option import Option
from tracer.cli.option_group import Options
from tracer.cli.output import OutputOptions
from tracer.cli.result import Result, page, text
from tracer.language import say
from tracer.reference import CommandLine, OptionLine
from tracer.reference.page import page as reference_page


class CommandTable(Options):
    """Every command of the command line that is running. root: the context of the whole program."""

    root: click.Context

    @classmethod
    def of(cls, context: click.Context) -> Self:
        """The table behind a command's own context."""
        return cls(context.find_root())

    def commands(self) -> Iterator[CommandLine]:
        """Every command with its options, worded in the current language."""
        group = self.root.command
        if not isinstance(group, click.Group):
            return
        root = click.Context(group, info_name="ttrace")
        for name in group.list_commands(root):
            command = group.get_command(root, name)
            if command is not None:
                context = click.Context(command, info_name=name, parent=root)
                yield CommandLine(name, say(f"cli.command_{name}"), list(_lines(command, context)))


def reference_result(name: str, table: CommandTable, output: OutputOptions, as_block: bool) -> Result:
    """A reference page as it is asked for; as_block: as Markdown on standard output, for a document to hold and check."""
    document = reference_page(name, list(table.commands()) if name == "reference" else ())
    if not as_block:
        return page(document, output)
    from tracer.cli.result import Page
    from tracer.cli.writer import page_text

    return text(page_text(Page(document, OutputOptions(format_="markdown"))))


def _lines(command: click.Command, context: click.Context) -> Iterator[OptionLine]:
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if isinstance(param, Option) and record is not None:
            yield OptionLine(*record, param.group)
