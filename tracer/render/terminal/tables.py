"""Matrices and tables on a screen; every width is known before a table is made, so that no number is cut.

Matrices of one stage that fit beside each other (small heads) share one table and its row labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from rich.cells import cell_len

from tracer.document.blocks import Matrix
from tracer.document.elision import column_order, gaps, runs, strongest
from tracer.language import first_few, listed, listed_apart, say
from tracer.render import wrap
from tracer.render.terminal import column_plan
from tracer.render.terminal.matrix_text import Sheet, legend
from tracer.render.terminal.screen import Screen
from tracer.render.terminal.table_lines import Column

_ATTEMPTS = ((2, 24), (2, 16), (1, 12), (1, 8), (1, 6))  # (cells between columns, cells a label may take), roomy to tight
_BOTH = 30  # cells that a label of two tokens may take
_BETWEEN = 2  # further cells between the matrices of one table
_Part = TypeVar("_Part")
_LISTED = 6  # columns named where not even one fits beside its label


class Layout(NamedTuple):
    """What is shown of each matrix of a group, and how wide. `chosen` are columns of the values."""

    gap: int
    corner: str
    rows: list[str]
    row_width: int
    chosen: list[int]
    labels: list[str]
    widths: list[int]
    gaps: list[int]  # indices into `chosen` that a mark stands before

    @property
    def block_width(self) -> int:
        """The cells one matrix takes, gaps included."""
        return sum(self.widths) + self.gap * (len(self.widths) - 1) + len(self.gaps) * (1 + self.gap)


def matrices(screen: Screen, blocks: Sequence[Matrix], shaded: bool = False) -> None:
    """Matrices of one stage and one shape, beside each other where they fit; then, once, what was left out."""
    sheets = [Sheet(screen, block, shaded) for block in blocks]
    for caption in dict.fromkeys(block.caption for block in blocks if block.caption):
        screen.lines(wrap.prose(screen.outside(caption), screen.width))
    if blocks[0].columns is None and blocks[0].values.size == 1:
        _single(screen, sheets)
        return
    layout = _layout(screen, sheets)
    if sheets[0].compares and (layout is None or len(layout.chosen) < sheets[0].column_count):
        brief = [Sheet(screen, block, shaded, brief=True) for block in blocks]  # without differences more columns fit
        sheets, layout = brief, _layout(screen, brief)
    if layout is None:
        for sheet in sheets:
            _as_list(screen, sheet, _listed(sheets))
    else:
        for number, batch in enumerate(_batches(screen, layout, sheets)):
            if number:
                screen.line()
            _write(screen, layout, batch)
    _remarks(screen, layout, sheets)


def _single(screen: Screen, sheets: Sequence[Sheet]) -> None:
    """Stages without axes, a loss for one: `loss = 0.693`."""
    for sheet in sheets:
        named = f"{screen.own(screen.outside(sheet.block.symbol))} = " if sheet.block.symbol else ""
        screen.line(f"{sheet.name + '   ' if sheet.name else ''}{named}{sheet.column(0)[0].strip()}")
    _remarks(screen, None, sheets)


def _layout(screen: Screen, sheets: Sequence[Sheet]) -> Layout | None:
    """The roomiest layout that shows every column, else the tightest one; None where not even one column fits."""
    layout = None
    for gap, most in _ATTEMPTS:
        layout = _attempt(screen, sheets, gap, most)
        if layout and len(layout.chosen) == sheets[0].column_count:
            break
    return layout


def _attempt(screen: Screen, sheets: Sequence[Sheet], gap: int, most: int) -> Layout | None:
    first = sheets[0]
    corner = first.corner if most > 12 else first.corner.partition("\\")[0]
    rows = [wrap.truncate(label, _most(first, label, most), screen.cut_mark) for label in first.row_labels]
    row_width = max(map(cell_len, rows), default=0)
    if corner:
        corner = wrap.truncate(screen.own(corner), max(most, row_width), screen.cut_mark)
        row_width = max(row_width, cell_len(corner))

    def width_of(column: int) -> int:
        label = first.column_labels[column]
        return max(min(cell_len(label), _most(first, label, most)), *(sheet.width(column) for sheet in sheets))

    room = screen.width - (row_width + gap if row_width else 0)
    wanted = partial(column_order, [sheet.block for sheet in sheets])
    chosen = column_plan.plan(first.column_count, width_of, room, gap, first.column_places, wanted)
    if not chosen:
        return None
    widths = [width_of(column) for column in chosen]
    marks = column_plan.marks(chosen, first.column_places)
    if len(chosen) < first.column_count or (first.compares and len(sheets) == 1):  # no other matrix needs the room
        spare = room - sum(widths) - gap * (len(widths) - 1) - (1 + gap) * len(marks)
        longest = max(map(cell_len, first.row_labels), default=0)
        row_width, *widths = _widened(
            [row_width, *widths], [longest, *(cell_len(first.column_labels[column]) for column in chosen)], spare
        )
        rows = [wrap.truncate(label, row_width, screen.cut_mark) for label in first.row_labels]
    labels = [wrap.truncate(first.column_labels[c], width, screen.cut_mark) for c, width in zip(chosen, widths, strict=True)]
    return Layout(gap, corner, rows, row_width, chosen, labels, widths, marks)


def _most(sheet: Sheet, label: str, most: int) -> int:
    """The cells a label may take: `tired → narrow`, two tokens where a comparison's sides differ, says nothing when cut."""
    return max(most, _BOTH) if sheet.compares and " → " in label else most


