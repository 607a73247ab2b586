"""The screen a document is written on: the few ways a line or a table reaches a stream.

Without colour not one escape is written. Where the stream is not UTF-8, or `ascii` is asked for (terminals that draw `─ × →`
two cells wide), our own signs become plain ones; text from outside stays itself, escaped where the encoding lacks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from tracer.render.options import Options
from tracer.render.table_model import label
from tracer.render.terminal.table_lines import Column, table_lines

if TYPE_CHECKING:
    from tracer.render.terminal.colored import Colored

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
        encoding = (getattr(stream, "encoding", None) or "utf-8").lower()
        unicode = encoding.startswith("utf")
        self._told: set[str] = set()
        self._encoding = "" if unicode else encoding
        self.ascii = options.ascii or not unicode
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

    @cached_property
    def _colored(self) -> Colored:
        from tracer.render.terminal.colored import Colored

        return Colored(self.stream, self.width, self.ascii)

    @property
    def color_system(self) -> str | None:
        """How many colours the screen has, as Rich calls it: truecolor, 256, standard; None without colour."""
        return self._colored.color_system if self.color else None

    def line(self, text: str = "", style: str = "", spans: Sequence[tuple[str, int, int]] = ()) -> None:
        """One line, as it is; it may be wider than the screen where a single number is.

        spans: parts in a style of their own (style, first, one behind the last).
        """
        if self.color and (style or spans):
            self._colored.line(text, style, spans)
        else:
            self.stream.write(text + "\n")

    def lines(self, lines: Iterable[str], style: str = "") -> None:
        """Lines in one style."""
        for line in lines:
            self.line(line, style)

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        gap: int,
        styles: Sequence[Sequence[str]] | None = None,
    ) -> None:
        """A table whose columns were planned to fit, `gap` cells between two. styles: of each cell, where there is colour."""
        if self.color:
            self._colored.table(columns, rows, gap, styles)
        else:
            self.stream.writelines(f"{line}\n" for line in table_lines(columns, rows, gap, "-" if self.ascii else "─"))
