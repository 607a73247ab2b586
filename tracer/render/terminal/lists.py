"""Lists, tables that are no stage, and the line of tokens, on a screen."""

from __future__ import annotations

from rich.cells import cell_len

from tracer.document.blocks import Points, Table, Tokens
from tracer.render import wrap
from tracer.render.table_model import Item, table_items
from tracer.render.terminal.prose import prose
from tracer.render.terminal.screen import Screen
from tracer.render.terminal.table_lines import Column

_LEAST = 6  # cells of a text column before it is given up


def table(screen: Screen, block: Table) -> None:
    """Numbers whole and right-aligned, text wrapped where it must be; one line a number where the columns do not fit."""
    if block.caption:
        screen.lines(wrap.prose(screen.own(screen.outside(block.caption)), screen.width))
    headings = [screen.own(screen.outside(heading)) if heading else "" for heading in block.columns]
    items = table_items(block, screen.outside)
    numeric = [any(row[column].number for row in items) for column in range(len(headings))]
    rows = [[screen.own(item.text) if item.number else item.text for item in row] for row in items]
    widths = _widths(screen.width, headings, items, rows)
    if not widths:
        _as_records(screen, headings, numeric, rows)
        return
    columns = [
        Column("\n".join(wrap.prose(heading, width)), width, number)
        for heading, number, width in zip(headings, numeric, widths, strict=True)
    ]
    wrapped = [["\n".join(wrap.prose(cell, width)) for cell, width in zip(row, widths, strict=True)] for row in rows]
    screen.table(columns, wrapped, 2)


def _widths(room: int, headings: list[str], items: list[list[Item]], rows: list[list[str]]) -> list[int]:
    """The width of each column; none where the numbers alone are too wide. Headings and text give way, numbers never.

    The widest give way first. Only where that is not enough are names broken between their parts, then words anywhere.
    """
    numbers, parts, words, natural = [], [], [], []
    for column, heading in enumerate(headings):
        shown = [row[column] for row in rows]
        figures = [text for text, row in zip(shown, items, strict=True) if row[column].number]
        numbers.append(max(map(cell_len, figures), default=0))
        parts.append(max(numbers[-1], *(wrap.narrowest(text, False) for text in (heading, *shown, ""))))
        words.append(max(numbers[-1], *(wrap.narrowest(text, True) for text in (heading, *shown, ""))))
        natural.append(max(map(cell_len, [heading, *shown, " "])))
    for floors, least in ((words, 1), (parts, 1), (numbers, _LEAST)):
        for most in range(max(natural), least - 1, -1):
            widths = [max(floor, min(wide, most)) for floor, wide in zip(floors, natural, strict=True)]
            if sum(widths) + 2 * (len(widths) - 1) <= room:
                return widths
    return []


def _as_records(screen: Screen, headings: list[str], numeric: list[bool], rows: list[list[str]]) -> None:
    """One line a cell, its heading before it; text goes on below, a number is never broken."""
    for row in rows:
        for heading, number, cell in zip(headings, numeric, row, strict=True):
            line = f"{heading}: {cell}" if heading else cell
            if number and cell_len(line) > screen.width:
                screen.lines([*wrap.prose(heading, screen.width), cell])
            else:
                screen.lines(wrap.prose(line, screen.width, "", "  "))
        screen.line()


def points(screen: Screen, block: Points) -> None:
    """Each point behind its mark, its further lines under its first."""
    lead = ""
    for mark, text, depth in block.points:
        shown = "-" if screen.ascii and mark == "•" else mark
        first = f"{'   ' * depth}{shown} " if mark else lead
        lead = " " * cell_len(first)
        prose(screen, text, first=first, rest=lead)


def tokens(screen: Screen, block: Tokens) -> None:
    """Tokens with a bar between them, ids below where there are any; as many lines as they need."""
    if block.caption:
        screen.lines(wrap.prose(screen.own(screen.outside(block.caption)), screen.width))
    bar = screen.own(" │ ")
    words = [wrap.truncate(screen.outside(token), screen.width, screen.cut_mark) for token in block.tokens]
    ids = list(map(str, block.ids)) if block.ids is not None else [""] * len(words)
    start = 0
    while start < len(words):
        end, used = start, -len(bar)
        while end < len(words) and (end == start or used + len(bar) + _wider(words[end], ids[end]) <= screen.width):
            used += len(bar) + _wider(words[end], ids[end])
            end += 1
        _token_line(screen, bar, words[start:end], ids[start:end], block.ids is not None)
        start = end


def _wider(word: str, number: str) -> int:
    return max(cell_len(word), len(number))


def _token_line(screen: Screen, bar: str, words: list[str], ids: list[str], numbered: bool) -> None:
    sizes = [_wider(word, number) for word, number in zip(words, ids, strict=True)]
    screen.line(bar.join(word + " " * (size - cell_len(word)) for word, size in zip(words, sizes, strict=True)).rstrip(), "bold")
    if numbered:
        screen.line(bar.join(number.ljust(size) for number, size in zip(ids, sizes, strict=True)).rstrip(), "dim")
