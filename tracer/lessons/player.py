"""A lesson played: everything that follows from its commands made now, as text for a screen or as a document for any format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Protocol

from tracer.document.blocks import Block, Code, Document, Heading, Note, Points, Prose, Run, Table
from tracer.errors import MissingExtra, TracerError
from tracer.language import say
from tracer.lessons.markdown import Item, items
from tracer.lessons.notebook import CodeCells
from tracer.lessons.substitute import MARKDOWN
from tracer.living.blocks import CONSOLE, NUMBER, Piece, pieces
from tracer.living.check import shown_as, words_behind
from tracer.living.commands import PROGRAM, Runner, is_run, words_of
from tracer.living.pictures import picture_of, run_words


class DocumentRunner(Protocol):
    """Makes what a command would write, as documents."""

    def documents(self, words: Sequence[str]) -> list[Document]: ...


def play(text: str, runner: Runner) -> str:
    """The Markdown with all output and living numbers made now; a refusal stands where the output would.

    What needs a model that is not here, or a library that is not installed, stands as the lesson printed it, and says so.
    """
    run: Sequence[str] = ()
    last: Sequence[str] = ()
    replaced: list[tuple[int, int, str]] = []
    for piece in pieces(text, MARKDOWN):
        if not isinstance(piece, Piece):
            continue
        lacking = runner.lacks(words_behind(piece, run, last))
        if piece.kind == NUMBER:
            if lacking:
                continue
            replaced.append((piece.start, piece.end, _number(text[piece.start : piece.end], piece, run, runner)))
            continue
        last = run_words(piece)
        run = last if is_run(last) else run
        if picture_of(piece):  # whose words stand as they are
            continue
        if lacking:
            replaced.append((piece.start, piece.start, f"{piece.prefix}{say('lessons.away', name=lacking)}\n"))
            continue
        outcome = runner.run(piece.words)
        if outcome.missing is not None:
            message = say("lessons.needs_extra", extra=outcome.missing.extra)
            replaced.append((piece.start, piece.start, f"{piece.prefix}{message}\n"))
            continue
        lines = outcome.text.strip("\n").split("\n")
        prefix = piece.prefix if piece.kind == CONSOLE else ""
        replaced.append((piece.start, piece.end, "".join(f"{prefix}{line}".rstrip() + "\n" for line in lines)))
    for start, end, new in reversed(replaced):
        text = text[:start] + new + text[end:]
    return text


def _number(old: str, piece: Piece, run: Sequence[str], runner: Runner) -> str:
    """A living number as it is now; one that another sentence does not have, or that is quoted from a table, as it stands."""
    assert piece.reference is not None
    words = piece.reference.words or run
    if not piece.reference.cell or not words:
        return old
    try:
        return shown_as(old, piece.reference, lambda address: runner.cell(words, address))
    except MissingExtra:
        return old
    except TracerError:
        return "?"


def screen_document(text: str) -> Document:
    """A played page as it stands, for a terminal, with an empty line after each of its parts."""

    def blocks() -> Iterator[Block]:
        for part in _parts(items(text)):
            yield _block(part) if isinstance(part, Item) else part
            yield Code("")

    return Document("", blocks)


def lesson_document(
    text: str,
    runner: DocumentRunner,
    title: str,
    answers: bool = False,
    links: Mapping[str, str] = MappingProxyType({}),
    cells: CodeCells | None = None,
) -> Document:
    """A played lesson for any format: its prose, and after each command the blocks the command makes.

    answers: for a page, on which what a run shows can be clicked. links: where links to other lessons lead. cells: for a
    notebook, in which a command is code that runs.
    """

    def blocks() -> Iterator[Block]:
        for part in _parts(items(text, links)):
            if isinstance(part, Points):
                yield part
            elif part.kind == "code" and part.info == CONSOLE:
                yield from _console(part, runner, answers, cells)
            else:
                yield _block(part)

    return Document(title, blocks)


def _parts(items: Iterable[Item]) -> Iterator[Item | Points]:
    """The items, paragraphs of a list that follow one another as one list."""
    for listed, run in groupby(items, lambda item: item.kind == "prose" and item.level > 0):
        if listed:
            yield Points(tuple((item.mark, item.text, item.level - 1) for item in run))
        else:
            yield from run


def _block(item: Item) -> Block:
    if item.kind == "heading":
        return Heading(item.level, item.text)
    if item.kind == "code":
        return Code(item.text)
    if item.kind == "table":
        return _table(item)
    return Note(item.text) if item.kind == "quote" else Prose(item.text)


_DECIMAL = re.compile(r"[-−]?\d+(?:\.(\d+))?")


def _table(item: Item) -> Table:
    """A table as it is written; a column of numbers with as many decimals each is one of numbers."""
    headings, *rows = item.rows
    columns: list[Sequence[str | float | int]] = []
    places = []
    for column in zip(*rows, strict=True):
        matches = [_DECIMAL.fullmatch(cell) for cell in column]
        decimals = {len(match[1] or "") for match in matches if match}
        numeric = len(decimals) == 1 and None not in matches
        columns.append([float(cell.replace("−", "-")) for cell in column] if numeric else column)
        places.append(decimals.pop() if numeric else 0)
    return Table(headings, list(zip(*columns, strict=True)), tuple(places))


def _console(item: Item, runner: DocumentRunner, answers: bool, cells: CodeCells | None) -> Iterator[Block]:
    """Each command, then what it makes in the format's own tables and formulas; what was refused, or is not ours, as text."""
    console_lines: list[str] = []
    for line in [*item.text.split("\n"), "$ "]:
        if not line.startswith("$ "):
            console_lines.append(line)
            continue
        if console_lines:
            yield from _made(console_lines, runner, answers, cells)
        console_lines = [line]


def _made(console_lines: list[str], runner: DocumentRunner, answers: bool, cells: CodeCells | None) -> Iterator[Block]:
    lines = 1
    while console_lines[lines - 1].endswith("\\") and lines < len(console_lines):
        lines += 1
    command = " ".join(line.removesuffix("\\").strip() for line in console_lines[:lines]).removeprefix("$ ")
    try:
        if command.split(" ")[0] != PROGRAM:
            raise TracerError("check.program", command=command)
        if cells is not None:
            yield cells.cell(words_of(command))
            return
        documents = runner.documents(words_of(command))
    except TracerError:
        documents = []
    if not documents:
        yield Code("\n".join(console_lines).rstrip())
        return
    yield Code("\n".join(console_lines[:lines]))
    for document in documents:
        yield from _shown(document, command if answers else "")


def _shown(document: Document, command: str) -> Iterator[Block]:
    """The document's blocks below the lesson's headings; with the command that made them, a run among them can be clicked."""
    blocks = (block.replace(level=max(block.level, 3)) if isinstance(block, Heading) else block for block in document.blocks())
    graph = document.living.replace(command=(command, "")).graph() if command and document.living is not None else {"steps": []}
    if graph["steps"]:
        yield Run(tuple(blocks), graph)
    else:
        yield from blocks
