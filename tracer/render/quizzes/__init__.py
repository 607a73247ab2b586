"""How to write exercises for other programs: one module a system, each with `write(content, stream)`, loaded when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from tracer.document.quiz import Deck, Quiz


class System(NamedTuple):
    """module: that writes it. name: as people call it. cards: a deck instead of a quiz. binary: a package, no text to read."""

    module: str
    name: str
    cards: bool = False
    binary: bool = False


SYSTEMS: Mapping[str, System] = {
    "moodle": System("moodle", "Moodle"),
    "gift": System("gift", "GIFT"),
    "qti": System("qti", "QTI 1.2", binary=True),
    "qti21": System("qti21", "QTI 2.1", binary=True),
    "canvas": System("canvas", "Canvas", binary=True),
    "csv-anki": System("anki", "Anki", cards=True),
}


def write(content: Quiz | Deck, system: str, stream: BinaryIO) -> None:
    """Write a quiz, or a deck of cards where the system takes cards, as the bytes of one file."""
    import_module(f"tracer.render.quizzes.{SYSTEMS[system].module}").write(content, stream)
