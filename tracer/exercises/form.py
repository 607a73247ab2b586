"""A sheet as a page that is filled in and checked in the browser: no server, nothing sent, nothing loaded.

The page does not hold the answers, only hashes of the numbers that count as right.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tracer.exercises.blanks import Question, Sheet
from tracer.language import current, say
from tracer.rounding import units

_STYLE = """\
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;
max-width:60rem;margin:auto;padding:1rem}
.sheet+.sheet{break-before:page;margin-top:4rem}
input{width:6em;font:inherit;text-align:end}
input.right{outline:3px solid #2e7d32}input.wrong{outline:3px dashed #c62828}
output{margin-inline-start:.3em}
button{font:inherit;padding:.3em 1em}
@media print{button,.sheet output{display:none}input{border:0;border-bottom:1px solid #000}}
"""
_SCRIPT = """\
const hash=t=>{let h=2166136261;for(const c of t){h^=c.charCodeAt(0);h=Math.imul(h,16777619)>>>0}return h>>>0};
const number=t=>{t=t.trim().replace("\\u2212","-").replace(",",".");const f=t.split("/");
  return t===""?NaN:f.length===2?Number(f[0])/Number(f[1]):Number(t)};
for(const sheet of document.querySelectorAll(".sheet"))sheet.querySelector("button").onclick=()=>{
  let right=0,all=0;
  for(const field of sheet.querySelectorAll("input")){
    all+=1;const value=number(field.value),mark=field.nextElementSibling;
    const unit=(value<0?-1:1)*Math.round(Math.abs(value)*10**Number(sheet.dataset.places)+1e-9);
    const good=field.dataset.accept.split(" ").includes(String(hash(sheet.dataset.sheet+":"+field.dataset.blank+":"+(unit||0))));
    field.className=mark.textContent="";
    if(field.value.trim()){field.className=good?"right":"wrong";mark.textContent=good?"\\u2713":"\\u2717"}
    right+=good&&field.value.trim()?1:0}
  sheet.querySelector(".result").textContent=sheet.dataset.result.replace("#",right).replace("#",all)};
"""


def form_page(sheets: Sequence[tuple[Sheet, str]], title: str) -> str:
    """A whole page of sheets, each given with the HTML of its document."""
    body = "\n".join(_form(sheet, html) for sheet, html in sheets)
    return (
        f'<!DOCTYPE html>\n<html lang="{current()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        f"script-src 'unsafe-inline'\">\n<title>{escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
        f"{body}\n<script>\n{_SCRIPT}</script>\n</body>\n</html>\n"
    )


def _form(sheet: Sheet, html: str) -> str:
    """One sheet, whose blanks are fields already, with the button that checks them."""
    facts = f'data-sheet="{sheet.code}" data-places="{sheet.places}" data-result="{escape(say("exercises.result"))}"'
    button = (
        f'<p><button type="button">{escape(say("exercises.check"))}</button> <output class="result" role="status"></output></p>'
    )
    return f'<section class="sheet" {facts}>\n{html}\n{button}\n</section>'


def accepted_hashes(sheet: Sheet, question: Question) -> tuple[int, ...]:
    """Hashes of the answers that count as right, in units of the last decimal; one unit off counts unless digits are exact."""
    unit = units(question.value, sheet.places)
    near = (unit,) if sheet.exact else (unit - 1, unit, unit + 1)
    return tuple(fnv(f"{sheet.code}:{question.number}:{accepted}") for accepted in near)


def fnv(text: str) -> int:
    """The 32-bit FNV-1a hash of an ASCII text, as the page's script computes it.

    >>> fnv("a")
    3826002220
    """
    result = 2166136261
    for byte in text.encode("ascii"):
        result = (result ^ byte) * 16777619 % (1 << 32)
    return result
