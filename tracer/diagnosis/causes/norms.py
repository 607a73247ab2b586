"""What goes wrong in a norm: ε, the variance, γ and β, the kind."""

from __future__ import annotations

from functools import partial

import numpy as np

from tracer.diagnosis.cause import Cause, Operation
from tracer.diagnosis.trial import Setup, Trial
from tracer.record.step import Step

EPSILONS = (1e-5, 1e-6, 1e-12, 1e-8, 1e-3, 1e-9, 1e-7, 1e-2, 1e-4, 0.0)
_NORMALIZED = ("standardise", "over_root")


def epsilon(value: float, r: Trial, o: Operation) -> Step | None:
    if o.op not in _NORMALIZED or o.attrs["epsilon"] == value:
        return None
    return r.changed(o, epsilon=value)


def epsilon_at(r: Trial, o: Operation) -> Step | None:
    """ε added to the deviation where it belongs inside the root, or the other way round."""
    if o.op not in _NORMALIZED:
        return None
    return r.changed(o, at="variance" if o.attrs["at"] == "deviation" else "deviation")


def other_variance(r: Trial, o: Operation) -> Step | None:
    """n − 1 for n, or the other way round."""
    return r.changed(o, ddof=1 - o.attrs["ddof"]) if o.op == "variance" and o.ends("norm.variance") else None


def one_pass(r: Trial, o: Operation) -> Step | None:
    """E[x²] − E[x]² in single precision, which cancels where the mean is large beside the deviation."""
    if o.op != "variance" or not o.ends("norm.variance"):
        return None
    before, x = r.before(o), o.inputs[0].values.astype(np.float32)
    return r.put(o, (x * x).mean(-1, dtype=np.float32) - x.mean(-1, dtype=np.float32) ** 2, before.axes)


def root_of_squares(with_beta: bool, r: Trial, o: Operation) -> Step | None:
    """RMS norm in place of layer norm."""
    if o.op == "scale_shift" and not with_beta and _normalized(o) is not None:
        return r.instead(o, "multiply", *o.inputs[:2])
    if o.op != "standardise":
        return None
    x = o.inputs[0]
    square = r.plain("mean_square", o.name + ".mean_square", x, over=x.axes[-1].name)
    return r.instead(o, "over_root", x, square, **o.attrs)


def centred(r: Trial, o: Operation) -> Step | None:
    """Layer norm in place of RMS norm."""
    if o.op != "over_root":
        return None
    x = o.inputs[0]
    mean = r.plain("mean", o.name + ".mean", x, over=x.axes[-1].name)
    variance = r.plain("variance", o.name + ".variance", x, mean, over=x.axes[-1].name, ddof=0)
    return r.instead(o, "standardise", x, mean, variance, **o.attrs)


def not_centred(r: Trial, o: Operation) -> Step | None:
    """Divided by the deviation, the mean not taken away."""
    return r.instead(o, "over_deviation", o.inputs[0], o.inputs[2], **o.attrs) if o.op == "standardise" else None


def by_variance(r: Trial, o: Operation) -> Step | None:
    """Divided by the variance, without the root."""
    if o.op != "standardise":
        return None
    distance = r.plain("subtract", o.name + ".distance", *o.inputs[:2])
    return r.instead(o, "divide", distance, r.plain("plus", o.name + ".divisor", o.inputs[2], term=o.attrs["epsilon"]))


def over_tokens(r: Trial, o: Operation) -> Step | None:
    """Statistics over the tokens of a column, not over the columns of a token."""
    if o.op not in ("mean", "variance", "mean_square") or ".norm." not in "." + o.name or o.attrs["over"] == "token":
        return None
    x = o.inputs[0]
    if not any(axis.name == "token" for axis in x.axes):
        return None
    mean = [r.plain("mean", o.name + ".mean", x, over="token")] if o.op == "variance" else []
    return r.changed(o, x, *mean, over="token")


def _normalized(o: Operation) -> Step | None:
    """What γ multiplies, where the operation is a norm's last."""
    first = o.inputs[0] if o.inputs else None
    return first if o.op in ("scale_shift", "multiply") and first is not None and first.name == o.name + ".normalized" else None


def no_gamma(r: Trial, o: Operation) -> Step | None:
    normalized = _normalized(o)
    if normalized is None:
        return None
    return r.instead(o, "same", normalized) if len(o.inputs) == 2 else r.instead(o, "add", normalized, o.inputs[2])


def no_beta(r: Trial, o: Operation) -> Step | None:
    return r.instead(o, "multiply", *o.inputs[:2]) if o.op == "scale_shift" and _normalized(o) is not None else None


def neither(r: Trial, o: Operation) -> Step | None:
    normalized = _normalized(o)
    return None if normalized is None or len(o.inputs) < 3 else r.instead(o, "same", normalized)


def gamma_moved(by: float, r: Trial, o: Operation) -> Step | None:
    """1 + γ for γ, as Gemma has it, or γ for 1 + γ."""
    normalized = _normalized(o)
    if normalized is None:
        return None
    return r.changed(o, normalized, r.plain("plus", o.name + ".gamma_moved", o.inputs[1], term=by), *o.inputs[2:])


def not_normed(r: Trial, o: Operation) -> Step | None:
    normalized = _normalized(o)
    return None if normalized is None else r.instead(o, "same", normalized.inputs[0])


def causes(setup: Setup) -> list[Cause]:
    """The rows of this file, for one run."""
    a = setup.frame.architecture
    at = "variance" if a.epsilon_at == "deviation" else "deviation"
    kind = "population" if a.variance == "sample" else "sample"
    return [
        *[
            Cause("epsilon", partial(epsilon, value), settings={"epsilon": value}, values={"epsilon": f"{value:g}"})
            for value in EPSILONS
        ],
        Cause("epsilon_at", epsilon_at, settings={"epsilon_at": at}),
        Cause(
            "variance", other_variance, settings={"variance": kind}, values={"by": {"sample": "n − 1", "population": "n"}[kind]}
        ),
        Cause("one_pass", one_pass),
        Cause("no_gamma", no_gamma),
        Cause("no_beta", no_beta),
        Cause("no_gamma_beta", neither),
        Cause("gamma_plus_one", partial(gamma_moved, 1.0)),
        Cause("gamma_minus_one", partial(gamma_moved, -1.0)),
        Cause("norm_rms", partial(root_of_squares, False), settings={"norm_kind": "rms"}),
        Cause("norm_rms", partial(root_of_squares, True)),
        Cause("norm_layer", centred, settings={"norm_kind": "layer"}),
        Cause("norm_batch", over_tokens, settings={"norm_kind": "batch"}, whole=True),
        Cause("not_centred", not_centred),
        Cause("by_variance", by_variance),
        Cause("norm_none", not_normed, settings={"norm": "none"}),
    ]
