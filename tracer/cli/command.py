"""What a command is here: click's own, read whole before it acts, with options in groups on its help page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from tracer.cli.help import Context, TellsHelp
from tracer.cli.option import GROUPS, Argument, Option
from tracer.cli.option_group import Options
from tracer.cli.progress import run_progress
from tracer.frozen import Frozen
from tracer.language import say

if TYPE_CHECKING:
    from tracer.cli.result import Result
    from tracer.record.trace import Trace


class Given(Options):
    """The options that stand on the command line, in order, each with its value."""

    options: tuple[tuple[Option, Any], ...] = ()

    @classmethod
    def values(cls, context: click.Context) -> dict[str, Any]:
        """The options given on the command line itself, not those left at their defaults."""
        source, given_here = context.get_parameter_source, ParameterSource.COMMANDLINE
        options = (param for param in context.command.params if source(param.name or "") is given_here)
        given = [option for option in options if isinstance(option, Option)]
        return {"options": tuple((option, context.params.get(option.name or "")) for option in given)}


class Call(Frozen):
    """One command with its options, read and not yet run. params: every value by name; given: those on the command line."""

    command: Command
    arguments: tuple[Any, ...]
    params: Mapping[str, Any]
    given: Given

    def answer(self) -> Result:
        """Run the command. Raises TracerError where it refuses."""
        with run_progress():
            return self.command.answer(*self.arguments)

    def trace(self) -> Trace | None:
        """The trace behind a command that shows one; None where it shows none."""
        return self.command.trace(*self.arguments) if self.command.trace is not None else None


class Command(TellsHelp):
    """A command whose help begins with its examples and shows its options in groups.

    takes: the groups of options that `answer` is called with. trace: the trace that `answer` would show, from the same groups.
    documents: a document from elsewhere may ask for it. refuses: options of a run that make no sense here -> the message why.
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
        refuses: Mapping[str, str] | None = None,
    ) -> None:
        settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
        super().__init__(name, params=list(params), context_settings=settings)
        self.answer, self.takes, self.trace, self.documents = answer, tuple(takes), trace, documents
        self.refuses = dict(refuses or {})
        self._optional = {
            name: option for option in params if isinstance(option, Option) and option.may_take for name in option.opts
        }
        self.positional = [param for param in params if isinstance(param, Argument)]
        count = Counter(param.name for param in params)
        alone = [param for param in params if count[param.name] == 1 and isinstance(param, Option)]
        plain = {option.name for option in alone if option.expose_value and not option.callback}
        self._usual: dict[str, Any] = {}  # what plain options are where they are left out, once known
        self._unknown = [option for option in alone if option.name in plain]
        self._others = [param for param in params if param.name not in plain]

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """click's hook: all, or right behind the parser those it shall process. A test looks for names that stand twice."""
        asked = None
        if isinstance(ctx, Context):
            asked, ctx.asked = ctx.asked, None
        return asked or [*self.params, *filter(None, [self.get_help_option(ctx)])]

    def make_parser(self, ctx: click.Context) -> Any:
        """click's hook: the parser, which says behind its own parsing what click shall process."""
        fresh = self._parser is None
        parser = super().make_parser(ctx)
        if fresh:
            parser.parse_args = partial(self._parsed, parser.parse_args)
        return parser

    def _parsed(self, parse: Callable[..., Any], args: list[str]) -> Any:
        """click's own parsing, after which it processes no option that is left out and known: that took half of its time."""
        values, rest, order = parse(args=args)
        context = self._parser.ctx
        given = dict.fromkeys(param for param in order if param.name in self._usual)
        context.asked = [*self._others, *self._unknown, *given, *filter(None, [self.get_help_option(context)])]
        return values, rest, order

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click parses them; a usage error knows the command it is about."""
        try:
            rest = super().parse_args(ctx, self._joined(args))
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # which click's parser does not know
            raise
        ctx.params.update({**self._usual, **ctx.params})
        if self._unknown and not ctx.resilient_parsing:
            source = ctx.get_parameter_source
            left_out = {option.name or "" for option in self._unknown if source(option.name or "") is ParameterSource.DEFAULT}
            self._usual |= {name: ctx.params[name] for name in left_out}
            self._unknown = [option for option in self._unknown if option.name not in left_out]
        return rest

    def _half_width(self, word: str) -> str:
        """An option as a Chinese keyboard types it (`——seed`, `--seed＝7`) as it is called; any other word as it is."""
        if word.isascii():
            return word
        names = {name for param in self.params for name in (*param.opts, *param.secondary_opts)}
        name, equals, value = word.partition("＝") if "=" not in word else (word, "", "")
        name = re.sub("\\A(——|－－|—)", "--", name)
        return f"{name}{'=' if equals else ''}{value}" if name in names else word

    def _joined(self, args: Sequence[str]) -> list[str]:
        """`--words auto` as one word, and `--words` alone with its usual value, so that a text behind it stays text."""
        optional, result = self._optional, list[str]()
        waiting = list(args)
        while waiting:
            word = self._half_width(waiting.pop(0))
            if word == "--":
                return [*result, word, *waiting]
            if word in optional:
                usual = str(optional[word].type.choices[0])  # type: ignore[attr-defined]
                word += "=" + (waiting.pop(0) if waiting and waiting[0] in optional[word].may_take else usual)
            result.append(word)
        return result

    def invoke(self, ctx: click.Context) -> Call:
        """click's hook: the command with its options read, as a `Call` that has not run yet."""
        return Call(self, tuple(group.of(ctx) for group in self.takes), ctx.params, Given.of(ctx))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Usage and what the command is, then its options in groups."""
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
