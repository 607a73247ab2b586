"""What somebody's arrays were taken for: a table of it, what was left out and why, and ids that are not ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracer.comparison.compare import Comparison
from tracer.comparison.matches import ADDRESS, Match
from tracer.document.blocks import Block, Heading, Table
from tracer.language import say

_MOST_LEFT = 6  # sentences about single arrays; the rest are counted, and the JSON has them all


def taken_for(found: Comparison) -> Iterator[Block]:
    """The arrays and the stages they were taken for, a table for each way this is known; nothing where addresses say it all."""
    matches = [stage.match for stage in found.stages if stage.match is not None]
    if all(match.how == ADDRESS and not match.layout and not match.notes for match in matches):
        return
    title = say("compare.taken")
    yield Heading(2, title)
    heads = [say("compare.column_array"), say("compare.column_stage")]
    for how in dict.fromkeys(match.how for match in matches):
        rows = [(match.shown_name, reading(match)) for match in matches if match.how == how]
        yield Table(heads, rows, (0, 0), say(f"compare.how_{how}"))


def reading(match: Match) -> str:
    """The stage, their axes where they are not ours, and which numbers were changed."""
    told = say("compare.as_axes", stage=match.stage, axes=match.layout) if match.layout else match.stage
    for note in match.notes:
        told = say("compare.with_note", place=told, note=say(f"compare.reading_{note}"))
    return told


def reason(match: Match) -> str:
    """Why an array was left out, as a sentence."""
    return say(f"compare.left_{match.reason}", name=match.shown_name, stage=match.stage, **match.about)


def left_out(found: Comparison) -> Iterator[str]:
    """A sentence for each array that was left out, for the text that was taken of several, and for lists that are no stages."""
    for match in found.left_out[:_MOST_LEFT]:
        yield reason(match)
    if len(found.left_out) > _MOST_LEFT:
        rest = found.left_out[_MOST_LEFT:]
        yield say("compare.left_more", count=len(rest), names=", ".join(match.shown_name for match in rest))
    if found.row is not None:
        yield say("compare.one_text", row=found.row[0], count=found.row[1])
    if found.unread:
        yield say("compare.unread_lists", names=", ".join(found.unread))


def text_differences(found: Comparison) -> Iterator[str]:
    """Where the ids that were read part: everything after them is of another text."""
    for text in found.texts:
        if text.is_embedding:
            yield say("compare.tokens_read", name=text.name, place=text.place, first=text.first, second=text.second)
        elif text.first and text.second:
            yield say("compare.ids", name=text.name, place=text.place, first=text.first, second=text.second)
        else:
            yield say(f"compare.ids_{'longer' if text.second else 'shorter'}", name=text.name, place=text.place)


def json_match(match: Match) -> dict[str, Any]:
    """An array as JSON tells it: its name, how it is known, and its axes where they are not the stage's."""
    told: dict[str, Any] = {"name": match.shown_name, "known_by": match.how}
    if match.layout:
        told["layout"] = match.layout
    return {**told, **({"changes": list(match.notes)} if match.notes else {})}
