"""Split a document into its living pieces: console commands with output, exported blocks, numbers inside sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from tracer.errors import TracerError
from tracer.language import say
from tracer.living.arithmetic import Misplaced
from tracer.living.commands import words_of
from tracer.living.comments import Comment, Syntax, comments
from tracer.living.places import Lines
from tracer.living.reference import Reference, reference_of

CONSOLE, BLOCK, NUMBER = "console", "block", "number"
_PROMPT = "$ "
_LIVING = "ttrace:"  # what a number's comment begins with
_MOST_MARKDOWN = 1 << 22  # characters with code blocks among them, which take a thousand times their size to read
_ENTITY = re.compile(r"&#?\w{1,32};")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a document (start and end offset) whose text must equal the output of a command.

    kind: console, block or number. line: where the command stands, from 1. command: as written. at: where the command's line or
    comment begins. start, end: where what follows from it stands in the text. words: after `ttrace`. reference: of a number.
    prefix: what leads each line (a fence in a list).
    made: where the provenance comment of a block stands. fence: the signs around a console block.
    """

    kind: str
    line: int
    command: str
    at: int
    start: int
    end: int
    words: tuple[str, ...] = ()
    reference: Reference | None = None
    prefix: str = ""
    made: tuple[int, int] | None = None
    fence: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A piece that cannot be checked: its line and why. command: whether numbers after it may be about what it would have run."""

    line: int
    reason: str
    command: bool = False


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced code block of Markdown: its lines (the fence's own included), as offsets of the text."""

    info: str
    start: int
    end: int
    inside: tuple[int, int]
    prefix: str
    marks: str


def pieces(text: str, syntax: Syntax) -> Iterator[Piece | Broken]:
    """All living and broken pieces of a document, in the order of their offsets."""
    fences = code_fences(text) if syntax.name == "markdown" else ()
    outside = [(fence.start, fence.end) for fence in fences]
    lines = Lines(text)
    placed: list[tuple[int, Piece | Broken]] = []
    for fence in fences:
        if fence.info == CONSOLE:
            placed += _console(text, lines, fence)
    placed += _commented(text, lines, list(comments(text, syntax, outside)))
    for _, piece in sorted(placed, key=lambda entry: entry[0]):
        yield piece


@lru_cache(maxsize=1)  # a check asks for a document's twice
def code_fences(text: str) -> tuple[Fence, ...]:
    """The fenced code blocks of a Markdown text, also those in lists and quotes. Raises TracerError for one that is too long."""
    if "```" not in text and "~~~" not in text:
        return ()
    if len(text) > _MOST_MARKDOWN:
        raise TracerError("check.too_long", most=_MOST_MARKDOWN >> 20)
    return tuple(_parsed_fences(text))


def _parsed_fences(text: str) -> Iterator[Fence]:
    from markdown_it import MarkdownIt

    starts = [0]
    for line in text.split("\n"):
        starts.append(min(starts[-1] + len(line) + 1, len(text)))
    blocks = MarkdownIt("commonmark").disable(["inline", "reference"])  # whose words are of no interest here
    for token in blocks.parse(text.replace("\r", " ")):  # which it would take for the end of a line
        if token.type == "fence" and token.map is not None:
            first, last = token.map
            opening = text[starts[first] : starts[first + 1]]
            closed = last - first - 2 == token.content.count("\n") and token.markup in text[starts[last - 1] : starts[last]]
            inside = (starts[first + 1], starts[last - 1] if closed else starts[last])
            prefix = opening[: opening.index(token.markup)]
            yield Fence(token.info.strip().split(" ")[0], starts[first], starts[last], inside, prefix, token.markup)


