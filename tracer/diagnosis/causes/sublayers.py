"""What goes wrong around a sublayer: the norm's place, the norm after the last layer, the residual connection."""

from __future__ import annotations

from functools import partial
from typing import Any

from tracer.diagnosis.cause import Cause, Operation, of_architecture
from tracer.diagnosis.trial import Setup, Trial
from tracer.record.step import Step


def residual(how: str, r: Trial, o: Operation) -> Step | None:
    """The sum of a sublayer's input and output, made otherwise."""
    if o.op != "add" or not o.ends("attention.add", "cross.add", "ffn.add"):
        return None
    x, out = o.inputs
    if how == "none":
        return r.instead(o, "same", out)
    if how == "only":
        return r.instead(o, "same", x)
    if how == "twice":
        return r.instead(o, "add", r.before(o), x)
    if how == "output_twice":
        return r.instead(o, "add", r.before(o), out)
    if how == "normed":
        normed = r.known(o.part + "norm")
        return None if normed is None else r.changed(o, normed, out)
    earlier = r.known(o.part.removesuffix("ffn.") + "attention.add")
    if earlier is None or not earlier.inputs or not o.part.endswith("ffn."):
        return None
    return r.changed(o, earlier.inputs[0], out)


def causes(setup: Setup) -> list[Cause]:
    """The rows of this file, for one run."""
    finals: tuple[dict[str, Any], ...] = ({}, {"final_norm": True}, {"final_norm": False})
    places = [{"norm": place, **final} for place in ("post", "pre") for final in finals]
    return [
        *[
            Cause("norm_place", frame=partial(of_architecture, **place), settings=place, values={"place": place["norm"]})
            for place in places
        ],
        Cause("final_norm", frame=partial(of_architecture, final_norm=True), settings={"final_norm": True}),
        Cause("no_final_norm", frame=partial(of_architecture, final_norm=False), settings={"final_norm": False}),
        Cause("parallel", frame=partial(of_architecture, parallel=True)),
        Cause("not_parallel", frame=partial(of_architecture, parallel=False)),
        Cause("no_residual", partial(residual, "none"), settings={"residual": False}),
        Cause("only_residual", partial(residual, "only")),
        Cause("residual_twice", partial(residual, "twice")),
        Cause("output_twice", partial(residual, "output_twice")),
        Cause("residual_normed", partial(residual, "normed")),
        Cause("residual_early", partial(residual, "early")),
    ]
