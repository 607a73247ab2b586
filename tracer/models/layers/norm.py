"""Normalisation: layer (arXiv 1607.06450), batch (1502.03167), RMS (1910.07467)."""

from __future__ import annotations

from tracer.errors import TracerError
from tracer.models.frame import Frame
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, SHOWN, Step


def norm(
    r: Recorder,
    f: Frame,
    x: Step,
    name: str = "norm",
    kind: str = "",
    epsilon: float | None = None,
    gamma: Step | None = None,
) -> Step:
    """γ (x − μ) / √(σ² + ε) + β; μ and σ² over the last axis (layer norm) or over all rows of a column (batch norm).

    RMS norm: γ x / √(mean(x²) + ε). Without a β in the weights none is added, nor γ where the architecture has none. The axes of
    x stay. kind, epsilon: others than the architecture's. gamma: where it is more than one row.
    """
    kind, affine = kind or f.architecture.norm_kind, f.architecture.norm_affine
    if gamma is None and affine:
        gamma = r.parameter(f"{name}.gamma", x.axes[-1], init="ones")
    if kind == "rms":
        square = r.mean_square(f"{name}.mean_square", x, over=x.axes[-1].name, level=DETAIL)
        if gamma is None:
            return r.over_root(name, x, square, level=SHOWN, **_epsilon(f, epsilon))
        normalized = r.over_root(f"{name}.normalized", x, square, level=DETAIL, **_epsilon(f, epsilon))
        return r.multiply(name, normalized, gamma)
    mean, variance = _batch(r, f, x, name) if kind == "batch" else _layer(r, f, x, name)
    if gamma is None:
        return r.standardise(name, x, mean, variance, level=SHOWN, **_epsilon(f))
    normalized = r.standardise(f"{name}.normalized", x, mean, variance, level=DETAIL, **_epsilon(f))
    beta = r.optional(f"{name}.beta", x.axes[-1], init="zeros")
    return r.multiply(name, normalized, gamma) if beta is None else r.scale_shift(name, normalized, gamma, beta)


def _epsilon(f: Frame, other: float | None = None) -> dict[str, object]:
    return {"epsilon": f.architecture.epsilon if other is None else other, "at": f.architecture.epsilon_at}


def _layer(r: Recorder, f: Frame, x: Step, name: str) -> tuple[Step, Step]:
    over = x.axes[-1].name
    mean = r.mean(f"{name}.mean", x, over=over, level=DETAIL)
    ddof = 1 if f.architecture.variance == "sample" else 0
    return mean, r.variance(f"{name}.variance", x, mean, over=over, ddof=ddof, level=DETAIL)


def _batch(r: Recorder, f: Frame, x: Step, name: str) -> tuple[Step, Step]:
    """Statistics of each column over every real row of the batch, or the running ones.

    Raises TracerError over a single row, as nn.BatchNorm1d does: the variance of one number tells nothing.
    """
    a = f.architecture
    if a.norm_statistics == "running":
        return r.parameter(f"{name}.running_mean", x.axes[-1], init="zeros"), r.parameter(
            f"{name}.running_variance", x.axes[-1], init="ones"
        )
    if all(axis.size == 1 for axis in x.axes[:-1]):
        raise TracerError("session.batch_one", stage=r.address(name))
    rows = tuple(axis.name for axis in x.axes[:-1])
    real = _real(r, f, x, name)
    ddof = 1 if a.variance == "sample" else 0
    if real is None:
        mean = r.mean(f"{name}.mean", x, over=rows, level=DETAIL)
        variance = r.variance(f"{name}.variance", x, mean, over=rows, ddof=ddof, level=DETAIL)
        _running(r, f, x, name, mean, r.variance(f"{name}.variance.unbiased", x, mean, over=rows, ddof=1, level=DETAIL))
        return mean, variance
    count = r.sum(f"{name}.count", real, over=rows, level=DETAIL)
    mean = r.divide(
        f"{name}.mean",
        r.sum(f"{name}.sum", r.multiply(f"{name}.real", x, real, level=DETAIL), over=rows, level=DETAIL),
        count,
        level=DETAIL,
    )
    squares = r.square(f"{name}.squares", r.subtract(f"{name}.centred", x, mean, level=DETAIL), level=DETAIL)
    summed = r.sum(
        f"{name}.squares.sum", r.multiply(f"{name}.squares.real", squares, real, level=DETAIL), over=rows, level=DETAIL
    )
    fewer = r.plus(f"{name}.count.less_one", count, term=-1.0, level=DETAIL)
    variance = r.divide(f"{name}.variance", summed, fewer if ddof else count, level=DETAIL)
    _running(r, f, x, name, mean, r.divide(f"{name}.variance.unbiased", summed, fewer, level=DETAIL))
    return mean, variance


def _real(r: Recorder, f: Frame, x: Step, name: str) -> Step | None:
    """1 for a token, 0 for padding, where several sentences differ in length."""
    side = f.target if f.target is not None and f.target.token is x.axes[-2] else f.text
    if f.sentence is None or side.real is None:
        return None
    return r.given(f"{name}.tokens", side.real, f.leading(side.token), DETAIL)


def _running(r: Recorder, f: Frame, x: Step, name: str, mean: Step, unbiased: Step) -> None:
    """What training would keep for later: (1 − m) running + m batch (nn.BatchNorm1d; its variance is the unbiased one)."""
    m = f.architecture.momentum
    for part, batch, init in (("running_mean", mean, "zeros"), ("running_variance", unbiased, "ones")):
        before = r.parameter(f"{name}.{part}", x.axes[-1], init=init)
        decayed = r.times(f"{name}.{part}.kept", before, factor=1.0 - m, level=DETAIL)
        new = r.times(f"{name}.{part}.new", batch, factor=m, level=DETAIL)
        r.add(f"{name}.{part}.after", decayed, new, level=DETAIL)
