"""What a query may look at in real checkpoints: what came before, a window of it, no padding."""

from __future__ import annotations

from collections.abc import Callable

from tracer.axes import Axis
from tracer.models.frame import Frame, Text
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def key_axis(f: Frame, text: Text) -> Axis:
    """Every token read so far: the text's own, and those an earlier pass kept keys of."""
    if not f.start:
        return text.token.renamed("key")
    return Axis("key", f.start + (text.token.size or 0))


def masks(r: Recorder, f: Frame, stack: str, text: Text, mask: object) -> Callable[[int], Step | None]:
    """The mask of each layer: causal, in a window, given as rows, padding; each is one step, whichever layers read it."""
    query, key = text.token.renamed("query"), key_axis(f, text)
    made: dict[int | None, Step | None] = {}

    def of(layer: int) -> Step | None:
        window = f.form.windows[layer] if mask == "causal" and layer < len(f.form.windows) else None
        window = window if window is not None and window < (key.size or 0) else None
        if window not in made:
            made[window] = one_mask(r, f, f"/{stack}.mask" + (".window" if window else ""), query, key, text, mask, window)
        return made[window]

    return of


def one_mask(
    r: Recorder, f: Frame, name: str, query: Axis, key: Axis, text: Text, mask: object, window: int | None
) -> Step | None:
    """1 where a query may look at a key, 0 where not; None where every look is allowed."""
    parts: list[Step] = []
    if mask == "causal":
        parts.append(r.causal(name, axes=(query, key), start=f.start, window=window, dtype=r.dtype, level=DETAIL))
    elif not isinstance(mask, str):
        parts.append(r.given(name, mask, (query, key), DETAIL))
    if text.real is not None and window is None:
        parts.append(r.given(f"{name}.padding", text.real, f.leading(key), DETAIL))
    elif text.real is not None:  # a window may hold nothing but padding, which then sees itself
        sees = [[[max(real, float(q == k)) for k, real in enumerate(row)] for q in range(query.size or 0)] for row in text.real]
        parts.append(r.given(f"{name}.padding", sees, f.leading(query, key), DETAIL))
    if len(parts) == 2:
        return r.multiply(f"{name}.both", *parts, level=DETAIL)
    return parts[0] if parts else None
