"""Reference pages (`ttrace lesson reference`): the commands as their own help shows them, and where a page is written."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import click

from tracer.cli.options import Option
from tracer.errors import TracerError
from tracer.language import say
from tracer.reference import CommandLine, OptionLine, page


def send_page(name: str, values: Mapping[str, Any]) -> None:
    """Write a page as it is asked for; --contents: as Markdown to standard output, for a document to hold and check."""
    from tracer.cli.output import send
    from tracer.render import write

    if values.get("text") or values.get("seed") is not None:
        raise TracerError("reference.unchanging", name=name)
    document = page(name, list(commands()) if name == "reference" else ())
    if values.get("contents"):
        write(document, "markdown", sys.stdout)
    else:
        send(document, {**values, "format_": values.get("export")})


def commands() -> Iterator[CommandLine]:
    """Every command with its options, worded in the current language."""
    from tracer.cli import group

    context = click.Context(group, info_name="ttrace")
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        own = click.Context(command, info_name=name, parent=context)
        yield CommandLine(name, say(f"cli.command_{name}"), list(_lines(command, own)))


def _lines(command: click.Command, context: click.Context) -> Iterator[OptionLine]:
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if isinstance(param, Option) and record is not None:
            yield OptionLine(*record, param.group)
