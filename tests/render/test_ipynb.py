"""Notebooks, and what a notebook shows of a trace."""

import ast
import base64
import io
import json
import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from pages import blocks, document, hostile, pictures

from tracer import language
from tracer.document.blocks import Heading, Prose, Snippet
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


def snippets():
    yield Heading(1, "one")
    yield Snippet("t = 1\nt", [Prose("<b>shown</b> \x1b[1m")])
    yield Snippet("!ttrace x", printed="said\x1b[1m\nso\n")


def test_code_stands_in_cells_of_its_own_with_what_it_shows():
    text, shown, printed = notebook(snippets)["cells"]
    assert text["cell_type"] == "markdown" and (shown["cell_type"], printed["cell_type"]) == ("code", "code")
    assert "".join(shown["source"]) == "t = 1\nt" and (shown["execution_count"], printed["execution_count"]) == (1, 2)
    (output,) = shown["outputs"]
    assert (output["output_type"], output["execution_count"]) == ("execute_result", 1)
    assert "&lt;b&gt;shown" in "".join(output["data"]["text/html"]) and "<b>shown" in "".join(output["data"]["text/plain"])
    (stream,) = printed["outputs"]
    assert (stream["name"], len(stream["text"])) == ("stdout", 2) and "\x1b" not in str(notebook(snippets))


def test_a_notebook_of_prose_has_no_code():
    assert {cell["cell_type"] for cell in notebook()["cells"]} == {"markdown"}


def answered(words):
    """What the command writes."""
    made = subprocess.run([sys.executable, "-m", "tracer", *words], capture_output=True, text=True, check=True, encoding="utf-8")
    return made.stdout


def run(cells):
    """Run the Python of a notebook's cells in order; (what each shows as text, what the notebook says it shows)."""
    names = {}
    for cell in cells:
        if cell["cell_type"] != "code" or "".join(cell["source"]).startswith("!"):
            continue
        body = ast.parse("".join(cell["source"])).body
        shows = body.pop() if cell["outputs"] else None
        exec(compile(ast.Module(body, []), "cell", "exec"), names)
        if shows is not None:
            value = eval(compile(ast.Expression(shows.value), "cell", "eval"), names)
            yield value._repr_mimebundle_()["text/plain"], "".join(cell["outputs"][0]["data"]["text/plain"])


@pytest.mark.parametrize(
    "words",
    [
        ["Thinking Machines"],
        ["Thinking Machines", "--layers", "2", "--detail", "--lang", "zh"],
        ['it\'s "so"', "--stage", "scores", "--stage", "softmax", "--head", "1", "--no-formula"],
        ["Thinking Machines", "--figure", "heads"],
        ["The cat", "--model", "decoder", "--set", "softmax[0, 1, 0]=0.5", "--paper", "2"],
        ["The cat", "--parameters", "--columns", "0:2", "--precision", "5"],
    ],
    ids=" ".join,
)
def test_a_notebooks_cells_run_and_show_what_is_stored(words):
    cells = json.loads(answered([*words, "--format", "ipynb"]))["cells"]
    try:
        pairs = list(run(cells))
    finally:
        language.use(None)
    assert pairs and [shown for shown, _ in pairs] == [stored for _, stored in pairs]


@pytest.mark.skipif("REQUIRE_KERNEL" not in os.environ, reason="a Jupyter kernel is installed by .ci/run")
def test_jupyter_runs_a_lesson_and_shows_what_is_stored():
    import nbclient
    import nbformat

    text = answered(["lesson", "01", "--export", "ipynb"])
    stored, fresh = (nbformat.reads(text, as_version=4) for _ in range(2))
    nbclient.NotebookClient(fresh, timeout=120, kernel_name="python3").execute()

    def said(notebook):
        return ["".join(o.get("text", "") or o["data"]["text/plain"] for o in cell.get("outputs", ())) for cell in notebook.cells]

    assert [text.replace("\r", "") for text in said(fresh)] == said(stored)


def test_a_bundle_has_every_kind_a_notebook_may_choose_from():
    bundle = ipynb.mimebundle(document())
    assert list(bundle) == ["text/html", "text/markdown", "text/latex", "text/plain"]
    assert all("0.521" in text for text in bundle.values())
    assert "```math" not in bundle["text/markdown"] and "$$" in bundle["text/markdown"]
