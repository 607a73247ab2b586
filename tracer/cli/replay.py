"""Commands of a document, run inside this process: 80 columns, no colour, no keyboard, the document's language and folder.

Nothing here reaches a shell. What a document may ask for is decided in `cli.permission`, what it may open in `tracer.confine`.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tracer.language as language
from tracer.cli.caller import Caller
from tracer.cli.command import Call
from tracer.cli.help import Told
from tracer.cli.permission import NotAllowed, check_allowed
from tracer.cli.refusal import error_sentence, refusal_line
from tracer.cli.result import Page, Result, text
from tracer.cli.shared_runs import MOST_NUMBERS, Latest, SharedRuns, size_of
from tracer.cli.time_limit import at_most
from tracer.confine import check_path, confined_to
from tracer.errors import MissingExtra, TooMuchPrinted, TracerError
from tracer.living.commands import Outcome, requested_model

if TYPE_CHECKING:
    from tracer.cli.python_call import PythonCall
    from tracer.document.blocks import Document
    from tracer.record.trace import Trace

WIDTH = 80
SECONDS = 120  # of processor time, for each command
MOST_OUTPUT = 1 << 25  # bytes that one command may print
_MOST_PRINTED = 1 << 26  # characters that all commands of a document may print, each as often as it stands there
_MOST_KEPT, _LEAST = 1 << 26, 1 << 10  # characters of output that are kept for commands to come; what one without any counts
_DEEPEST = 3  # a notebook may hold a lesson, and that may check a page; a page that checks a page would go round for ever


class Replay:
    """Runs each command once, as long as what it gave is kept, however often a document asks for it.

    folder: the document's own. lang: its language. caller: who wants it run. needs: models it says it needs. allow: folders
    outside its own that the reader lets it open.
    """

    def __init__(
        self, folder: str | Path, lang: str, caller: Caller, needs: Sequence[str] = (), allow: Sequence[str] = ()
    ) -> None:
        from tracer.checkpoints.hub import model_folders
        from tracer.lessons.walkthroughs import folder as lessons

        self.folder, self.lang, self.needs = str(folder) or ".", lang, needs
        self.caller, self.allow = caller, tuple(os.path.abspath(name) for name in allow)
        self._outcomes: Latest[Outcome] = Latest(_MOST_KEPT, lambda outcome: len(outcome.text) + _LEAST)
        self._traces: Latest[Trace] = Latest(MOST_NUMBERS, size_of)
        self._runs = SharedRuns()
        ours = (str(lessons()), *model_folders())  # the program's own files, which a lesson's notebook reads wherever it lies
        self._folders = tuple(map(os.path.realpath, (self.folder, *self.allow, *ours)))
        self._printed = 0

    def run(self, words: Sequence[str]) -> Outcome:
        """What the command prints, and its exit code. Raises TracerError where it may not be run here."""
        key = tuple(words)

        def outcome() -> Outcome:
            with self._surroundings(key):
                return self._outcome(key)

        if self._printed > _MOST_PRINTED:
            raise TooMuchPrinted("confine.all_output", most=_MOST_PRINTED >> 20)
        result = self._outcomes.value(key, outcome)
        self._printed += len(result.text)
        return result

    def cell(self, words: Sequence[str], address: str) -> float:
        """One number of the trace that the words make. Raises TracerError: no such cell (near misses), a wrong request."""
        from tracer.document.cell_document import find

        step, index = find(self.trace(words), address)
        return step.number(index)

    def single(self, words: Sequence[str]) -> bool:
        """Whether the trace that the words make was computed in float32."""
        return any(step.stored.dtype.name == "float32" for step in self.trace(words).shown[:1])

    def written(self, file: str) -> str | None:
        """The text of a file in the document's folder; None where there is none. Raises TracerError: it may not be opened."""
        from tracer.files.text import read_document

        with self._surroundings(()):
            if os.path.isabs(file):
                raise TracerError("check.picture_elsewhere", picture=file)
            check_path(file)
            return read_document(file)[0] if os.path.exists(file) else None

    def lacks(self, words: Sequence[str]) -> str:
        """The needed model the words ask for that is neither in the document's folder nor kept on this machine, or ""."""
        from tracer.checkpoints.hub import local_folder

        name = requested_model(words, self.needs)
        return name if name and not (Path(self.folder) / name).is_dir() and local_folder(name) is None else ""

    def trace(self, words: Sequence[str]) -> Trace:
        """The trace that the words make. Raises TracerError: a wrong request, a command that makes none."""
        key = tuple(words)

        def traced() -> Trace:
            with self._surroundings(key):
                return self._traced(key)

        return self._traces.value(key, traced)

    def documents(self, words: Sequence[str]) -> list[Document]:
        """What the command would write on a terminal, as documents; none where it would write something else.

        Raises TracerError with its reason where it refuses.
        """
        with self._surroundings(words):
            try:
                pages = [part for part in self._result(words).parts if isinstance(part, Page)]
                shown = [part.document for part in pages if part.output.format == "terminal"]
                return [document.replace(source=list(document.blocks())) for document in shown]
            except Exception as error:
                raise TracerError("check.failed", command=" ".join(words), reason=error_sentence(error)) from error

    def python(self, words: Sequence[str]) -> PythonCall | None:
        """The command as Python; None where Python has no words for it."""
        from tracer.cli.python_call import python_of

        with self._surroundings(words):
            return python_of(self._call(words))

    def shell(self, words: Sequence[str]) -> str:
        """The command for a notebook's shell."""
        from tracer.cli.python_call import shell_of

        with self._surroundings(words):
            return shell_of(words, self._call(words))

    def _outcome(self, words: Sequence[str]) -> Outcome:
        from tracer.cli.writer import write_result
        from tracer.record.precision import precisions

        out, aside = _Captured(), _Captured()
        try:
            with precisions() as used:
                code = write_result(_as_in_document(self._result(words)), out, aside)
                out.flush()  # the last of it may be too much
        except NotAllowed:
            raise
        except Exception as error:
            missing = error if isinstance(error, MissingExtra) else None
            return Outcome(f"{out.text}{aside.text}{refusal_line(error)}\n", 2, missing=missing)
        printed = out.text + aside.text if code == 2 else out.text  # progress is no output; a refusal is
        return Outcome(printed, code, "float32" in used)

    def _result(self, words: Sequence[str]) -> Result:
        """What the command answers. Raises NotAllowed where a document may not ask for it."""
        try:
            return self._call(words).answer()
        except Told as version:
            return text(f"{version}\n")

    def _traced(self, words: Sequence[str]) -> Trace:
        """The trace behind a command that shows one: its options are read by that command's own rules."""
        try:
            trace = self._call(words).trace()
        except Told:  # help, behind which there is no run
            trace = None
        except TracerError:
            raise
        except Exception as error:
            raise TracerError("check.failed", command=" ".join(words), reason=error_sentence(error)) from error
        if trace is None:
            raise TracerError("check.no_trace", command=" ".join(words))
        return trace

    def _call(self, words: Sequence[str]) -> Call:
        caller = self.caller.through(words, WIDTH)
        call = caller.read(words)
        check_allowed(call)
        return call

    @contextmanager
    def _surroundings(self, words: Sequence[str]) -> Iterator[None]:
        """The document's folder, language and bounds; documents that check documents are followed one step, not for ever."""
        if self.caller.depth == _DEEPEST:
            raise TracerError("check.nested")
        spoken = self.caller.language_of(words) or self.lang
        with (
            language.speaking(spoken),
            chdir(self.folder),
            confined_to(self._folders, real=True),
            at_most(SECONDS),
            self._runs.used(),
        ):
            yield


def _as_in_document(result: Result) -> Result:
    """The result with pages that no FORCE_COLOR of the reader's colours, and no COLUMNS widens."""
    return Result((_page_in_document(part) if isinstance(part, Page) else part for part in result.parts), result.code)


def _page_in_document(page: Page) -> Page:
    output = page.output
    color = "never" if output.color == "auto" else output.color
    return Page(page.document, output.replace(color=color, width=output.width or WIDTH))


class _Captured(io.TextIOWrapper):
    """What a command prints, kept; more than a document can hold is refused."""

    def __init__(self) -> None:
        super().__init__(_Bounded(), encoding="utf-8", errors="backslashreplace", newline="\n")

    @property
    def text(self) -> str:
        """All of it so far."""
        buffer = self.buffer
        with suppress(TracerError):  # what was too much has been told
            self.flush()
        return buffer.getvalue().decode("utf-8", "backslashreplace") if isinstance(buffer, io.BytesIO) else ""


class _Bounded(io.BytesIO):
    def write(self, data: Any) -> int:
        if self.tell() + len(data) > MOST_OUTPUT:
            raise TracerError("confine.output", most=MOST_OUTPUT >> 20)
        return super().write(data)
