"""What a command answers: parts in order and an exit code. A command writes nothing itself; `cli.writer` does, in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tracer.frozen import Frozen

if TYPE_CHECKING:
    from tracer.cli.output import OutputOptions
    from tracer.document.blocks import Document


class Page(Frozen):
    """A document, in the format and to the place that the options say."""

    document: Document
    output: OutputOptions


class Text(Frozen):
    """Text as it stands, to standard output or into a file. aside: beside the output, on standard error."""

    text: str
    file: str | None = None
    aside: bool = False


class Data(Frozen):
    """Bytes as they are, into a file or to a standard output that is no terminal. format: what they are, as --format names it."""

    content: bytes
    format: str
    file: str | None = None


class Dialogue(Frozen):
    """What needs a keyboard: called with a function that writes a part. No document may ask for it."""

    run: Callable[[Callable[[Page | Text], None]], None]


Part = Page | Text | Data | Dialogue


class Result(Frozen):
    """parts: made while they are written, so that the first stands there before the last is known. code: 0, 1, 2 or 130."""

    parts: Iterable[Part]
    code: int | Callable[[], int] = 0

    @property
    def exit_code(self) -> int:
        """The exit code; known for certain when all parts are made."""
        return self.code if isinstance(self.code, int) else self.code()


def page(document: Document, output: OutputOptions, code: int = 0) -> Result:
    """A result of one document, which is what most commands return."""
    return Result((Page(output.arranged(document), output),), code)


def text(text: str, code: int = 0) -> Result:
    """A result of plain text, one line or more."""
    return Result((Text(text),), code)
