"""The command line: `ttrace TEXT` is `ttrace show TEXT`; each command is one file, loaded when it is called."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from typing import Any

import click

from tracer import __version__, language
from tracer.cli.help import Context
from tracer.errors import TracerError, quoted
from tracer.language import say

# Few, and they stay few: each takes a word away from one-word sentences.
COMMANDS = ("show", "explain", "compare", "step", "experiment", "worksheet", "check", "lesson", "train", "models")
DEFAULT = "show"


class PipeClosed(Exception):
    """Whoever read the output has had enough; click would take the system's own error for a failure."""


class TextGroup(click.Group):
    """Commands by name; anything else is a text, traced by the default command."""

    context_class = Context

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as closed:
            raise PipeClosed from closed

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"tracer.cli.{name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].startswith("-"):
            args = _without_language(args)
        if args and args[0] not in COMMANDS and args[0] not in ("-h", "--help", "--version"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        command = self.get_command(ctx, DEFAULT)
        assert command is not None
        own = super().shell_complete(ctx, incomplete)
        with command.make_context(DEFAULT, [], parent=ctx, resilient_parsing=True) as inner:
            seen = {item.value for item in own}
            return own + [item for item in command.shell_complete(inner, incomplete) if item.value not in seen]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What it is, examples, the commands with one line each; the default command's options are one step away."""
        formatter.write_paragraph()
        formatter.write(say("cli.about") + "\n")
        formatter.write_paragraph()
        formatter.write(say("cli.examples") + "\n")
        with formatter.section(say("cli.commands")):
            formatter.write_dl([(name, say(f"cli.command_{name}")) for name in COMMANDS])
        with formatter.section(say("cli.options")):
            formatter.write_dl(
                [("--version", say("cli.version")), ("--lang en|zh", say("options.lang")), ("-h, --help", say("cli.help"))]
            )
        formatter.write_paragraph()
        formatter.write(say("cli.more") + "\n")


@click.group(
    cls=TextGroup, invoke_without_command=False, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, message="ttrace %(version)s")
def group() -> None:
    """Every number a Transformer computes."""


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit: 0; 1 a check found a difference; 2 the request is wrong; 130 interrupted."""
    words = sys.argv[1:] if args is None else args
    _speak(words)
    debug = "--debug" in words
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        asked = [word for word in words if word != "--debug"]
        code = group.main(args=asked, prog_name="ttrace", standalone_mode=False, obj=asked)
        sys.stdout.flush()
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(2)
    except (PipeClosed, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that closing it says nothing either
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        click.echo(say("cli.error", reason=_worded(error)), err=True)
        raise SystemExit(2) from error  # a document that runs the command asks what the refusal was
    sys.exit(code if isinstance(code, int) else 0)


def _speak(words: list[str]) -> None:
    """The language is known before anything is worded: --lang, else the environment."""
    for place, word in enumerate(words):
        if word == "--":
            return
        value = (
            word[7:] if word.startswith("--lang=") else words[place + 1] if word == "--lang" and place + 1 < len(words) else ""
        )
        if value in language.LANGUAGES:
            language.use(value)


def _without_language(args: list[str]) -> list[str]:
    """The words without a --lang that stands before the command, or beside --help; it was heard already."""
    if args[0] == "--lang" and args[1:2] and args[1] in language.LANGUAGES:
        return args[2:]
    if args[0].removeprefix("--lang=") in language.LANGUAGES:
        return args[1:]
    return args[:1] if args[0] in ("-h", "--help", "--version") else args


def _worded(error: BaseException) -> str:
    """One clear sentence for an error of ours, of the command line's words, or of the machine."""
    if isinstance(error, TracerError):
        return str(error)
    if isinstance(error, click.NoSuchOption):
        from tracer.errors import closest

        known = [name for name in (error.possibilities or [])] or closest(error.option_name, _known_options(error), 2)
        if known:
            return say("cli.no_option.near", **quoted({"word": error.option_name, "near": ", ".join(known)}))
        return say("cli.no_option", **quoted({"word": error.option_name}))
    if isinstance(error, click.MissingParameter):
        return say("cli.missing", name=error.param.human_readable_name if error.param else "")
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _refused(error.param)
    if isinstance(error, click.BadOptionUsage):
        given = "not take" in error.message
        return say("cli.takes_no_value" if given else "cli.needs_value", name=error.option_name)
    if isinstance(error, click.UsageError):
        return say("cli.usage", command=error.ctx.command_path if error.ctx is not None else "ttrace")
    if isinstance(error, MemoryError):
        return say("cli.memory")
    if isinstance(error, RecursionError):
        return say("cli.deep")
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return say("cli.full")
    if isinstance(error, OSError):
        return say("cli.system", reason=error.strerror or str(error), file=str(error.filename or ""))
    return say("cli.mistake", what=f"{type(error).__name__}: {error}")


def _refused(param: click.Parameter) -> str:
    """What an option takes, where it was given something else."""
    name, kind = param.opts[0], param.type
    if isinstance(kind, click.Choice):
        return say("cli.bad_choice", name=name, choices=", ".join(map(str, kind.choices)))
    low, high = getattr(kind, "min", None), getattr(kind, "max", None)
    whole = isinstance(kind, click.types.IntParamType)
    if low is not None and high is not None:
        return say("cli.bad_whole_range" if whole else "cli.bad_range", name=name, low=f"{low:g}", high=f"{high:g}")
    if low is not None:
        return say("cli.bad_whole_least" if whole else "cli.bad_least", name=name, low=f"{low:g}")
    return say("cli.bad_whole" if whole else "cli.bad_number", name=name)


def _known_options(error: click.NoSuchOption) -> list[str]:
    command = error.ctx.command if error.ctx is not None else None
    return [name for param in (command.params if command else []) for name in param.opts]
