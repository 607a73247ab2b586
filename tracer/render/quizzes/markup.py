"""Blocks as the small XHTML that question banks take: no style, no script, well-formed, formulas in the notation a system draws.

What comes from outside is text to every reader on the way: to HTML, and to what systems look for in HTML afterwards (formulas
between `\\(` and `\\)`, Moodle's `{1:NUMERICAL:…}` and `@@PLUGINFILE@@`, Anki's `[sound:…]`).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from html import escape
from io import StringIO
from typing import Any

from tracer.document.blocks import (
    Blank,
    Block,
    Code,
    Document,
    Figure,
    Formula,
    Heading,
    Matrix,
    Note,
    Points,
    Prose,
    Table,
    Tokens,
    Working,
    spans,
)
from tracer.document.quiz import Exercise
from tracer.language import say
from tracer.render import svg
from tracer.render import table_model as grids
from tracer.render.notation.chain import chain, equation
from tracer.render.notation.latex import Latex
from tracer.render.notation.mathml import MathML
from tracer.render.table_model import Grid, Item
from tracer.sanitize import sanitize

Lines = Sequence[tuple[str, str]]
"""A formula as (relation, formula) lines; the first has what stands left of the first relation."""

BORDERED = '<table border="1" cellpadding="4">'
_LITERAL = {"{": "&#123;", "}": "&#125;", "[": "&#91;", "@": "&#64;"}
_DELIMITER = re.compile(r"\\(?=[()\[\]]|&#91;)|\$(?=\$)")
_UNTYPESET = '<span class="tex2jax_ignore mathjax_ignore">{}</span>'  # what MathJax 2 and 3 leave alone
_TAGS = {"code": "code", "emphasis": "em", "strong": "strong"}
_ACTED_UPON = re.compile(r"\{(?=#|\d*:)|(?<!\\)\[|@")  # by Moodle or Anki, also inside a formula
_RELATIONS = {"≈": "\\approx", "→": "\\to", "": "\\quad"}
_SLOT = "____"


def literal(words: str) -> str:
    """Any text as HTML text, with no sign left that a system acts upon.

    >>> literal("<{1:NUMERICAL:=2}>")
    '&lt;&#123;1:NUMERICAL:=2&#125;&gt;'
    """
    text = "".join(_LITERAL.get(char, char) for char in escape(sanitize(words)))
    return _DELIMITER.sub(lambda sign: _UNTYPESET.format(sign[0]), text)


def tex(lines: Lines) -> str:
    """LaTeX for MathJax, inside HTML.

    >>> print(tex([("", "S"), ("=", "a"), ("≈", "1 < 2")]))
    \\[\\begin{aligned}S &amp;= a \\\\ &amp;\\approx 1 &lt; 2\\end{aligned}\\]
    """
    (_, first), *others = lines
    rows = [f"&{_RELATIONS.get(relation, relation)} {line}" for relation, line in others]
    joined = " \\\\ ".join(rows)
    formula = f"\\[\\begin{{aligned}}{first} {joined}\\end{{aligned}}\\]" if others else f"\\({first}\\)"
    return _ACTED_UPON.sub(lambda sign: _LITERAL[sign[0]], escape(formula, quote=False))


def mathml(lines: Lines) -> str:
    """Presentation MathML as an element of its own namespace."""
    rows = [f"<mrow><mo>{relation}</mo>{line}</mrow>" if relation else line for relation, line in lines]
    inner = rows[0] if len(rows) == 1 else "<mtable>" + "".join(f"<mtr><mtd>{row}</mtd></mtr>" for row in rows) + "</mtable>"
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{inner}</math>'


def workings(exercise: Exercise) -> list[Block]:
    """How each number comes about, for those who have answered."""
    parts = ((Prose(say("exercises.working", number=gap.number)), gap.working) for gap in exercise.gaps)
    return [Heading(2, say("quizzes.workings")), *(block for part in parts for block in part)]


def slot(number: int) -> str:
    """A blank where the answer is asked for elsewhere."""
    return f"<strong>({number})</strong> {_SLOT}"


def data_uri(name: str, picture: bytes) -> str:
    """A picture inside the page itself."""
    return f"data:image/svg+xml;base64,{b64encode(picture).decode()}"


class Markup:
    """Writes blocks. field: what stands in a blank's place. table: the tag a table begins with.

    formulas_in_tex: LaTeX, else MathML. source: where a picture is found, asked once for each with its name and bytes.
    """

    def __init__(
        self,
        field: Callable[[int], str] = slot,
        formulas_in_tex: bool = True,
        table: str = BORDERED,
        source: Callable[[str, bytes], str] = data_uri,
    ) -> None:
        self.field, self.table, self.source = field, table, source
        self.notation: Any = Latex if formulas_in_tex else MathML
        self.math = tex if formulas_in_tex else mathml

    def html(self, blocks: Iterable[Any]) -> str:
        """The blocks, each an element of its own."""
        return "".join(_BLOCKS[type(block)](self, block) for block in blocks)

    def sentence(self, words: str) -> str:
        """A sentence with its code, emphasis and links."""
        parts = []
        for span in spans(words):
            tag, text = _TAGS.get(span.kind), literal(span.text)
            text = f'<a href="{escape(span.to)}">{text}</a>' if span.to else text
            parts.append(f"<{tag}>{text}</{tag}>" if tag else text)
        return "".join(parts)

    def heading(self, block: Heading) -> str:
        level = min(max(block.level + 1, 3), 6)
        return f"<h{level}>{self.sentence(block.text)}</h{level}>"

    def paragraph(self, block: Prose | Note) -> str:
        return f"<p>{self.sentence(block.text)}</p>"

    def points(self, block: Points) -> str:
        return "".join(f"<p>{literal(mark)} {self.sentence(words)}</p>" for mark, words, _ in block.points)

    def formula(self, block: Formula) -> str:
        first, *rest = equation(block, self.notation)
        return f"<p>{self.math([('', first), *(('', line) for line in rest)])}</p>"

    def working(self, block: Working) -> str:
        note = f"<p>{literal(block.note)}</p>" if block.note else ""
        return f"<p>{self.math(chain(block, self.notation))}</p>{note}"

    def grid(self, block: Matrix | Table | Tokens) -> str:
        grid = grids.of(block)
        caption = f"<caption>{literal(grid.caption)}</caption>" if grid.caption else ""
        rows = [f"<tr>{_row_heading(row.heading)}{''.join(map(self._cell, row.items))}</tr>" for row in grid.rows]
        notes = "".join(f"<p>{literal(note)}</p>" for note in grid.notes)
        return f"{self.table}{caption}{_head(grid)}<tbody>{''.join(rows)}</tbody></table>{notes}"

    def _cell(self, item: Item) -> str:
        blank: Blank | None = item.blank
        return f"<td>{literal(item.text) if blank is None else self.field(blank.number)}</td>"

    def figure(self, block: Figure) -> str:
        stream = StringIO()
        svg.write(Document(block.title, [block]), stream, None)
        name = re.sub(r"[^a-z0-9]+", "-", f"{block.kind} {block.title}".lower()).strip("-")[:40]
        source = self.source(f"{name}.svg", stream.getvalue().encode())
        return f'<p><img src="{escape(source)}" alt="{literal(block.title)}"/></p>'

    def code(self, block: Code) -> str:
        return f"<pre>{literal(block.text)}</pre>"


def _row_heading(heading: str | None) -> str:
    return "" if heading is None else f'<th scope="row">{literal(heading)}</th>'


def _head(grid: Grid) -> str:
    if not grid.has_headings and not grid.corner:
        return ""
    words = [*([] if grid.corner is None else [grid.corner]), *grid.headings]
    return "<thead><tr>" + "".join(f'<th scope="col">{literal(word)}</th>' for word in words) + "</tr></thead>"


_BLOCKS: dict[type, Callable[[Markup, Any], str]] = {
    Heading: Markup.heading,
    Prose: Markup.paragraph,
    Note: Markup.paragraph,
    Points: Markup.points,
    Formula: Markup.formula,
    Working: Markup.working,
    Matrix: Markup.grid,
    Table: Markup.grid,
    Tokens: Markup.grid,
    Figure: Markup.figure,
    Code: Markup.code,
}
