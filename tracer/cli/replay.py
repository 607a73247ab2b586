"""Commands of a document, run inside this process: 80 columns, no colour, no keyboard, the document's language and folder.

Nothing here reaches a shell; what a document may ask for is decided in `tracer.living.commands`.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer import language
from tracer.errors import TracerError
from tracer.living.commands import Outcome, allowed, asked

if TYPE_CHECKING:
    from tracer.document.blocks import Document
    from tracer.record.trace import Trace

_ENVIRONMENT = {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}
_UNSET = ("FORCE_COLOR", "TTRACE_LANG", "TTRACE_DEBUG", "LINES")
_MOST = 2  # a lesson may check a page; a page that checks a page in turn would go round for ever
_running = 0


class Replay:
    """Runs each command once, however often a document asks for it."""

    def __init__(self, folder: str | Path, lang: str, needs: Sequence[str] = ()) -> None:
        self.folder, self.lang, self.needs = str(folder) or ".", lang, needs
        self._outcomes: dict[tuple[str, ...], Outcome] = {}
        self._traces: dict[tuple[str, ...], Trace] = {}

    def run(self, words: Sequence[str]) -> Outcome:
        """What the command prints, and its exit code. Raises TracerError where it may not be run here."""
        key = tuple(allowed(words))
        if key not in self._outcomes:
            self._outcomes[key] = self._printed(key)
        return self._outcomes[key]

    def cell(self, words: Sequence[str], address: str) -> float:
        """One number of the trace that the words make. Raises TracerError: no such cell (near misses), a wrong request."""
        from tracer.document.explaining import find

        step, index = find(self.trace(words), address)
        return float(step.values[index])

    def lacks(self, words: Sequence[str]) -> str:
        """The needed model the words ask for that is neither in the document's folder nor kept on this machine, or ""."""
        from tracer.weights.huggingface.hub import kept

        name = asked(words, self.needs)
        return name if name and not (Path(self.folder) / name).is_dir() and kept(name) is None else ""

    def trace(self, words: Sequence[str]) -> Trace:
        """The trace that the words make. Raises TracerError: a wrong request."""
        key = tuple(allowed(words))
        if key not in self._traces:
            self._traces[key] = self._traced(key)
        return self._traces[key]

    def documents(self, words: Sequence[str]) -> list[Document]:
        """What the command would write, as documents. Raises TracerError with its reason where it refuses."""
        found: list[Document] = []
        outcome = self._printed(tuple(allowed(words)), found)
        if outcome.code == 2:
            raise TracerError("check.failed", command=" ".join(words), reason=outcome.text.strip())
        return found

    def _printed(self, words: tuple[str, ...], found: list[Document] | None = None) -> Outcome:
        """What is printed; documents that would be are kept in `found` where it is given."""
        from tracer.cli import main
        from tracer.cli.output import collected

        code = 0
        with collected(found), self._alone() as streams:
            try:
                main(list(words))
            except SystemExit as done:
                code = done.code if isinstance(done.code, int) else 0
            texts = [one.buffer.getvalue().decode("utf-8", "backslashreplace") for one in streams]
        if code == 130:
            raise KeyboardInterrupt
        return Outcome("".join(texts) if code == 2 else texts[0], code)  # progress is no output; a refusal is

    def _traced(self, words: tuple[str, ...]) -> Trace:
        """The trace behind a command that shows one: its options are read by that command's own rules."""
        import click

        from tracer.cli import DEFAULT, group
        from tracer.cli.run_options import trace_of
        from tracer.cli.training_options import asks_for_steps, steps_trace

        name = words[0] if words and words[0] in ("show", "explain", "train") else DEFAULT
        command = group.get_command(click.Context(group), name)
        assert command is not None
        rest = words[1:] if words[:1] == (name,) else words
        with self._alone(), command.make_context(name, list(rest)) as context:
            values: dict[str, Any] = {**context.params, "stages": ()}  # a number may name a stage the command does not show
            text = values.get("text", values.get("words", ()))
            made = steps_trace if name == "train" or asks_for_steps(values) else trace_of
            return made(text[:-1] if name == "explain" else text, values)

    @contextmanager
    def _alone(self) -> Iterator[Any]:
        """The fixed surroundings; documents that check or play documents are followed one step, not round for ever."""
        global _running
        if _running == _MOST:
            raise TracerError("check.nested")
        before, spoken, keyboard = dict(os.environ), language.current(), sys.stdin
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True) for _ in range(2))
        try:
            _running += 1
            os.environ.update(_ENVIRONMENT, LANG=f"{self.lang}_XX.UTF-8", LC_ALL=f"{self.lang}_XX.UTF-8")
            for name in _UNSET:
                os.environ.pop(name, None)
            language.use(self.lang)
            sys.stdin = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
            with chdir(self.folder), redirect_stdout(out), redirect_stderr(err):
                yield out, err
        finally:
            _running -= 1
            sys.stdin = keyboard
            os.environ.clear()
            os.environ.update(before)
            language.use(spoken)
