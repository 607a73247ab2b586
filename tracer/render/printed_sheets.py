"""Sheets of paper: a foot that says on every page which sheet it is and page x of y, and room to work at the end.

Each sheet begins a page and counts its pages from 1. A LaTeX file is compiled twice, as every one with references is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tracer.frozen import Frozen
from tracer.language import say
from tracer.render.latex import GROUP
from tracer.render.notation.latex import escape as latex_text
from tracer.render.notation.typst import markup

_ROOM = "4cm"
# What begins in the last quarter of a page goes to the next, so that a heading and a formula stay with their table.
_FAR_DOWN = "\\par\\vskip0pt plus.25\\textheight\\penalty-200\\vskip0pt plus-.25\\textheight"


# What stands between a heading and its table stays with it, as a heading does by itself.
_STEM = re.compile(r"^(=== (?:(?!^=+ ).)*?)\n+(?=#align\(center, block\()", re.MULTILINE | re.DOTALL)


class Printed(Frozen):
    """One sheet: what its foot says, its text in a format, whether somebody is to work on it; picture: its QR code, or "".

    hints: text for a page of their own, or "".
    """

    foot: str
    text: str
    has_room: bool = False
    picture: str = ""
    hints: str = ""


def latex_sheet(sheet: Printed, number: int) -> str:
    """A LaTeX fragment with its foot; number: of the sheet in its file, from 1."""
    end = f"sheet-end-{number}"
    text = sheet.text.replace(GROUP, f"{_FAR_DOWN}\n{GROUP}")
    pages = say("exercises.page_of", page="\\thepage{}", pages=f"\\pageref{{{end}}}")
    foot = f"\\small {latex_text(sheet.foot)}\\hfil {pages}"
    title = latex_text(say("exercises.room"))
    picture = f"\n\n{sheet.picture}" if sheet.picture else ""
    room = f"\n\n\\medskip\\noindent\\emph{{{title}}}\\par\\vspace*{{{_ROOM}}}" if sheet.has_room else ""
    hints = f"\n\n\\clearpage\n{sheet.hints}" if sheet.hints else ""
    return (
        "\\setcounter{page}{1}\\makeatletter"
        f"\\gdef\\@oddfoot{{{foot}}}\\global\\let\\@evenfoot\\@oddfoot\\makeatother\n{text}{picture}{room}{hints}\n\\label{{{end}}}"
    )


def typst_sheet(sheet: Printed, number: int) -> str:
    """Typst with its foot; number: of the sheet in its file, from 1."""
    end = f"sheet-end-{number}"
    pages = say("exercises.page_of", page="#counter(page).display()", pages=f"#counter(page).at(<{end}>).first()")
    text = _STEM.sub(lambda stem: f"#block(sticky: true, width: 100%)[\n{stem[1]}\n]\n", sheet.text)
    picture = f"\n{sheet.picture}\n" if sheet.picture else ""
    room = f"\n_{markup(say('exercises.room'))}_\n#v({_ROOM})\n" if sheet.has_room else ""
    hints = f"\n#pagebreak()\n{sheet.hints}\n" if sheet.hints else ""
    return (
        f"#set page(footer: context text(size: 0.8em)[{markup(sheet.foot)} #h(1fr) {pages}])\n#counter(page).update(1)\n"
        f"{text}{picture}{room}{hints}\n#metadata(none) <{end}>\n"
    )


def print_style(feet: Sequence[str]) -> str:
    """The style sheet by which a browser prints each `section` with its own foot; feet: in the order of the sections."""
    rules = ["@page{margin:16mm}"]
    pages = 'counter(page) " / " counter(pages)'
    for number, foot in enumerate(feet, 1):
        text = foot.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")
        rules.append(f"section:nth-of-type({number}){{page:sheet{number}}}")
        rules.append(f'@page sheet{number}{{@bottom-left{{content:"{text}"}}@bottom-right{{content:{pages}}}}}')
    rules.append("@media print{main>h1{display:none}table,figure,.tt-scroll{break-inside:avoid}caption,h2,h3{break-after:avoid}}")
    return "\n".join(rules) + "\n"


FEET: dict[str, Callable[[Printed, int], str]] = {"latex": latex_sheet, "typst": typst_sheet}
"""format -> how a sheet is written with its foot."""
