"""The one place that writes what a command answers: to a stream, to a file whole or not at all, to the clipboard."""

from __future__ import annotations

import io
import os
from typing import IO, Any, TextIO, cast

from tracer.cli.result import Data, Dialogue, Page, Part, Result, Text
from tracer.errors import TracerError
from tracer.language import say


def write_result(result: Result, out: IO[str], aside: IO[str]) -> int:
    """Write every part as it is made; the exit code. out, aside: what stands for standard output and standard error."""
    screen = CountedLines(out) if out.isatty() else None
    only_pages = True
    for part in result.parts:
        write_part(part, out if screen is None else screen.stream, aside)
        only_pages = only_pages and isinstance(part, Page)
    if screen is not None and only_pages and 0 < (height := _height(out)) < screen.lines:
        aside.write(say("cli.longer_than_screen", lines=screen.lines, height=height, pager=_pager(out)) + "\n")
    return result.exit_code


class CountedLines:
    """A terminal that knows how many lines were written to it."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self.lines = stream, 0

    @property
    def stream(self) -> IO[str]:
        """What takes the stream's place."""
        return cast("IO[str]", self)

    def write(self, text: str) -> int:
        """As the stream's."""
        self.lines += text.count("\n")
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _height(stream: IO[str]) -> int:
    """The lines of the terminal behind a stream; 0 where it does not say."""
    try:
        return os.get_terminal_size(stream.fileno()).lines
    except (AttributeError, OSError, ValueError):
        return 0


def _pager(stream: IO[str]) -> str:
    """What to add to a command line so that its output is read page by page, in colour where this terminal has it."""
    from tracer.render import color_of

    if os.name == "nt":
        return "`| more`"
    return "`--color always | less -R`" if color_of(stream) else "`| less`"


def write_part(part: Part, out: IO[str], aside: IO[str]) -> None:
    """Write one part. Raises TracerError for what a format or the system refuses."""
    if isinstance(part, Page):
        _write_page(part, out, aside)
    elif isinstance(part, Dialogue):
        part.run(lambda inner: write_part(inner, out, aside))
    elif isinstance(part, Data):
        _write_data(part, out)
    elif part.file:
        from tracer.files.formats import atomic

        with atomic(part.file, text=True) as stream:
            stream.write(part.text)
    else:
        stream = aside if part.aside else out
        stream.write(part.text)
        stream.flush()


def _write_data(part: Data, out: IO[str]) -> None:
    """Raises TracerError where the bytes would go to a terminal or into a text."""
    if part.file:
        from tracer.files.formats import atomic

        with atomic(part.file) as stream:
            stream.write(part.content)
        return
    refuse_terminal(part.format, out)
    stream = cast("TextIO", out).buffer
    stream.write(part.content)
    stream.flush()


def refuse_terminal(format: str, out: IO[str]) -> None:
    """Raises TracerError where `out` is a terminal, which would act upon bytes, or takes text only, as a document does."""
    if out.isatty() or not hasattr(out, "buffer"):
        raise TracerError("cli.bytes_shown", format=format)


def line(text: str, aside: bool = False) -> Text:
    """One line of plain text."""
    return Text(text + "\n", aside=aside)


def page_text(part: Page) -> str:
    """A page as one string. Raises TracerError for a format that is no text."""
    from tracer.render import format_named, write

    name = part.output.format
    if format_named(name).binary:
        raise TracerError("check.no_copy", format=name)
    stream = io.StringIO()
    write(part.document, name, stream, **{**part.output.look, "color": "never"})
    return stream.getvalue()


def _write_page(part: Page, out: IO[str], aside: IO[str]) -> None:
    from tracer.render import FORMATS, write

    output, name = part.output, part.output.format
    if FORMATS[name].binary and not output.output:
        refuse_terminal(name, out)
    whole = _whole(part, aside)
    if output.output:
        from tracer.files.formats import atomic

        with atomic(output.output, text=not FORMATS[name].binary) as stream:
            if whole is None:
                write(part.document, name, stream, **output.look)
            else:
                stream.write(whole)
    elif whole is None:
        write(part.document, name, out, **output.look)
    elif not output.copy:
        out.write(whole)


def _whole(part: Page, aside: IO[str]) -> str | None:
    """The text as one string where it is copied or carries its command; None where it can be written as it is made."""
    output = part.output
    if output.embed is None and not output.copy:
        return None
    from tracer.living.embed import FORMATS

    if output.embed is not None and output.format not in FORMATS:
        raise TracerError("check.no_embed", format=output.format, known=list(FORMATS))
    text = page_text(part)
    if output.embed is not None:
        from tracer.cli.embed import embed_output

        text = embed_output(text, output.format, output.embed, bool(output.format_))
    if output.copy:
        from tracer.render.clipboard import copy

        aside.write(copy(text) + "\n")
    return text
