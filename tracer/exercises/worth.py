"""Whether numbers are worth computing by hand: what makes an exercise degenerate, and draws until none of it is there.

A draw is the run with another seed, so that whoever has the seed has the exercise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from tracer.errors import TracerError
from tracer.exercises.blanks import PLACES, Sheet
from tracer.exercises.effort import effort
from tracer.language import say
from tracer.record.step import Step

if TYPE_CHECKING:
    from tracer.record.trace import Trace

FLAWS = ("zero", "equal", "certain", "alike", "unscaled", "large", "other", "same", "empty")
"""Each has a sentence, `exercises.flaw_NAME`. other: not about as much work as the first sheet of a class; same: its numbers;
empty: nothing to ask for."""
MOST_DRAWS = 300
LARGEST_FACTOR = 10.0  # what is multiplied has one digit before the point
_APART = 1000  # seeds between two draws: more than a class has variants
_LEAVES = ("given", "parameter", "constant", "lookup")

_WEIGHING = tuple(f"attention.{name}" for name in ("q", "k", "scores", "scaled", "softmax"))  # what problems are about

Made = TypeVar("Made")
Cells = Mapping[str, Sequence[tuple[int, ...]]]
"""stage -> the cells of it that are asked for."""


def flaw(trace: Trace, asked: Cells, around: Iterable[str], places: int) -> str:
    """The first of `FLAWS` in a run's stages, or "". around: stages that are printed beside or worked out on the way."""
    steps = [trace.every[name] for name in (*around, *asked)]
    computed = [step for step in steps if step.computed.op not in _LEAVES and not step.name.startswith("positions")]
    for name, is_flawed in (("zero", _has_zero_row), ("alike", _has_heads_alike), ("equal", _is_equal), ("certain", _is_certain)):
        if any(is_flawed(step, places) for step in computed):
            return name
    scaled = {name: [cell for cell in cells if np.isfinite(trace.every[name].values[cell])] for name, cells in asked.items()}
    if any(cells and _hides_scaling(trace, name, cells, places) for name, cells in scaled.items() if name.endswith(".scaled")):
        return "unscaled"
    return ""


def trace_flaw(trace: Trace) -> str:
    """The first flaw of a run's shown stages, or ""."""
    names = [step.name for step in trace.shown]
    asked = {name: list(np.ndindex(trace.every[name].values.shape)) for name in names if name.endswith(".scaled")}
    return flaw(trace, asked, [name for name in names if name not in asked], _decimals(trace))


def sheet_flaw(sheet: Sheet) -> str:
    """The first flaw of a sheet, its products' sizes included, or ""."""
    if not sheet.blanks:
        return "empty"
    if sheet.kind == "design":
        return flaw(sheet.trace, {}, sheet.given, _decimals(sheet.trace))
    if sheet.problems:
        weighing = [step.name for step in sheet.trace.shown if step.name.endswith(_WEIGHING)]
        return flaw(sheet.trace, {}, weighing, _decimals(sheet.trace))
    asked: dict[str, list[tuple[int, ...]]] = {name: [] for name in sheet.asked}
    for blank in sheet.blanks:
        asked[blank.stage].append(blank.index)
    around = [name for name in (*sheet.given, *sheet.hidden) if name not in sheet.trace.parameters]
    return flaw(sheet.trace, asked, around, sheet.places) or ("large" if effort(sheet).largest >= LARGEST_FACTOR else "")


def _decimals(trace: Trace) -> int:
    """The decimals that tables are printed with, also where a sheet's answers are whole numbers."""
    paper = trace.run_request.settings.get("paper")
    return PLACES if paper is None else int(paper)


class Drawn(NamedTuple):
    """A sheet, and the seed it came from; None where the run says its own."""

    sheet: Sheet
    seed: int | None


