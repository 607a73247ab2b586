"""One sign of a page."""

from __future__ import annotations

from dataclasses import dataclass

OPENING = {"(": ")", "[": "]", "{": "}", "begin": "end"}


@dataclass(frozen=True, slots=True)
class Token:
    """One sign: its kind, its text, its place in the page, whether space stands before it, whether its reading is sure."""

    kind: str  # number operation relation open close comma row name constant latex word symbol pause break doubt bad power
    text: str
    start: int
    end: int
    spaced: bool = False
    sure: bool = True
