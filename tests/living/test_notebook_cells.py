"""A notebook's cells are found where they stand, however its file is laid out."""

import json

import pytest

from tracer.errors import TracerError
from tracer.living.notebook_cells import notebook_cells, prose

CELLS = [
    {"cell_type": "markdown", "metadata": {}, "source": ["first 图\n", 'second "line" \\frac{1}{2}\n', "\n", "last"]},
    {
        "cell_type": "code",
        "metadata": {},
        "source": "x = 1\ny = 2",
        "outputs": [{"text": ["out 1\n"]}, {"data": {"text/plain": "3"}}],
    },
    {"cell_type": "markdown", "source": None},
]
NOTEBOOK = {"nbformat": 4, "metadata": {"cells": [1, 2], "t": "]}"}, "cells": CELLS}


@pytest.mark.parametrize("indent", [None, 1, "\t"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_cells_and_lines_are_found_in_any_layout(indent, ascii_only):
    text = json.dumps(NOTEBOOK, indent=indent, ensure_ascii=ascii_only)
    notebook, cells = notebook_cells(text)
    assert notebook == NOTEBOOK and [json.loads(text[cell.start : cell.end]) for cell in cells] == CELLS
    said = prose(text)
    words = said.text.split("\n")
    assert [word for word in words if word] == ["first 图", 'second "line" \\frac{1}{2}', "last", "x = 1", "y = 2", "out 1", "3"]
    written = text.split("\n")
    for word, line in zip(words, said.lines, strict=False):
        assert not word or json.dumps(word, ensure_ascii=ascii_only)[1:-1] in written[line - 1]


def test_what_is_no_object_among_the_cells_is_left_out():
    notebook, cells = notebook_cells('{"cells": [1, "a", {"source": 3}, [], null]}')
    assert [cell.value for cell in cells] == [{"source": 3}] and prose(json.dumps(notebook)).text.strip() == ""


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": {}}', "[" * 100_000, '{"cells": [' * 9, '"cells"', "{" * 10**5])
def test_what_is_no_notebook_is_refused(text):
    with pytest.raises(TracerError, match="notebook"):
        prose(text)
