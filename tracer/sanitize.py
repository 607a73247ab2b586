"""Text from outside, made safe to show: the one boundary every sentence, token, file and weight name passes.

Control characters, terminal escapes, bidirectional overrides and lone surrogates become visible signs. A format's own
syntax (Rich markup, HTML, LaTeX …) is escaped by that format's renderer, after this.
"""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"
_SIGNS = {"\n": "↵", "\r": "␍", "\t": "⇥", "\x7f": "␡"}


def _shown(char: str) -> str:
    if char in _SIGNS:
        return _SIGNS[char]
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def sanitize(text: str) -> str:
    """`text` with every character that a screen would act on replaced by a sign for it.

    >>> sanitize("a\\x1b[31mb\\n")
    'a␛[31mb↵'
    """
    if text.isprintable():  # which nothing of the kinds below is
        return text
    return "".join(
        char if char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp") else _shown(char)
        for char in text
    )
