"""How a page of help is written: lines that fit in both languages, counted in cells (a Chinese character takes two)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from tracer.cli.front_page import WIDTH, definitions, help_width
from tracer.cli.option import Option
from tracer.language import say


class Formatter(click.HelpFormatter):
    """click's own, which counts characters and speaks English, with our words and our line breaks."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The usage line, in the reader's language."""
        for words, message in (("[OPTIONS]", "cli.usage_options"), ("COMMAND [ARGS]...", "cli.usage_command")):
            args = args.replace(words, say(message))
        self.write(say("cli.usage_line", command=prog, words=args).rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        """A group's title, in the reader's language."""
        self.write(say("cli.heading", title=heading) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names, which are ASCII, and beside each what it is; a long name has its line to itself."""
        self.write("".join(f"{line}\n" for line in definitions(rows, self.width, " " * self.current_indent)))


class Context(click.Context):
    """click's context, whose help is written by `Formatter`. asked: behind the parser, what click shall process."""

    formatter_class = Formatter
    asked: list[click.Parameter] | None = None

    def make_formatter(self) -> click.HelpFormatter:
        """As click makes it, as wide as the terminal; click would load archivers (shutil) to find out how wide that is."""
        most = self.max_content_width or WIDTH
        return self.formatter_class(width=self.terminal_width or help_width(most), max_width=most)


class Told(Exception):
    """Help or version was asked for, and no command to run: the text, without a line break at its end."""


class TellsHelp(click.Command):
    """A command whose `--help` is answered by whoever called, instead of being printed from within."""

    _help: Option | None = None  # made once: click compares it with what it parsed
    _parser: Any = None

    def make_parser(self, ctx: click.Context) -> Any:
        """click's hook: the parser, made once; of its context it only tells its errors."""
        if self._parser is None:
            self._parser = super().make_parser(ctx)
        self._parser.ctx = ctx
        return self._parser

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, which raises `Told` with the text. Not click's own, which looks for translations of its help on disk."""
        if self._help is None:
            names = ["-h", "--help", "asks_for_help"]  # in this order, which click's own set of names has not
            self._help = Option(names, is_flag=True, is_eager=True, expose_value=False, callback=_tell_help, message="cli.help")
        return self._help


def _tell_help(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        raise Told(ctx.get_help())
