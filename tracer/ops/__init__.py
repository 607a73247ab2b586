"""What an operation is: one row an operation, all rows in `OPS`."""

from tracer.ops import change, choose, learn, linear, pointwise, reduce, relative, rotary, shape, source
from tracer.ops.row import OPS, Example, Op, View

__all__ = ["OPS", "Example", "Op", "View", "change", "choose", "learn", "linear", "pointwise", "reduce", "relative", "rotary", "shape", "source"]
