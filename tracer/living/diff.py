"""Compare the printed and the recomputed text of a block: which numbers differ, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Colours and attributes are no printed numbers: the shade of a cell follows its number.
_UNPRINTED = re.compile(r"<[a-zA-Z/!][^<>]*>|rgb\([^()]*\)")
# A number with what may stand before and behind it. Its first character is matched first, and what stands before it is looked
# at then: so `re` passes over all other characters at once, six times as quickly.
NUMBER = re.compile(
    r"[-−\d∞](?<![\w.].)(?:"
    r"(?<=[-−])(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|∞)(?!\w)"
    r"|(?<=∞)(?!\w)|(?<=\d)\d*(?:\.\d+)?(?:e[+-]?\d+)?(?!\w)"
    r"|(?<=[-−\d])\d*(?<=\d)\.\d+)"
)
_MOST_PAIRS = 1 << 20  # of lines that may be held against each other one by one
_PADDING = re.compile(r"[ \t─═-]+")


@dataclass(frozen=True, slots=True)
class Difference:
    """One mismatch: `line` (from 1), the printed and the right text; `number`: one number, else a whole line.

    picture: the file that is not what its command draws; then printed and right say nothing.
    """

    line: int
    printed: str
    right: str
    command: str = ""
    number: bool = True
    picture: str = ""


def numbers(text: str) -> list[str]:
    """The numbers in a text, in order, as strings."""
    if "<" in text or "rgb(" in text:
        text = _UNPRINTED.sub(lambda match: " " * len(match.group()), text)
    return NUMBER.findall(text)


def checksum(text: str) -> str:
    """Eight characters computed from the numbers in a text."""
    from hashlib import sha256  # loads OpenSSL, for which no other document waits

    return sha256(" ".join(numbers(text)).encode()).hexdigest()[:8]


def differences(old: str, new: str, line: int, command: str = "") -> Iterator[Difference]:
    """Each number of `old` (first line: `line`) that differs in `new`, and each line whose words differ."""
    if old == new:
        return
    before, after = old.split("\n"), new.split("\n")
    keys = [[_skeleton(content) for content in lines] for lines in (before, after)]
    for kind, a, b, c, d in _opcodes(*keys):
        if kind == "equal":
            for place in range(b - a):
                yield from _in_line(before[a + place], after[c + place], line + a + place, command)
            continue
        yield from _in_words(before[a:b], after[c:d], line + min(a, len(before) - 1), command)


def _opcodes(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """How the lines of two texts go together; of two long ones only what they begin and end with, since more would take long."""
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = next((at for at in range(shorter - head) if old[-1 - at] != new[-1 - at]), shorter - head)
    a, b = len(old) - tail, len(new) - tail
    yield "equal", 0, head, 0, head
    if (a - head) * (b - head) > _MOST_PAIRS:
        yield "replace", head, a, head, b
    else:
        from difflib import SequenceMatcher  # here and below: where everything holds nothing is compared

        for kind, *places in SequenceMatcher(None, old[head:a], new[head:b], autojunk=False).get_opcodes():
            start, end, first, last = (place + head for place in places)
            yield kind, start, end, first, last
    yield "equal", a, len(old), b, len(new)


def within_a_unit(printed: str, right: str) -> bool:
    """Whether two printed decimals differ by at most one unit in the last place; integers (counts, ids) must be equal.

    >>> within_a_unit("0.123", "0.124"), within_a_unit("0.123", "0.125"), within_a_unit("1", "0.999"), within_a_unit("3", "4")
    (True, False, True, False)
    """
    from decimal import Decimal, InvalidOperation

    try:
        printed_value, right_value = (Decimal(text.replace("−", "-")) for text in (printed, right))
    except InvalidOperation:  # ∞
        return False
    exponents = [
        number.as_tuple().exponent for number in (printed_value, right_value) if "." in str(number) or "E" in str(number)
    ]
    units = [Decimal(1).scaleb(place) for place in exponents if isinstance(place, int)]
    return bool(units) and abs(printed_value - right_value) <= max(units)


def _in_words(before: list[str], after: list[str], line: int, command: str) -> Iterator[Difference]:
    """Lines whose words differ: pairwise, and what is left over on one side as one passage."""
    both = min(len(before), len(after))
    for place in range(both):
        if before[place].strip() != after[place].strip():
            yield Difference(line + place, before[place].strip(), after[place].strip(), command, number=False)
    printed, right = ("\n".join(side[both:]).strip() for side in (before, after))
    if printed or right:
        yield Difference(line + both, printed, right, command, number=False)


@lru_cache(maxsize=4096)  # a document may show the same output many times
def _skeleton(line: str) -> str:
    """A line without its numbers and its padding, which follows the width of the numbers."""
    return _PADDING.sub("", NUMBER.sub("#", _UNPRINTED.sub(" ", line)))


def _in_line(before: str, after: str, line: int, command: str) -> Iterator[Difference]:
    if before == after:
        return
    for printed, right in zip(numbers(before), numbers(after), strict=False):
        if printed != right:
            yield Difference(line, printed, right, command)
