"""A comparison as a document: where two runs part, a table of stages, and the cells of those asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from tracer.address import cell as cell_address
from tracer.axes import Axis, match_places, number_repeats
from tracer.comparison.compare import Comparison, StageDifference
from tracer.comparison.tolerance import gap
from tracer.document.alignment_document import json_match, left_out, reason, taken_for, text_differences
from tracer.document.blocks import Block, Document, Heading, Matrix, Note, Prose, Table
from tracer.document.numbers import place_of_most
from tracer.document.places import select_tokens
from tracer.document.selection import HEAD_AXES, TOKEN_AXES, Selection, requested_heads, slice_axis
from tracer.document.stage_names import stage_heading
from tracer.document.symbols import symbol
from tracer.language import first_few, say
from tracer.rounding import places_for

_MOST_NAMED = 12  # of stages that only one has; the JSON names all


def comparison_document(found: Comparison, first: str, second: str, selection: Selection, notes: Sequence[str] = ()) -> Document:
    """`first` and `second` name the two runs; `selection.stages` are shown cell by cell. notes: what the runs have to say."""

    title = say("compare.title", first=first, second=second)

    def blocks() -> Iterator[Block]:
        yield Heading(1, title)
        yield from map(Prose, text_differences(found))
        yield Prose(_verdict(found))
        yield from _largest_told(found)
        yield from _parameters(found)
        yield from map(Note, left_out(found))
        yield from _rounding(found)
        yield from _alone(found)
        yield from _missing(found)
        rows = [_row(stage) for stage in found.stages]
        heads = [say(f"compare.column_{name}") for name in ("stage", "numbers", "differing", "largest")]
        yield Table(heads, rows, (0, 0, 0, _places([largest(stage) for stage in found.stages])))
        if selection.stages:
            for stage in found.stages:
                yield from _cells(stage, selection)
        yield from taken_for(found)
        yield from map(Note, notes)

    data = {**_json(found), **({"notes": list(notes)} if notes else {})}
    return Document(title, blocks, {"json": data, **({"notes": list(notes)} if notes else {})})


def compared_rows(selection: Selection) -> Callable[[Axis], list[int] | None]:
    """The row filter for `comparison.compare`: indices of the selected heads and tokens on an axis, None for all of it."""

    def rows(axis: Axis) -> list[int] | None:
        if selection.heads and axis.name in HEAD_AXES:
            return requested_heads(axis, selection)
        return select_tokens(axis, selection.tokens) if selection.tokens and axis.name in TOKEN_AXES else None

    return rows


def _places(values: list[float]) -> int:
    finite = [value for value in values if np.isfinite(value)]
    places = places_for(finite) or 3
    return ~2 if any(0 < value < 0.5 * 10.0**-places for value in finite) else places  # a difference never shows as none


def largest(stage: StageDifference) -> float:
    """The stage's largest absolute difference; 0 where it is within rounding, since its digits would be noise."""
    return 0.0 if not stage.count and stage.largest <= stage.rounding else stage.largest


def _verdict(found: Comparison) -> str:
    parted = found.parted
    if parted is None and not found.stages:
        return say("compare.nothing_compared")
    if parted is None:
        agreed, how = "equal" if found.equal else "equal_part", _within(found)
        return say(f"compare.{agreed}{how[0]}", count=len({stage.step.name for stage in found.stages}), **how[1])
    if parted.reason:
        return say("compare.shapes", stage=parted.step.name, reason=parted.reason)
    cell, one, two = _shown_pair(found, parted, first_place(parted))
    return say("compare.parted", cell=cell, first=one, second=two)


def first_place(stage: StageDifference) -> tuple[int, ...]:
    """Where in the compared numbers of a stage the first is that differs."""
    return tuple(map(int, np.argwhere(stage.differs)[0]))


def largest_difference(found: Comparison) -> tuple[StageDifference, tuple[int, ...]] | None:
    """The stage whose numbers differ most and where in its compared numbers; of ties the first. None where nothing differs."""
    stage = found.most
    if stage is None:
        return None
    return stage, place_of_most(np.where(stage.differs, gap(stage.first, stage.second), 0.0))


