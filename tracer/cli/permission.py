"""What a document from elsewhere may ask for, or a code on a sheet: commands and options that say so, within bounds and reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracer.cli.caller import Caller
from tracer.cli.command import Call
from tracer.cli.help import Told
from tracer.cli.option import Option
from tracer.confine import check_path
from tracer.errors import TracerError
from tracer.full_width import half_width_value


class NotAllowed(TracerError):
    """A document asks for what no document may ask for."""


def check_allowed(call: Call) -> None:
    """Raises NotAllowed naming the command, the option or the file that a document may not ask for; nothing has run yet."""
    if not call.command.documents:
        raise NotAllowed("confine.refused", word=str(call.command.name))
    for option, value in call.given.options:
        if not option.documents:
            raise NotAllowed("confine.refused", word=option.opts[0])
        _check_size(option, value)
    for path in _paths(call):
        try:
            check_path(path)
        except TracerError as error:
            raise NotAllowed(error.message, **error.values) from None


def call_of_code(maker: Caller, code: str) -> Call:
    """The command in the code of a worksheet.

    Raises TracerError where it asks for what no code of ours asks for: help, a file to write, the network.
    """
    try:
        call = maker.read(maker.words)
    except Told:
        raise TracerError("exercises.no_code", code=code) from None
    if not all(option.documents for option, _ in call.given.options):
        raise TracerError("exercises.no_code", code=code)
    return call


def _check_size(option: Option, value: Any) -> None:
    for part in half_width_value(value).split(",") if isinstance(value, str) else (value,):
        number = int(part) if isinstance(part, str) and part.isdecimal() else part
        if option.most is not None and isinstance(number, int) and number > option.most:
            raise NotAllowed("confine.most", name=option.opts[0], value=number, most=option.most)


def _paths(call: Call) -> Iterator[str]:
    """Every word of the call that may name a file, standard input among them."""
    for option, value in call.given.options:
        if option.path:
            yield from value if isinstance(value, tuple) else (str(value),)
    for param in call.command.positional:
        words = call.params.get(param.name or "")
        several = words if isinstance(words, tuple) else (words,)
        if param.paths or several == ("-",):
            yield from (word for word in several if isinstance(word, str))
