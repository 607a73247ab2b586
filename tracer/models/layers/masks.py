"""Attention masks: all keys, causal, sliding window, given 0/1 rows; padding is never visible."""

from __future__ import annotations

from collections.abc import Callable

from tracer.axes import Axis
from tracer.models.frame import Frame, Text
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step
from tracer.settings import CAUSAL

Mask = Callable[[Axis, Axis], Step | None]  # of the scores' axes, query and key: the step of 1 and 0; None: every look is allowed


def masks(r: Recorder, f: Frame, stack: str, text: Text | None, mask: object) -> Callable[[int], Mask]:
    """A function from layer number to the attention mask of that layer of a stack.

    text: the one that the keys belong to. mask: "none", one of `settings.CAUSAL`, or rows of 0 and 1 (query × key). Recorded
    when an attention asks for it; or once for the stack, where the architecture says so, before the first layer that reads it.
    """
    if f.architecture.mask_per == "attention":
        return lambda layer: own_mask(r, f, text, mask, layer)
    assert text is not None
    query, key = text.token.rename("query"), key_axis(f, text)
    shared: dict[int | None, Step | None] = {}

    def of(layer: int) -> Mask:
        window = window_of(f, layer, key, mask)
        if window not in shared:
            name = f"/{stack}.mask" + (".window" if window else "")
            shared[window] = attention_mask(r, f, name, (query, key), text, mask, window)
        step = shared[window]
        return lambda query, key: step

    return of


def own_mask(r: Recorder, f: Frame, text: Text | None, mask: object, layer: int = 0) -> Mask:
    """The mask of one attention, recorded next to its scores."""
    return lambda query, key: attention_mask(r, f, "mask", (query, key), text, mask, window_of(f, layer, key, mask))


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
        parts.append(r.given(name, mask, axes, DETAIL))
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
