"""One side of a run (source or target): tokens, ids or given rows as the `Text` that a model page reads."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.frame import Text
from tracer.session.request import Request
from tracer.tokens.words import has_unspaced, how_cut, require_text, require_tokens, spaces_delimit, split_by

START, END = "<start>", "<end>"


class Side(NamedTuple):
    """The token lists of one side, one a sentence, and whether several sentences were given."""

    sentences: list[list[str]]
    several: bool

    @property
    def longest(self) -> int:
        return max(map(len, self.sentences))

    @property
    def words(self) -> list[str]:
        """Distinct tokens in order of first occurrence."""
        return list(dict.fromkeys(word for sentence in self.sentences for word in sentence))

    @property
    def real(self) -> list[list[float]] | None:
        """1 for a token, 0 for padding (sentence × token); None where no sentence is padded."""
        if len({len(sentence) for sentence in self.sentences}) < 2:
            return None
        return [[1.0] * len(sentence) + [0.0] * (self.longest - len(sentence)) for sentence in self.sentences]

    def axis(self) -> Axis:
        """The token axis, labelled with the tokens; with several sentences, with labels for each sentence."""
        if self.several:
            return Axis("token", self.longest, per=self.sentences)
        return Axis("token", len(self.sentences[0]), self.sentences[0])


def cut_text(request: Request, text: str, table: str) -> list[str]:
    """The tokens of a text, as the writer or the option says; a model with a vocabulary of its own reads the rows of its `table`.

    Raises TracerError for a text without tokens.
    """
    if not request.own_vocabulary:
        return require_tokens(text, request.data.cut)
    require_text(text)
    if request.begins:
        from tracer.tokens.characters import characters

        return [request.begins, *characters(text)]
    return split_by(text, request.rows.get(table, {}))


def way_of_cutting(request: Request) -> str:
    """How the Chinese of the request's texts is cut, for the reader to be told; "" where there is none, or tokens are given."""
    data = request.data
    texts = [] if data.tokens is not None or data.text is None else [data.text, *as_list(data.also)]
    texts += as_list(data.target) if data.target_tokens is None else []
    if request.own_vocabulary:
        return "vocabulary" if any(map(spaces_delimit, texts)) else ""
    ways = {how_cut(text, data.cut) for text in texts if has_unspaced(text)}
    return "mixed" if len(ways) > 1 else next(iter(ways), "")


def as_list(value: Any) -> list[Any]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def looked_up(side: Side, vocab: Axis, width: Axis) -> Text:
    """Tokens as ids of a vocabulary; padding gets id 0, which its mask hides."""
    places = {label: place for place, label in reversed(list(enumerate(vocab.labels)))}
    rows = [[places[word] for word in sentence] for sentence in side.sentences]
    padded = tuple(tuple(row + [0] * (side.longest - len(row))) for row in rows)
    return Text(side.axis(), vocab, padded if side.several else padded[0], width=width, real=side.real if side.several else None)


def by_ids(ids: Any, vocab: Axis, width: Axis) -> Text:
    """Given token ids as a `Text`, labelled from the vocabulary. Raises TracerError for an id out of range."""
    rows = ids if ids and not isinstance(ids[0], int) else [ids]
    size = vocab.size
    for row in rows:
        for token_id in row:
            if token_id < 0 or (size is not None and token_id >= size):
                raise TracerError("session.id", id=token_id, size=size, last=(size or 1) - 1)
    labels = vocab.labels
    side = Side([[labels[i] if i < len(labels) else str(i) for i in row] for row in rows], rows is ids)
    padded = tuple(tuple(list(row) + [0] * (side.longest - len(row))) for row in rows)
    return Text(side.axis(), vocab, padded if side.several else padded[0], width=width, real=side.real if side.several else None)


def given_rows(key: str, value: Any, side: Side | None, width_name: str = "d_model") -> Text:
    """Given vectors (token × width) in place of embedding rows; a list of matrices for several sentences."""
    several = isinstance(value, list) and bool(value) and np.ndim(value[0]) == 2 or np.ndim(value) == 3
    matrices = [np.asarray(rows, float) for rows in value] if several else [np.asarray(value, float)]
    if any(matrix.ndim != 2 for matrix in matrices):
        raise TracerError("session.rows_axes", key=key)
    lengths = [len(matrix) for matrix in matrices]
    if side is not None and [len(sentence) for sentence in side.sentences] != lengths:
        raise TracerError("session.rows", key=key, rows=sum(lengths), tokens=sum(map(len, side.sentences)))
    labelled = side or Side([[str(place) for place in range(n)] for n in lengths], several)
    width = matrices[0].shape[1]
    if not several:
        axis = side.axis() if side is not None else Axis("token", lengths[0])
        return Text(axis, rows=matrices[0], width=Axis(width_name, width))
    padded = np.zeros((len(matrices), labelled.longest, width))
    for place, matrix in enumerate(matrices):
        padded[place, : len(matrix)] = matrix
    return Text(labelled.axis(), rows=padded, width=Axis(width_name, width), real=labelled.real)
