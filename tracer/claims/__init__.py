"""Worked arithmetic in foreign pages: found, recomputed, and reported where it does not hold.

A page is anything with text: Markdown, HTML, LaTeX, plain text, in any language. Only what is certainly arithmetic is
read: `q·k = 1×4 + 0×8 = 4`, dot products, matrix products, softmax rows, fractions, roots and powers. Unknown names,
ranges, shapes, versions, dates, remainders and quotients of whole numbers are left alone; a false alarm is worse than a miss.

Nothing is run: a claim is parsed and computed here, in bounded time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracer.claims.extract import Side, before, calculation_after, whole
from tracer.claims.lexer import tokens
from tracer.claims.normalise import prepare
from tracer.claims.not_arithmetic import is_not_arithmetic
from tracer.claims.token import Token
from tracer.claims.tolerance import Numbers, has_operation, judge
from tracer.language import say

_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>")
_SIGNS_BETWEEN = re.compile("[\ue010-\ue013]")
_ROW = re.compile(r"[^=\[\]]{0,40}\[[^=\[\]]{1,80}\]{1,2}[ \t·×*@]{1,20}\[", re.ASCII)  # [1 0]   [5 6]


@dataclass(frozen=True, slots=True)
class Claim:
    """One worked equation of a page: `line` (from 1) is where its printed number stands, `claim` its text as it stands.

    `printed` and `right` are numbers, or lists of numbers for vectors and matrices. `shown`: the claim as a reader sees it, where
    the page has markup inside it.
    """

    line: int
    claim: str
    printed: Numbers
    right: Numbers
    holds: bool
    shown: str = ""

    @property
    def reason(self) -> str:
        """Why it does not hold, in one sentence; empty where it holds."""
        if self.holds:
            return ""
        if isinstance(self.printed, list) or isinstance(self.right, list):
            return say("claims.list", claim=self.shown or self.claim, printed=_shown(self.printed), right=_shown(self.right))
        return say("claims.number", claim=self.shown or self.claim, printed=_shown(self.printed), right=_shown(self.right))


def find(text: str) -> list[Claim]:
    """Every worked equation in a page, in order, with whether it holds."""
    return list(_Page(text).claims())


def wrong(text: str) -> list[Claim]:
    """The worked equations of a page that do not hold."""
    return [claim for claim in find(text) if not claim.holds]


def _shown(number: Numbers) -> str:
    if isinstance(number, list):
        return f"[{', '.join(map(_shown, number))}]"
    return f"{number:.6g}"


class _Page:
    """A page, its signs, and the chains of equal signs in them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.prepared = prepare(text)
        self.signs = tokens(self.prepared)
        self.ends = [newline.start() for newline in re.finditer("\n", text)]

    def claims(self) -> Iterator[Claim]:
        start = 0
        for place in (*(at for at, sign in enumerate(self.signs) if sign.kind == "break"), len(self.signs)):
            relations = [at for at in range(start, place) if self.signs[at].kind == "relation"]
            if relations:
                yield from self.chain(start, relations, place)
            start = place + 1

    def chain(self, start: int, relations: Sequence[int], end: int) -> Iterator[Claim]:
        """The links of one statement: each side with the one before it, or with the last calculation before it."""
        calculation: Side | None = None
        refuted: Side | None = None  # what the side before was held against and did not match
        left = before(self.signs, start, relations[0])
        for at, stop in zip(relations, [*relations[1:], end], strict=True):
            last = stop == end
            middle = None if last else whole(self.signs, at + 1, stop)
            right = middle or calculation_after(self.signs, at + 1, end)
            if left is not None and has_operation(left.node):
                calculation = left
            if left is not None and right is not None:
                claim = self.link(left, right, self.signs[at], calculation)
                innocent = claim is not None and not claim.holds and refuted is not None and self.agree(refuted, right)
                if claim is not None and not innocent:
                    yield claim
                refuted = None if claim is None or claim.holds or innocent else calculation or left
                if refuted is not None:
                    calculation = None
            if middle is None:
                calculation = refuted = None
            left = middle if last or middle is not None else before(self.signs, at + 1, stop)

    @staticmethod
    def agree(first: Side, second: Side) -> bool:
        """Whether a side matches one further left, so that only the side between them is wrong."""
        verdict = judge(first.read, second.read, True, set(first.seen | second.seen))
        return verdict is not None and verdict.holds

    def link(self, left: Side, right: Side, relation: Token, calculation: Side | None) -> Claim | None:
        """A side and the next; a plain number after a plain number is held against the calculation they come from."""
        known = left if has_operation(left.node) or has_operation(right.node) else calculation
        if known is None:
            return None
        verdict = judge(known.read, right.read, relation.text == "≈" or right.about, set(known.seen | right.seen))
        if verdict is None:
            return None
        sure = known.sure and right.sure
        if not verdict.holds and (not sure or is_not_arithmetic(known, right, self.signs) or self.drawn(known, right)):
            return None
        printed, truth, place = verdict.printed, verdict.right, right
        if has_operation(right.node) and not has_operation(left.node):
            if calculation is None:
                place = left
            else:
                printed, truth = truth, printed  # the number before is what was calculated before
        start, end = self.signs[known.start].start, self.signs[right.end - 1].end
        line = bisect_right(self.ends, self.signs[place.start].start - 1) + 1
        return Claim(line, self.text[start:end], printed, truth, verdict.holds, self.shown(start, end))

    def shown(self, start: int, end: int) -> str:
        """A part of the page without its tags; empty where it has none."""
        if not _MARKUP.search(self.text, start, end):
            return ""
        return " ".join(_SIGNS_BETWEEN.sub(" ", self.prepared[start:end]).split()).replace("( ", "(").replace(" )", ")")

    def drawn(self, known: Side, right: Side) -> bool:
        """Whether the line is one of a drawing of matrices, whose other rows stand above or below."""
        first, last = self.signs[known.start].start, self.signs[right.end - 1].end
        if "[" not in self.text[first:last] or "\n" in self.text[first:last]:
            return False
        line = bisect_right(self.ends, first - 1)
        near = (self.text[self.begins(at) : self.begins(at + 1)] for at in (line - 1, line + 1) if 0 <= at <= len(self.ends))
        return any("=" not in text and _ROW.match(text) for text in near)

    def begins(self, line: int) -> int:
        """Where a line (from 0) begins."""
        return self.ends[line - 1] + 1 if 0 < line <= len(self.ends) else 0 if line <= 0 else len(self.text)
