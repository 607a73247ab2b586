"""A place in a trace (one cell of one stage), and mapping it to another stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracer.address import cell
from tracer.axes import Axis
from tracer.frozen import Frozen
from tracer.record.step import Step

# A row's token goes by another name in the next stage; the first name that is there stands in for the one that is not.
_ALIKE: Mapping[str, tuple[str, ...]] = {
    "query": ("token", "time"),
    "token": ("query", "time"),
    "time": ("token", "query"),
    "kv_head": ("head",),
}


class Place(Frozen):
    """A cell: the stage's full name and one position for each of its axes."""

    stage: str
    index: tuple[int, ...]

    def address(self, step: Step) -> str:
        """The canonical address, `scores[head=0, query=it, key=animal]`."""
        return cell(step.name, step.axes, self.index)


def sizes(step: Step, sentence: int | None = None) -> tuple[int, ...]:
    """Number of positions on each axis; in a padded stage, of one sentence."""
    return tuple((axis if sentence is None else axis.of_sentence(sentence)).size or 0 for axis in step.axes)


def positions_by_axis(step: Step, index: Sequence[int]) -> dict[str, int]:
    """Axis name → position."""
    return {axis.name: at for axis, at in zip(step.axes, index, strict=True)}


def known_positions(step: Step, index: Sequence[int]) -> dict[str, int]:
    """Axis name → position, including the head inside a `heads·d_v` axis."""
    result = positions_by_axis(step, index)
    for axis, at in zip(step.axes, index, strict=True):
        if "head" in result and axis.name != "head":
            result[f"heads·{axis.name}"] = result["head"] * (axis.size or 0) + at
    return result


def nearest_place(step: Step, before: Mapping[str, int], instead: Mapping[str, str] | None = None) -> Place:
    """The place in `step` nearest to the positions `before` (axis name → position).

    Axes of the same name keep their position, a token stays the same token whatever its axis is called, others start at 0.
    A column of a parameter belongs to a head (`heads·d_k`). `instead`: axis -> the name it takes its position from.
    """
    positions: list[int] = []
    before = {**before, **_taken_apart(step, before)}
    for axis in step.axes:
        names = ((instead or {}).get(axis.name, axis.name), *_ALIKE.get(axis.name, ()))
        positions.append(next((before[name] for name in names if name in before), 0))
    return within(step, positions)


def _taken_apart(step: Step, before: Mapping[str, int]) -> dict[str, int]:
    """Split a column of a `heads·d_k` axis into (head, column inside that head)."""
    for axis in step.axes:
        side_by_side = before.get(f"heads·{axis.name}")
        if side_by_side is not None and axis.size and "head" not in before:
            head, at = divmod(side_by_side, axis.size)
            return {"head": head, axis.name: at}
    return {}


def within(step: Step, index: Sequence[int]) -> Place:
    """The place in `step` nearest to `index`, each position clipped to its axis."""
    sentence = _sentence(step.axes, index)
    room = sizes(step, sentence)
    return Place(step.name, tuple(max(0, min(at, size - 1)) for at, size in zip(index, room, strict=True)))


def _sentence(axes: Sequence[Axis], index: Sequence[int]) -> int | None:
    for axis, at in zip(axes, index, strict=True):
        if axis.name == "sentence":
            return max(0, min(at, (axis.size or 1) - 1))
    return None
