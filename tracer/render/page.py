"""A self-contained HTML page: opens from a disk, without fonts or anything else from elsewhere.

A page of a run carries the run and one script of ours, and answers when it is asked; without script it reads the same. Any other
document's page has no script at all.
"""

from __future__ import annotations

from typing import Any, TextIO

from tracer.document.blocks import Document
from tracer.document.living_graph import MOST_CELLS
from tracer.language import current, say
from tracer.render.html import STYLE, body, text
from tracer.render.live import data_block, needs_rare, script, script_hash, style

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
    shown_facts = {key: value for key, value in document.facts.items() if key != "json"}  # which holds the numbers themselves
    facts = "".join(f'<meta name="ttrace:{text(str(key))}" content="{text(str(value))}">\n' for key, value in shown_facts.items())
    graph = document.living.graph() if document.living is not None else {"steps": []}
    answers = bool(graph["steps"])
    program = script(needs_rare(graph)) if answers else ""
    more = style() if answers else ""
    allowed = f"; script-src '{script_hash(program)}'" if answers else ""
    stream.write(
        f'<!DOCTYPE html>\n<html lang="{current()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src 'unsafe-inline'{allowed}\">\n"
        f"{facts}<title>{text(document.title)}</title>\n<style>\n{_PAGE_STYLE}{STYLE}{more}</style>\n</head>\n"
        '<body>\n<main class="ttrace">\n'
    )
    for part in body(document, addressed=answers):
        stream.write(part + "\n")
    if graph.get("why") == "large" and not answers:
        stream.write(f"<aside><p>{say('page.static_large', most=MOST_CELLS)}</p></aside>\n")
    stream.write("</main>\n")
    if command := document.facts.get("command"):
        stream.write(f"<footer><p>{say('render.command')} <code>{text(str(command))}</code></p></footer>\n")
    if answers:
        stream.write(f"{data_block(graph)}<script>{program}</script>\n")
    stream.write("</body>\n</html>\n")
