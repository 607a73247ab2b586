"""LaTeX commands as signs: operations, fractions, roots, functions, matrices; the rest is prose or unknown."""

from __future__ import annotations

import re

from tracer.claims.intervals import CONSTANTS, FUNCTIONS
from tracer.claims.normalise import BREAK
from tracer.claims.token import Signs

_SPACES = frozenset(
    [
        ",",
        ";",
        "!",
        ":",
        "left",
        "right",
        "big",
        "Big",
        "bigg",
        "Bigg",
        "displaystyle",
        "textstyle",
        "limits",
        "nonumber",
        "notag",
        "mathstrut",
        "(",
        ")",
        "<",
        ">",
    ]
) | {" "}
_OPERATIONS = {"cdot": "·", "times": "×", "ast": "*", "div": "/", "odot": "⊙", "circ": "⊙"}
_ARROWS = frozenset(
    [
        "quad",
        "qquad",
        "to",
        "rightarrow",
        "Rightarrow",
        "implies",
        "iff",
        "longrightarrow",
        "Longrightarrow",
        "therefore",
        "hspace",
    ]
)
_PROSE = frozenset(["text", "textbf", "textit", "mbox"])
_FONTS = _PROSE | frozenset(
    ["textrm", "texttt", "mathrm", "mathbf", "mathit", "mathsf", "operatorname", "operatorname*", "mathtt", "bm", "boldsymbol"]
)
_GROUPS = frozenset(["boxed", "mathbf", "boldsymbol", "bm", "textbf", "mathrm", "fbox", "mathit"])
_BRACKETS = {"lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")"}
_MATRICES = frozenset(["matrix", "bmatrix", "pmatrix", "Bmatrix", "vmatrix", "smallmatrix", "array"])
_COLUMNS = re.compile(r"\{[clr@\s" + BREAK + r"]{0,40}\}")
_FONT = re.compile(r"\s{0,3}\{([^{}\n]{0,80})\}")
_BASE = re.compile(r"\s?_\s?(?:\{(10|2|e)\}|(2|e)|(10))")
_NAME = re.compile(r"\{([A-Za-z]+)\*?\}")


class Latex(Signs):
    """What each command is."""

    def take_latex(self, text: str, start: int, end: int) -> int:
        name = text[1:]
        if name in ("[", "]"):
            (self.display.add if name == "[" else self.display.discard)("[")
            self.line_over()
            return end
        if name == "\\":
            if "begin" in self.depth:
                return self.add("row", text, start, end)
            self.line_over()
            return end
        if name in _SPACES or name.isspace():
            self.spaced = True
            return end
        if name in ("begin", "end"):
            return self.environment(name, start, end)
        if name in _OPERATIONS:
            return self.add("operation", _OPERATIONS[name], start, end)
        if name in ("approx", "simeq", "cong", "doteq", "thickapprox"):
            return self.add("relation", "≈", start, end)
        if name in _ARROWS:
            return self.add("pause", text, start, end)
        if name in _FONTS and (match := _FONT.match(self.page, end)):
            return self.font(match[1].strip(), name, start, end, match.end())
        if name in _GROUPS:
            return end
        return self.command(name, text, start, end)

    def command(self, name: str, text: str, start: int, end: int) -> int:
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            return self.add("latex", "frac", start, end)
        if name == "%":
            return self.add("percent", "%", start, end)
        if name in ("{", "}", "lbrace", "rbrace"):
            return self.add("bad", text, start, end)
        if name in ("top", "intercal"):
            return self.add("transpose", text, start, end)
        if name in _BRACKETS:
            sign = _BRACKETS[name]
            return self.take_open(sign, start, end) if name[0] == "l" else self.take_close(sign, start, end)
        if name == "log" and (base := _BASE.match(self.page, end)):
            return self.add("name", {"10": "log10", "2": "log2", "e": "ln"}[base[1] or base[2] or base[3]], start, base.end())
        if name in CONSTANTS:
            return self.add("constant", name, start, end)
        if name in FUNCTIONS or name == "sigma":
            return self.add("name" if name in FUNCTIONS else "symbol", name, start, end)
        if name in ("dots", "ldots", "cdots", "vdots"):
            return self.add("ellipsis", text, start, end)
        return self.add("symbol" if name.isalpha() else "bad", text, start, end)

    def font(self, inside: str, name: str, start: int, end: int, after: int) -> int:
        if inside in FUNCTIONS:
            return self.add("name", inside, start, after)
        if name in _GROUPS and re.fullmatch(r"[-\d.,\s]+", inside):
            return end
        prose = name in _PROSE and len(inside) > 1
        return self.add("word" if prose else "symbol" if inside else "pause", inside, start, after)

    def environment(self, which: str, start: int, end: int) -> int:
        match = _NAME.match(self.page, end)
        name = match[1] if match else ""
        after = match.end() if match else end
        if name not in _MATRICES:
            (self.display.add if which == "begin" else self.display.discard)("begin")
            self.line_over()
            return after
        if which == "begin":
            if name == "array" and (columns := _COLUMNS.match(self.page, after)):
                after = columns.end()
            self.add("open", "begin", start, after)
            self.depth.append("begin")
            return after
        if "begin" in self.depth:
            while self.depth.pop() != "begin":
                pass
        return self.add("close", "end", start, after)
