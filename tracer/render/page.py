"""A self-contained HTML page: opens from a disk, without scripts, fonts or anything else from elsewhere."""

from __future__ import annotations

from typing import Any, TextIO

from tracer.document.blocks import Document
from tracer.language import current, say
from tracer.render.html import STYLE, body, text

_PAGE_STYLE = """\
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24}
@media (prefers-color-scheme:dark){:root{--paper:#15181d;--ink:#e4e6ea}}
body{background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,
"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;
max-width:72rem;margin:0 auto;padding:1rem 1.5rem 3rem}
h1,h2,h3{line-height:1.25;margin:1.6em 0 .5em}
code{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:.92em}
footer{margin-top:3rem;border-top:1px solid rgb(128 128 128/.4);font-size:.9em}
@media print{:root{--paper:#fff;--ink:#000;color-scheme:light}body{font-size:11px;max-width:none;padding:0}@page{margin:15mm}}
"""


def write(document: Document, stream: TextIO, options: Any) -> None:
    """Write the document as a whole page; the facts of its run stand in the head as `meta`."""
    told = {key: value for key, value in document.facts.items() if key != "json"}  # which holds the numbers themselves
    facts = "".join(f'<meta name="ttrace:{text(str(key))}" content="{text(str(value))}">\n' for key, value in told.items())
    stream.write(
        f'<!DOCTYPE html>\n<html lang="{current()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"{facts}<title>{text(document.title)}</title>\n<style>\n{_PAGE_STYLE}{STYLE}</style>\n</head>\n"
        '<body>\n<main class="ttrace">\n'
    )
    for part in body(document):
        stream.write(part + "\n")
    stream.write("</main>\n")
    if command := document.facts.get("command"):
        stream.write(f"<footer><p>{say('render.command')} <code>{text(str(command))}</code></p></footer>\n")
    stream.write("</body>\n</html>\n")
