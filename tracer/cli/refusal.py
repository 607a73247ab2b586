"""One clear sentence for what went wrong: an error of ours, of the command line's words, or of the machine."""

from __future__ import annotations

import errno
from collections.abc import Mapping

import click

from tracer.errors import TracerError, closest, quoted
from tracer.language import knows, say

# What the system's loader says of a library that it has no memory for (glibc, musl).
_NO_ROOM_TO_LOAD = ("failed to map segment from shared object", "annot allocate memory")


def refusal_line(error: BaseException) -> str:
    """The line that a refused command ends with; a command line without any words is answered with help."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    return say("cli.error", reason=error_sentence(error))


def error_sentence(error: BaseException) -> str:
    """One clear sentence for an error of ours, of the command line's words, or of the machine."""
    if isinstance(error, TracerError):
        return str(error)
    if isinstance(error, click.NoSuchOption):
        if reason := _why_refused(error):
            return say(reason, **quoted({"option": error.option_name}))
        if error.ctx is not None and (others := _commands_with(error.option_name, error.ctx)):
            path = error.ctx.command_path
            return say("cli.option_elsewhere", **quoted({"word": error.option_name}), command=path, others=others)
        known = _near_options(error)
        if known:
            return say("cli.no_option.near", **quoted({"word": error.option_name, "near": known}))
        return say("cli.no_option", **quoted({"word": error.option_name}))
    if isinstance(error, click.MissingParameter):
        return say("cli.missing", name=_placeholder(error.param.human_readable_name if error.param else ""))
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _bad_value(error.param)
    if isinstance(error, click.BadOptionUsage):
        flags = {name for param in _params(error) if getattr(param, "is_flag", False) for name in param.opts}
        return say("cli.takes_no_value" if error.option_name in flags else "cli.needs_value", name=error.option_name)
    if isinstance(error, click.UsageError):
        return say("cli.usage", command=error.ctx.command_path if error.ctx is not None else "ttrace")
    if _lacks_memory(error):
        return say("cli.memory")
    if isinstance(error, RecursionError):
        return say("cli.deep")
    if isinstance(error, EOFError) and (file := _cut_short(error)):
        return say("cli.cut_short", file=file)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return say("cli.full")
    if isinstance(error, OSError) and error.errno == errno.EBADF:
        return say("cli.closed")
    if isinstance(error, OSError):
        return say("cli.system", **quoted({"reason": error.strerror or str(error), "file": str(error.filename or "")}))
    return say("cli.mistake", what=f"{type(error).__name__}: {error}")


def _lacks_memory(error: BaseException | None) -> bool:
    """Whether memory ran out, or a library could not be loaded for want of it, which it says in words of its own."""
    while error is not None:
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
            return True
        if isinstance(error, ImportError) and any(sign in str(error) for sign in _NO_ROOM_TO_LOAD):
            return True
        error = error.__cause__ or error.__context__
    return False


def _cut_short(error: EOFError) -> str:
    """The compiled file (.pyc) that a full disk cut short while Python wrote it; "" where another file ended too soon.

    Python says no more than that marshalled data is too short; the file's name stands in the frame of its loader.
    """
    trace, file = error.__traceback__, ""
    while trace is not None:
        if trace.tb_frame.f_code.co_name == "get_code":
            file = str(trace.tb_frame.f_locals.get("bytecode_path") or "")
        trace = trace.tb_next
    return file


def _placeholder(name: str) -> str:
    """What stands for an argument on the help page, in the reader's words too."""
    message = f"cli.placeholder_{name.strip('[].').lower()}"
    return say(message) if knows(message) else name


def _bad_value(param: click.Parameter) -> str:
    """What an option takes, where it was given something else."""
    name, kind = param.opts[0], param.type
    if isinstance(kind, click.Choice):
        return say("cli.bad_choice", name=name, choices=[*map(str, kind.choices)])
    low, high = getattr(kind, "min", None), getattr(kind, "max", None)
    whole = isinstance(kind, click.types.IntParamType)
    if low is not None and high is not None:
        return say("cli.bad_whole_range" if whole else "cli.bad_range", name=name, low=f"{low:g}", high=f"{high:g}")
    if low is not None:
        return say("cli.bad_whole_least" if whole else "cli.bad_least", name=name, low=f"{low:g}")
    return say("cli.bad_whole" if whole else "cli.bad_number", name=name)


def _why_refused(error: click.NoSuchOption) -> str:
    """The message that says why this command does not take an option that runs take; "" for any other word."""
    refuses: Mapping[str, str] = getattr(error.ctx.command, "refuses", {}) if error.ctx is not None else {}
    return refuses.get(error.option_name, "")


def _commands_with(name: str, context: click.Context) -> list[str]:
    """The commands that take an option of exactly this name."""
    root = context.find_root()
    group = root.command
    if not isinstance(group, click.Group):
        return []
    commands = ((each, group.get_command(root, each)) for each in group.list_commands(root))
    return [each for each, command in commands if command is not None and any(name in param.opts for param in command.params)]


def _near_options(error: click.NoSuchOption) -> list[str]:
    """The options that may be meant: one with these initials (`--lr` for `--learning-rate`), or those like it."""
    options, letters = _known_options(error), [*error.option_name.strip("-").replace("-", "")]
    initials = {option: [word[0] for word in option.strip("-").split("-")] for option in options}
    named = [option for option in options if len(letters) > 1 and initials[option] == letters]
    return named or list(error.possibilities or []) or closest(error.option_name, options, 2)


def _known_options(error: click.UsageError) -> list[str]:
    return [name for param in _params(error) for name in param.opts]


def _params(error: click.UsageError) -> list[click.Parameter]:
    """The parameters of the command that the error is about."""
    return error.ctx.command.params if error.ctx is not None else []
