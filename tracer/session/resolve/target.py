"""Target side: the decoder input of an encoder–decoder, shifted right behind a start token."""

from __future__ import annotations

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.frame import Text
from tracer.session.request import Request
from tracer.session.resolve.side import END, START, Side, as_list, by_ids, cut_text, given_rows, looked_up
from tracer.session.resolve.vocabulary import output_vocab, shared_vocabulary, vocab_of_size, vocabulary
from tracer.settings import TRANSLATE, Settings
from tracer.settings.data import data_keys
from tracer.weights.bundled import name_of


def target_side(request: Request) -> Side | None:
    """Target sentences, shifted right behind a start token."""
    data = request.data
    if (tokens := data.target_tokens) is not None:
        several = bool(tokens) and not isinstance(tokens[0], str)
        rows = [list(row) for row in tokens] if several else [list(tokens)]
    elif data.target is not None:
        texts = as_list(data.target)
        rows, several = [cut_text(request, text, "decoder.embedding.W_E") for text in texts], len(texts) > 1
    else:
        return None
    return Side([[START, *row] for row in rows], several)


def refuse_two_readings(request: Request, stack: str) -> None:
    """Raise TracerError where both ids and words are given, since one of them would be ignored."""
    keys = ("target", "target_tokens") if stack in TRANSLATE else ("text", "tokens", "also")
    given = next((key for key in keys if key in request.data), None)
    if given is not None and request.data.target_ids is not None:
        raise TracerError("session.ids_and_text", key=given)


def wants_target(request: Request) -> bool:
    """Whether the request gives a decoder input, as text, tokens, rows or ids."""
    return request.data.target_inputs is not None or request.data.has_any(*data_keys("target"))


def target_text(
    request: Request, settings: Settings, side: Side | None, target: Side | None, width: Axis
) -> tuple[Text, Axis | None]:
    """The decoder input `Text` and the decoder's vocabulary."""
    data, table = request.data, "embedding.W_E" if settings.tied else "decoder.embedding.W_E"
    if data.target_inputs is not None:
        return given_rows("target_inputs", data.target_inputs, target), output_vocab(request)
    rows = request.rows.get(table, {})
    closed = bool(rows) and not (request.is_seeded or request.seeded_rows or data.vectors is not None)
    shared = shared_vocabulary(request, [target, side], closed) if settings.tied and side is not None else None
    if data.target_ids is not None:
        vocab = shared or vocab_of_size(request, table)
        return by_ids(data.target_ids, vocab, width), vocab
    assert target is not None
    if shared:
        return looked_up(target, shared, width), shared
    extra = [] if closed or data.vocab is not None else [START, END]
    vocab = vocabulary("vocab", [*extra, *target.words], data.vocab, rows, closed, name_of(request.origin))
    return looked_up(target, vocab, width), vocab
