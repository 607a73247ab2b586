"""A lesson played: everything that follows from its commands made now, as text for a screen or as a document for any format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from tracer.document.blocks import Block, Code, Document, Heading, Note, Prose
from tracer.errors import TracerError
from tracer.language import say
from tracer.lessons.adapt import MARKDOWN
from tracer.lessons.command import PROGRAM, Runner, is_run, words_of
from tracer.lessons.living import like, words_behind
from tracer.lessons.pieces import CONSOLE, NUMBER, Piece, pieces
from tracer.lessons.reading import Item, items


class DocumentRunner(Protocol):
    """Makes what a command would write, as documents."""

    def documents(self, words: Sequence[str]) -> list[Document]: ...


def played(text: str, runner: Runner) -> str:
    """The Markdown with all output and living numbers made now; a refusal stands where the output would.

    What needs a model that is not here stands as the lesson printed it, and says so.
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
        last, run = piece.words, piece.words if is_run(piece.words) else run
        if lacking:
            replaced.append((piece.start, piece.start, f"{piece.prefix}{say('lesson.away', name=lacking)}\n"))
            continue
        lines = runner.run(piece.words).text.strip("\n").split("\n")
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
        return like(old, runner.cell(words, piece.reference.cell))
    except TracerError:
        return "?"


def screen_document(text: str) -> Document:
    """A played page as it stands, for a terminal, with an empty line after each of its parts."""

    def blocks() -> Iterator[Block]:
        for item in items(text):
            yield _block(item)
            yield Code("")

    return Document("", blocks)


def lesson_document(text: str, runner: DocumentRunner, title: str) -> Document:
    """A played lesson for any format: its prose, and after each command the blocks the command makes."""

    def blocks() -> Iterator[Block]:
        for item in items(text):
            if item.kind == "code" and item.info == CONSOLE:
                yield from _console(item, runner)
            else:
                yield _block(item)

    return Document(title, blocks)


def _block(item: Item) -> Block:
    if item.kind == "heading":
        return Heading(item.level, item.text)
    if item.kind == "code":
        return Code(item.text)
    return Note(item.text) if item.kind == "quote" else Prose(f"{item.mark} {item.text}" if item.mark else item.text)


def _console(item: Item, runner: DocumentRunner) -> Iterator[Block]:
    """Each command, then what it makes in the format's own tables and formulas; what was refused, or is not ours, as text."""
    said: list[str] = []
    for line in [*item.text.split("\n"), "$ "]:
        if not line.startswith("$ "):
            said.append(line)
            continue
        if said:
            yield from _made(said, runner)
        said = [line]


def _made(said: list[str], runner: DocumentRunner) -> Iterator[Block]:
    lines = 1
    while said[lines - 1].endswith("\\") and lines < len(said):
        lines += 1
    command = " ".join(line.removesuffix("\\").strip() for line in said[:lines]).removeprefix("$ ")
    try:
        if command.split(" ")[0] != PROGRAM:
            raise TracerError("check.program", command=command)
        made = runner.documents(words_of(command))
    except TracerError:
        made = []
    if not made:
        yield Code("\n".join(said).rstrip())
        return
    yield Code("\n".join(said[:lines]))
    for document in made:
        for block in document.blocks():
            yield Heading(max(block.level, 3), block.text) if isinstance(block, Heading) else block
