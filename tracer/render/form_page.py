"""A page of worksheets that are filled in: the script of `render.live` marks them, or only collects; nothing is sent anywhere.

For practice a page carries the run of each sheet, from which its script works out every answer: a determined reader finds them.
For an exam it carries nothing but the sheets as they are printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from tracer.document.blocks import Block, Document
from tracer.language import current, say
from tracer.render.html import body
from tracer.render.live import as_json, form_script, form_words, script_hash, style
from tracer.render.page import PAGE_STYLE
from tracer.render.printed_sheets import print_style

_STYLE = """\
.sheet+.sheet{break-before:page;margin-top:4rem}
.sheet input:not([type]){width:6em;font:inherit;text-align:end}
.sheet input:not([type]),.sheet button{background:var(--paper);color:var(--ink);border:1px solid rgb(128 128 128);\
border-radius:4px;min-height:1.6rem}
.sheet button{font:inherit;padding:.15em .6em}
.sheet .tt-form label input:not([type]){text-align:start;width:14em;max-width:100%}
.sheet .tt-why{min-width:1.6rem;margin-inline-start:.3em;padding:0}
.sheet output{margin-inline-start:.3em;white-space:normal;position:relative}
.sheet .tt-heard{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap}
.sheet .tt-hints{margin:1em 0}
.sheet .tt-hints details details{margin-inline-start:1em}
@media print{.sheet .tt-hints{display:none}}
.sheet .tt-outcome{display:block}
.sheet input.tt-right{outline:3px solid #2e7d32}
.sheet input.tt-followed{outline:3px dotted #2e7d32}
.sheet input.tt-wrong,.sheet input.tt-unreadable{outline:3px dashed #c62828}
@media (prefers-color-scheme:dark){.sheet input.tt-right,.sheet input.tt-followed{outline-color:#81c784}\
.sheet input.tt-wrong,.sheet input.tt-unreadable{outline-color:#ef9a9a}}
@media (max-width:30rem){body{padding-inline:.6rem}.sheet .ttrace .tt-scroll{margin-inline-end:0}\
.sheet code,.sheet h1,.sheet h2,.sheet h3,h1{overflow-wrap:anywhere}}
@media (forced-colors:active){.sheet input.tt-right{outline-color:Highlight}}
@media print{.sheet .tt-form,.sheet .tt-why,.sheet output{display:none}\
.sheet input:not([type]){border:0;border-bottom:1px solid #000}}
"""


def hint_list(hints: Sequence[tuple[str, Sequence[Sequence[Block]]]]) -> str:
    """Hints that open one at a time, each inside the one before: what they are about, and the blocks of each."""
    parts = []
    for about, steps in hints:
        inner = ""
        for number, blocks in reversed(list(enumerate(steps, 1))):
            summary = say("hints.summary", about=about) if number == 1 else say("hints.next")
            text = "\n".join(body(Document("", lambda blocks=blocks: blocks), 2))
            inner = f"<details><summary>{escape(summary)}</summary>\n{text}\n{inner}</details>\n"
        parts.append(inner)
    return f'<div class="ttrace tt-hints">\n{"".join(parts)}</div>\n' if parts else ""


def form_page(sheets: Sequence[tuple[str, Mapping[str, Any]]], title: str) -> str:
    """A whole page of sheets, each the HTML of its document and what the script reads (`exercises.form.form_data`)."""
    data = [facts for _, facts in sheets]
    practice = any(facts["run"] is not None for facts in data)
    heading = say("form.title" if practice else "form.title_exam")
    designs = practice and any("designs" in facts for facts in data)
    program = form_script([facts["run"] for facts in data if facts["run"] is not None], designs)
    feet = [say("exercises.foot", code=str(facts["sheet"])) for facts in data]
    words = form_words(practice, designs)
    body = "\n".join(
        f'<section class="sheet" data-sheet="{escape(str(facts["sheet"]))}">\n{html}\n</section>' for html, facts in sheets
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{current()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        f"script-src '{script_hash(program)}'\">\n<title>{escape(title)}</title>\n"
        f"<style>\n{PAGE_STYLE}{style()}{_STYLE}{print_style(feet)}</style>\n</head>\n<body>\n<main>\n<h1>{escape(heading)}</h1>\n{body}\n</main>\n"
        f"<noscript><p>{escape(say('form.no_script'))}</p></noscript>\n"
        f'<script type="application/json" data-sheets="">{as_json({"words": words, "sheets": data})}</script>\n'
        f"<script>{program}</script>\n</body>\n</html>\n"
    )
