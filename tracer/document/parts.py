"""Only some kinds of a document's blocks, for a page that has its own words around them; and the title asked for.

A sentence about numbers that are left out stays with its table, and what a run warns of stays wherever it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from tracer.document.blocks import Block, Document, Figure, Formula, Heading, Matrix, Note, Points, Prose, Table, Tokens, Working
from tracer.document.stage_names import stage_heading
from tracer.errors import TracerError

_KINDS: dict[str, tuple[type, ...]] = {
    "working": (Working,),
    "formula": (Formula,),
    "table": (Matrix, Table, Tokens),
    "figure": (Figure,),
    "sentence": (Prose, Points),
}
PARTS = tuple(_KINDS)
NO_TITLE = "none"


def only(document: Document, parts: Sequence[str]) -> Document:
    """The document with blocks of these kinds only (`PARTS`); headings stay where several of them have such blocks.

    Raises TracerError where it has none of them, naming those it has.
    """
    wanted = tuple(kind for part in parts for kind in _KINDS[part])
    warnings = frozenset(document.facts.get("notes", ()))

    contained: set[type] = set()
    kept = list(_kept(document.blocks(), wanted, warnings, contained))  # made once: a comparison may look for causes meanwhile
    if not any(isinstance(block, wanted) for block in kept):
        known = [part for part, kinds in _KINDS.items() if contained & set(kinds)] or "–"
        raise TracerError("document.nothing_of_parts", parts=list(parts), known=known)
    several = sum(isinstance(block, Heading) for block in kept) > 1
    return document.replace(source=list(_renamed(kept, several, "formula" in parts)))


def _renamed(blocks: Iterable[Block], several: bool, formulas: bool) -> Iterator[Block]:
    """The address said once: by the formula's line, else by the heading, else by the table's own caption."""
    for block in blocks:
        if isinstance(block, Matrix):
            yield block.replace(titled=block.titled and (several or formulas))
        elif not isinstance(block, Heading):
            yield block
        elif several:
            yield stage_heading(block.address) if block.address and not formulas else block


def _kept(blocks: Iterable[Block], wanted: tuple[type, ...], warnings: frozenset[str], contained: set[type]) -> Iterator[Block]:
    """The wanted blocks with the headings of stages that have any: a heading of level 1 or 2 says nothing of one stage.

    contained: takes up the kinds of all blocks, for the error that names them.
    """
    heading: Heading | None = None
    after_table = False
    for block in blocks:
        contained.add(type(block))
        if isinstance(block, Heading):
            heading, after_table = (block if block.level > 2 else None), False
        elif isinstance(block, Note):
            if block.text in warnings or after_table:
                yield block
        else:
            after_table = isinstance(block, _KINDS["table"]) and isinstance(block, wanted)
            if isinstance(block, wanted):
                if heading is not None:
                    yield heading
                heading = None
                yield block


def titled(document: Document, title: str) -> Document:
    """The document under another title, or under none (`NO_TITLE`).

    The title of a whole document is its first heading of level 1; a stage shown alone, its heading; a picture shown alone, the
    picture's own; above several stages, which have no title of their own, a new heading. With none, those several go too.
    """
    text = "" if title == NO_TITLE else title

    def blocks() -> Iterator[Block]:
        first = list(islice(document.blocks(), 1))
        opens = bool(first) and isinstance(first[0], Heading) and first[0].level == 1
        return _retitled(document.blocks(), text) if opens else _titled_parts(document, text)

    return document.replace(title=text or document.title, source=blocks)


def _retitled(blocks: Iterator[Block], text: str) -> Iterator[Block]:
    next(blocks)
    if text:
        yield Heading(1, text)
    yield from blocks


def _titled_parts(document: Document, text: str) -> Iterator[Block]:
    headings = sum(1 for _ in islice((block for block in document.blocks() if isinstance(block, Heading)), 2))
    pictures = all(isinstance(block, Figure) for block in islice(document.blocks(), 2))
    if text and (headings > 1 or not headings and not pictures):
        yield Heading(1, text)
    for place, block in enumerate(document.blocks()):
        if isinstance(block, Heading) and (not text or headings == 1):
            if text:
                yield block.replace(text=text)
        elif isinstance(block, Figure) and pictures and not place:
            yield block.replace(title=text)
        else:
            yield block
