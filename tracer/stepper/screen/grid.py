"""The current table on the screen: only the rows and columns in sight are ever formatted, however large the stage is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tracer.document.blocks import Matrix
from tracer.document.sentence import axis_word
from tracer.language import say
from tracer.render import wrap
from tracer.render.table_model import MatrixText, label
from tracer.render.terminal.matrix_text import CHANGED, EDITED, SHADES, heat, legend, level
from tracer.stepper.state.cursor import Cursor
from tracer.stepper.state.place import Place, positions_by_axis

HEAD = 2  # lines above the rows: where we are, the column labels
_LABEL = 14  # cells a row's label may take
_COLUMN = 10  # cells a column's label may take where its numbers need fewer
_GAP = 2
_PLAIN, _DIM, _BOLD = Style(), Style(dim=True), Style(bold=True)
_CURSOR, _EDITED, _CHANGED = Style(reverse=True, bold=True), Style.parse(EDITED), Style.parse(CHANGED)


class Grid(Widget):
    """Rows × columns of a `Cursor`'s table, scrolled so that its cell is in sight."""

    class Picked(Message):
        """A cell was clicked; `again` where it was the current one already."""

        def __init__(self, row: int, column: int, again: bool) -> None:
            super().__init__()
            self.row, self.column, self.again = row, column, again

    class Resized(Message):
        """There is more or less room than before."""

    def __init__(self, cursor: Cursor) -> None:
        super().__init__()
        self.cursor = cursor
        self._text: MatrixText | None = None  # of the table drawn last: its labels are made once
        self._lines: list[Strip] = []
        self._top = self._left = 0
        self._shown: list[tuple[int, int, int]] = []  # of each column in sight: where it begins, its width, its number

    @property
    def page(self) -> int:
        """How many rows are in sight."""
        return max(self.size.height - HEAD, 1)

    def show(self) -> None:
        """Draw the cursor's table as it is now."""
        if self.size.width and self.size.height:
            self._lay_out()
        self.refresh()

    def on_resize(self, _: Resize) -> None:
        self.post_message(self.Resized())

    def render_line(self, y: int) -> Strip:
        line = self._lines[y] if y < len(self._lines) else Strip.blank(self.size.width)
        return line.adjust_cell_length(self.size.width)

    # Layout

    def _lay_out(self) -> None:
        table = self.cursor.matrix
        if self._text is None or self._text.block is not table:
            self._text = MatrixText(table)
        text = self._text
        count = table.values.shape[0]
        row, column = self.cursor.row, self.cursor.column
        self._top = max(min(self._top, row, max(count - self.page, 0)), row - self.page + 1)
        rows = range(self._top, min(self._top + self.page, count))
        labels = [wrap.truncate(label(text.row_labels[at]), _LABEL) for at in rows]
        corner = _corner(table)
        width = max(map(cell_len, [*labels, corner]), default=0)
        texts: dict[int, list[tuple[str, Style]]] = {}
        styles = () if self.app.no_color else tuple(map(Style.parse, heat(self.app.console.color_system)))

        def column_width(at: int) -> int:
            texts[at] = [_cell(self.cursor, text, at_row, at, styles) for at_row in rows]
            heading = min(cell_len(label(text.column_labels[at])), _COLUMN)
            return max(heading, *(cell_len(shown) for shown, _ in texts[at]))

        room = self.size.width - width
        chosen = _columns(table.values.shape[1], column, self._left, room, column_width)
        self._left = chosen[0][0]
        self._shown, place = [], width
        for at, size in chosen:
            self._shown.append((place + _GAP, size, at))
            place += _GAP + size
        self._lines = [self._summary(table, rows), self._header(text, corner, width)]
        for line, at in enumerate(rows):
            cells = [(texts[shown_column][line], size, shown_column) for _, size, shown_column in self._shown]
            self._lines.append(self._row(labels[line], width, cells, at))

    def _summary(self, table: Matrix, rows: range) -> Strip:
        """Which head this is and what part of the table is in sight."""
        parts = [
            say("stepper.held", axis=name, label=label, number=at + 1, count=self.cursor.step.size(name) or 1)
            for name, at, label in table.fixed
        ]
        columns = self._shown[0][2], self._shown[-1][2]
        for axis, first, last in ((table.rows, rows.start, rows.stop - 1), (table.columns, *columns)):
            if axis is not None and last - first + 1 < (axis.size or 0):
                parts.append(say("stepper.part_of", axis=axis.name, first=first, last=last, count=axis.size))
        if table.edited is not None or table.before is not None:
            parts.append(say("stepper.marks"))
        segments = [Segment("   ".join(parts), _DIM)]
        if table.weights and not self.app.no_color:
            colors = legend(self.app.console.color_system)
            segments += [Segment("   " if parts else ""), *(Segment(text, Style.parse(style)) for text, style in colors)]
        return Strip(segments)

    def _header(self, text: MatrixText, corner: str, width: int) -> Strip:
        segments = [Segment(_padded(corner, width), _DIM)]
        for _, size, at in self._shown:
            heading = _right(wrap.truncate(label(text.column_labels[at]), size), size)
            segments += [Segment(" " * _GAP), Segment(heading, Style(bold=True, underline=at == self.cursor.column))]
        return Strip(segments)

    def _row(self, label: str, width: int, cells: list[tuple[tuple[str, Style], int, int]], row: int) -> Strip:
        in_row = row == self.cursor.row
        segments = [Segment(_padded(label, width), Style(bold=True, underline=True) if in_row else _BOLD)]
        for (text, style), size, column in cells:
            on_it = in_row and column == self.cursor.column
            segments += [Segment(" " * _GAP), Segment(_right(text, size), _CURSOR if on_it else style)]
        return Strip(segments)

    # Mouse

    def on_click(self, event: Click) -> None:
        row = self._top + event.y - HEAD
        for start, size, column in self._shown:
            if start - _GAP < event.x <= start + size and self._top <= row < self.cursor.matrix.values.shape[0]:
                again = (row, column) == (self.cursor.row, self.cursor.column)
                self.post_message(self.Picked(row, column, again))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        self._scrolled(3, event.shift)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        self._scrolled(-3, event.shift)

    def _scrolled(self, by: int, sideways: bool) -> None:
        row, column = self.cursor.row, self.cursor.column
        self.post_message(self.Picked(row + (0 if sideways else by), column + (by if sideways else 0), False))


