"""The one place that writes what a command answers: to a stream, to a file whole or not at all, to the clipboard."""

from __future__ import annotations

import io
from typing import IO

from tracer.cli.result import Data, Dialogue, Page, Part, Result, Text
from tracer.errors import TracerError


def write_result(result: Result, out: IO[str], aside: IO[str]) -> int:
    """Write every part as it is made; the exit code. out, aside: what stands for standard output and standard error."""
    for part in result.parts:
        write_part(part, out, aside)
    return result.exit_code


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
    out.buffer.write(part.content)
    out.buffer.flush()


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
