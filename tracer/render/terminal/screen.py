"""The screen a document is written on: one Rich console over the stream, and the few ways a line reaches it.

Without colour not one escape is written. Where the stream is not UTF-8, or `ascii` is asked for (terminals that draw `─ × →`
two cells wide), our own signs become plain ones; text from outside stays itself, escaped where the encoding lacks it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Literal, TextIO

from rich.box import SIMPLE_HEAD, Box
from rich.console import Console
from rich.table import Table

from tracer.render.options import Options
from tracer.render.table_model import label

_ASCII_HEAD = Box(str(SIMPLE_HEAD).replace("─", "-"), ascii=True)
_PLAIN_SIGNS = str.maketrans(
    {
        "×": "*", "·": "*", "⊙": "(*)", "√": "sqrt ", "ᵀ": "^T", "²": "^2", "Σ": "sum", "∞": "inf", "−": "-", "π": "pi",
        "≈": "~=", "≤": "<=", "≥": ">=", "≠": "!=", "→": "->", "–": "-", "—": "-", "…": "...", "⋯": "~", "⋮": ":",
        "←": "<-", "│": "|", "─": "-", "═": "=", "“": '"', "”": '"', "‘": "'", "’": "'",
        "′": "'", "″": "''", "∂": "d", "ℓ": "l", "₀": "0", "\u0302": "^", "\u0304": "-",
        "γ": "gamma", "β": "beta", "μ": "mu", "σ": "sigma", "ε": "epsilon", "░": ".", "▒": ":", "▓": "*", "█": "#",
        "▁": "_", "▂": ".", "▃": "-", "▄": "~", "▅": "=", "▆": "+", "▇": "*",
    }
)  # fmt: skip


class Screen:
    """Writes lines and tables at `width`. `color`: styles are written. `ascii`: only plain signs of our own."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.stream, self.width, self.color = stream, options.width, options.color
        self.console = Console(
            file=stream,
            width=options.width,
            height=25,  # of no use here, and otherwise asked of an environment that may hold anything
            force_terminal=options.color,
            color_system=_colors() if options.color else None,
            no_color=not options.color,
            markup=False,
            emoji=False,
            highlight=False,
        )
        unicode = self.console.encoding.startswith("utf")
        self._told: set[str] = set()
        self._encoding = "" if unicode else self.console.encoding
        self.ascii = options.ascii or not unicode
        self.box = _ASCII_HEAD if self.ascii else SIMPLE_HEAD
        self.cut_mark = "~" if self.ascii else "…"

    def own(self, text: str) -> str:
        """Text of the program, translated to ASCII signs where the screen needs it."""
        return self._encodable(text.translate(_PLAIN_SIGNS) if self.ascii else text)

    def outside(self, text: str) -> str:
        """Text from outside: nothing in it acts, spaces at its ends are seen."""
        return self._encodable(label(text, "_" if self.ascii else "␠"))

    def _encodable(self, text: str) -> str:
        return text.encode(self._encoding, "backslashreplace").decode(self._encoding) if self._encoding else text

    def untold(self, remarks: Iterable[str]) -> list[str]:
        """The remarks not yet shown on this screen; they count as shown from now on."""
        fresh = [remark for remark in remarks if remark not in self._told]
        self._told.update(fresh)
        return fresh

    def line(self, text: str = "", style: str = "") -> None:
        """One line, as it is; it may be wider than the screen where a single number is."""
        if self.color and style:
            self.console.print(text, style=style, soft_wrap=True)
        else:
            self.stream.write(text + "\n")

    def lines(self, lines: Iterable[str], style: str = "") -> None:
        """Lines in one style."""
        for line in lines:
            self.line(line, style)

    def table(self, table: Table) -> None:
        """A table whose columns were planned to fit."""
        if self.color:
            self.console.print(table)
            return
        text = "".join(segment.text for segment in self.console.render(table))
        self.stream.write("".join(f"{line.rstrip()}\n" for line in text.splitlines()))


def _colors() -> Literal["auto", "256"]:
    """What the terminal can do, or 256 colours where it does not say and colour was asked for nevertheless."""
    return "256" if os.environ.get("TERM", "dumb") in ("dumb", "unknown") and os.name != "nt" else "auto"
