"""What answers are worth: points a blank or a stage, and the share of them for what follows from an earlier mistake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tracer.errors import TracerError
from tracer.exercises.blanks import Sheet
from tracer.exercises.written_number import written_number
from tracer.language import say
from tracer.rounding import fixed

MOST_POINTS = 1000.0


def with_scheme(sheet: Sheet, points: Sequence[str], follow_on: float) -> Sheet:
    """The sheet with its blanks worth what `points` say: a number for all, or `STAGE=NUMBER`; later ones win.

    follow_on: the share, 0 to 1. Raises TracerError: no such stage (near misses), one that is not asked for, no number of
    points, two numbers for all.
    """
    if len(plain := [word for word in points if "=" not in word]) > 1:
        raise TracerError("marking.points_twice", words=plain)
    worth = {blank.number: blank.points for blank in sheet.blanks}
    for word in points:
        stage, _, number = word.rpartition("=")
        value = written_number(number, True).value
        if value is None or not 0 <= value <= MOST_POINTS:
            raise TracerError("marking.points", word=word, most=int(MOST_POINTS))
        names = {step.name for step in sheet.trace.matching(stage)} if stage else {blank.stage for blank in sheet.blanks}
        numbers = [blank.number for blank in sheet.blanks if blank.stage in names]
        if not numbers:
            raise TracerError("marking.points_stage", word=word, stages=sorted({blank.stage for blank in sheet.blanks}))
        worth |= dict.fromkeys(numbers, value)
    blanks = tuple(replace(blank, points=worth[blank.number]) for blank in sheet.blanks)
    return replace(sheet, blanks=blanks, follow_on=follow_on)


def rule(points: Iterable[float], follow_on: float, places: int, exact: bool) -> str:
    """A sentence: how near an answer has to be, what it is worth, and what one is that follows from an earlier mistake."""
    worth = sorted(set(points))
    span = points_text(worth[0]) if len(worth) == 1 else f"{points_text(worth[0])}–{points_text(worth[-1])}"
    message = "marking.rule_exact" if exact else "marking.rule"
    return say(message, places=places, points=span, share=points_text(100 * follow_on))


def points_text(value: float) -> str:
    """Points without decimals that say nothing.

    >>> points_text(2.0), points_text(0.5), points_text(1.25)
    ('2', '0.5', '1.25')
    """
    return fixed(value, 0) if float(value).is_integer() else fixed(value, 2).rstrip("0").rstrip(".")
