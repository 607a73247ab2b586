"""The two sides of an equal sign, cut out of the prose around them.

A side is `sure` where what touches it cannot belong to it; a claim with an unsure side is never called wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracer.claims.intervals import Unreadable
from tracer.claims.parser import Parser
from tracer.claims.syntax_tree import Node, Reading
from tracer.claims.token import Token

LONGEST = 600  # signs in a side
_STOPS = frozenset(["word", "symbol", "pause", "bad", "doubt", "dash", "ellipsis", "relation", "break"])
_ABOUT = re.compile(r"(?i:about|approximately|approx|roughly|around|ca|circa|nearly|almost)|大约为?|约为?|近似为?|大概|差不多|≈")
# words that make one operation of what stands around them
_OPERATING = re.compile(
    r"(?i:mod|modulo|div|times|plus|minus|over|per|choose|xor|not|divided|multiplied|squared|cubed|root|log|base|percent"
    r"|average|mean|median|double|twice|half|than|concat|round|floor|ceil|int|abs)"
    r"|.*(?:[乘加减除余模倍方幂号]|除以|乘以|平均|均值|方差|之和|之积)"
)
# and words that do so before `of` and `by`
_TAKEN = re.compile(
    r"(?i:root|square|cube|half|third|quarter|fifth|tenth|mean|average|median|variance|deviation|log|logarithm|percent|exponential"
    r"|sigmoid|softmax|relu|tanh|inverse|reciprocal|negative|double|power|remainder|value|function|max|maximum|min|minimum"
    r"|divided|multiplied|increased|decreased|reduced|scaled|raised|times|followed|out|\d\S*)"
)
_UNITS = re.compile(
    r"(?i:[kmgtpn]i?b|[kmgt]?bits?|bytes?|[kmbt]|[mnu]?s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|days?|weeks?|months?|years?"
    r"|[cmkn]?m|inch|inches|ft|feet|miles?|kg|mg|g|lbs?|oz|l|ml|[kmg]?hz|[km]?w|[gt]?flops?|million|billion|trillion|thousand|hundred"
    r"|dozens?|degrees?|usd|dollars?|cents?|euros?|mod|modulo|times|plus|minus|squared|pairs?|percent|pp|bps|e)"
    r"|(?:[万亿千百兆]|小时|分钟|秒|天|周|月|年|米|公里|千米|厘米|毫米|克|千克|公斤|吨|斤|升|元|美元|角|分钱|倍|度|成|折|多|余|加|减|乘|除|的).*"
)


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its tree, its first sign and the one after its last, and what is uncertain about it."""

    node: Node
    signs: Sequence[Token]
    start: int
    end: int
    sure: bool
    seen: frozenset[str]
    about: bool = False
    dash: bool = False

    def read(self, reading: Reading) -> Node:
        """The syntax tree of this side in one reading of ambiguous notation."""
        start = self.start - 1 if self.dash and reading.dash == "minus" else self.start
        return Parser(self.signs, start, self.end, reading).sum()

    @property
    def tokens(self) -> Sequence[Token]:
        """The signs of this side."""
        return self.signs[self.start : self.end]


def whole(signs: Sequence[Token], start: int, end: int) -> Side | None:
    """The side between two relations, if all of it is one calculation."""
    if not 0 < end - start <= LONGEST:
        return None
    parser = Parser(signs, start, end)
    try:
        node = parser.sum()
    except Unreadable:
        return None
    if parser.at != end:
        return None
    return Side(node, signs, start, end, _readable(signs, start, end), frozenset(parser.seen))


def before(signs: Sequence[Token], start: int, end: int) -> Side | None:
    """The longest calculation that ends at a relation, and whether what stands before it is not part of it."""
    at, prose = _reach(signs, start, end)
    if at is None or at == end:
        return None
    dash = False
    first = signs[at]
    if first.kind == "operation" and first.text in "-–" and first.spaced and at + 1 < end and signs[at + 1].spaced:
        at, dash = at + 1, True
    elif at > start and signs[at - 1].kind == "dash":
        dash = True
    parser = Parser(signs, at, end)
    try:
        node = parser.sum()
    except Unreadable:
        return None
    if parser.at != end:
        return None
    sure = _readable(signs, at, end) and (dash or at == start or _parted(signs, at, end, prose))
    return Side(node, signs, at, end, sure, frozenset(parser.seen | ({"dash"} if dash else set())), dash=dash)


