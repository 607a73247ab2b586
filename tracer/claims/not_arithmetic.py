"""What looks like arithmetic that does not hold, and is something else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracer.claims.extract import Side
from tracer.claims.token import Token
from tracer.claims.tolerance import judge

_SHAPE_KINDS = frozenset(("number", "operation", "open", "close", "comma"))


def is_not_arithmetic(known: Side, stated: Side, page: Sequence[Token]) -> bool:
    """Whether two sides that differ are a range, shapes, a quotient without its rest, a rating, or digits of another base."""
    left, right = known.tokens, stated.tokens
    after = page[stated.end] if stated.end < len(page) else None
    return (
        _range(left, right)
        or _shapes(left, right)
        or _quotient(left, right, after)
        or _other_base(left, right)
        or _truth_values(left, right)
        or _magnitude(known, stated)
    )


def _values(signs: Sequence[Token]) -> list[float]:
    return [float(sign.text.replace(",", "")) for sign in signs if sign.kind == "number"]


def _texts(signs: Sequence[Token]) -> str:
    return "".join(sign.text if sign.kind != "number" else "9" for sign in signs)


def _range(left: Sequence[Token], right: Sequence[Token]) -> bool:
    """3-5 = 1 (points), 0–2 = 0, 978-3-16 = a book."""
    if re.fullmatch(r"9(?:-9){2,}", _texts(left)):
        return not any(sign.spaced for sign in left[1:])
    if _texts(left) not in ("9-9", "9–9") or _texts(right) != "9":
        return False
    low, high = _values(left)
    tight = not left[1].spaced or left[1].text == "–"
    return tight and low < high


def _whole_numbers(signs: Sequence[Token]) -> bool:
    return all(sign.kind in _SHAPE_KINDS and (sign.kind != "number" or sign.text.isdigit()) for sign in signs)


def _shapes(left: Sequence[Token], right: Sequence[Token]) -> bool:
    """(2×3)(3×4) = 2×4, (2, 3) × (3, 4) = (2, 4), (8, 1) + (1, 8) = (8, 8)."""
    if not (_whole_numbers(left) and _whole_numbers(right)):
        return False
    signs = {sign.text for sign in (*left, *right) if sign.kind == "operation"}
    if re.fullmatch(r"[(\[]?9(?:[×*·]9)+[)\]]?", _texts(right)) and signs <= {"×", "*", "·", "@", "+"}:
        return True
    lists = [tuple(map(int, group)) for group in _groups(left)]
    answer = [tuple(map(int, group)) for group in _groups(right)]
    if len(answer) != 1 or len(lists) < 2 or any(len(group) < 2 for group in lists) or "[[" in _texts(right):
        return False
    chained = all(before[-1] == after[-2] for before, after in zip(lists, lists[1:], strict=False))
    if chained and answer[0][-1] == lists[-1][-1] and answer[0][:-1] in {group[:-1] for group in lists}:
        return True
    if left[0].text != "(":
        return False
    sizes = {len(group) for group in lists}
    return len(sizes) == 1 and all(size in column for size, column in zip(answer[0], zip(*lists, strict=True), strict=False))


def _groups(signs: Sequence[Token]) -> list[list[str]]:
    """The numbers of each innermost bracket."""
    groups: list[list[str]] = []
    inside: list[str] | None = None
    for sign in signs:
        if sign.kind == "open":
            inside = []
        elif sign.kind == "close":
            if inside:
                groups.append(inside)
            inside = None
        elif sign.kind == "number" and inside is not None:
            inside.append(sign.text)
    return groups


def _quotient(left: Sequence[Token], right: Sequence[Token], after: Token | None) -> bool:
    """7/2 = 3 (the rest left out), 4/5 = 4 stars."""
    if _texts(left) != "9/9" or _texts(right) != "9" or not _whole_numbers((*left, *right)):
        return False
    (above, below), (answer,) = _values(left), _values(right)
    rest = bool(below) and above % below != 0 and above // below == answer and answer > 0
    return rest or (answer == above and after is not None and after.kind == "word")


def _other_base(left: Sequence[Token], right: Sequence[Token]) -> bool:
    """101 + 1 = 110."""
    texts = [sign.text for sign in (*left, *right) if sign.kind == "number"]
    return all(set(text) <= {"0", "1"} for text in texts) and max(map(len, texts), default=0) > 1


def _truth_values(left: Sequence[Token], right: Sequence[Token]) -> bool:
    """1 + 1 = 1 and 1 + 1 = 0, of truth values or without carrying; 5 ^ 3 = 6, bit by bit."""
    texts = _texts(left)
    if not _whole_numbers((*left, *right)) or _texts(right) != "9":
        return False
    values, answer = _values(left), _values(right)[0]
    if texts == "9^9":
        return max(values) < 2**31 and int(values[0]) ^ int(values[1]) == answer
    return bool(re.fullmatch(r"9(?:\+9)+", texts)) and set(values) == {1.0} and answer in (0.0, 1.0)


def _magnitude(known: Side, stated: Side) -> bool:
    """1024^8 = 10^24: a power of ten for a number of its size."""
    if not re.fullmatch(r"9\^(?:\{9\}|9)", _texts(stated.tokens)) or _values(stated.tokens)[0] != 10:
        return False
    verdict = judge(known.read, stated.read, False, set())
    if verdict is None or isinstance(verdict.right, list) or isinstance(verdict.printed, list) or verdict.right <= 0:
        return False
    return 1 / 3 < verdict.right / verdict.printed < 3
