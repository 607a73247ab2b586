"""A text split at special and added tokens before a SentencePiece model, which does not know them, cuts it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracer.tokens.configuration import Added


class Splitter:
    """Finds these tokens in a text: the leftmost first, and of those that begin together the longest."""

    def __init__(self, tokens: Iterable[Added]) -> None:
        self.tokens = {token.content: token for token in tokens if token.content}
        ordered = sorted(self.tokens.values(), key=lambda token: -len(token.content))
        self.pattern = re.compile("|".join(map(_pattern, ordered)) or r"(?!)")

    def __call__(self, text: str) -> list[tuple[int, int, str | None]]:
        """(start, stop, added token or None) of every stretch, in order; together they are the text."""
        stretches: list[tuple[int, int, str | None]] = []
        end = 0
        for match in self.pattern.finditer(text):
            if end < match.start():
                stretches.append((end, match.start(), None))
            stretches.append((match.start(), match.end(), match[0] if match[0] in self.tokens else match[0].strip()))
            end = match.end()
        return [*stretches, (end, len(text), None)] if end < len(text) else stretches


def _pattern(token: Added) -> str:
    content = re.escape(token.content)
    if token.single_word:
        content = rf"(?<!\w){content}(?!\w)"
    return (r"\s*" if token.lstrip else "") + content + (r"\s*" if token.rstrip else "")
