"""What is said last wins, also over a trace file that starts inside a run."""

from pathlib import Path

import numpy as np
import pytest

from tracer import trace
from tracer.session import again, without_edits

FIGURE = """
text = "Thinking Machines"
model = "attention"
d_k = 64
[set]
scores = [[[112, 96], [96, 112]]]
v = [[[1, 0], [0, 1]]]
"""


@pytest.fixture
def figure(tmp_path: Path) -> Path:
    file = tmp_path / "figure.toml"
    file.write_text(FIGURE)
    return file


def test_a_cell_set_on_the_command_line_changes_a_stage_that_the_file_set_whole(figure: Path) -> None:
    found = trace(from_file=figure, edits=[("scores[0, Thinking, Machines]", 104.0)])
    assert found["scores"].array[0].tolist() == [[112, 104], [96, 112]]
    assert np.isclose(found["softmax"].array[0, 0, 0], 1 / (1 + np.exp(-1)))


def test_a_stage_set_whole_again_is_the_last_ones(figure: Path) -> None:
    found = trace(from_file=figure, edits=[("scores[0, 0, 0]", 5.0), ("scores", [[1, 2], [3, 4]])])
    assert found["scores"].array[0].tolist() == [[1, 2], [3, 4]]


def test_without_its_edits_a_run_that_starts_inside_still_has_what_it_starts_from(figure: Path) -> None:
    found = without_edits(trace(from_file=figure, edits=[("scores[0, 0, 1]", 104.0)]))
    assert found["scores"].array[0].tolist() == [[112, 96], [96, 112]]


def test_a_nudge_of_a_number_that_a_file_set_moves_what_follows(figure: Path) -> None:
    run = trace(from_file=figure)
    assert again(run, [("scores[0, 0, 0]", 113.0)])["softmax"].array[0, 0, 0] > run["softmax"].array[0, 0, 0]