def draw_sheet(make: Callable[[int | None], Sheet], seed: int | None, others: Sequence[Sheet] = ()) -> Drawn:
    """The sheet of a seed; of small whole numbers, that of the first seed after it whose numbers are worth computing.

    others: of the same class; this one has other numbers, and asks for about the same work. Raises TracerError as `drawn` does.
    """
    made = make(seed)
    settings = made.trace.run_request.settings
    if settings.get("init") != "integers":
        if not made.blanks:
            raise TracerError("design.unsolved") if made.kind == "design" else TracerError("exercises.no_problem", kind=made.kind)
        return Drawn(made, seed)
    wanted = effort(others[0]) if others else None

    def flaw_of(sheet: Sheet) -> str:
        if any(sheet.numbers == other.numbers for other in others):
            return "same"
        return sheet_flaw(sheet) or ("" if wanted is None or effort(sheet).is_like(wanted) else "other")

    start = int(settings.get("seed", 0)) if seed is None else seed
    again, drawn_seed, count = drawn(start, lambda tried: made if tried == start else make(tried), flaw_of)
    return Drawn(replace(again, draws=count), seed if drawn_seed == start else drawn_seed)


def drawn(seed: int, make: Callable[[int], Made], flaw_of: Callable[[Made], str]) -> tuple[Made, int, int]:
    """(what `make` makes of the first seed that leaves no flaw, that seed, how many were drawn).

    Raises TracerError that names the most frequent flaw where no seed does.
    """
    flaws: Counter[str] = Counter()
    for draw in range(MOST_DRAWS):
        tried = seed + _APART * draw
        made = make(tried)
        name = flaw_of(made)
        if not name:
            return made, tried, draw + 1
        flaws[name] += 1
    reason = say(f"exercises.flaw_{flaws.most_common(1)[0][0]}")
    raise TracerError("exercises.no_draw", count=MOST_DRAWS, seed=seed, reason=reason)


def _printed(step: Step, places: int) -> np.ndarray:
    """The numbers as they are printed."""
    rounded: np.ndarray = np.round(step.values, places) + 0.0
    return rounded


def _has_zero_row(step: Step, places: int) -> bool:
    """Whether a row of a stage is all zero, or the whole of one without rows."""
    values = np.atleast_1d(_printed(step, places))
    if values.ndim < 2 or values.shape[-1] < 2:
        return not values.any()
    return bool((~values.any(axis=-1)).any())


def _has_heads_alike(step: Step, places: int) -> bool:
    """Whether two heads print the same numbers."""
    if not step.axes or step.axes[0].name != "head" or len(step.values) < 2:
        return False
    heads = _printed(step, places)
    return len({head.tobytes() for head in heads}) < len(heads)


def _rows(step: Step, places: int) -> Iterator[np.ndarray]:
    """The rows of softmax as printed, each without what a mask left out; those where a mask left one number only are not told."""
    if step.computed.op != "softmax":
        return
    scores = step.computed.inputs[0].values
    for row, before in zip(_lines(_printed(step, places)), _lines(scores), strict=True):
        seen = row[np.isfinite(before)]
        if len(seen) > 1 or len(row) == 1:
            yield seen


def _lines(values: np.ndarray) -> np.ndarray:
    lines: np.ndarray = values.reshape(-1, values.shape[-1])
    return lines


def _is_equal(step: Step, places: int) -> bool:
    return any(len(row) > 1 and row.min() == row.max() for row in _rows(step, places))


def _is_certain(step: Step, places: int) -> bool:
    return any(row.max() >= 1 for row in _rows(step, places))


def _hides_scaling(trace: Trace, name: str, cells: Sequence[tuple[int, ...]], places: int) -> bool:
    """Whether half of the scores or more print the same before and after the division by √d_k."""
    before = trace.every.get(name.removesuffix("scaled") + "scores")
    if before is None:
        return False
    same = _printed(trace.every[name], places) == _printed(before, places)
    return 2 * sum(bool(same[cell]) for cell in cells) >= len(cells)
