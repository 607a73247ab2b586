"""Worksheets as cards to learn by: each blank with its working, and the field's terms with their formulas in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracer.axes import number_repeats
from tracer.document.blocks import Block, Figure, Formula, Matrix, Prose, Table
from tracer.document.matrices import matrices
from tracer.document.place_words import held_places
from tracer.document.quiz import Card, Deck
from tracer.document.selection import Selection
from tracer.document.sentence import sentence
from tracer.document.stage_names import stage_heading
from tracer.document.symbols import formula, has_formula, symbol
from tracer.document.trace_document import text_of
from tracer.document.working import working
from tracer.exercises.blanks import Question, Sheet
from tracer.language import LANGUAGES, current, say, speaking, template
from tracer.record.step import Step
from tracer.record.trace import Trace


class Term(NamedTuple):
    """A word of the field. message: its id, which has it in both languages. stage: the ending of its address, or ""."""

    message: str
    stage: str
    symbol: str


def deck(sheets: Sequence[Sheet], terms: Sequence[Term]) -> Deck:
    """A card for every blank of the sheets, then one for every term, with the formulas of the sheets' model."""
    cards = [_cell_card(sheet, question) for sheet in sheets for question in sheet.blanks]
    cards += [_term_card(sheets[0].trace, term) for term in terms]
    return Deck(say("quizzes.deck", text=text_of(sheets[0].trace)), cards)


def _cell_card(sheet: Sheet, question: Question) -> Card:
    """Front: which number, its formula, what it is made of. Back: its working; for attention weights a picture, too."""
    step = sheet.trace.every[question.stage]
    worked = working(step, question.index, sheet.places)
    operands = [(address, value) for address, value in worked.inputs]
    heads = [say("quizzes.column_cell"), say("quizzes.column_value")]
    front: list[Block] = [
        stage_heading(step.name, addressed=False),
        Prose(say("quizzes.card", cell=question.address, text=text_of(sheet.trace), places=sheet.places)),
        _formula(step),
        Table(heads, operands, (0, sheet.places)),
    ]
    return Card(front, [worked, *_picture(step, question.index)], ["ttrace", step.name.rpartition(".")[2]])


def _formula(step: Step) -> Formula:
    return Formula(formula(step), symbol(step.name))


def _picture(step: Step, index: tuple[int, ...]) -> Iterator[Figure]:
    """The attention weights of the head that a cell belongs to; nothing for any other stage."""
    held = {axis.name: place for axis, place in zip(step.axes, index, strict=True)}
    for table in matrices(step, Selection(everything=True), 2, None, []):
        if table.weights and all(held[name] == place for name, place, _ in table.fixed):
            yield Figure("heads", say("document.heads"), {"panels": [_panel(table)], "row_axis": "query", "column_axis": "key"})


def _panel(table: Matrix) -> dict[str, object]:
    labels = {
        name: number_repeats(axis.labels) if axis is not None else []
        for name, axis in (("rows", table.rows), ("columns", table.columns))
    }
    return {"title": held_places(table), "values": table.values, **labels}


def _term_card(trace: Trace, term: Term) -> Card:
    """Front: the term as the reader calls it. Back: as others do, and where the model has it, what it does and its formula."""
    words = {language: template(term.message, language) for language in LANGUAGES}
    back: list[Block] = [Prose(word) for language, word in words.items() if language != current()]
    back += [Prose(term.symbol)] if term.symbol else []
    step = next((step for step in trace.shown if f".{step.name}".endswith(f".{term.stage}")), None) if term.stage else None
    if step is not None:
        for language in LANGUAGES:
            with speaking(language):
                back.append(Prose(sentence(step)))
        back += [_formula(step)] if has_formula(step) else []
    return Card([Prose(words[current()])], back, ["ttrace", say("quizzes.tag_term")])
