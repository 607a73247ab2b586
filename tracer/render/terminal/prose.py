"""A sentence on a screen: its code and emphasis in colour and weight, or between their signs where there is no colour."""

from __future__ import annotations

from tracer.document.blocks import spans
from tracer.render import wrap
from tracer.render.terminal.screen import Screen
from tracer.sanitize import sanitize

_STYLES = {"code": "cyan", "emphasis": "italic", "strong": "bold", "link": "underline"}
_SIGNS = {"code": "`", "emphasis": "*", "strong": "**"}


def prose(screen: Screen, sentence: str, style: str = "", first: str = "", rest: str = "") -> list[str]:
    """Writes the sentence, its first line led by `first`, the others by `rest`; returns the lines."""
    written, around, styled = "", "", []
    for span in spans(sentence):
        words = screen.own(sanitize(span.text))
        if screen.color and span.kind in _STYLES:
            styled.append((len(written), len(written) + len(words), _STYLES[span.kind]))
        else:
            signs = _SIGNS.get(span.kind, "")
            words = wrap.OPENS * len(signs) + words + wrap.CLOSES * len(signs)
            around += signs * 2
        written += words + (f" ({screen.own(sanitize(span.to))})" if span.to else "")
    lines = wrap.prose(written, screen.width, first, rest)
    if around:
        sign = iter(around)
        lines = ["".join(next(sign) if char in (wrap.OPENS, wrap.CLOSES) else char for char in line) for line in lines]
    if not styled:
        screen.lines(lines, style)
        return lines
    place = 0
    for number, line in enumerate(lines):
        lead = len(rest if number else first)
        place = written.index(line[lead:], place)  # a line is a part of the sentence; only spaces between lines are gone
        looks = [(look, lead + max(start - place, 0), lead + end - place) for start, end, look in styled if end > place]
        screen.line(line, style, looks)
        place += len(line) - lead
    return lines
