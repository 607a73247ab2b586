"""CSV for spreadsheets: what is in it reads back exactly, and no cell of it is a formula."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from documents import ENGLISH, HOSTILE, Attention, document, working
from hypothesis import given
from hypothesis import strategies as st

from tracer.axes import Axis
from tracer.document.blocks import Document, Stage, Table
from tracer.render import Options
from tracer.render.csv_format import text, write


def written(doc: Document) -> str:
    stream = io.StringIO()
    write(doc, stream, Options())
    return stream.getvalue()


def rows(doc: Document) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written(doc))))


def test_a_stage_is_its_address_a_header_and_a_row_for_every_position_but_the_last_axis() -> None:
    lines = rows(document(ENGLISH))
    start = next(place for place, row in enumerate(lines) if row[:1] == ["encoder.0.attention.scores"])
    assert lines[start - 1] == []
    assert lines[start] == ["encoder.0.attention.scores", "S = q kᵀ", "head 2 × query 2 × key 2"]
    assert lines[start + 1] == ["head", "query", "Thinking", "Machines"]
    assert [row[:2] for row in lines[start + 2 : start + 6]] == [
        ["0", "Thinking"],
        ["0", "Machines"],
        ["1", "Thinking"],
        ["1", "Machines"],
    ]
    numbers = [[float(cell) for cell in row[2:]] for row in lines[start + 2 : start + 6]]
    assert np.array_equal(np.array(numbers).reshape(2, 2, 2), Attention(ENGLISH).scores)


def test_numbers_stay_numbers_and_infinity_has_a_name() -> None:
    stage = Stage("s", 1, "add", "", None, (), (Axis("key", 4),), np.array([-np.inf, np.nan, -0.5, 0.1]))
    assert rows(Document("", [stage]))[1:] == [["0", "1", "2", "3"], ["-inf", "nan", "-0.5", "0.1"]]


def test_a_stage_without_axes_is_one_number() -> None:
    assert written(Document("", [Stage("loss", 1, "mean", "L", None, (), (), np.array(0.25))])) == "loss,L,1\n0.25\n"


def test_whole_numbers_stay_whole() -> None:
    stage = Stage("mask", 1, "mask", "", None, (), (Axis("key", 2),), np.array([1, 0]))
    assert rows(Document("", [stage]))[-1] == ["1", "0"]


@pytest.mark.parametrize("attack", ["=1+1", "+1", "-2+3", "@SUM(A1)", " =1", "＝1+1"])
def test_text_a_spreadsheet_would_run_starts_with_an_apostrophe(attack: str) -> None:
    assert text(attack) == f"'{attack}"


@given(st.lists(st.text(), min_size=2, max_size=2))
def test_no_label_ever_becomes_a_formula_or_a_control_character(labels: list[str]) -> None:
    stage = Stage("s", 1, "add", "", None, (), (Axis("token", 2, labels), Axis("key", 2, labels)), np.zeros((2, 2)))
    written_rows = rows(Document("", [stage]))
    for cell in [row[0] for row in written_rows[2:]] + written_rows[1][1:]:
        assert not cell.lstrip().startswith(("=", "+", "-", "@"))
        assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in cell)


def test_hostile_tokens_keep_their_columns() -> None:
    for row in rows(document(HOSTILE))[2:12]:
        assert len(row) == 5


def test_a_table_is_a_block_too() -> None:
    table = Table(("heads", "entropy"), [("=0", 0.1 + 0.2), ("1", 3)], (0, 2), "What heads do")
    assert written(Document("", [table])) == "What heads do\nheads,entropy\n'=0,0.30000000000000004\n1,3\n"


def test_an_explanation_is_its_value_and_what_it_came_from() -> None:
    run = Attention(ENGLISH)
    found = rows(Document("", [working(run)]))
    assert found == [["encoder.0.attention.scores[0, 0, 1]", repr(float(run.scores[0, 0, 1]))]]
