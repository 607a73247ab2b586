"""Source side: the input of the encoder, or of a single-stack model."""

from __future__ import annotations

import numpy as np

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.frame import Text
from tracer.session.request import Request
from tracer.session.resolve.side import END, START, Side, as_list, by_ids, cut_text, given_rows, looked_up
from tracer.session.resolve.vocabulary import output_vocab, shared_vocabulary, vocab_of_size, vocabulary
from tracer.settings import STEPWISE, TRANSLATE, WRITE, Settings
from tracer.weights.bundled import name_of

MOST_CLASSES = 1 << 16  # made for the labels' sake, a column of W_U each


def source_side(request: Request) -> Side | None:
    """Source sentences from text, tokens or given embeddings; None where rows are given."""
    data = request.data
    if (tokens := data.tokens) is not None:
        several = bool(tokens) and not isinstance(tokens[0], str)
        return Side([list(map(str, row)) for row in tokens] if several else [list(map(str, tokens))], several)
    if data.text is not None:
        texts = [data.text, *as_list(data.also)]
        return Side([cut_text(request, text, "embedding.W_E") for text in texts], len(texts) > 1)
    if request.rows.get("embedding.W_E") and data.inputs is None:
        return Side([list(request.rows["embedding.W_E"])], False)
    return None


def source_text(
    request: Request, settings: Settings, side: Side | None, target: Side | None, width: Axis, closed: bool
) -> tuple[Text, Axis | None]:
    """The source `Text` and the output vocabulary (None without one)."""
    data, outputs = request.data, _outputs(request, settings)
    if data.inputs is not None:
        return given_rows("inputs", data.inputs, side), outputs or output_vocab(request)
    if settings.model == "decoder" and data.target_inputs is not None:
        return given_rows("target_inputs", data.target_inputs, side), output_vocab(request)
    if settings.model == "decoder" and data.target_ids is not None:
        vocab_axis = vocab_of_size(request, "embedding.W_E")
        return by_ids(data.target_ids, vocab_axis, width), vocab_axis
    if side is None:
        return _shapeless(request, settings, width), output_vocab(request)
    named = data.vocab if _shared(request, settings, side) else None
    if settings.model in TRANSLATE and settings.tied:
        vocab_axis = shared_vocabulary(request, [target, side], closed)
    else:
        extra = [START, END] if settings.model == "decoder" and not closed and data.vocab is None else []
        vocab_axis = vocabulary(
            "vocab", [*extra, *side.words], named, request.rows.get("embedding.W_E", {}), closed, name_of(request.origin)
        )
    speaks = settings.model == "decoder" or settings.tied or data.vocab is not None or output_vocab(request) is not None
    classes = outputs or _classes(request, settings, vocab_axis)
    return looked_up(side, vocab_axis, width), classes or (vocab_axis if speaks else None)


def _outputs(request: Request, settings: Settings) -> Axis | None:
    """What a sigmoid or linear read-out has a number for: named classes, as many as W_U's columns or the targets', or one.

    None where the model reads out words, or a class of several.
    """
    if settings.read_out == "softmax" or settings.model in WRITE or settings.tied:
        return None
    if (named := request.data.classes) is not None:
        return Axis("class", len(named), list(map(str, named)))
    columns = [request.shape(name)[-1] for name in request.parameters if name.endswith("W_U")]
    targets = request.data.targets
    while isinstance(targets, (list, tuple)) and targets and isinstance(targets[0], (list, tuple)):
        targets = targets[0]
    return Axis("class", (columns or [*np.shape(targets)[-1:], 1])[0])


def _shared(request: Request, settings: Settings, side: Side) -> bool:
    """Whether `vocab` names what is read: in an encoder–decoder it is what the decoder speaks, and the text may be in another
    language.
    """
    if settings.model not in TRANSLATE or settings.tied or "embedding.W_E" in request.parameters:
        return True
    if request.rows.get("embedding.W_E"):
        return False  # the text's own rows have names
    return set(side.words) <= set(map(str, request.data.vocab or ()))


def _classes(request: Request, settings: Settings, vocab: Axis) -> Axis | None:
    """The classes a model tells apart where they are not the words it reads: named, as many as W_U's columns, or the labels'."""
    named, labels = request.data.classes, request.data.labels
    if settings.model == "decoder" or settings.tied:
        return None
    if named is not None:
        return Axis("class", len(named), list(map(str, named)))
    columns = [request.shape(name)[-1] for name in request.parameters if name.endswith("W_U")]
    if columns:
        return Axis("class", columns[0]) if columns[0] != vocab.size else None
    if labels is None or request.data.vocab is not None:
        return None
    flat = (
        [label for row in labels for label in (row if isinstance(row, list) else [row])] if isinstance(labels, list) else [labels]
    )
    words = list(dict.fromkeys(label for label in flat if isinstance(label, str)))
    if words:
        return Axis("class", len(words), words)
    numbers = [label for label in flat if label != request.data.ignore_label]
    if (highest := max(numbers, default=0)) >= MOST_CLASSES:
        raise TracerError("session.high_label", label=highest, most=MOST_CLASSES)
    weights = request.data.class_weights  # one a class: there may be classes that no row here has
    weighed = 0 if weights is None else np.size(weights)
    return Axis("class", max(highest + 1, weighed))


def _shapeless(request: Request, settings: Settings, width: Axis) -> Text:
    """No text and no rows: the number of tokens follows from stages set whole; without those there is nothing to trace.

    A recurrent network is as many steps as there are tokens, so it cannot even be planned without them.
    """
    stages = [values for address, values in request.edits if "[" not in address]
    if not stages or settings.model in STEPWISE:
        raise TracerError("tokens.empty")
    return Text(Axis("token", None), width=width)
