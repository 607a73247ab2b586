"""Living pictures: a block whose command draws a file, which the block shows.

    <!-- ttrace "Thinking Machines" --figure heads -o pictures/heads.svg -->
    ![what it shows](pictures/heads.svg)
    <!-- /ttrace -->

The words of the block are its author's; what must follow from the command is the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracer.errors import TracerError
from tracer.living.blocks import BLOCK, Piece
from tracer.living.commands import Runner

_ENDING = ".svg"  # the only picture that is text, and the same bytes on every machine
_OPTIONS = ("-o", "--output")


@dataclass(frozen=True, slots=True)
class Picture:
    """file: beside the document, as its command names it. words: the command that writes the picture to standard output."""

    file: str
    words: tuple[str, ...]


def picture_of(piece: Piece) -> Picture | None:
    """The picture that a block's command draws; None where it writes no file."""
    words = piece.words if piece.kind == BLOCK else ()
    for place, word in enumerate(words[: words.index("--")] if "--" in words else words):
        name, equals, file = word.partition("=")
        if name in _OPTIONS and (equals or place + 1 < len(words)):
            rest = words[:place] + words[place + (1 if equals else 2) :]
            return Picture(file if equals else words[place + 1], (*_format(rest), *rest))
    return None


def run_words(piece: Piece) -> tuple[str, ...]:
    """The words of a piece's command, without those that say where its picture goes."""
    picture = picture_of(piece)
    return picture.words if picture else piece.words


def _format(words: Sequence[str]) -> tuple[str, ...]:
    return () if any(word.partition("=")[0] == "--format" for word in words) else ("--format", "svg")


def redrawn(piece: Piece, picture: Picture, shown: str, runner: Runner) -> str:
    """The picture as its command draws it now. shown: what stands in the block.

    Raises TracerError: a file that is no SVG or that the block does not show, a command that is refused. Raises MissingExtra.
    """
    if not picture.file.lower().endswith(_ENDING):
        raise TracerError("check.picture_ending", picture=picture.file)
    if picture.file not in shown:
        raise TracerError("check.picture_unshown", picture=picture.file)
    outcome = runner.run(picture.words)
    if outcome.missing is not None:
        raise outcome.missing
    if outcome.code:
        raise TracerError("check.failed", command=piece.command, reason=outcome.text.strip())
    return outcome.text
