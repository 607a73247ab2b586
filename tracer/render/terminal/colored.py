"""What a screen with colour writes, by Rich, which knows the colours of terminals; a screen without them never loads it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal, TextIO

from rich.box import SIMPLE_HEAD, Box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.render.terminal.table_lines import Column

_ASCII_HEAD = Box(str(SIMPLE_HEAD).replace("─", "-"), ascii=True)


class Colored:
    """Writes styled lines and tables to `stream`. `ascii`: only plain signs in the lines of a table."""

    def __init__(self, stream: TextIO, width: int, ascii: bool) -> None:
        self._box = _ASCII_HEAD if ascii else SIMPLE_HEAD
        self._console = Console(
            file=stream,
            width=width,
            height=25,  # of no use here, and otherwise asked of an environment that may hold anything
            force_terminal=True,
            color_system=_colors(),
            no_color=False,
            markup=False,
            emoji=False,
            highlight=False,
        )

    @property
    def color_system(self) -> str | None:
        """How many colours the terminal has: truecolor, 256, standard …."""
        return self._console.color_system

    def line(self, text: str, style: str, spans: Sequence[tuple[str, int, int]] = ()) -> None:
        """One line in a style, and in others (style, first, one behind the last) on top of it."""
        shown = Text(text, style)
        for span in spans:
            shown.stylize(*span)
        self._console.print(shown, soft_wrap=True)

    def table(
        self, columns: Sequence[Column], rows: Sequence[Sequence[str]], gap: int, styles: Sequence[Sequence[str]] | None
    ) -> None:
        """The table of `table_lines`, its headings bold, each cell in the style that stands in its place."""
        table = Table(box=self._box, show_edge=False, pad_edge=False, padding=(0, gap - 1, 0, 0))  # the box adds one
        for column in columns:
            justify: Literal["left", "right"] = "right" if column.right else "left"
            table.add_column(column.heading, width=column.width, justify=justify, overflow="fold", no_wrap=styles is not None)
        for number, row in enumerate(rows):
            looks = styles[number] if styles is not None else [""] * len(row)
            table.add_row(*(Text(text, look) if look else text for text, look in zip(row, looks, strict=True)))
        self._console.print(table)


def _colors() -> Literal["auto", "256"]:
    """What the terminal can do, or 256 colours where it does not say and colour was asked for nevertheless."""
    return "256" if os.environ.get("TERM", "dumb") in ("dumb", "unknown") and os.name != "nt" else "auto"
