"""PDF: the document on pages, blocks whole, through matplotlib (extra `plot`); text stays text.

A document of pictures alone has a page for each, as large as the picture, as `\\includegraphics` and slides want it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from tracer.document.blocks import Document, Figure
from tracer.render.figures.shapes import Drawing

PAGE = 1060.0  # pixels: the height of A4 inside its margins, at the width of a paragraph


def write(document: Document, stream: BinaryIO, options: Any) -> None:
    """Write the document as pages. Raises TracerError without matplotlib, or where no installed font has a character."""
    from tracer.render.figures import matplotlib_backend
    from tracer.render.figures.layout import drawings, title_of

    blocks = list(document.blocks())
    parts = list(drawings(document.replace(source=blocks)))
    only_pictures = bool(blocks) and all(isinstance(block, Figure) for block in blocks)
    matplotlib_backend.pdf(parts if only_pictures else list(pages(parts)), stream, title_of(document, parts))


def pages(parts: Iterable[Drawing]) -> Iterator[Drawing]:
    """Blocks in order, as many a page as fit; a block taller than a page has a page of its own, as tall as it is."""
    from tracer.render.figures.layout import BETWEEN, WIDTH, stack

    def page_of(page: list[Drawing]) -> Drawing:
        page_drawing = stack(page, between=BETWEEN)
        page_drawing.width, page_drawing.height = max(page_drawing.width, WIDTH), max(page_drawing.height, PAGE)
        return page_drawing

    page: list[Drawing] = []
    for part in parts:
        if page and sum(block.height + BETWEEN for block in page) + part.height > PAGE:
            last = next((i for i in range(len(page), 0, -1) if not page[i - 1].keep), len(page))
            yield page_of(page[:last])
            page = page[last:]
        page.append(part)
    yield page_of(page)
