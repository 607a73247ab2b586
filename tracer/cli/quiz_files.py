"""Worksheets written for other programs: question banks, and cards to learn by."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracer.cli.result import Data, Part, Text
from tracer.errors import TracerError
from tracer.language import say
from tracer.render.quizzes import SYSTEMS, write

if TYPE_CHECKING:
    from tracer.document.quiz import Deck, Quiz
    from tracer.exercises.blanks import Sheet


def quiz_parts(sheets: Sequence[Sheet], system: str, file: str | None) -> list[Part]:
    """The sheets as one file of that system, and beside it a word to the teacher where it cannot mark as this program does."""
    content = _content(sheets, system)
    stream = io.BytesIO()
    write(content, system, stream)
    if SYSTEMS[system].binary:
        written: Part = Data(stream.getvalue(), system, file)
    else:
        written = Text(stream.getvalue().decode(), file)
    if SYSTEMS[system].cards:
        return [written]
    return [written, Text(say("quizzes.no_follow_on", system=SYSTEMS[system].name) + "\n", aside=True)]


def _content(sheets: Sequence[Sheet], system: str) -> Quiz | Deck:
    if not SYSTEMS[system].cards:
        from tracer.exercises.quiz import quiz

        return quiz(sheets)
    if sheets[0].problems:
        raise TracerError("quizzes.not_cells", kind=sheets[0].kind, format=system)
    from tracer.exercises.deck import Term, deck
    from tracer.reference.glossary import TERMS

    terms = [Term(f"glossary.{term.name}", term.stage, term.symbol) for part in TERMS.values() for term in part]
    return deck(sheets, terms)