def _console(text: str, lines: Lines, fence: Fence) -> list[tuple[int, Piece | Broken]]:
    """The commands of one console block; another program's block, or its part of a block, is left alone."""
    prompts: list[tuple[int, int, str]] = []  # where the prompt stands, where the output begins, the command
    place = fence.inside[0]
    while place < fence.inside[1]:
        end = _line_end(text, place, fence.inside[1])
        shown = text[place:end].removeprefix(fence.prefix)
        if shown.startswith(_PROMPT):
            command, start = shown[len(_PROMPT) :].rstrip("\n"), place
            while command.endswith("\\") and end < fence.inside[1]:
                place, end = end, _line_end(text, end, fence.inside[1])
                command = command[:-1].rstrip() + " " + text[place:end].removeprefix(fence.prefix).strip()
            prompts.append((start, end, command.strip()))
        place = end
    result: list[tuple[int, Piece | Broken]] = []
    for number, (start, end, command) in enumerate(prompts):
        if command.split(" ")[0] != "ttrace":
            continue
        stop = prompts[number + 1][0] if number + 1 < len(prompts) else fence.inside[1]
        line = lines.line(start)
        try:
            words = tuple(words_of(command))
            result.append((start, Piece(CONSOLE, line, command, start, end, stop, words, prefix=fence.prefix, fence=fence.marks)))
        except TracerError as error:
            result.append((start, Broken(line, str(error), command=True)))
    return result


def _line_end(text: str, place: int, end: int) -> int:
    newline = text.find("\n", place, end)
    return end if newline < 0 else newline + 1


def _commented(text: str, lines: Lines, marks: list[Comment]) -> list[tuple[int, Piece | Broken]]:
    """Blocks and numbers between a comment that opens and one that closes."""
    result: list[tuple[int, Piece | Broken]] = []
    place = 0
    while place < len(marks):
        mark = marks[place]
        line = lines.line(mark.start)
        after = marks[place + 1] if place + 1 < len(marks) else mark
        provenance = after if after.body.startswith("made by") and not text[mark.end : after.start].strip() else None
        close = place + (2 if provenance else 1)
        if mark.body == "/ttrace" or mark.body.startswith("made by"):
            result.append((mark.start, Broken(line, say("check.not_opened"))))
            place += 1
        elif close >= len(marks) or marks[close].body != "/ttrace":
            reason = say("check.not_closed", command=mark.body)
            result.append((mark.start, Broken(line, reason, command=not mark.body.startswith(_LIVING))))
            place = close
        elif mark.body.startswith(_LIVING):
            result.append((mark.start, _number(text, lines, mark, provenance, marks[close])))
            place = close + 1
        else:
            result.append((mark.start, _block(text, line, mark, provenance, marks[close])))
            place = close + 1
    return result


def _number(text: str, lines: Lines, mark: Comment, provenance: Comment | None, close: Comment) -> Piece | Broken:
    """A number inside a sentence, a table or a list."""
    line = lines.line(mark.start)
    start, end = (provenance or mark).end, close.start
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    end -= len(inside) - len(inside.rstrip()) if inside.strip() else 0
    try:
        reference = reference_of(mark.body.removeprefix(_LIVING))
    except Misplaced as error:
        place = mark.begin + _before_entities(text[mark.begin : mark.end], len(_LIVING) + error.place)
        reason = say("check.column", column=lines.column(place), reason=str(error))
        return Broken(lines.line(place), reason)
    except TracerError as error:
        return Broken(line, str(error))
    return Piece(NUMBER, line, mark.body, mark.start, start, max(start, end), reference=reference)


def _before_entities(written: str, place: int) -> int:
    """Where a place of a comment's text stands in the comment as it is written, whose `&amp;` is one sign."""
    for entity in _ENTITY.finditer(written):
        if entity.start() >= place:
            break
        place += len(entity.group()) - len(unescape(entity.group()))
    return min(place, len(written))


def _block(text: str, line: int, mark: Comment, provenance: Comment | None, close: Comment) -> Piece | Broken:
    start = (provenance or mark).end
    start += text[start : start + 1] == "\n"
    place = (provenance.start, provenance.end) if provenance else None
    try:
        return Piece(BLOCK, line, mark.body, mark.start, start, close.start, tuple(words_of(mark.body)), made=place)
    except TracerError as error:
        return Broken(line, str(error), command=True)
