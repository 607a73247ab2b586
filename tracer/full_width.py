"""Signs as a Chinese keyboard types them: full-width commas, brackets and equals signs are read as the half-width ones.

A sign that is a token of the text (`scores[0, ，, 它]`) stays itself: it is another's twin only where it parts something.
"""

from __future__ import annotations

import re

_OPENING, _CLOSING = "［【（", "］】）"
_TWINS = {"，": ",", "＝": "=", "＃": "#"}
_VALUE = str.maketrans("，．－＋：＝［］【】（）０１２３４５６７８９", ",.-+:=[][]()0123456789")
_MARKS = dict(zip(",.!?:;()", "，。！？：；（）", strict=True))
# Patterns are compiled by `re` when a text first needs them: most runs have none.
_QUOTED = r'("(?:[^"\\]|\\.)*")'
_CHINESE_QUOTES = r"(?<![^\s,，=＝\[])“([^“”\"]+)”(?=\s*[,，\]]|\s*\Z)"
_EDIT = r"(?s)(.*[\]］】）])\s*[=＝](.*)"


def half_width_address(text: str) -> str:
    """An address with its brackets, commas and equals signs as the grammar has them; what stands in quotes stays as it is.

    >>> half_width_address("scores【head＝0，它，动物】")
    'scores[head=0,它,动物]'
    >>> half_width_address("scores[0, ，, 它]")
    'scores[0, ，, 它]'
    """
    if text.isascii():
        return text
    opening = re.search(f"[{_OPENING}]", text)
    if "[" not in text and opening is not None and text.rstrip()[-1] in _CLOSING:
        end = len(text.rstrip()) - 1
        text = f"{text[: opening.start()]}[{text[opening.end() : end]}]{text[end + 1 :]}"
    stage, bracket, inside = text.partition("[")
    if not bracket:
        return text
    parts = re.split(_QUOTED, re.sub(_CHINESE_QUOTES, r'"\1"', inside))
    return f"{stage}[{''.join(part if place % 2 else half_width_selectors(part) for place, part in enumerate(parts))}"


def half_width_selectors(text: str) -> str:
    """Selectors without their quoted parts: a comma, an equals sign or a # that follows something is its half-width twin."""
    if text.isascii():
        return text
    result, follows = "", False
    for char in text:
        written = _TWINS.get(char, char) if follows else char
        follows = written not in ",=[" if not char.isspace() else follows
        result += written
    return result


def half_width_value(text: str) -> str:
    """A number, a list of numbers or a range with full-width digits and signs, in half-width ones.

    >>> half_width_value("０：２")
    '0:2'
    """
    return text.translate(_VALUE)


def split_edit(text: str) -> tuple[str, str]:
    """`ADDRESS=VALUE` parted at the equals sign behind the bracket, or the first one; ("", "") where there is none."""
    if found := re.fullmatch(_EDIT, text):
        return found[1].strip(), half_width_value(found[2]).strip()
    first = re.search("[=＝]", text)
    return (text[: first.start()].strip(), half_width_value(text[first.end() :]).strip()) if first else ("", "")


def other_width(sign: str) -> str:
    """The mark that a Chinese keyboard types in its place, or that it stands for; "" for anything else.

    >>> other_width(","), other_width("。")
    ('，', '.')
    """
    return _MARKS.get(sign) or next((half for half, full in _MARKS.items() if full == sign), "")
