"""Formulas and text in Typst. Outside text stands in strings, which Typst never reads as markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracer.render.notation.walk import Notation
from tracer.sanitize import sanitize

ACCENTS = {"\u0302": "hat", "\u0304": "macron", "\u0303": "tilde"}
_SUPER = {"²": "2", "³": "3", "ᵀ": "upright(T)", "⊤": "upright(T)", "′": "prime", "'": "prime"}
_KNOWN = frozenset({"sin", "cos", "tanh", "ln", "max", "min"})


def string(text: str) -> str:
    """Any text as a Typst string literal: every sign stands for itself."""
    return '"' + sanitize(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def markup(text: str) -> str:
    """Any text as Typst markup: every sign with a meaning is escaped."""
    return re.sub(r"([\\`*_#$@<>\[\]~/=+:\-.\"'])(?=(.?))", _escaped, sanitize(text))


def _escaped(match: re.Match[str]) -> str:
    sign, following = match.groups()
    if sign == "." and following != ".":
        return sign if match.start() and not match.string[: match.start()].strip().isdigit() else "\\."
    if sign in "-=+:" and match.string[: match.start()].strip() and following != sign and not following.isalnum():
        return sign
    return "\\" + sign


class Typst(Notation):
    """Math mode of Typst."""

    def digits(self, text: str) -> str:
        if "e" in text:
            digits, _, exponent = text.partition("e")
            return f"{digits} × 10^({int(exponent)})"
        return {"nan": '"nan"'}.get(text, text)

    def letter(self, name: str) -> str:
        plain = name.isascii() and name.isalnum() and (len(name) == 1 or name[:-1].isdigit())  # x, 12, 2i
        return name if plain or name in _KNOWN or (len(name) == 1 and name.isalpha()) else self.words(name)

    def accented(self, inner: str, accent: str) -> str:
        return f"{ACCENTS[accent]}({inner})"

    def indexed(self, base: str, indices: Sequence[str]) -> str:
        return f"{base}_({', '.join(indices)})"

    def raised(self, base: str, signs: str) -> str:
        return f"{base}^({' '.join(_SUPER[sign] for sign in signs)})"

    def words(self, text: str) -> str:
        return string(text)

    def brackets(self, inner: str) -> str:
        return f"({inner})"

    def infix(self, sign: str, parts: Sequence[str]) -> str:
        return (f" {sign} " if sign else " ").join(parts).strip()

    def negative(self, inner: str) -> str:
        return f"-{inner}"

    def fraction(self, above: str, below: str) -> str:
        return f"frac({above}, {below})"

    def root(self, inner: str) -> str:
        return f"sqrt({inner})"

    def superscript(self, base: str, exponent: str) -> str:
        return f"attach(#box(${base}$), tr: #[${exponent}$])" if "^" in base else f"{base}^({exponent})"

    def subscript(self, base: str, indices: Sequence[str]) -> str:
        below = ", ".join(indices)
        return f"attach(#box(${base}$), br: #[${below}$])" if "_" in base else f"{base}_({below})"

    def application(self, function: str, arguments: Sequence[str]) -> str:
        return f"{function}({', '.join(arguments)})"

    def summed(self, index: str, body: str) -> str:
        return f"sum_({index}) {body}"

    def transposed(self, base: str) -> str:
        return self.superscript(base, "upright(T)")

    def size(self, inner: str) -> str:
        return f"abs({inner})"

    def stack_lines(self, lines: Sequence[str]) -> str:
        return f"mat(delim: #none, {'; '.join(lines)})"
