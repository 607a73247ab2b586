"""What each side reads and speaks: tokens looked up in a vocabulary, ids, or rows given in their place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.frame import Text
from tracer.session import inputs
from tracer.session.inputs import END, START, Side
from tracer.session.request import Request
from tracer.settings import Settings

MOST_CLASSES = 1 << 16  # made for the labels' sake, a column of W_U each


def source_text(
    request: Request, settings: Settings, side: Side | None, target: Side | None, width: Axis, closed: bool
) -> tuple[Text, Axis | None]:
    """What the encoder or the only stack reads, and the vocabulary its output speaks (None where it has none)."""
    data = request.data
    if "inputs" in data or (settings.model == "decoder" and "target_inputs" in data):
        key = "inputs" if "inputs" in data else "target_inputs"
        text = inputs.given_rows(key, data[key], side)
        return text, output_vocab(request)
    if settings.model == "decoder" and "target_ids" in data:
        vocab_axis = _vocab_of_size(request, "embedding.W_E")
        return inputs.by_ids(data["target_ids"], vocab_axis, width), vocab_axis
    if side is None:
        return _shapeless(request, settings, width), output_vocab(request)
    named = data.get("vocab") if _shared(request, settings, side) else None
    if settings.model == "encoder-decoder" and settings.tied:
        vocab_axis = _one_vocabulary(request, [target, side], closed)
    else:
        extra = [START, END] if settings.model == "decoder" and not closed and "vocab" not in data else []
        vocab_axis = inputs.vocabulary("vocab", [*extra, *side.words], named, request.rows.get("embedding.W_E", {}), closed)
    speaks = settings.model == "decoder" or settings.tied or "vocab" in data or output_vocab(request) is not None
    classes = _classes(request, settings, vocab_axis)
    return inputs.looked_up(side, vocab_axis, width), classes or (vocab_axis if speaks else None)


def _one_vocabulary(request: Request, sides: Sequence[Side | None], closed: bool) -> Axis:
    """The words of both sides of a tied encoder–decoder, which look them up in one table: the target's first."""
    extra = [] if closed or "vocab" in request.data else [START, END]
    words = [word for side in sides if side is not None for word in side.words]
    return inputs.vocabulary("vocab", [*extra, *words], request.data.get("vocab"), request.rows.get("embedding.W_E", {}), closed)


def _shared(request: Request, settings: Settings, side: Side) -> bool:
    """Whether `vocab` names what is read: in an encoder–decoder it is what the decoder speaks, and the text may be in another
    language.
    """
    if settings.model != "encoder-decoder" or settings.tied or "embedding.W_E" in request.parameters:
        return True
    if request.rows.get("embedding.W_E"):
        return False  # the text's own rows have names
    return set(side.words) <= set(map(str, request.data.get("vocab") or ()))


def _classes(request: Request, settings: Settings, vocab: Axis) -> Axis | None:
    """The classes a model tells apart where they are not the words it reads: named, as many as W_U's columns, or the labels'."""
    named, labels = request.data.get("classes"), request.data.get("labels")
    if settings.model == "decoder" or settings.tied:
        return None
    if named is not None:
        return Axis("class", len(named), list(map(str, named)))
    out = 0 if settings.layout == "W x" else -1
    columns = [np.shape(array)[out] for name, array in request.parameters.items() if name.endswith("W_U")]
    if columns:
        return Axis("class", columns[0]) if columns[0] != vocab.size else None
    if labels is None or "vocab" in request.data:
        return None
    flat = [one for row in labels for one in (row if isinstance(row, list) else [row])] if isinstance(labels, list) else [labels]
    words = list(dict.fromkeys(one for one in flat if isinstance(one, str)))
    if words:
        return Axis("class", len(words), words)
    numbers = [one for one in flat if one != request.data.get("ignore_label")]
    if (highest := max(numbers, default=0)) >= MOST_CLASSES:
        raise TracerError("session.high_label", label=highest, most=MOST_CLASSES)
    weighed = np.size(request.data.get("class_weights", ()))  # one a class: there may be classes that no row here has
    return Axis("class", max(highest + 1, weighed))


def output_vocab(request: Request) -> Axis | None:
    """The vocabulary of the output: as given, or as wide as W_U, or as the logits set whole; None where there is none."""
    if "vocab" in request.data:
        words = list(map(str, request.data["vocab"]))
        return Axis("vocab", len(words), words)
    out = 0 if request.settings.get("layout") == "W x" else -1
    sized = [np.shape(array)[out] for name, array in request.parameters.items() if name.endswith("W_U")]
    sized += [np.shape(values)[-1] for address, values in request.edits if address in ("logits", "probabilities")]
    return Axis("vocab", sized[0]) if sized else None


def _vocab_of_size(request: Request, table: str) -> Axis:
    given = request.data.get("vocab")
    if given is not None:
        return Axis("vocab", len(given), list(map(str, given)))
    for name in sorted(request.parameters, key=len, reverse=True):  # the full name before an ending of it
        if f".{table}".endswith(f".{name}"):
            return Axis("vocab", np.shape(request.parameters[name])[0])
    return Axis("vocab", None)


def _shapeless(request: Request, settings: Settings, width: Axis) -> Text:
    """No text and no rows: the number of tokens follows from stages set whole; without those there is nothing to trace.

    A recurrent network is as many steps as there are tokens, so it cannot even be planned without them.
    """
    stages = [values for address, values in request.edits if "[" not in address]
    if not stages or settings.model in ("rnn", "lstm", "gru"):
        raise TracerError("text.empty")
    return Text(Axis("token", None), width=width)


def target_text(
    request: Request, settings: Settings, side: Side | None, target: Side | None, width: Axis
) -> tuple[Text, Axis | None]:
    """What the decoder of an encoder–decoder reads, and the vocabulary it speaks."""
    data, table = request.data, "embedding.W_E" if settings.tied else "decoder.embedding.W_E"
    if "target_inputs" in data:
        return inputs.given_rows("target_inputs", data["target_inputs"], target), output_vocab(request)
    rows = request.rows.get(table, {})
    closed = bool(rows) and not (request.is_seeded or request.seeded_rows or "vectors" in data)
    shared = _one_vocabulary(request, [target, side], closed) if settings.tied and side is not None else None
    if "target_ids" in data:
        vocab = shared or _vocab_of_size(request, table)
        return inputs.by_ids(data["target_ids"], vocab, width), vocab
    assert target is not None
    if shared:
        return inputs.looked_up(target, shared, width), shared
    extra = [] if closed or "vocab" in data else [START, END]
    vocab = inputs.vocabulary("vocab", [*extra, *target.words], data.get("vocab"), rows, closed)
    return inputs.looked_up(target, vocab, width), vocab
