"""LaTeX commands by what they are to arithmetic: nothing, an operation, a pause, a font, a group, a bracket, a matrix."""

from __future__ import annotations

SPACES = frozenset(
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
OPERATIONS = {"cdot": "·", "times": "×", "ast": "*", "div": "/", "odot": "⊙", "circ": "⊙"}
ARROWS = frozenset(
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
PROSE = frozenset(["text", "textbf", "textit", "mbox"])
FONTS = PROSE | frozenset(
    ["textrm", "texttt", "mathrm", "mathbf", "mathit", "mathsf", "operatorname", "operatorname*", "mathtt", "bm", "boldsymbol"]
)
GROUPS = frozenset(["boxed", "mathbf", "boldsymbol", "bm", "textbf", "mathrm", "fbox", "mathit"])
BRACKETS = {"lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")"}
MATRICES = frozenset(["matrix", "bmatrix", "pmatrix", "Bmatrix", "vmatrix", "smallmatrix", "array"])
