"""Sheets and keys as files: several sheets in one page, a key that can be read and marked with."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import tracer
from tracer.cli.output import OutputOptions
from tracer.errors import TracerError
from tracer.language import say

if TYPE_CHECKING:
    from tracer.document.blocks import Document
    from tracer.exercises.blanks import Sheet

KEY_FORMATS = {
    ".json": "json",
    ".md": "markdown",
    ".tex": "latex",
    ".typ": "typst",
    ".html": "page",
    ".htm": "page",
    ".txt": "text",
}
FORM_FORMATS = ("html", "page")
Made = list[tuple["Sheet", list[str]]]
"""Each sheet with the words that make its trace."""


def render_text(document: Document, name: str, output: OutputOptions) -> str:
    """A document as the text of a format; a page is put together from its inner part later."""
    from tracer.render import write

    stream = io.StringIO()
    inner = "html" if name == "page" else name
    write(document, inner, stream, width=output.width, color=output.color, ascii=output.ascii)
    return stream.getvalue()


def hint_text(sheet: Sheet, name: str, output: OutputOptions) -> str:
    """A sheet's hints where a format has them apart from it: on a page of their own, or each to be opened; else ""."""
    from tracer.exercises.hints import hint_blocks, hints_of
    from tracer.render.printed_sheets import FEET

    if name in FORM_FORMATS:
        from tracer.render.form_page import hint_list

        return hint_list([(hints.about, hints.steps) for hints in hints_of(sheet)])
    if name in FEET:
        from tracer.document.blocks import Document

        return render_text(Document("", lambda: hint_blocks(sheet)), name, output)
    return ""


def join_sheets(name: str, sheets: Sequence[tuple[Sheet, str, str]], exam: bool = False, qr: bool = False) -> str:
    """Several sheets, each with the text of its hints, as one file: pages that print, a form for the browser, one notebook.

    qr: with each sheet's code as one.
    """
    pictures = [_picture(name, sheet) if qr else "" for sheet, _, _ in sheets]
    if name in FORM_FORMATS:
        from tracer.exercises.form import form_data
        from tracer.exercises.paper import sheet_document
        from tracer.render.form_page import form_page

        forms = [
            (html + hints + picture, form_data(sheet, exam))
            for (sheet, html, hints), picture in zip(sheets, pictures, strict=True)
        ]
        return form_page(forms, sheet_document(sheets[0][0]).title)
    made, texts, hints = (list(part) for part in zip(*sheets, strict=True))
    return _pages(name, _with_feet(name, made, texts, pictures, hints))


def _picture(name: str, sheet: Sheet) -> str:
    """The QR code from which a sheet is made again."""
    from tracer.render.qr import QR, modules

    return QR[name](modules(sheet.again))


def _with_feet(
    name: str,
    sheets: Sequence[Sheet],
    texts: Sequence[str],
    pictures: Sequence[str] | None = None,
    hints: Sequence[str] | None = None,
) -> list[str]:
    """The texts of sheets with their pictures and hints, or of their keys, and the foot of each page where a format has pages."""
    from tracer.render.printed_sheets import FEET, Printed

    if name not in FEET:
        return list(texts)
    feet = [say("exercises.foot", code=sheet.code) for sheet in sheets]
    has_room = pictures is not None
    none = [""] * len(feet)
    parts = zip(feet, texts, pictures or none, hints or none, strict=True)
    printed = [Printed(foot, text, has_room, picture, hint) for foot, text, picture, hint in parts]
    return [FEET[name](sheet, at) for at, sheet in enumerate(printed, 1)]


def _pages(name: str, texts: Sequence[str]) -> str:
    if name == "latex":
        from tracer.render.latex import article

        return article(texts)
    if name == "ipynb":
        import json

        notebooks = [json.loads(text) for text in texts]
        notebooks[0]["cells"] = [cell for notebook in notebooks for cell in notebook["cells"]]
        for number, cell in enumerate(notebooks[0]["cells"]):
            cell["id"] = f"ttrace-{number}"
        return json.dumps(notebooks[0], ensure_ascii=False, indent=1) + "\n"
    between = {"markdown": "\n---\n\n", "typst": "\n#pagebreak()\n\n"}.get(name, "\n")
    return between.join(texts)


def key_format(file: str) -> str:
    """The format of a key, by its ending. Raises TracerError for another ending."""
    ending = os.path.splitext(file)[1].lower()
    if ending not in KEY_FORMATS:
        raise TracerError("exercises.key_ending", file=file)
    return KEY_FORMATS[ending]


def key_text(sheets: Made, name: str, texts: Sequence[str]) -> str:
    """The key as data, or readable with the data in a comment at its end."""
    from tracer.exercises.key import as_comment, key_data
    from tracer.exercises.print import html_page
    from tracer.render.printed_sheets import print_style

    data = key_data(sheets, tracer.__version__)
    if name == "json":
        return data + "\n"
    made = [sheet for sheet, _ in sheets]
    if name == "page":
        style = print_style([say("exercises.foot", code=sheet.code) for sheet in made])
        text = html_page(texts, say("exercises.key_title", code=made[0].code), style)
    else:
        text = _pages(name, _with_feet(name, made, texts))
    comment = {"latex": "\n% {}\n", "typst": "\n// {}\n", "text": "\n{}\n"}.get(name, "\n<!-- {} -->\n")
    return text + comment.format(as_comment(data))