def _widened(widths: list[int], wanted: list[int], spare: int) -> list[int]:
    """Columns as wide as their whole labels, from the left, as far as the cells to spare go."""
    result = []
    for width, want in zip(widths, wanted, strict=True):
        more = min(max(want - width, 0), spare)
        spare -= more
        result.append(width + more)
    return result


def _batches(screen: Screen, layout: Layout, sheets: Sequence[Sheet]) -> list[list[Sheet]]:
    """As many matrices a table as fit beside each other."""
    batches: list[list[Sheet]] = []
    used = 0
    for sheet in sheets:
        size = layout.gap + _BETWEEN + max(layout.block_width, cell_len(sheet.name))
        if not batches or used + size > screen.width:
            batches.append([])
            used = layout.row_width - _BETWEEN
        batches[-1].append(sheet)
        used += size
    return batches


def _write(screen: Screen, layout: Layout, batch: Sequence[Sheet]) -> None:
    """One table of one or more matrices, what each is above it."""
    leads = _leads(layout, batch)
    columns = [Column(layout.corner, layout.row_width)] if layout.row_width else []
    for lead in leads:
        columns += _columns(screen, layout, lead)
    if name := _names(layout, batch, leads):
        screen.line(name, "bold")
    breaks = set(gaps(batch[0].row_places))
    rows: list[list[str]] = []
    styles: list[list[str]] = []
    for row, label in enumerate(layout.rows):
        if row in breaks:
            rows.append([screen.own("⋮")] * len(columns))
            styles.append([""] * len(columns))
        head = [label] if layout.row_width else []
        rows.append(head + [cell for sheet in batch for cell in _cells(screen, layout, sheet, row)])
        if screen.color:
            styles.append([""] * len(head) + [look for sheet in batch for look in _styles(layout, sheet, row)])
    screen.table(columns, rows, layout.gap, styles)


def _leads(layout: Layout, batch: Sequence[Sheet]) -> list[int]:
    """The cells left free before each matrix: between two, and so that its name fits above it."""
    if len(batch) == 1:
        return [0]
    return [(_BETWEEN if place else 0) + max(0, cell_len(sheet.name) - layout.block_width) for place, sheet in enumerate(batch)]


