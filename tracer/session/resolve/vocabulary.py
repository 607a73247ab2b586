"""Vocabulary axes of a run: of the embedding table and of the output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.full_width import other_width
from tracer.language import first_few
from tracer.record.edit import given_shape
from tracer.session.request import Request
from tracer.session.resolve.side import END, START, Side


def vocabulary(
    name: str, words: Sequence[str], given: Sequence[str] | None, rows: Mapping[str, Any], closed: bool, model: str = ""
) -> Axis:
    """Axis of an embedding table: the given vocabulary, else words with given vectors followed by the text's words.

    model: the bundled model whose it is, "" for any other. Raises TracerError for a word outside a closed vocabulary (the nearest
    is named) and for one named twice.
    """
    if given is not None:
        known, seen = list(map(str, given)), set[str]()
        for word in known:
            if word in seen:
                raise TracerError("session.repeats", word=word)
            seen.add(word)
    else:
        known = list(rows)
    present, read = set(known), set(words)
    fresh = [word for word in dict.fromkeys(words) if word not in present]
    if fresh and (given is not None or closed):
        shown = first_few(known, 12)
        if (twin := other_width(fresh[0])) in present:
            raise TracerError("session.vocabulary.near", word=fresh[0], near=twin)
        if model:
            raise TracerError.near("session.outside", fresh[0], known, model=model)
        raise TracerError.near("session.vocabulary", fresh[0], known, known=shown)
    labels = known + fresh if given is not None or closed else [word for word in known if word in read] + fresh
    return Axis(name, len(labels), labels)


def shared_vocabulary(request: Request, sides: Sequence[Side | None], closed: bool) -> Axis:
    """Words of both sides of an encoder–decoder with a tied table, target words first."""
    extra = [] if closed or request.data.vocab is not None else [START, END]
    words = [word for side in sides if side is not None for word in side.words]
    return vocabulary("vocab", [*extra, *words], request.data.vocab, request.rows.get("embedding.W_E", {}), closed)


def output_vocab(request: Request) -> Axis | None:
    """Output vocabulary axis: as given, or sized by W_U or by given logits; None where there is none."""
    if request.data.vocab is not None:
        words = list(map(str, request.data.vocab))
        return Axis("vocab", len(words), words)
    sized = [request.shape(name)[-1] for name in request.parameters if name.endswith("W_U")]
    shapes = [given_shape(values, address) for address, values in request.edits if address in ("logits", "probabilities")]
    sized += [shape[-1] for shape in shapes if shape]
    return Axis("vocab", sized[0]) if sized else None


def vocab_of_size(request: Request, table: str) -> Axis:
    given = request.data.vocab
    if given is not None:
        return Axis("vocab", len(given), list(map(str, given)))
    for name in sorted(request.parameters, key=len, reverse=True):  # the full name before an ending of it
        if f".{table}".endswith(f".{name}"):
            return Axis("vocab", np.shape(request.parameters[name])[0])
    return Axis("vocab", None)
