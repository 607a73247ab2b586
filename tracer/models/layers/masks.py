"""Attention masks: all keys, causal, sliding window, given 0/1 rows; padding is never visible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.frame import Frame, Text
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step
from tracer.settings import CAUSAL

MaskOf = Callable[[Axis, Axis], Step | None]  # of the axes query and key


class Mask(NamedTuple):
    """allowed: the step of 1 and 0; None where every look is allowed. added: what is added to the scores; None: nothing is."""

    allowed: MaskOf
    added: MaskOf


def masks(r: Recorder, f: Frame, stack: str, text: Text | None, mask: object, added: Any = None) -> Callable[[int], Mask]:
    """A function from layer number to the attention mask of that layer of a stack.

    text: the one that the keys belong to. mask: "none", one of `settings.CAUSAL`, or rows of 0 and 1; added: rows of numbers
    (query × key, each head's own or the same for all). Recorded when an attention asks for it; or once for the stack, where the
    architecture says so, before the first layer that reads it.
    """
    if f.architecture.mask_per == "attention":
        return lambda layer: own_mask(r, f, text, mask, added, layer)
    assert text is not None
    query, key = text.token.rename("query"), key_axis(f, text)
    shared: dict[int | None, Step | None] = {}

    def of(layer: int) -> Mask:
        window = window_of(f, layer, key, mask)
        if window not in shared:
            name = f"/{stack}.mask" + (".window" if window else "")
            shared[window] = attention_mask(r, f, name, (query, key), text, mask, window)
        step = shared[window]
        return Mask(lambda query, key: step, lambda query, key: None)  # a checkpoint's

    return of


def own_mask(r: Recorder, f: Frame, text: Text | None, mask: object, added: Any = None, layer: int = 0) -> Mask:
    """The mask of one attention, recorded next to its scores."""
    return Mask(
        lambda query, key: attention_mask(r, f, "mask", (query, key), text, mask, window_of(f, layer, key, mask)),
        lambda query, key: None if added is None else given_mask(r, f, "added_mask", added, (query, key)),
    )


def given_mask(r: Recorder, f: Frame, name: str, rows: Any, axes: tuple[Axis, Axis]) -> Step:
    """Rows given for a mask: query × key; a matrix a head; or one a sentence and head, as nn.MultiheadAttention takes them."""
    if not isinstance(rows[0][0], (list, tuple)):
        return r.given(name, rows, axes, DETAIL)
    heads, sentences = f.head.size, f.sentence.size if f.sentence is not None else 1
    if heads is None or sentences is None or len(rows) == heads:
        return r.given(name, rows, (f.head, *axes), DETAIL)
    if len(rows) != heads * sentences:
        raise TracerError("session.mask_heads", stage=r.address(name), matrices=len(rows), heads=heads, sentences=sentences)
    each = [rows[at : at + heads] for at in range(0, len(rows), heads)]
    return r.given(name, each, f.leading(f.head, *axes), DETAIL)


def key_axis(f: Frame, text: Text) -> Axis:
    """Key axis of self-attention: cached tokens followed by the text's tokens."""
    if not f.start:
        return text.token.rename("key")
    return Axis("key", f.start + (text.token.size or 0))


def window_of(f: Frame, layer: int, key: Axis, mask: object) -> int | None:
    """The window of a layer, where a causal mask, or none in an encoder with windows, has one that leaves some key out."""
    a = f.architecture
    window = a.window(layer) if mask in CAUSAL or (a.windows_ahead and mask == "none") else None
    return window if window is not None and window < (key.size or 0) else None


def attention_mask(
    r: Recorder, f: Frame, name: str, axes: tuple[Axis, Axis], text: Text | None, mask: object, window: int | None
) -> Step | None:
    """Query × key matrix, 1 where a query may attend to a key, else 0; None where all are allowed."""
    query, key = axes
    start = (key.size or 0) - (query.size or 0)  # queries are the last tokens; a cache holds the keys before them
    if mask == "causal-upper-left":
        start = f.start  # the first query is the first token, whatever keys there are
    parts: list[Step] = []
    if mask in CAUSAL:
        parts.append(r.causal(name, axes=axes, start=start, window=window, dtype=r.dtype, level=DETAIL))
    elif window is not None:
        parts.append(r.band(name, axes=axes, start=start, window=window, dtype=r.dtype, level=DETAIL))
    elif not isinstance(mask, str) and mask is not None:
        parts.append(given_mask(r, f, name, mask, axes))
    if text is not None and text.real is not None:
        parts.append(padding(r, f, f"{name}.padding", text, axes, window))
    if len(parts) < 2:
        return parts[0] if parts else None
    return r.multiply(f"{name}.both", *parts, level=DETAIL)


def padding(r: Recorder, f: Frame, name: str, text: Text, axes: tuple[Axis, Axis], window: int | None) -> Step:
    """1 for tokens, 0 for padding; padding whose window holds only padding attends to itself, so that softmax is defined."""
    query, key = axes
    if window is None:
        return r.given(name, text.real, f.leading(key), DETAIL)
    real = r.given(f"{name}.real", text.real, f.leading(key), DETAIL)
    return r.window_padding(name, real, query=query, start=(key.size or 0) - (query.size or 0), level=DETAIL)
