"""One sign of a page, and the list of them while it grows."""

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


class Signs:
    """The signs read so far, the brackets open, and whether this is display mathematics, where lines go on."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.done: list[Token] = []
        self.depth: list[str] = []
        self.display = False
        self.spaced = False
        self.newlines = 0

    def add(self, kind: str, text: str, start: int, end: int, sure: bool = True) -> int:
        if self.newlines:
            self.line_ends(kind, start)
        self.done.append(Token(kind, text, start, end, self.spaced, sure))
        self.spaced = False
        return end

    def line_ends(self, kind: str, start: int) -> None:
        """What a new line is, now that the sign after it is known: nothing, where a calculation goes on; else a break."""
        last = self.done[-1].kind if self.done else "break"
        newlines, self.newlines = self.newlines, 0
        if newlines > 1 and not self.display:
            self.depth.clear()
        goes_on = (
            kind == "relation" or last in ("operation", "relation") or bool(self.depth) or kind in ("close",) and newlines == 1
        )
        if goes_on and newlines < (7 if kind == "relation" else 3):
            return
        if kind == "operation":
            if not self.display:
                self.done.append(Token("doubt", "", start, start))
            return
        self.done.append(Token("break", "", start, start))

    def take_open(self, text: str, start: int, end: int) -> int:
        self.add("open", text, start, end)
        self.depth.append(text)
        return end

    def take_close(self, text: str, start: int, end: int) -> int:
        self.add("close", text, start, end)
        if self.depth:
            self.depth.pop()
        return end
