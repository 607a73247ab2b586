"""Output of the plain stepper: sentences, lists, stages and cells as lines of a terminal or pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from tracer.address import UnknownStage
from tracer.document.blocks import Block, Document, Heading, Matrix, Note
from tracer.document.sentence import part_title
from tracer.document.trace_document import stage
from tracer.errors import TracerError
from tracer.language import say
from tracer.render import width_of, wrap, write
from tracer.stepper import sentences
from tracer.stepper.state.cursor import Cursor


class Talk:
    """The cursor, and the stream on which it is shown. width, color, ascii: as the terminal's renderer takes them."""

    def __init__(
        self,
        cursor: Cursor,
        output: TextIO,
        width: int | None = None,
        color: str = "auto",
        ascii: bool = False,
    ) -> None:
        self.cursor, self.output = cursor, output
        self.width, self.color, self.ascii = width_of(output, width), color, ascii
        self.ended = False  # set by the command `quit`
        self._part = ""

    def go(self, address: str) -> None:
        """To a stage or cell. Raises TracerError; for an unknown stage it points to this stepper's own list."""
        try:
            self.cursor.go(address)
        except UnknownStage as error:
            if "near" in error.values:
                raise
            raise TracerError("stepper.no_stage", **error.values) from None

    def print(self, text: str = "") -> None:
        """Write one line unchanged."""
        self.output.write(self._own(text) + "\n")

    def prose(self, text: str) -> None:
        """Write a sentence, wrapped to the width."""
        for line in wrap.prose(text, self.width):
            self.print(line)

    def prose_beside(self, word: str, text: str) -> None:
        """Write a word with its meaning in a column beside it."""
        lead = f"{word:<24}"
        for line in wrap.prose(text, self.width, lead, " " * 24):
            self.print(line)

    def numbered(self, lines: Sequence[str], first: int = 1) -> None:
        """A list that a command can name the lines of, from number `first` on."""
        for at, line in enumerate(lines, first):
            self.print(f"{at:>3}  {line}")

    def show_stage(self) -> None:
        """The stage as `ttrace show` prints it: sentence, formula, tables, one working; its place among the stages before it."""
        self.prose(sentences.place_line(self.cursor))
        self._write(self._stage())

    def _stage(self) -> Iterator[Block]:
        cursor = self.cursor
        if (part := part_title(cursor.place.stage)) != self._part:
            self._part = part
            yield Heading(2, part)
        base = cursor.runs[0].trace.every.get(cursor.place.stage) if len(cursor.runs) > 1 else None
        hidden = cursor.stage_is_hidden()
        selection = cursor.selection.replace(precision=cursor.places, stages=(), working=not cursor.hiding)
        for block in stage(cursor.step, selection, base):
            if not (hidden and isinstance(block, Matrix)):
                yield block
        if hidden:
            yield Note(say("stepper.plain_hidden"))

    def show_cell(self) -> None:
        """The cell at hand and its working."""
        for line in sentences.explanation(self.cursor, self.width):
            self.print(line)

    def _write(self, blocks: Iterator[Block]) -> None:
        document = Document("", list(blocks))
        write(document, "terminal", self.output, width=self.width, color=self.color, ascii=self.ascii)

    def _own(self, text: str) -> str:
        encoding = getattr(self.output, "encoding", None) or "utf-8"
        return text.encode(encoding, "backslashreplace").decode(encoding)