def _columns(count: int, column: int, left: int, room: int, width_of: Callable[[int], int]) -> list[tuple[int, int]]:
    """(column, width) of those in sight: from `left` on, or so that `column` is the last one; always at least that one."""
    left = min(left, column)
    visible, used = [], 0
    for at in range(left, count):
        width = width_of(at)
        if used + _GAP + width > room:
            break
        visible.append((at, width))
        used += _GAP + width
    if visible and visible[-1][0] >= column:
        return _filled(visible, used, room, width_of)
    visible, used = [(column, width_of(column))], _GAP + width_of(column)
    return _filled(visible, used, room, width_of)


def _filled(columns: list[tuple[int, int]], used: int, room: int, width_of: Callable[[int], int]) -> list[tuple[int, int]]:
    """Columns before the first one, as many as still fit."""
    for at in range(columns[0][0] - 1, -1, -1):
        width = width_of(at)
        if used + _GAP + width > room:
            break
        columns.insert(0, (at, width))
        used += _GAP + width
    return columns


def _cell(cursor: Cursor, text: MatrixText, row: int, column: int, styles: Sequence[Style]) -> tuple[str, Style]:
    """One number with its mark, and its style; `?` where it is to be predicted.

    A weight has the heat that `ttrace show` gives it. styles: of its levels; none where there is no colour, and a character
    stands instead.
    """
    table, item = text.block, text.item(row, column)
    shown, style, mark = item.text, _PLAIN, ""
    if table.weights:
        if styles:
            style = styles[level(item.shade or 0.0, len(styles) - 1)]
        else:
            shown = f"{SHADES[level(item.shade or 0.0, len(SHADES) - 1)]} {shown}"
    if table.before is not None or table.edited is not None:
        mark = " "
        if item.edited:
            style, mark = _EDITED, "*"
        elif item.before:
            style, mark = _CHANGED, "~"
    if cursor.hiding and cursor.is_hidden(_place(cursor, table, row, column)):
        return "?" + mark, _DIM
    return shown + mark, style


def _place(cursor: Cursor, table: Matrix, row: int, column: int) -> Place:
    at = positions_by_axis(cursor.step, cursor.place.index)
    for axis, place in ((table.rows, row), (table.columns, column)):
        if axis is not None:
            at[axis.name] = place
    return Place(cursor.place.stage, tuple(at.values()))


def _corner(table: Matrix) -> str:
    rows = axis_word(table.rows.name) if table.rows is not None else ""
    columns = axis_word(table.columns.name) if table.columns is not None else ""
    return f"{rows}\\{columns}" if rows and columns else rows or columns


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text
