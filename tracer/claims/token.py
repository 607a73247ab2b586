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
        self.display: set[str] = set()  # what opened display mathematics: $$, \\[, an environment
        self.spaced = False
        self.newlines = 0
        self.over = False

    def add(self, kind: str, text: str, start: int, end: int, sure: bool = True) -> int:
        if self.newlines:
            self.line_ends(kind, start)
        self.done.append(Token(kind, text, start, end, self.spaced, sure))
        self.spaced = False
        return end

    def line_over(self) -> None:
        """A line of mathematics ends here, whether the page's line does or not."""
        self.newlines, self.over = self.newlines or 1, True

    def paragraph_ends(self) -> None:
        self.display.clear()
        self.depth.clear()

    def line_ends(self, kind: str, start: int) -> None:
        """What a new line is, now that the sign after it is known: nothing, where a calculation goes on; else a break."""
        last = self.done[-1].kind if self.done else "break"
        newlines, over = self.newlines, self.over
        self.newlines, self.over = 0, False
        goes_on = kind in ("operation", "relation") if over else True
        if (kind == "relation" and newlines < 7) or (self.display and goes_on):
            return
        if newlines < 3 and (last in ("operation", "relation") or self.depth or kind == "close"):
            return
        negative = self.page[start : start + 1] == "-" and self.page[start + 1 : start + 2] not in (" ", "\n")
        self.done.append(Token("doubt" if kind == "operation" and not negative else "break", "", start, start))

    def take_open(self, text: str, start: int, end: int) -> int:
        self.add("open", text, start, end)
        self.depth.append(text)
        return end

    def take_close(self, text: str, start: int, end: int) -> int:
        self.add("close", text, start, end)
        if self.depth:
            self.depth.pop()
        return end
