"""Notebooks, and what a notebook shows of a trace."""

import base64
import io
import json
import re
from xml.etree import ElementTree

import pytest
from pages import blocks, document, hostile, pictures

from tracer.render import ipynb


def notebook(parts=blocks, **facts):
    stream = io.StringIO()
    ipynb.write(document(parts, **facts), stream, None)
    return json.loads(stream.getvalue())


def test_a_notebook_has_a_cell_a_heading_and_an_id_a_cell():
    one = notebook()
    ids = [cell["id"] for cell in one["cells"]]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in ids)
    assert (one["nbformat"], one["nbformat_minor"]) == (4, 5)
    heads = ["".join(cell["source"]).splitlines()[0] for cell in one["cells"] if cell["cell_type"] == "markdown"]
    assert heads == ["# Thinking 机器", "### Attention weights"]


@pytest.mark.parametrize("parts", [blocks, hostile, pictures])
def test_a_notebook_is_valid_by_jupyters_own_schema(parts):
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.reads(json.dumps(notebook(parts)), as_version=4))


def test_pictures_travel_inside_their_cell():
    cells = notebook(pictures)["cells"]
    attached = {name: data for cell in cells for name, data in cell.get("attachments", {}).items()}
    named = re.findall(r"\(attachment:([^)]+)\)", "".join("".join(cell["source"]) for cell in cells))
    assert sorted(named) == sorted(attached) and len(named) == 8
    for data in attached.values():
        assert ElementTree.fromstring(base64.b64decode(data["image/svg+xml"])).tag.endswith("svg")


def test_a_notebook_without_a_command_has_no_code():
    assert {cell["cell_type"] for cell in notebook(command="")["cells"]} == {"markdown"}


def test_a_bundle_has_every_kind_a_notebook_may_choose_from():
    bundle = ipynb.mimebundle(document())
    assert list(bundle) == ["text/html", "text/markdown", "text/latex", "text/plain"]
    assert all("0.521" in text for text in bundle.values())
    assert "```math" not in bundle["text/markdown"] and "$$" in bundle["text/markdown"]
