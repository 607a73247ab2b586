"""A comparison without a result is refused with what would fit."""

from __future__ import annotations

from typing import NoReturn

from tracer.comparison.compare import Comparison
from tracer.comparison.matches import Alignment
from tracer.errors import TracerError
from tracer.language import first_few
from tracer.record.trace import Trace

_MOST_NAMED = 5


def refuse_nothing(comparison: Comparison, first: Trace, second: Trace | Alignment, names: tuple[str, str]) -> NoReturn:
    """Raises TracerError: nothing of the two could be compared (two models, two texts, or arrays of which none is a stage).

    names: what both sides are called.
    """
    if isinstance(second, Alignment):
        unfit = next((match for match in comparison.left_out if match.reason == "shape"), None)
        if unfit is not None:
            raise TracerError("files.no_fit", name=unfit.shown_name, stage=unfit.stage, **unfit.about)
        if second.compared:
            raise TracerError(
                "compare.none_asked", file=names[1], stages=[match.stage for match in second.compared[:_MOST_NAMED]]
            )
        arrays = [match.shown_name for match in second.matches]
        named = first_few(arrays, _MOST_NAMED)
        raise TracerError("files.no_stage", names=named, stages=[step.name for step in first.shown[:3]])
    kinds = {"first": names[0], "one": first.model.get("name", "?"), "second": names[1], "two": second.model.get("name", "?")}
    raise TracerError("compare.nothing_alike" if comparison.stages else "compare.nothing_common", **kinds)
