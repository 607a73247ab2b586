"""From tokens to the first layer's input: embedding, positions, their sum (arXiv 1706.03762, sections 3.4 and 3.5)."""

from __future__ import annotations

from typing import Any

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.frame import Frame, Text
from tracer.models.norm import dropped
from tracer.ops.expression import Symbol
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def embedded(r: Recorder, f: Frame, text: Text, table: str = "embedding.W_E") -> Step:
    """`embedding` (rows of the table, or the rows given), `positions`, and `input`, their sum: what the first layer reads."""
    with_positions = positions(r, f, text, embedding(r, f, text, table))
    return dropped(r, f, "input.dropout", with_positions)


def embedding(r: Recorder, f: Frame, text: Text, table: str) -> Step:
    """One row a token, times √d_model where the setting asks for it."""
    if text.ids is None:
        rows = r.given("embedding", text.rows, f.leading(text.token, text.width or f.d_model))
    else:
        assert text.vocab is not None
        rows = r.lookup(
            "embedding", r.parameter(f"/{table}", text.vocab, f.d_model, init="table"), ids=text.ids, axes=f.leading(text.token)
        )
    if not f.settings.embedding_scale:
        return rows
    root = r.root("embedding.scale", f.d_model.size, Symbol("d_model"))
    return r.multiply("embedding.scaled", rows, root)


def positions(r: Recorder, f: Frame, text: Text, rows: Step) -> Step:
    """What tells one place from another, added to the embedding; nothing for `none` and for rotary positions."""
    s = f.settings
    axes = (text.token, rows.axes[-1])
    if s.positions in ("none", "rope"):
        return r.same("input", rows, level=DETAIL)
    if s.positions == "sinusoidal":
        attrs: dict[str, Any] = {
            "base": s.position_base,
            "layout": s.position_layout,
            "exponent": s.position_exponent,
            "start": f.start,
        }
        places = r.sinusoid("positions", axes=axes, dtype=r.dtype, **attrs)
    elif s.positions == "learned":
        here = range(f.start, f.start + (text.token.size or 0))
        known = f.learned.get(r.address("positions.W_P"), here.stop or None)
        enough(here, known)
        table = r.parameter("positions.W_P", Axis("position", known), rows.axes[-1], init="table")
        places = r.lookup("positions", table, ids=tuple(here), axes=(text.token,))
    else:
        here = range(f.start, f.start + (text.token.size or len(s.positions)))
        if len(s.positions) < here.stop:
            raise TracerError("session.rows", key="positions", rows=len(s.positions), tokens=here.stop)
        places = r.given("positions", s.positions[here.start : here.stop], axes)
    return r.add("input", rows, places)


def enough(here: range, known: int | None) -> None:
    """Refuse a text that goes on behind the last known position."""
    if known is not None and here.stop > known:
        raise TracerError("session.positions_short", tokens=here.stop, known=known)
