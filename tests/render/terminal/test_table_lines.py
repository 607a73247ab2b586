"""Tables without colour: line for line what Rich makes of the same columns and rows."""

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from tracer.render.terminal.table_lines import Column, table_lines

SIGNS = "aZ0 -.…表格★\u0301"


def by_rich(columns, rows, gap):
    console = Console(file=io.StringIO(), width=1000, color_system=None, markup=False, emoji=False, highlight=False)
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, gap - 1, 0, 0))
    for column in columns:
        table.add_column(column.heading, width=column.width, justify="right" if column.right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


@st.composite
def tables(draw):
    widths = draw(st.lists(st.integers(2, 9), min_size=1, max_size=5))

    def cell(width, most):
        fits = st.text(SIGNS, max_size=width).filter(lambda text: cell_len(text) <= width)
        return "\n".join(draw(st.lists(fits, min_size=1, max_size=most)))

    columns = [Column(cell(width, 3), width, draw(st.booleans())) for width in widths]
    rows = [[cell(width, 3) for width in widths] for _ in range(draw(st.integers(0, 3)))]
    return columns, rows, draw(st.integers(1, 3))


@given(tables())
def test_a_table_is_line_for_line_what_rich_makes_of_it(table):
    columns, rows, gap = table
    assert list(table_lines(columns, rows, gap, "─")) == by_rich(columns, rows, gap)


def test_headings_stand_at_the_bottom_and_cells_at_the_top():
    columns = [Column("two\nlines", 5), Column("one", 4, right=True)]
    assert list(table_lines(columns, [["a\nb", "1.5 "]], 2, "-")) == ["two", "lines   one", "-----------", "a       1.5", "b"]
