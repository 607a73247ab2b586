"""The numbers of a working as links: where each stands in the lines as they are broken, and the cell it leads to."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text

from tracer.document.blocks import Working
from tracer.render.notation.text import text, text_with_cells
from tracer.sanitize import sanitize

CELL = "cell"  # the name under which a style carries the address that a click goes to


def link(address: str) -> Style:
    """The style of a number that can be clicked."""
    return Style(meta={CELL: address})


def linked(lines: Sequence[str], block: Working) -> Text:
    """The lines, with the operands of the block's working as links; it may be broken between lines anywhere."""
    result = Text("\n".join(lines))
    if block.substituted is None:
        return result
    working, spans = text_with_cells(block.substituted, block.places)
    places = [at for at, char in enumerate(result.plain) if not char.isspace()]
    solid = "".join(result.plain[at] for at in places)
    before = sanitize(block.label) + ("" if block.formula is None else text(block.formula, None))
    start = solid.find(_solid(working), len(_solid(before)))
    if start < 0:  # the result alone is shown
        return result
    for first, end, cell in spans:
        if cell.address:
            behind = start + len(_solid(working[:first]))
            result.stylize(link(cell.address), places[behind], places[behind + len(_solid(working[first:end])) - 1] + 1)
    return result


def _solid(line: str) -> str:
    return "".join(line.split())
