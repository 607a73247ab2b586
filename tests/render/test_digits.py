"""One rule of digits and labels through every format that shows them."""

from __future__ import annotations

import io
import json
import re

import numpy as np
import pytest

from tracer.axes import Axis
from tracer.document.blocks import Block, Document, Matrix, Working
from tracer.expression import Cell, Symbol, call
from tracer.render import write

SHOWN = ("text", "markdown", "latex", "typst", "html", "page", "svg", "ipynb")
NOISE = np.array([[1.0, -1.0, 0.0], [0.5, 1 - 1e-16, -1.39e-17]])


def shown(block: Block, name: str) -> str:
    stream = io.StringIO()
    write(Document("", [block]), name, stream)
    text = stream.getvalue()
    if name == "ipynb":
        text = "".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return re.sub(r"<(style|script)[^>]*>.*?</\1>", "", text, flags=re.S).replace("−", "-")


def table(values: np.ndarray, rows: list[str], columns: list[str]) -> Matrix:
    return Matrix("stage", "X", values, Axis("token", len(rows), rows), Axis("key", len(columns), columns))


@pytest.mark.parametrize("name", SHOWN)
def test_decimals_line_up_in_every_format_and_only_a_zero_stands_bare(name: str) -> None:
    text = shown(table(NOISE, ["it", "was"], ["a", "b", "c"]), name)
    assert text.count("1.000") == 3 and text.count("0.500") == 1
    assert "e-17" not in text and "0.000" not in text
    if name in ("text", "markdown", "latex"):
        assert sorted(re.findall(r"(?<![\w.])\d(?![\w.])", text)) == ["0", "0"]


@pytest.mark.parametrize("name", (*SHOWN, "csv"))
def test_a_repeated_token_is_numbered_in_every_format(name: str) -> None:
    if name == "csv":
        from tracer import trace
        from tracer.document.data_document import data_document
        from tracer.document.selection import Selection

        stream = io.StringIO()
        write(data_document(trace("the cat the", seed=1), Selection(stages=("scores",))), "csv", stream)
        text = stream.getvalue()
    else:
        text = shown(table(np.eye(3) / 2, ["the", "cat", "the"], ["the", "cat", "the"]), name).replace("\\#", "#")
    assert len(re.findall("the#2", text)) >= 2 and "cat#" not in text


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize(
    ("before", "places", "told"), [(0.05, 1, "0.05"), (2.5, 1, "2.5"), (0.25, 2, "0.25"), (0.0533333, 2, "0.0533")]
)
def test_the_number_before_paper_rounding_has_the_same_digits_in_every_format(
    name: str, before: float, places: int, told: str
) -> None:
    cell = Cell("a[0]", "a", before)
    block = Working("b[0]", "b", Symbol("a"), call("add", cell, 0.0), 7.0, places, unrounded=before)
    text = shown(block, name)
    assert len(re.findall(rf"(?<![\d.]){re.escape(told)}(?!\d)", text)) >= 1
    assert f"{told}0" not in text.replace(f"{before:.{places}f}", "")


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("passed", [0.75, 0.7500000000001])
def test_a_number_handed_on_is_said_once_and_joined_by_an_equals_sign_in_every_format(name: str, passed: float) -> None:
    text = shown(Working("b[0]", "b", None, Cell("a[0]", "a", passed), 0.75, ~2, exact_as_shown=False), name)
    digits = "7.50e-01" if name in ("text", "svg") else "7.50"
    if name == "svg":
        text = "".join(re.findall(r"<text.*?</text>", text))
    assert text.count(digits) == 1
    assert not re.search(r"≈|\\approx|approx", text)