def _largest_told(found: Comparison) -> Iterator[Block]:
    """Where the largest difference is, beside where the first is."""
    most, parted = largest_difference(found), found.parted
    if most is None or parted is None:
        return
    if not parted.reason and (parted, first_place(parted)) == most:
        yield Prose(say("compare.largest_there"))
        return
    cell, one, two = _shown_pair(found, *most)
    yield Prose(say("compare.largest", cell=cell, first=one, second=two))


def _parameters(found: Comparison) -> Iterator[Block]:
    """Parameters that differ, where arrays of both kinds were given: what is computed with them differs for that reason."""
    names = [stage.step.name for stage in found.parameters if stage.match is not None]
    if names:
        yield Prose(say("compare.parameters", count=len(names), names=first_few(names, _MOST_NAMED)))


def _address(stage: StageDifference, place: tuple[int, ...]) -> str:
    """The address in the first run of a place among a stage's compared numbers."""
    axes = enumerate(place)
    return cell_address(stage.step.name, stage.step.axes, tuple(int(stage.places[at][one]) for at, one in axes))


def _shown_pair(found: Comparison, stage: StageDifference, place: tuple[int, ...]) -> tuple[str, str, str]:
    """A cell and its two numbers, with as many digits as tell them apart; what is nothing but rounding is 0."""
    pair = float(stage.first[place]), float(stage.second[place])
    if found.tolerance is None:
        pair = tuple(0.0 if abs(value) <= stage.rounding else value for value in pair)  # type: ignore[assignment]
    one, two = pair
    digits = next((digits for digits in (6, 9, 12) if f"{one:.{digits}g}" != f"{two:.{digits}g}"), 17)  # 17 tell any two apart
    return _address(stage, place), f"{one:.{digits}g}", f"{two:.{digits}g}"


def _within(found: Comparison) -> tuple[str, dict[str, Any]]:
    """Up to what a difference counted as none: (the ending of the messages that tell it, their values)."""
    known = found.precision
    if found.tolerance is not None:
        return "", {"tolerance": f"{found.tolerance:g}"}
    if known.decimals is not None:
        return "_decimals", {"decimals": known.decimals}
    if known.digits is not None:
        return "_digits", {"digits": known.digits, "precision": known.dtype}
    return "_rounding", {"precision": known.dtype, "relative": f"{known.relative:g}"}


def _rounding(found: Comparison) -> Iterator[Block]:
    """Where they part: up to what a difference counted as none; or, of a smaller tolerance, that rounding may make such ones."""
    parted = found.parted
    if parted is None or parted.reason:
        return
    if found.tolerance is None:
        ending, values = _within(found)
        yield Note(say(f"compare.within{ending}", **values))
    elif parted.largest <= parted.rounding:
        yield Note(say("compare.rounding"))


def _alone(found: Comparison) -> Iterator[Block]:
    """Tokens of one run that have no counterpart in the other, and so were compared with nothing."""
    for which, labels in zip(("first", "second"), found.alone, strict=True):
        if labels:
            yield Note(say(f"compare.tokens_{which}", count=len(labels), tokens=first_few(labels, _MOST_NAMED)))


def _missing(found: Comparison) -> Iterator[Block]:
    for which, names in (("first", found.only_first), ("second", found.only_second)):
        if len(names) > _MOST_NAMED:
            yield Note(say(f"compare.many_{which}", names=list(names[:_MOST_NAMED]), more=len(names) - _MOST_NAMED))
        elif names:
            yield Note(say(f"compare.only_{which}", names=list(names)))


def _row(stage: StageDifference) -> tuple[str | float | int, ...]:
    if stage.reason:
        return _named(stage), stage.reason, "–", "–"
    return _named(stage), int(stage.first.size), stage.count, largest(stage)