def _reach(signs: Sequence[Token], start: int, end: int) -> tuple[int | None, int]:
    """How far back from a relation there is nothing but arithmetic; and where a bracket with prose opens just before, or −1."""
    depth, at, top = 0, end, end
    while at > start:
        if end - at > LONGEST:
            return None, -1
        kind = signs[at - 1].kind
        if kind == "close":
            depth += 1
        elif kind == "open":
            if not depth:
                return at, -1
            depth -= 1
        elif kind in _STOPS or (not depth and kind in ("comma", "row")):
            break
        at -= 1
        if not depth:
            top = at
    if not depth:
        return at, -1
    while at > start and depth and end - at <= 2 * LONGEST:
        at -= 1
        depth += {"close": 1, "open": -1}.get(signs[at].kind, 0)
    return top, at


def _parted(signs: Sequence[Token], at: int, end: int, prose: int) -> bool:
    """Whether the sign before a calculation is surely not part of it."""
    last, first = signs[at - 1], signs[at]
    if prose >= 0:
        opener = signs[prose]
        return first.spaced and (opener.spaced or prose == 0 or not signs[prose - 1].text.isascii())
    if last.kind in ("pause", "comma", "row", "break"):
        return True
    if last.kind == "open":
        return last.text != "{"
    if last.kind != "word" or _OPERATING.fullmatch(last.text):
        return False
    if last.text in ("of", "by") and (at < 2 or signs[at - 2].kind != "word" or _TAKEN.fullmatch(signs[at - 2].text)):
        return False
    tight = not first.spaced
    if first.kind == "open":
        return not (tight and last.text.isascii()) and not _one_bracket(signs, at, end)
    return True


def _one_bracket(signs: Sequence[Token], at: int, end: int) -> bool:
    """Whether a side is nothing but one bracket: then the word before it may be a function."""
    depth = 0
    for place in range(at, end):
        depth += {"open": 1, "close": -1}.get(signs[place].kind, 0)
        if not depth:
            return place == end - 1
    return True


def calculation_after(signs: Sequence[Token], start: int, end: int) -> Side | None:
    """The longest calculation after a relation, and whether what stands after it is not part of it."""
    about = False
    if start < end and (signs[start].text in ("~", "∼") or (signs[start].kind == "word" and _ABOUT.fullmatch(signs[start].text))):
        start, about = start + 1, True
    parser = Parser(signs, start, min(end, start + LONGEST))
    try:
        node = parser.sum()
    except Unreadable:
        return None
    at = parser.at
    after = signs[at] if at < len(signs) else None
    cut_off = after is not None and after.kind == "ellipsis" and not after.spaced
    sure = _readable(signs, start, at) and (cut_off or after is None or _ended(signs, at, end))
    if at - start == 2 and signs[at - 1].kind == "power":
        sure = False  # 14²: a square, or a note
    return Side(node, signs, start, at, sure, frozenset(parser.seen), about or cut_off)


def _ended(signs: Sequence[Token], at: int, end: int) -> bool:
    """Whether the sign after a calculation is surely not part of it."""
    after = signs[at]
    if after.kind in ("break", "pause", "comma", "row", "close", "relation"):
        return True
    if after.kind == "word":
        first = after.text.split()[0]
        return not (_UNITS.fullmatch(first) or _OPERATING.fullmatch(first))
    if after.kind == "open" and after.spaced:
        inside = signs[at + 1] if at + 1 < len(signs) else None
        return after.text in "([" and inside is not None and inside.text.lower() not in ("mod", "modulo", "模", "bmod", "pmod")
    return False


def _readable(signs: Sequence[Token], start: int, end: int) -> bool:
    return all(sign.sure for sign in signs[start:end])
