"""A self-contained HTML page: opens from a disk, without fonts or anything else from elsewhere.

A page of a run, or of several (a lesson), carries them and one script of ours, and answers when it is asked; without script it
reads the same. Any other document's page has no script at all.
"""

from __future__ import annotations

from typing import Any, TextIO

from tracer.document.blocks import Document, Run
from tracer.language import current, say
from tracer.render.html import EMPTY, STYLE, body, closing, text
from tracer.render.live import Graph, script, script_hash, style

PAGE_STYLE = """\
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
    shown_facts = {key: value for key, value in document.facts.items() if key != "json"}  # which holds the numbers themselves
    facts = "".join(f'<meta name="ttrace:{text(str(key))}" content="{text(str(value))}">\n' for key, value in shown_facts.items())
    own = document.living.graph() if document.living is not None else EMPTY
    document, runs = (document, [own]) if own["steps"] else _runs(document)
    program = script(runs) if runs else None
    allowed = f"; script-src '{script_hash(program.text)}'" if program else ""
    stream.write(
        f'<!DOCTYPE html>\n<html lang="{current()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src 'unsafe-inline'{allowed}\">\n"
        f"{facts}<title>{text(document.title)}</title>\n<style>\n{PAGE_STYLE}{STYLE}{style() if runs else ''}</style>\n</head>\n"
        '<body>\n<main class="ttrace">\n'
    )
    for part in body(document, addressed=bool(own["steps"]), key=program.key if program else ""):
        stream.write(part + "\n")
    for part in closing(own):
        stream.write(part)
    stream.write("</main>\n")
    if command := document.facts.get("command"):
        stream.write(f"<footer><p>{say('render.command')} <code>{text(str(command))}</code></p></footer>\n")
    if program and not own["steps"]:
        stream.write(f"<script>{program.text}</script>\n")
    stream.write("</body>\n</html>\n")


def _runs(document: Document) -> tuple[Document, list[Graph]]:
    """The document with its blocks made, and the runs among them."""
    blocks = list(document.blocks())
    return document.replace(source=blocks), [dict(block.graph) for block in blocks if isinstance(block, Run)]
