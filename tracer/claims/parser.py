"""One side of a claim as a tree, read by precedence; and, where a notation has two meanings, the other reading.

`5^2/4`, `-2^2`, `1/2π`, `log 2` and `[1, 2] * [3, 4]` mean different things to different authors: a claim does not hold
only if it holds in no reading.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracer.claims.intervals import ALL, CONSTANTS, Unreadable
from tracer.claims.syntax_tree import Call, Constant, Many, Node, Number, Product, Reading, Sum, number
from tracer.claims.token import OPENING, Token

DEEPEST = 24


class Parser:
    """Reads calculations by precedence (recursive descent), brackets in the ways of LaTeX, Python and MATLAB.

    tokens: of a page, read from `at` up to `end`; `at` is how far it came. reading: which meaning ambiguous notations have.
    seen: the ambiguous notations it met. depth: how many calculations it is inside of. Raises Unreadable for what is no
    calculation.
    """

    def __init__(self, tokens: Sequence[Token], at: int, end: int, reading: Reading = Reading()) -> None:  # noqa: B008
        self.tokens, self.at, self.end, self.reading = tokens, at, end, reading
        self.seen: set[str] = set()
        self.depth = 0

    def peek(self, ahead: int = 0) -> Token | None:
        """The sign `ahead` of this place, None behind the end."""
        place = self.at + ahead
        return self.tokens[place] if place < self.end else None

    def next_is(self, kind: str, *texts: str) -> bool:
        """Whether the next sign is of this kind (and one of these texts)."""
        token = self.peek()
        return token is not None and token.kind == kind and (not texts or token.text in texts)

    def take(self) -> Token:
        """The next sign, which is then read. Raises Unreadable at the end."""
        token = self.peek()
        if token is None:
            raise Unreadable
        self.at += 1
        return token

    def expect(self, kind: str, text: str) -> None:
        """Read exactly this sign. Raises Unreadable for another."""
        token = self.take()
        if (token.kind, token.text) != (kind, text):
            raise Unreadable

    def sum(self) -> Node:
        """A whole calculation, as far as it goes: products added and subtracted."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable
        terms = [("+", self.product())]
        while self.next_is("operation", "+", "-", "–") and not self.dash_of_prose():
            sign = self.take().text
            terms.append(("+" if sign == "+" else "-", self.product()))
        self.depth -= 1
        return terms[0][1] if len(terms) == 1 else Sum(tuple(terms))

    def dash_of_prose(self) -> bool:
        """Whether a dash here is followed by words: then it is no operation."""
        dash, after = self.peek(), self.peek(1)
        return (
            dash is not None and dash.text != "+" and dash.spaced and after is not None and after.kind == "word" and after.spaced
        )

    def product(self) -> Node:
        """Factors with signs between them, or side by side: `2π`, `(2)(3)`."""
        factors = [("", self.unary())]
        while True:
            if self.next_is("operation", "*", "×", "·", "/", "@", "⊙"):
                factors.append((self.take().text, self.unary()))
            elif (side := self.beside()) is not None:
                if factors[-1][0] == "/":
                    self.seen.add("implicit")
                    if self.reading.implicit == "first":
                        factors[-1] = ("/", Product((("", factors[-1][1]), ("", side))))
                        continue
                factors.append(("", side))
            else:
                return factors[0][1] if len(factors) == 1 else Product(tuple(factors))

    def beside(self) -> Node | None:
        """A factor without a sign: (2)(3), 2(3), 2√3, 2π; None where what follows is none."""
        token, last = self.peek(), self.tokens[self.at - 1]
        if token is None or last.kind not in ("number", "close", "constant"):
            return None
        group = token.kind == "open" and (token.text == "begin" or token.text == "(" and (last.text == ")" or not token.spaced))
        if not group and not (token.kind in ("name", "constant", "latex") and (last.text == ")" or not token.spaced)):
            return None
        if token.kind == "latex" and last.kind == "number" and last.end == token.start:
            raise Unreadable  # 2\frac{1}{2}: a mixed number or a product
        at, depth = self.at, self.depth
        try:
            return self.powered()
        except Unreadable:
            if token.spaced:
                self.at, self.depth = at, depth
                return None
            raise

    def unary(self) -> Node:
        """A number with its sign; -2^2 has two readings."""
        if self.next_is("operation", "-", "–") or self.next_is("dash"):
            self.take()
            squared = self.at
            inner = self.unary() if self.next_is("operation", "-") else self.powered()
            if isinstance(inner, Call) and inner.name == "power" and self.tokens[squared].kind == "number":
                self.seen.add("minus")
                if self.reading.minus == "inside":
                    base, exponent = inner.arguments
                    return Call("power", (Call("negative", (base,)), exponent))
            return Call("negative", (inner,))
        return self.powered()

    def powered(self) -> Node:
        """A number with its power or transpose; 5^2/4 has two readings."""
        node = self.postfix(Constant(2.718281828459045) if self.e_to_a_power() else self.primary())
        if not self.next_is("operation", "^", "**"):
            return node
        self.take()
        if self.next_is("transpose") or (self.next_is("open", "{") and (inner := self.peek(1)) and inner.kind == "transpose"):
            while not self.next_is("transpose"):
                self.take()
            self.take()
            if self.next_is("close", "}"):
                self.take()
            return Call("transpose", (node,))
        bare = self.next_is("number")
        exponent = self.group() if self.next_is("open", "{") else self.unary()
        if (
            bare
            and (slash := self.peek())
            and slash.text == "/"
            and not slash.spaced
            and (after := self.peek(1))
            and after.kind == "number"
        ):
            self.seen.add("exponent")
            if self.reading.exponent == "loose":
                self.take()
                exponent = Product((("", exponent), ("/", self.primary())))
        return Call("power", (node, exponent))

    def e_to_a_power(self) -> bool:
        """Whether the number e begins here, as the base of a power. Raises Unreadable for an e without one."""
        if self.next_is("constant", "e"):
            self.take()
            if not (self.next_is("operation", "^") or self.next_is("power")):
                raise Unreadable
            return True
        return False

    def postfix(self, node: Node) -> Node:
        """A number with the signs behind it: `²`, `%`, `ᵀ`."""
        while (token := self.peek()) is not None and token.kind in ("power", "percent", "transpose") and not token.spaced:
            if token.kind == "percent" and (after := self.peek(1)) and after.kind in ("number", "open", "name"):
                raise Unreadable  # 5 % 3: a remainder
            self.take()
            if token.kind == "power":
                number = float(token.text)
                node = Call("power", (node, Number(number, 0, 0.0, 0.0, token.text)))
            elif token.kind == "percent":
                self.seen.add("percent")
                node = Call("percent", (node,))
            else:
                node = Call("transpose", (node,))
        if (token := self.peek()) is not None and token.kind == "open" and token.text in "[{" and not token.spaced:
            raise Unreadable  # an index
        return node

    def primary(self) -> Node:
        """The smallest thing that has a value: a number, a constant, brackets, a function with its arguments, a fraction."""
        token = self.take()
        if token.kind == "number":
            return number(token.text)
        if token.kind == "constant":
            return Constant(CONSTANTS[token.text])
        if token.kind == "open":
            self.at -= 1
            return self.matrix() if token.text == "begin" else self.listed() if token.text == "[" else self.group()
        if token.kind == "name":
            return self.call(token.text)
        if token.kind == "latex" and token.text == "frac":
            above = self.argument()
            return Product((("", Call("group", (above,))), ("/", Call("group", (self.argument(),)))))
        raise Unreadable

    def call(self, name: str) -> Node:
        """A function and what it is applied to; brackets may be left out as in `ln 2`."""
        root = self.root() if name == "sqrt" else None
        if self.next_is("open", "(", "[", "{", "begin"):
            at = self.at
            inside = self.primary()
            if self.tokens[at].text in "([{" and isinstance(inside, Call) and inside.name == "group":
                inside = inside.arguments[0]
            arguments = inside.items if isinstance(inside, Many) and self.tokens[at].text == "(" else (inside,)
        elif name in ALL:
            raise Unreadable
        else:
            arguments = (self.unary() if self.next_is("operation", "-") else self.powered(),)
            if name != "sqrt" and self.next_is("operation", "/", "*", "×", "·"):
                raise Unreadable  # sin 1/2: of what?
        if root is not None:
            return Call("power", (arguments[0], Product((("", Number(1, 0, 0.0, 0.0, "1")), ("/", root)))))
        angle = {"angle"} if isinstance(arguments[0], Number) and arguments[0].value % 15 == 0 else set()
        self.seen.update({"log": {"logarithm"}, "sin": angle, "cos": angle, "tan": angle}.get(name, set()))
        return Call(name, arguments)

    def root(self) -> Node | None:
        r"""The order of a root other than the square root: the 3 of `\sqrt[3]{8}`; else None."""
        inside, after = self.peek(1), self.peek(3)
        if not self.next_is("open", "[") or inside is None or inside.kind != "number" or after is None or after.text != "{":
            return None
        self.take()
        node = self.primary()
        self.expect("close", "]")
        return node

    # brackets

    def argument(self) -> Node:
        """An argument of a LaTeX command: a group in braces, or one digit."""
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
        """A LaTeX matrix; rows must be equally long."""
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
