"""A foreign page made ready for reading: the same text, character for character as long, with its markup out of the way.

Every replacement keeps the length, so that a place in the prepared text is the place in the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from tracer.claims.mathml import linear
from tracer.claims.table_cells import across_cells

BREAK = "\ue010"  # the end of whatever stands before it: a table cell, a fence, an HTML block
DASH = "\ue011"  # a list's dash, or a minus sign
CELL = "\ue013"  # between two cells of a table, until it is known whether an equation goes across
DOUBT = "\ue012"  # a sign that opens a line under a number: a list's, or an operation going on
LONGEST_LINE = 20_000  # longer lines hold data, not sentences
_RESERVED = str.maketrans({"\ue010": " ", "\ue011": " ", "\ue012": " ", "\ue013": " ", "\r": " ", "\x00": " "})
_SIGNS = {
    "✕✖⨯⨉∗": "×", "⋅∙・‧⸱": "·", "÷∕⁄／": "/", "−﹣－‐‑‒": "-", "＝﹦": "=", "≃≅≒≐⩳": "≈", "﹢＋": "+",
    "（﹙": "(", "）﹚": ")", "［": "[", "］": "]", "｛": "{", "｝": "}", "．": ".", "％﹪": "%", "＾": "^", "＠": "@",
    "；：。！【】「」『』“”‘’": ";", "？": "?", "＜": "<", "＞": ">", "｜": "|", "＊": "*", "\u200b\u200c\u200d\ufeff\u2060": " ",
    "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t": " ", "：": ";", "⊗∘": "⊙", "＿": "_",
    "\u2062\u2061": " ", "ˆ": "^", "～": "~",
}  # fmt: skip
_TABLE = {ord(char): sign for chars, sign in _SIGNS.items() for char in chars}
_TABLE |= {0xFF10 + digit: str(digit) for digit in range(10)}
_TABLE |= {0xFF21 + place: chr(0x41 + place) for place in range(26)} | {0xFF41 + place: chr(0x61 + place) for place in range(26)}

_UNREAD = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"), ("<svg", "</svg>"))
_INLINE_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "var",
    ]
)
_LONG = re.compile(rf"[^\n]{{{LONGEST_LINE},}}")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]{0,20})(?:\s[^<>\n]{0,300})?/?>")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,5});")
_ADDRESS = re.compile(r"(?:https?://|www\.|doi\.org/)[^\s<>()\[\]\"'`]{1,2000}")
_LINK = re.compile(r"(?<=\])\((?=[^()\n]{0,300}[A-Za-z#])[^()\n]{1,300}\)")
_FOOTNOTE = re.compile(r"\[\^[^\]\n]{1,40}\]")
_ESCAPED_LIST = re.compile(r"\\\[([-\d.,\s]{1,300})\\\]")
_KEYWORD = re.compile(r",\s{0,3}(?:dim|axis|ddof|keepdims|dtype|correction|unbiased)\s{0,2}=\s{0,2}[-\w.]{1,20}")
_STARS = re.compile(r"\*{1,3}")
_UNDERSCORES = re.compile(r"(?<![A-Za-z0-9_}])__?(?=[-\d(\[])|(?<=[\d)\]%])__?(?![A-Za-z0-9_{])")
_DISPLAY = re.compile(r"\$\$|\\\[|\\\]|\\begin\{|\\end\{")
_CLOSES = {"\\]": "\\[", "\\end{": "\\begin{"}
_FENCE = re.compile(r"[ >]{0,12}(?:`{3,}|~{3,})[^`]*$")
_OPENING = re.compile(
    r"(?P<quote>(?:[ ]{0,12}>[ ]?)*[ ]*)"
    r"(?:(?P<bullet>[-*+•‣–])[ ]+(?:\[[ xX]\][ ]+)?(?:\(\d{1,2}\)[ ]+(?![-+*/×·÷^=@\\(]))?"
    r"|(?P<number>\d{1,3}[.)、][ ]+|\d{1,2}、|\(\d{1,2}\)[ ]*(?![-+*/×·÷^=@\\( ])|[①-⑳][ ]*|[a-zA-Z][.)][ ]+)"
    r"|(?P<heading>\#{1,6}[ ]+(?:\d+(?:\.\d+)*\.?[ ]+)?))?"
)
_AFTER_OPERAND = frozenset("0123456789.)]}%")
_NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
_BEFORE_OPERAND = frozenset("0123456789.([{-√\\") | _NAME


def prepare(text: str) -> str:
    """`text` with markup blanked, look-alike signs made one, and breaks marked; of the same length."""
    page = _LONG.sub(lambda match: " " * len(match[0]), text).translate(_RESERVED).translate(_TABLE)
    for opener, closer in _UNREAD:
        page = _without(page, opener, closer)
    page = _with_mathematics(page)
    page = _TAG.sub(_tag, page)
    if "&" in page:
        page = _ENTITY.sub(_entity, page)
    page = _ADDRESS.sub(lambda match: "w" * len(match[0]), page)
    for pattern in (_LINK, _FOOTNOTE, _KEYWORD):
        page = pattern.sub(_blank, page)
    page = _ESCAPED_LIST.sub(lambda match: f" [{match[1]}] ", page)
    page = "\n".join(_lines(page.split("\n")))
    page = _STARS.sub(_stars(page), page)
    page = _UNDERSCORES.sub(_blank, page).replace("`", " ")
    return across_cells(page, CELL, BREAK).replace("|", BREAK)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _without(page: str, opener: str, closer: str) -> str:
    """The page with everything between two signs blanked, in one pass."""
    lower = page.lower() if page.isascii() else page
    pieces, at = [], 0
    while (start := lower.find(opener, at)) >= 0 and (end := lower.find(closer, start)) >= 0:
        end += len(closer)
        pieces += [page[at:start], BREAK, re.sub(r"[^\n]", " ", page[start + 1 : end])]
        at = end
    return "".join(pieces) + page[at:] if pieces else page


def _with_mathematics(page: str) -> str:
    """The page with the line that each MathML element shows in its place; one that no line shows is blanked."""
    lower = page.lower() if page.isascii() else page
    pieces, at = [], 0
    while (start := lower.find("<math", at)) >= 0 and (end := lower.find("</math>", start)) >= 0:
        end += len("</math>")
        shown = linear(_ENTITY.sub(_entity, page[start:end]))
        pieces += [page[at:start], BREAK, " " * (end - start - 1) if shown is None else shown[1:].replace("\n", " ")]
        at = end
    return "".join(pieces) + page[at:] if pieces else page


def _tag(match: re.Match[str]) -> str:
    name, closing = match[1].lower(), match[0].startswith("</")
    if name in ("sup", "sub"):
        sign = ("}" if closing else "_{") if name == "sub" else (")" if closing else "^(")
        return sign.ljust(len(match[0]))
    sign = CELL if name in ("td", "th") and closing else " " if name in _INLINE_TAGS or name in ("td", "th") else BREAK
    return sign.ljust(len(match[0]))


def _entity(match: re.Match[str]) -> str:
    sign = unescape(match[0]).translate(_TABLE)
    return (sign if len(sign) == 1 and sign != "\n" else ";").ljust(len(match[0]))


def _stars(page: str) -> Callable[[re.Match[str]], str]:
    """What a run of stars is where it stands: an operation between operands, emphasis elsewhere."""

    def read(match: re.Match[str]) -> str:
        before = page[match.start() - 1] if match.start() else "\n"
        after = page[match.end()] if match.end() < len(page) else "\n"
        tight = (before in _AFTER_OPERAND or before in _NAME) and after in _BEFORE_OPERAND
        operation = tight or (before == after == " ")
        return match[0] if operation and len(match[0]) < 3 else " " * len(match[0])

    return read


def _lines(lines: list[str]) -> list[str]:
    """The lines without what opens them (quote marks, list marks, numbers of items and headings); fences become breaks."""
    done: list[str] = []
    above, mark_above = "", ""
    display: frozenset[str] = frozenset()
    for line in lines:
        if not line:
            done.append(line)
            above, mark_above, display = "", "", frozenset()
            continue
        was, display = display, _in_display(line, display)
        if was and line.strip():
            done.append(line)
            continue
        if _FENCE.match(line):
            done.append(BREAK.ljust(len(line)))
            above, mark_above = "", ""
            continue
        match = _OPENING.match(line)
        mark = (match["bullet"] or "") if match else ""
        if match and match.end():
            opening = " " * match.end()
            if mark:
                goes_on = mark in "-+–" and mark != mark_above and above[-1:] in _AFTER_OPERAND and above != ""
                goes_on = goes_on and (mark == "+" or _indent(line) > _indent(above))
                opening = (DOUBT if goes_on else DASH if mark in "-–" else BREAK).ljust(match.end())
            elif match["number"] or match["heading"]:
                opening = BREAK.ljust(match.end())
            line = opening + line[match.end() :]
        done.append(line)
        above, mark_above = line.rstrip(), mark or (mark_above if line[:2] == "  " and line.strip() else "")
    return done


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _in_display(line: str, inside: frozenset[str]) -> frozenset[str]:
    """What opened the display mathematics the next line stands in, if any; a blank line always ends it."""
    if not line.strip():
        return frozenset()
    for delimiter in _DISPLAY.finditer(line):
        sign = delimiter[0]
        inside = inside ^ {sign} if sign == "$$" else inside - {_CLOSES[sign]} if sign in _CLOSES else inside | {sign}
    return inside
