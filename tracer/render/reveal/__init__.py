"""A reveal.js deck in one file: opens from a disk, without anything from elsewhere; a stage a slide, built up in steps.

`reveal.js`, `reveal.css` and `notes.js` (the speaker's view, key S) are reveal.js 5.2.1 as it is published, under the licence
beside them. The speaker's window is written by the deck's own script and takes over its policy, so that policy allows inline
scripts; every word from outside is escaped text, as on a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import groupby
from typing import Any, TextIO

from tracer.document.blocks import Document, Working
from tracer.language import current
from tracer.render.html import STYLE, body, sentence_html, text
from tracer.render.notation.mathml import MathML, display
from tracer.render.slides import Piece, Slide, build_up, slides

WIDTH, HEIGHT = 1280, 720  # of a slide, in pixels before the browser scales it
_STYLE = """\
body{margin:0;background:#fff;color:#1b1f24}
.reveal{font:26px/1.4 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
.reveal .slides{text-align:start}
.reveal h1{font-size:1.9em;margin:0 0 .6em}
.reveal h2{font-size:1.25em;margin:0;color:#2340a8}
.reveal .tt-part{font-size:.75em;opacity:.75;margin:0}
.reveal .ttrace .tt-scroll{overflow:visible;max-width:none;margin:.5em 2em .5em 0}
.reveal .ttrace figure,.reveal .ttrace pre{overflow:visible!important}
.reveal code{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:.85em}
.reveal .tt-command{font-size:.75em;overflow-wrap:anywhere}
"""
# What is too large for a slide is made smaller when the slide is shown.
_SCRIPT = """\
const fit = (slide) => {
  const content = slide && slide.querySelector(".ttrace");
  if (!content) return;
  content.style.zoom = 1;
  const room = HEIGHT - content.offsetTop;
  const scale = Math.min(1, room / content.scrollHeight, WIDTH / content.scrollWidth);
  if (scale < 1) content.style.zoom = scale;
};
Reveal.on("ready", (event) => fit(event.currentSlide));
Reveal.on("slidechanged", (event) => fit(event.currentSlide));
const look = {margin: 0.06, center: false, hash: true, transition: "none"};
Reveal.initialize({...look, width: WIDTH, height: HEIGHT, plugins: [RevealNotes]});
"""


def write(document: Document, stream: TextIO, options: Any) -> None:
    """Write the document as a whole deck."""
    command = getattr(options, "command", "")
    stream.write(
        f'<!DOCTYPE html>\n<html lang="{current()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-src *\">\n"
        f"<title>{text(document.title)}</title>\n<style>\n{_carried('reveal.css')}\n{STYLE}{_STYLE}</style>\n</head>\n"
        '<body>\n<div class="reveal">\n<div class="slides">\n'
    )
    for slide in slides(document):
        stream.write("\n".join(_section(slide, command)) + "\n")
    program = _SCRIPT.replace("HEIGHT", str(HEIGHT)).replace("WIDTH", str(WIDTH))
    stream.write("</div>\n</div>\n")
    for script in (_carried("reveal.js"), _carried("notes.js"), program):
        stream.write(f"<script>{script}</script>\n")
    stream.write("</body>\n</html>\n")


def _carried(name: str) -> str:
    """A file of reveal.js as it is published."""
    return (files("tracer.render.reveal") / name).read_text(encoding="utf-8")


def _section(slide: Slide, command: str) -> Iterator[str]:
    """One slide: its title, its content, and what a speaker says."""
    yield "<section>"
    if slide.opening:
        yield f"<h1>{sentence_html(slide.title)}</h1>"
        yield from (f"<p>{sentence_html(sentence)}</p>" for sentence in slide.notes)
        yield from [f'<p class="tt-command"><code>{text(command)}</code></p>'] if command else []
    else:
        yield f"<h2>{sentence_html(slide.title)}</h2>"
        yield from [f'<p class="tt-part">{sentence_html(slide.part)}</p>'] if slide.part else []
        yield '<div class="ttrace">'
        yield from _built(slide.pieces)
        yield "</div>"
    if slide.notes:
        yield '<aside class="notes">' + "".join(f"<p>{sentence_html(sentence)}</p>" for sentence in slide.notes) + "</aside>"
    yield "</section>"


def _built(shown: Sequence[Piece]) -> Iterator[str]:
    """The pieces, each kind a step after the one before it: formula, tables, the lines of a working."""
    step = 0
    for kind, run in groupby(shown, type):
        if kind is not tuple:
            step += 1
            yield _fragment(step, "\n".join(body(Document("", list(run)), linked=False)))
            continue
        for piece in run:
            if isinstance(piece, tuple):
                lines, step = _working(piece, step)
                yield lines


def _working(workings: tuple[Working, ...], before: int) -> tuple[str, int]:
    """A working line after line, or a tree of workings at once, and the step it ends with."""
    first, *deeper = workings
    if deeper or first.depth:
        return _fragment(before + 1, "\n".join(body(Document("", list(workings)), linked=False))), before + 1
    lines = build_up(first, MathML)
    steps = [before + step for step, _, _ in lines]
    formula = display([(relation, line) for _, relation, line in lines], [_covered(step) for step in steps[1:]])
    note = _fragment(steps[-1], f'<p class="tt-note">{text(first.note)}</p>') if first.note else ""
    return formula + note, steps[-1]


def _covered(step: int) -> str:
    """The attributes of what is seen from a step on; the first is there from the beginning."""
    return f' class="fragment" data-fragment-index="{step - 1}"' if step > 1 else ""


def _fragment(step: int, inside: str) -> str:
    return f"<div{_covered(step)}>\n{inside}\n</div>"
