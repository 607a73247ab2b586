"""QR codes (extra `qr`, segno) as text of a format that prints: squares in LaTeX, a picture in Typst and HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape

from tracer.errors import MissingExtra, TracerError
from tracer.language import say

_QUIET = 4  # modules of white on each side, as ISO/IEC 18004 asks for
_MODULE = 0.7  # mm: a telephone held over a table reads it

Modules = Sequence[Sequence[int]]
"""Rows of modules, 1 for black, the quiet zone included."""


def modules(text: str) -> Modules:
    """The QR code of a text, with error correction level M. Raises TracerError without segno, and for a text too long."""
    try:
        import segno
    except ModuleNotFoundError as error:
        raise MissingExtra("render.no_segno", "qr") from error
    try:
        code = segno.make(text, error="m", boost_error=False, micro=False)
    except segno.DataOverflowError as error:
        raise TracerError("render.qr_long", count=len(text)) from error
    return tuple(tuple(row) for row in code.matrix_iter(border=_QUIET))


def _runs(rows: Modules) -> Iterator[tuple[int, int, int]]:
    """(row, column, length) of black modules side by side."""
    for at, row in enumerate(rows):
        start = 0
        while 1 in row[start:]:
            start = row.index(1, start)
            end = row.index(0, start)  # the quiet zone ends every row
            yield at, start, end - start
            start = end


def _svg(rows: Modules) -> str:
    """A picture on white, which stays white where a page is dark."""
    size = len(rows)
    width = f"{size * _MODULE:.1f}mm"
    path = "".join(f"M{column} {row}h{length}v1h-{length}z" for row, column, length in _runs(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{width}" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges" role="img" aria-label="{escape(say("render.qr_about"))}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}"/></svg>'
    )


def _latex(rows: Modules) -> str:
    """A picture of rules, which needs no package."""
    size = len(rows)
    lines = [
        f"\\put({column},{size - 1 - row}){{\\rule{{{length}\\unitlength}}{{\\unitlength}}}}"
        for row, column, length in _runs(rows)
    ]
    begin = f"{{\\par\\noindent\\setlength{{\\unitlength}}{{{_MODULE}mm}}\\begin{{picture}}({size},{size})"
    return "\n".join([begin, *lines, "\\end{picture}\\par}"])


def _typst(rows: Modules) -> str:
    quoted = _svg(rows).replace("\\", "\\\\").replace('"', '\\"')
    return f'#image(bytes("{quoted}"), format: "svg", width: {len(rows) * _MODULE:.1f}mm)'


QR: dict[str, Callable[[Modules], str]] = {"latex": _latex, "typst": _typst, "html": _svg, "page": _svg}
"""format -> how modules are written in it."""
