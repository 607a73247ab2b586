"""The stages as a reader sees them: part (layer), sublayer, stage; parts the reader is not in are folded."""

from __future__ import annotations

from collections.abc import Sequence

from tracer.document.sentence import part_title
from tracer.document.symbols import TRAINED
from tracer.frozen import Frozen
from tracer.language import say
from tracer.record.step import Step

_SUBLAYERS = ("attention", "cross", "ffn")


class Line(Frozen):
    """One line: a part or sublayer (`heading`), or a stage. `stage` is where choosing the line leads. `depth` indents it."""

    text: str
    stage: str
    depth: int = 0
    heading: bool = False
    folded: bool = False


def outline(steps: Sequence[Step], current: str, parameters: Sequence[str] = ()) -> list[Line]:
    """The lines, with the part that holds the stage `current` open."""
    parts: dict[str, list[str]] = {}
    learned = set(parameters)
    for step in steps:
        parts.setdefault(say("stepper.parameters") if step.name in learned else part_title(step.name), []).append(step.name)
    lines: list[Line] = []
    for title, names in parts.items():
        is_open = current in names or len(parts) == 1
        lines.append(Line(title, names[0], 0, True, not is_open))
        if is_open:
            lines += _part(names)
    return lines


def _part(names: Sequence[str]) -> list[Line]:
    """The stages of one part, below their sublayer where they have one."""
    lines: list[Line] = []
    last: tuple[str, ...] = ()
    for name in names:
        above, below = _split(name)
        if above and above != last:
            lines.append(Line(".".join(above), name, 1, True))
        last = above
        lines.append(Line(below, name, 2 if above else 1))
    return lines


def _split(name: str) -> tuple[tuple[str, ...], str]:
    """(`attention`,), `norm.mean` of `encoder.0.attention.norm.mean`: what the part already says is left out."""
    parts = name.split(".")
    if parts[0] in TRAINED:
        return (), name
    while len(parts) > 1 and (parts[0] in ("encoder", "decoder", "recurrent") or parts[0].isdecimal()):
        parts = parts[1:]
    if parts[0] in _SUBLAYERS and len(parts) > 1:
        return (parts[0],), ".".join(parts[1:])
    return (), ".".join(parts)
