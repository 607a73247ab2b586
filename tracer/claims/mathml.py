"""MathML as the line it shows: `<mfrac><mn>1</mn><mn>2</mn></mfrac>` is `((1)/(2))`, in as many characters as the markup has."""

from __future__ import annotations

import re

_TAG = re.compile(r"<(?P<closing>/?)(?:\w{1,20}:)?(?P<name>[A-Za-z][A-Za-z0-9-]{0,30})(?:\s[^<>]*)?>|<!--.*?-->", re.DOTALL)
_ANNOTATION = re.compile(r"<(annotation(?:-xml)?)\b.*?</\1\s*>", re.DOTALL)
_ROWS = frozenset(["math", "semantics", "mrow", "mstyle", "mpadded", "mphantom", "menclose"])
_WORDS = frozenset(["mi", "mn", "mo", "mtext", "mspace", "ms"])
# element: what stands before its first child, before each later one, and after its last
_SIGNS = {
    "mfrac": ("((", ")/(", "))"),
    "msup": ("(", ")^(", ")"),
    "msub": ("", "_{", "}"),
    "msqrt": ("√(", "", ")"),
    "mtable": ("[", ",", "]"),
    "mtr": ("[", ",", "]"),
    "mtd": ("", "", ""),
}


def linear(markup: str) -> str | None:
    """The line that one `<math>` element shows, padded to its length; None where it holds what no line can show."""
    markup = _ANNOTATION.sub(lambda match: " " * len(match[0]), markup)
    open_: list[list[str | int]] = []  # name, children so far
    pieces, last, owed = [], 0, ""
    for tag in _TAG.finditer(markup):
        pieces.append(markup[last : tag.start()])
        last = tag.end()
        name = (tag["name"] or "").lower()
        if not name or tag[0].endswith("/>"):
            sign = ""
        elif tag["closing"]:
            if not open_ or open_.pop()[0] != name:
                return None
            sign = _SIGNS.get(name, ("", "", ""))[2]
        elif name not in _ROWS and name not in _WORDS and name not in _SIGNS:
            return None
        else:
            sign = _before_child(open_) + _SIGNS.get(name, ("", "", ""))[0]
            open_.append([name, 0])
        owed += sign  # a short tag may have too little room for its signs; the next one has
        room = len(tag[0]) - 1
        pieces.append(" " + owed[:room].ljust(room))
        owed = owed[room:]
    return None if open_ or owed else "".join([*pieces, markup[last:]])


def _before_child(open_: list[list[str | int]]) -> str:
    """What stands before the next child of the element that is open."""
    if not open_:
        return ""
    parent, count = open_[-1]
    open_[-1][1] = int(count) + 1
    return _SIGNS.get(str(parent), ("", "", ""))[1] if count else ""
