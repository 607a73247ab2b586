"""The command line: `ttrace TEXT` is `ttrace show TEXT`; each command is one file, loaded when it is called.

A command line becomes a call (`read`), a call answers with a result, and the result is written in one place (`writer`).
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from typing import Any

import tracer.language as language
from tracer.cli import streams
from tracer.cli.caller import Caller
from tracer.cli.front_page import COMMANDS, DEFAULT, front_page, language_in
from tracer.cli.result import Result, text
from tracer.cli.signals import Ended, Heard, catch_signals, end_by
from tracer.language import say

__all__ = ["COMMANDS", "DEFAULT", "answer", "main", "reader"]

_SPARE = 1 << 20  # bytes that are given back when memory runs out, so that this can be said


def __getattr__(name: str) -> Any:
    """`tracer.cli.group`, the commands as click knows them; loaded when asked for: `--help` needs no click."""
    if name != "group":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tracer.cli.root import group

    return group


def reader(words: Sequence[str] = ()) -> Caller:
    """A person at a terminal who called with `words`, and may run whatever this command line knows."""
    from tracer.cli.root import read

    return Caller(tuple(words), reads=read, hears=language_in)


def answer(words: Sequence[str]) -> Result:
    """What a command line answers, not yet written: parts in order and an exit code.

    Raises TracerError, or click's errors, where it is refused.
    """
    if page := front_page(words):
        return text(f"{page}\n")
    from tracer.cli.help import Told

    try:
        return reader(words).read(words).answer()
    except Told as page_of_command:
        return text(f"{page_of_command}\n")


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit: 0; 1 a check found a difference; 2 the request is wrong; 130 interrupted."""
    words = sys.argv[1:] if args is None else args
    if "_TTRACE_COMPLETE" in os.environ:
        from tracer.cli.root import group

        group.main(prog_name="ttrace")
    end = words.index("--") if "--" in words else len(words)
    debug = "--debug" in words[:end]
    words = [*(word for word in words[:end] if word != "--debug"), *words[end:]]
    streams.reopen_closed()
    if not (debug or sys.warnoptions):
        # a library's own words about a file or a number, with a path of this installation
        for kind in (UserWarning, RuntimeWarning):
            warnings.simplefilter("ignore", kind)
    if spoken := language_in(words):
        language.use(spoken)
    with catch_signals() as heard:
        try:
            code = _exit_code(words, debug, heard)
        except KeyboardInterrupt:
            code = 130
        except Ended as ended:
            streams.discard_output(sys.stdout)
            end_by(ended.number)
            code = 128 + ended.number
    sys.exit(code)


def _exit_code(words: Sequence[str], debug: bool, heard: Heard) -> int:
    """Answer and write; whatever is wrong is one sentence on standard error."""
    spare, last = bytearray(_SPARE), say("cli.error", reason=say("cli.memory"))
    try:
        from tracer.cli.writer import write_result

        code = write_result(answer(words), sys.stdout, sys.stderr)
        streams.closed_all()
        return 130 if heard.interrupted else code
    except BrokenPipeError:
        for stream in (sys.stdout, sys.stderr):  # so that closing them says nothing either
            streams.discard_output(stream)
        return 0
    except Exception as error:
        del spare
        if heard.interrupted:  # a library made an error of its own of it
            return 130
        if debug:
            raise
        if not isinstance(error, EOFError):  # whose frames know the file that ended too soon
            error = error.with_traceback(None)  # the frames hold what took the memory
        try:
            told = _worded(error)
        except (MemoryError, ImportError, SystemError, EOFError, OSError):  # not even for a sentence
            told = last
        streams.tell(told)
        _drop_unwritten()
        return 2


def _worded(error: Exception) -> str:
    from tracer.cli.refusal import refusal_line

    return refusal_line(error)


def _drop_unwritten() -> None:
    """What standard output could not take is not tried again when the process ends."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        streams.discard_output(sys.stdout)
