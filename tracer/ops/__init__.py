"""What an operation is: one row an operation, all rows in `OPS`."""

from tracer.ops import (
    activation,  # noqa: F401  each family enters its rows when it is loaded
    change,  # noqa: F401
    choose,  # noqa: F401
    cut,  # noqa: F401
    join,  # noqa: F401
    learn,  # noqa: F401
    linear,  # noqa: F401
    norm,  # noqa: F401
    positions,  # noqa: F401
    reduce,  # noqa: F401
    relative,  # noqa: F401
    rotary,  # noqa: F401
    shape,  # noqa: F401
    softmax,  # noqa: F401
    source,  # noqa: F401
)
from tracer.ops.row import OPS, Example, Op, View

__all__ = ["OPS", "Example", "Op", "View"]
