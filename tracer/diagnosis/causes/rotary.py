"""What goes wrong with rotary positions: the pairs, the base, how many columns turn, which way, from where."""

from __future__ import annotations

from functools import partial
from typing import Any

from tracer.diagnosis.cause import Cause, Operation
from tracer.diagnosis.trial import Setup, Trial
from tracer.record.step import Step

_BASES = (10000.0, 500000.0, 1000000.0, 100000.0, 1000.0, 100.0)


def rotated(change: dict[str, Any] | str, r: Trial, o: Operation) -> Step | None:
    """Rotary positions with other attributes; "not" and "back" for none and for the other direction."""
    if o.op != "rotate":
        return None
    if change == "not":
        return r.instead(o, "same", o.inputs[0])
    if change == "back":
        return r.changed(o, back=True)
    assert isinstance(change, dict)
    if all(o.attrs.get(key) == value for key, value in change.items()):
        return None
    return r.changed(o, **change)


def rotated_columns(part: float, r: Trial, o: Operation) -> Step | None:
    """Only a part of a head's columns turned."""
    if o.op != "rotate":
        return None
    width = o.inputs[0].size("d_k") or 0
    turned = int(width * part) // 2 * 2
    return r.changed(o, turned=turned) if turned and turned != o.attrs["turned"] else None


def other_layout(r: Trial, o: Operation) -> Step | None:
    if o.op != "rotate":
        return None
    return r.changed(o, layout="halves" if o.attrs["layout"] == "interleaved" else "interleaved")


def from_one(r: Trial, o: Operation) -> Step | None:
    return r.changed(o, start=o.attrs["start"] + 1) if o.op == "rotate" else None


def causes(setup: Setup) -> list[Cause]:
    """The rows of this file, for one run."""
    other = "halves" if setup.frame.architecture.position_layout == "interleaved" else "interleaved"
    return [
        Cause("rotary_layout", other_layout, settings={"position_layout": other}),
        Cause("rotary_not", partial(rotated, "not"), settings={"positions": "none"}),
        *[
            Cause("rotary_base", partial(rotated, {"base": base}), settings={"position_base": base}, values={"base": f"{base:g}"})
            for base in _BASES
        ],
        *[Cause("rotary_part", partial(rotated_columns, part), values={"part": f"{part:g}"}) for part in (1.0, 0.5, 0.25)],
        Cause("rotary_from_one", from_one),
        Cause("rotary_back", partial(rotated, "back")),
        Cause("rotary_unscaled", partial(rotated, {"scaling": None})),
        Cause("rotary_factor", partial(rotated, {"factor": 1.0})),
    ]