def _named(stage: StageDifference) -> str:
    """The stage; of several arrays that were taken for it, which one."""
    return (
        stage.step.name if stage.match is None or not stage.match.is_further else f"{stage.step.name} ({stage.match.shown_name})"
    )


def _cells(stage: StageDifference, selection: Selection) -> Iterator[Block]:
    """The compared cells, first → second, for each place on the outer axes."""
    if stage.reason or stage.first.ndim == 0:
        return
    yield stage_heading(stage.step.name)
    axes = _axes_of_both(stage)
    outer, inner = axes[: max(len(axes) - 2, 0)], axes[max(len(axes) - 2, 0) :]
    if not stage.first.size:
        return
    for place in np.ndindex(*(axis.size or 0 for axis in outer)):
        before = stage.first[place]
        after = np.where(stage.differs[place], stage.second[place], before)  # what counts as none changes no cell
        shape = (1, before.shape[0]) if before.ndim == 1 else before.shape
        both = np.concatenate([before.ravel(), after.ravel()])
        yield Matrix(
            address=stage.step.name,
            symbol=symbol(stage.step.name),
            values=after.reshape(shape),
            rows=inner[0] if len(inner) == 2 else None,
            columns=inner[-1],
            fixed=tuple(
                (axis.name, int(places[at]), axis.labels[at])
                for axis, places, at in zip(outer, stage.places, place, strict=False)  # outer: the first of the axes
            ),
            places=places_for(both[np.isfinite(both)].tolist(), selection.precision),
            before=before.reshape(shape),
            titled=True,
        )


def _axes_of_both(stage: StageDifference) -> list[Axis]:
    """The axes of the compared numbers; a place whose label differs on the other side has both: `tired → narrow`."""
    step, other = stage.step, stage.other or stage.step
    some = {*step.attrs.get("cut", {}), *other.attrs.get("cut", {})}
    result = []
    for axis, theirs, places in zip(step.axes, other.axes, stage.places, strict=True):
        if not (axis.labelled and theirs.labelled):
            result.append(slice_axis(axis, places.tolist()))
            continue
        counterpart = dict(match_places(axis, theirs, axis.name in some) or ())
        first, second = number_repeats(axis.labels), number_repeats(theirs.labels)
        pairs = [(first[place], second[counterpart[place]]) for place in places.tolist()]
        result.append(Axis(axis.name, len(pairs), [one if one == two else f"{one} → {two}" for one, two in pairs]))
    return result


def _json(found: Comparison) -> dict[str, Any]:
    stages = [
        {
            "name": s.step.name,
            "numbers": int(s.first.size),
            "differing": s.count,
            "largest": largest(s),
            **({"reason": s.reason} if s.reason else {}),
            **({"array": json_match(s.match)} if s.match is not None else {}),
        }
        for s in found.stages
    ]
    known = found.precision
    result: dict[str, Any] = {"equal": found.equal, "tolerance": found.tolerance}
    if found.tolerance is None:
        result |= {"precision": known.dtype, "relative": known.relative, "decimals": known.decimals}
        result |= {"digits": known.digits} if known.digits is not None else {}
    parted = found.parted
    if parted is not None:
        result["stage"] = parted.step.name
        if not parted.reason:
            result |= _json_pair(parted, first_place(parted))
    if (most := largest_difference(found)) is not None:
        result["largest"] = _json_pair(*most)
    alone = dict(zip(("first", "second"), found.alone, strict=True))
    result |= {"not_compared": alone, "stages": stages, "only_first": found.only_first, "only_second": found.only_second}
    if any(stage.match is not None for stage in found.stages) or found.left_out:
        result["left_out"] = [{"array": match.shown_name, "reason": reason(match)} for match in found.left_out]
        result["texts"] = list(map(asdict, found.texts))
    return result


def _json_pair(stage: StageDifference, place: tuple[int, ...]) -> dict[str, Any]:
    return {"cell": _address(stage, place), "first": float(stage.first[place]), "second": float(stage.second[place])}
