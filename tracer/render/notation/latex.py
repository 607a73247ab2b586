"""Formulas and text in LaTeX, as pdflatex, xelatex, KaTeX, MathJax and Pandoc all read it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from tracer.render.notation.walk import Notation
from tracer.sanitize import sanitize

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega",
    "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega",
)
GREEK = {
    char: f"\\{name}"
    for chars, names in zip(("αβγδεζηθικλμνξπρστυφχψω", "ΓΔΘΛΞΠΣΦΨΩ"), _GREEK_NAMES, strict=True)
    for char, name in zip(chars, names.split(), strict=True)
}
MACROS = GREEK | {
    "×": "\\times", "·": "\\cdot", "⋅": "\\cdot", "÷": "\\div", "±": "\\pm", "−": "-", "√": "\\surd", "∑": "\\sum",
    "∂": "\\partial", "∇": "\\nabla", "∞": "\\infty", "≈": "\\approx", "≠": "\\neq", "≤": "\\le", "≥": "\\ge",
    "→": "\\to", "←": "\\leftarrow", "↔": "\\leftrightarrow", "⇒": "\\Rightarrow", "⊙": "\\odot", "∈": "\\in",
    "…": "\\ldots", "⋯": "\\cdots", "⋮": "\\vdots", "ᵀ": "^{T}", "⊤": "^{T}", "′": "'",
    "‖": "\\|", "↵": "\\hookleftarrow", "⇥": "\\mapsto", "␠": "\\sqcup", "ℓ": "\\ell", "⁻": "^{-}",
    "␣": "\\sqcup", "▁": "\\rule{.5em}{.4pt}", "─": "\\rule[.5ex]{.5em}{.4pt}", "◂": "\\triangleleft", "▸": "\\triangleright",
}  # fmt: skip
MACROS |= {sign: f"^{{{digit}}}" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")} | {"⁺": "^{+}", "₊": "_{+}", "₋": "_{-}"}
MACROS |= {sign: f"_{{{digit}}}" for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")}
ACCENTS = {"\u0302": "\\hat", "\u0304": "\\bar", "\u0303": "\\tilde"}
_MATH = {
    "\\": "\\backslash ", "{": "\\{", "}": "\\}", "$": "\\$", "%": "\\%", "&": "\\&", "#": "\\#", "_": "\\_", "^": "\\hat{\\ }",
    "~": "\\sim ", "*": "{\\ast}", "`": "\\grave{\\ }", "<": "{<}", ">": "{>}", "|": "{|}",
}  # fmt: skip
_TEXT = {
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "%": "\\%", "&": "\\&", "#": "\\#", "_": "\\_",
    "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "`": "\\textasciigrave{}", "'": "\\textquotesingle{}",
    "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}", "[": "{[}", "]": "{]}", "*": "{*}",
    "│": "\\textbar{}", "═": "=",
    '"': "{\\ttfamily\\char34}",  # \\textquotedbl needs T1 fonts; the typewriter font has the sign in every encoding
}  # fmt: skip
_BETWEEN_HAN = re.compile("(?<=[\u2e80-\u9fff\uf900-\ufaff]) (?=[\u2e80-\u9fff\uf900-\ufaff])")  # a space that ctex would swallow
_SUPER = {"²": "2", "³": "3", "ᵀ": "T", "⊤": "T", "′": "\\prime", "'": "\\prime"}


def escape(text: str) -> str:
    """Any text as LaTeX text: every sign stands for itself.

    >>> escape("$\\\\input{a}")
    '\\\\$\\\\textbackslash{}input\\\\{a\\\\}'
    """
    shown = _BETWEEN_HAN.sub("\0", sanitize(text))
    return re.sub("-(?=-)", "-{}", "".join(map(_text_char, shown))).replace("\0", "\\ ")


def _text_char(char: str) -> str:
    if char in _TEXT:
        return _TEXT[char]
    if char in MACROS:
        return f"${MACROS[char]}$"
    name = _control(char)
    return f"\\textless{{}}\\textsc{{{name}}}\\textgreater{{}}" if name else char


def _control(char: str) -> str:
    """The name behind the picture of a control character, which text fonts lack: `escape`."""
    return unicodedata.name(char)[len("SYMBOL FOR ") :].lower() if 0x2400 <= ord(char) <= 0x2421 else ""


class Latex(Notation):
    """Math mode; needs amsmath."""

    def digits(self, text: str) -> str:
        if "e" in text:
            digits, _, exponent = text.partition("e")
            return f"{digits} \\times 10^{{{int(exponent)}}}"
        return {"∞": "\\infty", "π": "\\pi", "nan": "\\mathrm{nan}"}.get(text, text)

    def letter(self, name: str) -> str:
        if name in MACROS:
            return MACROS[name]
        if name.isascii() and name.isalnum():
            return name if len(name) == 1 or name[:-1].isdigit() else f"\\mathrm{{{name}}}"
        return self.words(name)

    def accented(self, inner: str, accent: str) -> str:
        return f"{ACCENTS[accent]}{{{inner}}}"

    def indexed(self, base: str, indices: Sequence[str]) -> str:
        return f"{base}_{{{','.join(indices)}}}"

    def raised(self, base: str, signs: str) -> str:
        return f"{base}^{{{' '.join(_SUPER[sign] for sign in signs)}}}"

    def words(self, text: str) -> str:
        """`\\text{…}` with every special sign outside it, since renderers disagree about escapes inside."""
        parts, plain = [], ""
        for place, char in enumerate(text):
            special = _MATH.get(char) or (f"{{{MACROS[char]}}}" if char in MACROS else "")
            if char == "(" and text[place - 1 : place] == "]":  # a link, where Markdown is read before its formulas
                special = "{(}"
            if _control(char):
                special = f"{{<}}\\text{{{_control(char)}}}{{>}}"
            if special:
                parts += [f"\\text{{{plain}}}", special] if plain else [special]
                plain = ""
            else:
                plain += char
        return "".join([*parts, f"\\text{{{plain}}}"] if plain else parts)

    def brackets(self, inner: str) -> str:
        tall = "\\frac" in inner or "gathered" in inner
        return f"\\left({inner}\\right)" if tall else f"({inner})"

    def infix(self, sign: str, parts: Sequence[str]) -> str:
        spelled = {"×": "\\times", "·": "\\cdot", "⊙": "\\odot"}.get(sign, sign)
        return (f" {spelled} " if spelled else " ").join(parts).strip()

    def negative(self, inner: str) -> str:
        return f"-{inner}"

    def fraction(self, above: str, below: str) -> str:
        return f"\\frac{{{above}}}{{{below}}}"

    def root(self, inner: str) -> str:
        return f"\\sqrt{{{inner}}}"

    def superscript(self, base: str, exponent: str) -> str:
        return f"{{{base}}}^{{{exponent}}}" if "^" in base else f"{base}^{{{exponent}}}"

    def subscript(self, base: str, indices: Sequence[str]) -> str:
        return f"{{{base}}}_{{{', '.join(indices)}}}" if "_" in base else f"{base}_{{{', '.join(indices)}}}"

    def application(self, function: str, arguments: Sequence[str]) -> str:
        name = re.sub(r"^\\mathrm(?=\{\w+\}$)", r"\\operatorname", function)
        return f"{name}{self.brackets(', '.join(arguments))}"

    def summed(self, index: str, body: str) -> str:
        return f"\\sum_{{{index}}} {body}"

    def transposed(self, base: str) -> str:
        return self.superscript(base, "T")

    def size(self, inner: str) -> str:
        return f"\\left\\lvert {inner} \\right\\rvert"

    def stack_lines(self, lines: Sequence[str]) -> str:
        return "\\begin{gathered} " + " \\\\ ".join(lines) + " \\end{gathered}"