def _names(layout: Layout, batch: Sequence[Sheet], leads: Sequence[int]) -> str:
    """The line above a table: the name of its matrix, or of each matrix over its own middle."""
    if len(batch) == 1:
        return batch[0].name
    line = ""
    end = layout.row_width + layout.gap if layout.row_width else 0
    for sheet, lead in zip(batch, leads, strict=True):
        end += lead + layout.block_width
        free = max(layout.block_width, cell_len(sheet.name)) - cell_len(sheet.name)
        line += " " * (end - free + free // 2 - cell_len(sheet.name) - cell_len(line)) + sheet.name
        end += layout.gap
    return line


def _columns(screen: Screen, layout: Layout, lead: int) -> list[Column]:
    columns = [
        Column(label, width + (0 if index else lead), True)
        for index, (label, width) in enumerate(zip(layout.labels, layout.widths, strict=True))
    ]
    return _with_marks(layout, columns, Column(screen.own("⋯"), 1))


def _cells(screen: Screen, layout: Layout, sheet: Sheet, row: int) -> list[str]:
    """The cells of one row of one matrix, a mark in each gap."""
    return _with_marks(layout, [sheet.column(column)[row] for column in layout.chosen], screen.own("⋯"))


def _styles(layout: Layout, sheet: Sheet, row: int) -> list[str]:
    """The Rich styles of those cells."""
    return _with_marks(layout, [sheet.style(row, column) for column in layout.chosen], "")


def _with_marks(layout: Layout, parts: Sequence[_Part], mark: _Part) -> list[_Part]:
    """What stands in the columns, and the mark in each gap between them."""
    result: list[_Part] = []
    for index, part in enumerate(parts):
        if index in layout.gaps:
            result.append(mark)
        result.append(part)
    if len(parts) in layout.gaps:
        result.append(mark)
    return result


def _as_list(screen: Screen, sheet: Sheet, chosen: Sequence[int]) -> None:
    """The numbers one a line, for a screen too narrow for any column."""
    if sheet.name:
        screen.line(sheet.name, "bold")
    for row, row_label in enumerate(sheet.row_labels):
        for column in chosen:
            place = " · ".join(filter(None, (row_label, sheet.column_labels[column])))
            number = sheet.column(column)[row].strip()
            if cell_len(place) + 2 + len(number) <= screen.width:
                screen.line(f"{screen.own(place)}  {number}")
            else:
                screen.line(wrap.truncate(place, screen.width, screen.cut_mark))
                screen.line(f"  {number}" if len(number) + 2 <= screen.width else number)


def _listed(sheets: Sequence[Sheet]) -> list[int]:
    """The columns named where not even one fits beside its label."""
    return sorted(column_order([sheet.block for sheet in sheets], _LISTED)[:_LISTED])


def _remarks(screen: Screen, layout: Layout | None, sheets: Sequence[Sheet]) -> None:
    """What was left out, once for all matrices of the stage; what the signs mean, once for the whole document."""
    first = sheets[0]
    chosen = layout.chosen if layout else _listed(sheets)
    remarks = [sheet.block.left_out for sheet in sheets if sheet.block.left_out]
    if len(chosen) < first.column_count:
        axis = first.block.columns
        count = max(first.column_count, (axis.size or 0) if axis else 0)
        remarks.append(say("render.columns", shown=runs([first.column_places[c] for c in chosen]), count=count))
        if axis is not None and axis.labelled:
            remarks += _out_of_sight(chosen, sheets)
    signs = []
    if any(sheet.has_edits for sheet in sheets):
        signs.append(say("render.edited"))
    if any(sheet.compares for sheet in sheets):
        signs.append(say("render.before_brief" if first.brief else "render.before"))
    for remark in (*dict.fromkeys(remarks), *screen.untold(signs)):
        screen.lines(wrap.prose(screen.own(screen.outside(remark)), screen.width), "dim")
    if screen.color and (first.block.weights or first.shaded):
        _legend(screen, "render.legend_weights" if first.block.weights else "render.legend_sizes")


def _legend(screen: Screen, message: str) -> None:
    """What the colours mean, once for the whole document."""
    for sentence in screen.untold([say(message)]):
        swatches = legend(screen.color_system)
        if message != "render.legend_weights" or sum(len(text) for text, _ in swatches) > screen.width:
            swatches = [(" ", style) for _, style in swatches]
        shares = "".join(text for text, _ in swatches)
        if cell_len(sentence) + 2 + len(shares) <= screen.width:
            before = f"{sentence}  "
        else:
            screen.lines(wrap.prose(sentence, screen.width), "dim")
            before = ""
        spans, at = [("dim", 0, len(before))] if before else [], len(before)
        for text, style in swatches:
            spans.append((style, at, at + len(text)))
            at += len(text)
        screen.line(before + shares, spans=spans)


def _out_of_sight(chosen: Sequence[int], sheets: Sequence[Sheet]) -> list[str]:
    """The largest numbers of rows that more rows than columns fit have crowded out: `it → animal 0.412`."""
    cells = []
    for sheet in sheets:
        for row, column in enumerate(strongest(sheet.block)):
            if column not in chosen:
                place = listed(filter(None, (sheet.name, sheet.row_labels[row])))
                cells.append(f"{place} → {sheet.column_labels[column]} {sheet.column(column)[row].strip()}")
    if not cells:
        return []
    return [say("render.out_of_sight", count=len(cells), cells=listed_apart(first_few(cells, _LISTED)))]
