"""What a page shows of a document, in order: workings that belong together as one group, stored stages left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tracer.document.blocks import Block, Document, Figure, Stage, Table, Working
from tracer.errors import TracerError


def pieces(document: Document) -> Iterator[Block | tuple[Working, ...]]:
    """The blocks of a page in order; consecutive workings come as one tuple, drawn as one tree."""
    for is_working, run in groupby(document.blocks(), lambda block: isinstance(block, Working)):
        if is_working:
            yield from _trees([block for block in run if isinstance(block, Working)])
        else:
            yield from (block for block in run if not isinstance(block, Stage))


def _trees(run: Sequence[Working]) -> Iterator[tuple[Working, ...]]:
    tree: list[Working] = []
    for working in run:
        if tree and working.depth == 0:
            yield tuple(tree)
            tree = []
        tree.append(working)
    yield tuple(tree)


def figure_tables(figure: Figure) -> list[Table]:
    """The numbers of a picture, for the formats that cannot draw it."""
    from tracer.render.figures import tables

    return tables(figure)


def flavour(format: str, wanted: str, known: Sequence[str]) -> str:
    """The variant asked for, or the first known one. Raises TracerError naming those there are."""
    if wanted and wanted not in known:
        raise TracerError("render.flavour", format=format, flavour=wanted, flavours=list(known))
    return wanted or known[0]
