"""A lesson's commands as the code cells of a notebook, with what they show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tracer.document.blocks import Document, Snippet
from tracer.document.notebook_document import preamble
from tracer.errors import TracerError
from tracer.living.commands import Runner, command_line

_IN_FOLDER = """
import os
from tracer.lessons.walkthroughs import folder

os.chdir(folder())  # where the files of the lessons stand"""


class PythonWords(Protocol):
    """A command as Python. trace: the call that makes the trace. shows: what shows the result, of the trace `t`."""

    @property
    def trace(self) -> str: ...

    @property
    def shows(self) -> str: ...


class CodeRunner(Runner, Protocol):
    """Says what a command is in a notebook, and what it shows."""

    def documents(self, words: Sequence[str]) -> list[Document]: ...

    def python(self, words: Sequence[str]) -> PythonWords | None: ...

    def shell(self, words: Sequence[str]) -> str: ...


class CodeCells:
    """The cells in their order: names are imported once, and a trace is made only where it is another than the last."""

    def __init__(self, runner: CodeRunner) -> None:
        self._runner, self._begun, self._made = runner, False, ""

    def cell(self, words: Sequence[str]) -> Snippet:
        """The cell of a command. Raises TracerError where the command is refused or needs what is not here."""
        if self._runner.lacks(words):
            raise TracerError("lessons.away", name=self._runner.lacks(words))
        python = self._runner.python(words)
        if python is None:
            outcome = self._runner.run(words)
            if outcome.code == 2:
                raise TracerError("check.failed", command=command_line(words), reason=outcome.text.strip())
            return Snippet(self._begin() + self._runner.shell(words), printed=outcome.text)
        blocks = [block for document in self._runner.documents(words) for block in document.blocks()]
        parts = [f"# {command_line(words)}", *([f"t = {python.trace}"] if python.trace != self._made else []), python.shows]
        self._made = python.trace
        return Snippet(self._begin() + "\n".join(parts), tuple(blocks))

    def _begin(self) -> str:
        """What stands at the beginning of the first cell."""
        begun, self._begun = self._begun, True
        return "" if begun else f"{preamble()}\n{_IN_FOLDER}\n\n"
