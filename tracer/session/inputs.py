"""From what was asked to what a model page reads: sentences to tokens, tokens to rows of a vocabulary, all as axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.frame import Text
from tracer.session.request import Request
from tracer.tokens.simple import checked

START, END = "<start>", "<end>"


@dataclass(slots=True)
class Side:
    """One side's sentences: their tokens (a list a sentence), and whether the reader gave several sentences."""

    sentences: list[list[str]]
    several: bool

    @property
    def longest(self) -> int:
        return max(map(len, self.sentences))

    @property
    def words(self) -> list[str]:
        """Every token once, in order."""
        return list(dict.fromkeys(word for sentence in self.sentences for word in sentence))

    @property
    def real(self) -> list[list[float]] | None:
        """1 for a token, 0 for padding; None where no sentence is shorter than another."""
        if len({len(sentence) for sentence in self.sentences}) < 2:
            return None
        return [[1.0] * len(sentence) + [0.0] * (self.longest - len(sentence)) for sentence in self.sentences]

    def axis(self) -> Axis:
        """The token axis: the tokens as labels; of several sentences, each one's own beside plain positions."""
        if self.several:
            return Axis("token", self.longest, per=self.sentences)
        return Axis("token", len(self.sentences[0]), self.sentences[0])


def source_side(request: Request) -> Side | None:
    """The sentences the encoder (or the only stack) reads, from text, tokens, or the embeddings given; None for rows only."""
    data = request.data
    if "tokens" in data:
        tokens = data["tokens"]
        several = bool(tokens) and not isinstance(tokens[0], str)
        return Side([list(map(str, row)) for row in tokens] if several else [list(map(str, tokens))], several)
    if "text" in data:
        texts = [data["text"], *_listed(data.get("also"))]
        return Side([checked(text) for text in texts], len(texts) > 1)
    if request.rows.get("embedding.W_E") and "inputs" not in data:
        return Side([list(request.rows["embedding.W_E"])], False)
    return None


def target_side(request: Request) -> Side | None:
    """What the decoder reads: the target shifted right behind a start token."""
    data = request.data
    if "target_tokens" in data:
        tokens = data["target_tokens"]
        several = bool(tokens) and not isinstance(tokens[0], str)
        rows = [list(row) for row in tokens] if several else [list(tokens)]
    elif "target" in data:
        texts = _listed(data["target"])
        rows, several = [checked(text) for text in texts], len(texts) > 1
    else:
        return None
    return Side([[START, *row] for row in rows], several)


def refuse_two_readings(request: Request, stack: str) -> None:
    """Ids are read in place of words, so that both together would leave one unread."""
    keys = ("target", "target_tokens") if stack == "encoder-decoder" else ("text", "tokens", "also")
    said = next((key for key in keys if key in request.data), None)
    if said is not None and "target_ids" in request.data:
        raise TracerError("session.ids_and_text", key=said)


def _listed(value: Any) -> list[Any]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def vocabulary(name: str, words: Sequence[str], given: Sequence[str] | None, rows: Mapping[str, Any], closed: bool) -> Axis:
    """The axis of an embedding table: the vocabulary given, else the words with given vectors, then the text's own.

    Raises TracerError for a word outside a closed vocabulary (the nearest is named) and for one named twice.
    """
    if given is not None:
        known, seen = list(map(str, given)), set[str]()
        for word in known:
            if word in seen:
                raise TracerError("session.repeats", word=word)
            seen.add(word)
    else:
        known = list(rows)
    there, read = set(known), set(words)
    fresh = [word for word in dict.fromkeys(words) if word not in there]
    if fresh and (given is not None or closed):
        shown = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
        raise TracerError.near("session.vocabulary", fresh[0], known, known=shown)
    labels = known + fresh if given is not None or closed else [word for word in known if word in read] + fresh
    return Axis(name, len(labels), labels)


def looked_up(side: Side, vocab: Axis, width: Axis) -> Text:
    """Tokens as rows of a vocabulary; padding takes row 0, which its mask hides."""
    places = {label: place for place, label in reversed(list(enumerate(vocab.labels)))}
    rows = [[places[word] for word in sentence] for sentence in side.sentences]
    padded = tuple(tuple(row + [0] * (side.longest - len(row))) for row in rows)
    return Text(side.axis(), vocab, padded if side.several else padded[0], width=width, real=side.real if side.several else None)


def by_ids(ids: Any, vocab: Axis, width: Axis) -> Text:
    """Ids read as they are; their labels are the vocabulary's."""
    rows = ids if ids and not isinstance(ids[0], int) else [ids]
    size = vocab.size
    for row in rows:
        for one in row:
            if one < 0 or (size is not None and one >= size):
                raise TracerError("session.id", id=one, size=size, last=(size or 1) - 1)
    labels = vocab.labels
    side = Side([[labels[i] if i < len(labels) else str(i) for i in row] for row in rows], rows is ids)
    padded = tuple(tuple(list(row) + [0] * (side.longest - len(row))) for row in rows)
    return Text(side.axis(), vocab, padded if side.several else padded[0], width=width, real=side.real if side.several else None)


def given_rows(key: str, value: Any, side: Side | None, width_name: str = "d_model") -> Text:
    """Rows given in place of an embedding: one a token (one matrix a sentence where there are several)."""
    several = isinstance(value, list) and bool(value) and np.ndim(value[0]) == 2 or np.ndim(value) == 3
    matrices = [np.asarray(one, float) for one in value] if several else [np.asarray(value, float)]
    if any(one.ndim != 2 for one in matrices):
        raise TracerError("session.rows_axes", key=key)
    lengths = [len(one) for one in matrices]
    if side is not None and [len(sentence) for sentence in side.sentences] != lengths:
        raise TracerError("session.rows", key=key, rows=sum(lengths), tokens=sum(map(len, side.sentences)))
    labelled = side or Side([[str(place) for place in range(n)] for n in lengths], several)
    width = matrices[0].shape[1]
    if not several:
        axis = side.axis() if side is not None else Axis("token", lengths[0])
        return Text(axis, rows=matrices[0], width=Axis(width_name, width))
    padded = np.zeros((len(matrices), labelled.longest, width))
    for place, one in enumerate(matrices):
        padded[place, : len(one)] = one
    return Text(labelled.axis(), rows=padded, width=Axis(width_name, width), real=labelled.real)
