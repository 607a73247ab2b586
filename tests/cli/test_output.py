"""What a run did not read or assumed is in every format of every command that shows numbers."""

import io
import json

import numpy as np
import pytest

RUN = ("Thinking Machines", "--norm", "none", "--epsilon", "0.5")
NOTE = "does not read epsilon"


@pytest.mark.parametrize("format_", ["terminal", "text", "markdown", "html", "latex", "typst", "csv", "json"])
@pytest.mark.parametrize(
    "words",
    [RUN, ("explain", RUN[0], "softmax[0,0,1]", *RUN[1:]), ("explain", RUN[0], "softmax[0,0,1]", *RUN[1:], "--forward"),
     ("explain", RUN[0], "softmax[0,0,1]", *RUN[1:], "--forward", "attention.output[0, 0]"), ("train", *RUN, "--labels", "0,1"),
     ("train", *RUN, "--labels", "0,1", "--show", "--stage", "lr")],
    ids=["show", "explain", "forward", "forward to", "train", "train steps"],
)  # fmt: skip
def test_a_note_is_in_every_format(ttrace, words, format_):
    code, out, _ = ttrace(*words, "--format", format_)
    told = " ".join(out.replace("\\", "").split())
    assert code == 0 and NOTE in told
    if format_ == "json":
        assert any(NOTE in note for note in json.loads(out)["notes"])


def test_an_npz_holds_the_notes(ttrace, tmp_path):
    assert ttrace(*RUN, "-o", "run.npz")[0] == 0
    assert any(NOTE in note for note in np.load(io.BytesIO((tmp_path / "run.npz").read_bytes()))["notes"].tolist())
    assert ttrace("compare", RUN[0], "run.npz", *RUN[1:])[0] == 0


@pytest.mark.parametrize("option", [["--only", "table"], ["--title", "T"]])
@pytest.mark.parametrize("format_", ["json", "csv", "npz"])
def test_stored_numbers_have_no_parts_and_no_title(ttrace, option, format_):
    code, out, said = ttrace("a b", "--format", format_, *option)
    assert code == 2 and option[0] in said and not out


@pytest.mark.parametrize(
    "words",
    [RUN, ("explain", RUN[0], "softmax[0,0,1]", *RUN[1:]), ("explain", RUN[0], "softmax[0,0,1]", *RUN[1:], "--forward"),
     ("compare", *RUN, "--with", "1")],
    ids=["show", "explain", "forward", "compare"],
)  # fmt: skip
def test_a_part_alone_and_another_title_keep_the_note(ttrace, words):
    _, out, _ = ttrace(*words, "--only", "table", "--title", "My page", "--format", "markdown")
    assert NOTE in " ".join(out.replace("\\", "").split()) and out.count("My page") == 1


@pytest.mark.parametrize("format_", ["terminal", "text", "markdown", "html", "page", "latex", "typst", "svg", "ipynb"])
def test_the_title_is_in_every_format_that_is_read(ttrace, format_):
    _, out, _ = ttrace("a b", "--stage", "scores", "--only", "table", "--title", "My page", "--format", format_)
    assert "My page" in out
    assert "inner product" not in out or format_ == "page"  # whose script can still say it of a clicked cell


def test_a_notebook_runs_under_another_title_and_is_text_alone_where_a_part_is_asked_for(ttrace):
    _, whole, _ = ttrace("a b", "--stage", "scores", "--title", "My page", "--format", "ipynb")
    _, part, _ = ttrace("a b", "--stage", "scores", "--only", "table", "--format", "ipynb")
    kinds = [{cell["cell_type"] for cell in json.loads(text)["cells"]} for text in (whole, part)]
    assert kinds == [{"code", "markdown"}, {"markdown"}] and whole.count("# My page") == 1
