"""The likeliest words of a large vocabulary or of many classes, row by row: what a model would say next, or answers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tracer.axes import Axis, number_repeats
from tracer.document.blocks import Block, Note, Table
from tracer.document.places import select_tokens
from tracer.document.selection import MOST_COLUMNS, Selection, select_rows
from tracer.language import first_few, say
from tracer.ops.ties import largest_positions, tied_positions
from tracer.record.step import Step
from tracer.rounding import fixed

_WORDS = 5
_MOST = {"vocab": MOST_COLUMNS, "class": 10}  # columns whose table alone shows the answer at a glance
_MASKS = ("[MASK]", "<mask>")


def likely(step: Step, selection: Selection) -> Iterator[Block]:
    """A table of each row's five likeliest words or classes, where there are too many for the stage's own table to show them.

    step: `probabilities`, [sentence,] token × vocab (or class). Masked places stand alone where the text has any, and the tokens
    asked for.
    """
    if step.name != "probabilities" or selection.columns is not None or len(step.axes) < 2:
        return
    token, vocab = step.axes[-2:]
    if vocab.name not in _MOST or (vocab.size or 0) <= _MOST[vocab.name]:
        return
    for sentence in np.ndindex(step.values.shape[:-2]):
        yield from _table(step.values[sentence], token.of_sentence(sentence[0]) if sentence else token, vocab, selection)


def _table(values: np.ndarray, token: Axis, vocab: Axis, selection: Selection) -> Iterator[Block]:
    size = token.size or 0
    masked = [place for place, label in enumerate(token.labels) if label in _MASKS]
    places = select_tokens(token, selection.tokens) if selection.tokens else masked or select_rows(size, selection) or range(size)
    labels = number_repeats(token.labels)
    rows = [[labels[place], *_words(values[place], vocab)] for place in places]
    only_masked = bool(masked) and all(place in masked for place in places)
    kind = "likely_classes" if vocab.name == "class" else "likely_masked" if only_masked else "likely"
    caption = say(f"document.{kind}", count=_WORDS)
    yield Table([say("generate.token"), *map(str, range(1, _WORDS + 1))], rows, (), caption)
    for place in places:
        if len(alike := tied_positions(values[place])) > 1:
            words = first_few([vocab.labels[at] for at in alike], _WORDS)
            yield Note(say("document.likely_tie", token=labels[place], words=words))


def _words(row: np.ndarray, vocab: Axis) -> list[str]:
    """`animal 0.412`, the likeliest first; of equals the earlier word."""
    return [f"{vocab.labels[place]} {fixed(float(row[place]), 3)}" for place in largest_positions(row, _WORDS)]
