"""Dropout (arXiv 1207.0580)."""

from __future__ import annotations

from tracer.models.frame import Frame
from tracer.record.recorder import Recorder
from tracer.record.step import Step


def dropout(r: Recorder, f: Frame, name: str, x: Step) -> Step:
    """Inverted dropout: x times a seeded 0/1 mask, scaled by 1/(1 − p). Returns x itself where p is 0 (the default)."""
    rate = f.architecture.dropout
    if not rate:
        return x
    return r.dropout(name, x, r.chance(f"{name}.mask", x.axes, rate), rate=rate)
