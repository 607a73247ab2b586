"""Formulas in MathML (Core): browsers draw them without scripts, screen readers read them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tracer.render.notation.walk import Notation

_SUPER = {"²": "<mn>2</mn>", "³": "<mn>3</mn>", "ᵀ": "<mi>⊤</mi>", "⊤": "<mi>⊤</mi>", "′": "<mo>′</mo>", "'": "<mo>′</mo>"}
_GOES_ON = '<mspace width="1.5em"/>'  # before a line that goes on from the one above
_TIGHT = ' lspace="0" rspace="0"'
_ACCENTS = {"\u0302": "^", "\u0304": "¯", "\u0303": "~"}


def row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


class MathML(Notation):
    """Presentation MathML; every part is one element."""

    def digits(self, text: str) -> str:
        if "e" in text:
            digits, _, exponent = text.partition("e")
            power = self.superscript("<mn>10</mn>", self._signed(str(int(exponent))))
            return row(f"<mn>{digits}</mn><mo>×</mo>", power)
        return f"<mi>{text}</mi>" if text in ("∞", "nan", "π") else f"<mn>{text}</mn>"

    def letter(self, name: str) -> str:
        if name.isascii() and name[:-1].isdigit():  # 2i
            return f"<mn>{name}</mn>" if name.isdigit() else f"<mrow><mn>{name[:-1]}</mn><mi>{escape(name[-1])}</mi></mrow>"
        return f"<mn>{name}</mn>" if name.isdigit() else f"<mi>{escape(name)}</mi>"

    def accented(self, inner: str, accent: str) -> str:
        return f'<mover accent="true">{inner}<mo stretchy="false">{_ACCENTS[accent]}</mo></mover>'

    def indexed(self, base: str, indices: Sequence[str]) -> str:
        return f"<msub>{base}{row('<mo>,</mo>'.join(indices))}</msub>"

    def raised(self, base: str, signs: str) -> str:
        return f"<msup>{base}{row(*(_SUPER[sign] for sign in signs))}</msup>"

    def words(self, text: str) -> str:
        return f"<mtext>{escape(text)}</mtext>"

    def brackets(self, inner: str) -> str:
        return row(f'<mo form="prefix"{_TIGHT}>(</mo>', inner, f'<mo form="postfix"{_TIGHT}>)</mo>')

    def infix(self, sign: str, parts: Sequence[str]) -> str:
        between = f"<mo>{sign.replace('-', '−')}</mo>" if sign else ""
        return row(between.join(parts))

    def beside(self, left: str, right: str) -> str:
        return row(left, right)

    def negative(self, inner: str) -> str:
        return row(f'<mo form="prefix"{_TIGHT}>−</mo>', inner)

    def fraction(self, above: str, below: str) -> str:
        return f"<mfrac>{row(above)}{row(below)}</mfrac>"

    def root(self, inner: str) -> str:
        return f"<msqrt>{inner}</msqrt>"

    def superscript(self, base: str, exponent: str) -> str:
        return f"<msup>{row(base)}{row(exponent)}</msup>"

    def subscript(self, base: str, indices: Sequence[str]) -> str:
        return f"<msub>{row(base)}{row('<mo>,</mo>'.join(indices))}</msub>"

    def application(self, function: str, arguments: Sequence[str]) -> str:
        return row(function, "<mo>&#x2061;</mo>", self.brackets("<mo>,</mo>".join(arguments)))

    def summed(self, index: str, body: str) -> str:
        return row(f"<munder><mo>∑</mo>{row(index)}</munder>", body)

    def transposed(self, base: str) -> str:
        return self.superscript(base, "<mi>⊤</mi>")

    def size(self, inner: str) -> str:
        return row("<mo>|</mo>", inner, "<mo>|</mo>")

    def stack_lines(self, lines: Sequence[str]) -> str:
        return '<mtable displaystyle="true">' + "".join(f"<mtr><mtd>{line}</mtd></mtr>" for line in lines) + "</mtable>"


def display(lines: Sequence[tuple[str, str]], attributes: Sequence[str] = ()) -> str:
    """A block of (relation, formula) lines, aligned at the relations; the first line is what stands left of the first one.

    attributes: of the rows, each beginning with a space, where rows have some.
    """
    (_, name), *others = lines
    if not others:
        return f'<math display="block">{name}</math>'
    rows = []
    for place, (relation, formula) in enumerate(others):
        sign = f'<mo form="infix">{relation}</mo>' if relation else _GOES_ON
        left = f'<mtd style="text-align:right">{"" if place else name}</mtd>'
        rows.append(
            f'<mtr{attributes[place] if attributes else ""}>{left}<mtd style="text-align:left">{row(sign, formula)}</mtd></mtr>'
        )
    return f'<math display="block"><mtable displaystyle="true">{"".join(rows)}</mtable></math>'


def inline(lines: Sequence[tuple[str, str]]) -> str:
    """The same lines as one inline formula."""
    parts = [(f'<mo form="infix">{sign}</mo>' if sign else "") + text for sign, text in lines]
    return f'<math displaystyle="true">{row(*parts)}</math>'
