"""Operations: one `Op` row each, in its family's file; `OPS` maps names to rows."""

from __future__ import annotations

from tracer.ops import (
    activation,
    distance,
    leaves,
    linear,
    masks_and_edits,
    norm,
    optimizer_steps,
    pointwise,
    positions,
    reductions,
    relative,
    rotary,
    sampling,
    shape,
    slicing,
    softmax,
    stacking,
)
from tracer.ops.row import Example, Op, View

__all__ = ["OPS", "Example", "Op", "View"]


def _by_name(*rows: Op) -> dict[str, Op]:
    """The rows by name. Raises KeyError where two have one name."""
    table = {row.name: row for row in rows}
    if len(table) < len(rows):
        names = [row.name for row in rows]
        raise KeyError(next(name for name in names if names.count(name) > 1))
    return table


OPS = _by_name(
    *activation.ROWS,
    *masks_and_edits.ROWS,
    *sampling.ROWS,
    *slicing.ROWS,
    *stacking.ROWS,
    *optimizer_steps.ROWS,
    *linear.ROWS,
    *norm.ROWS,
    *pointwise.ROWS,
    *positions.ROWS,
    *reductions.ROWS,
    *relative.ROWS,
    *distance.ROWS,
    *rotary.ROWS,
    *shape.ROWS,
    *softmax.ROWS,
    *leaves.ROWS,
)
