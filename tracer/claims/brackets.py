"""What stands between brackets: a number, a vector, a matrix, in the ways of LaTeX, Python and MATLAB."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from tracer.claims.intervals import Unreadable
from tracer.claims.syntax_tree import Call, Many, Node, Reading
from tracer.claims.token import OPENING, Token


class Brackets(ABC):
    """A place in the signs of a side. `at` is how far it came, `seen` which ambiguous notations it met."""

    def __init__(self, tokens: Sequence[Token], at: int, end: int, reading: Reading = Reading()) -> None:  # noqa: B008
        self.tokens, self.at, self.end, self.reading = tokens, at, end, reading
        self.seen: set[str] = set()
        self.depth = 0

    def peek(self, ahead: int = 0) -> Token | None:
        place = self.at + ahead
        return self.tokens[place] if place < self.end else None

    def next_is(self, kind: str, *texts: str) -> bool:
        token = self.peek()
        return token is not None and token.kind == kind and (not texts or token.text in texts)

    def take(self) -> Token:
        token = self.peek()
        if token is None:
            raise Unreadable
        self.at += 1
        return token

    def expect(self, kind: str, text: str) -> None:
        token = self.take()
        if (token.kind, token.text) != (kind, text):
            raise Unreadable

    @abstractmethod
    def sum(self) -> Node:
        """A whole calculation, as far as it goes."""

    @abstractmethod
    def unary(self) -> Node:
        """A number with its sign."""

    @abstractmethod
    def primary(self) -> Node:
        """The smallest thing that has a value."""

    def argument(self) -> Node:
        if self.next_is("open", "{"):
            return self.group()
        if self.next_is("number") and len(self.tokens[self.at].text) == 1:
            return self.primary()
        raise Unreadable

    def group(self) -> Node:
        """What stands between round or curly brackets: a number, or with commas a vector."""
        opened = self.take()
        items = [self.sum()]
        while self.next_is("comma") and opened.text == "(":
            self.take()
            if self.next_is("close", ")"):
                break  # (1,)
            items.append(self.sum())
        many = self.tokens[self.at - 1].kind == "comma" or len(items) > 1
        self.expect("close", OPENING[opened.text])
        return Many(tuple(items)) if many else Call("group", (items[0],))

    def listed(self) -> Node:
        """[1, 2], [1 2], [1 2; 3 4], [[1, 2], [3, 4]]."""
        self.take()
        rows: list[tuple[Node, ...]] = []
        items: list[Node] = []
        apart = self.apart()
        while True:
            items.append(self.unary() if apart else self.sum())
            if self.next_is("comma"):
                self.take()
                if not self.next_is("close", "]"):
                    continue
            if self.next_is("row"):
                self.take()
                rows, items = [*rows, tuple(items)], []
                continue
            if self.next_is("close", "]"):
                break
            if not apart:
                raise Unreadable
        self.take()
        if rows:
            return Many(tuple(Many(row) for row in [*rows, tuple(items)]))
        return (
            items[0]
            if len(items) == 1 and isinstance(items[0], Many) and self.tokens[self.at - 2].text == "end"
            else Many(tuple(items))
        )

    def apart(self) -> bool:
        """Whether the items of the list that begins here stand apart by spaces alone."""
        depth = 0
        for place in range(self.at, self.end):
            token = self.tokens[place]
            if token.kind == "open":
                depth += 1
            elif token.kind == "close":
                depth -= 1
                if depth < 0:
                    return place > self.at + 1
            elif depth == 0 and not (token.kind in ("number", "row") or place == self.at or self.is_sign(place)):
                return False
        return False

    def is_sign(self, place: int) -> bool:
        """Whether a minus belongs to the number after it and not between two."""
        if place + 1 >= len(self.tokens):
            return False
        minus, after = self.tokens[place], self.tokens[place + 1]
        return minus.text == "-" and minus.spaced and not after.spaced

    def matrix(self) -> Node:
        self.take()
        rows: list[list[Node]] = [[]]
        while not self.next_is("close", "end"):
            if self.next_is("row"):
                self.take()
                rows.append([])
            elif self.next_is("comma", "&"):
                self.take()
            else:
                rows[-1].append(self.sum())
        self.take()
        rows = [row for row in rows if row]
        if not rows or len({len(row) for row in rows}) != 1:
            raise Unreadable
        return Many(tuple(Many(tuple(row)) for row in rows))
