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
