"""A choice is explained by the row it was made among: its order, what was chosen, and why this one; held against NumPy."""

import json

import numpy as np
import pytest

from tracer import trace
from tracer.document.blocks import Note, Table, Working
from tracer.document.cell_document import explanation
from tracer.render.json_format import dumps

MIXTURE = {"model": "decoder", "experts": 5, "experts_per_token": 2}
WRITING = {"model": "letters", "generate": 1}


def told(run, cell):
    """The note of the cell's own working, the rows of its table, and the remarks below."""
    blocks = list(explanation(run, cell).blocks())
    table = next(block for block in blocks if isinstance(block, Table))
    working = next(block for block in blocks if isinstance(block, Working))
    return working.note, table.rows, [block.text for block in blocks if isinstance(block, Note)]


@pytest.mark.parametrize("paper", [None, 2])
def test_of_a_router_every_score_is_shown_and_which_are_the_largest(paper):
    run = trace("I love machines", **MIXTURE, paper=paper)
    for at, row in enumerate(run["router_probabilities"].array):
        largest = np.argsort(-row, kind="stable")
        for expert in range(5):
            note, rows, _ = told(run, f"chosen[{at}, {expert}]")
            assert [value for _, value, _ in rows] == [row[place] for place in largest]
            assert [run.cell(cell) for cell, _, _ in rows] == [value for _, value, _ in rows]
            assert [chosen for _, _, chosen in rows] == ["yes", "yes", "no", "no", "no"]
            rank = 1 + int((row > row[expert]).sum())
            assert note.startswith(f"Number {rank} of 5 by size;") and f"expert {largest[0]}, expert {largest[1]}." in note
            assert ("only" in note) is (run.cell(f"chosen[{at}, {expert}]") == 0)
    found = json.loads(dumps(explanation(run, "chosen[0, 3]").facts["json"]))
    assert [run.cell(operand["cell"]) for operand in found["inputs"]] == list(run["router_probabilities"].array[0])


def test_equal_scores_are_told_apart_by_their_order_and_that_is_said():
    run = trace("a", **MIXTURE, edits={"router_probabilities[0]": [0.3, 0.1, 0.2, 0.2, 0.2]})
    _, _, remarks = told(run, "chosen[0, 3]")
    assert "expert 2 and expert 3 have equal numbers (to rounding); of equal ones the first is chosen." in remarks
    assert told(trace("a", **MIXTURE), "chosen[0, 3]")[2] == [
        "Source: arXiv 1701.06538, section 2; arXiv 2401.04088, section 2.1."
    ]


def test_a_chosen_token_is_explained_by_the_likeliest_and_the_next():
    run = trace("i love", **WRITING)
    likely = run["generate.0.probabilities"].array
    first, second = np.argsort(-likely)[:2]
    labels = run["generate.0.probabilities"].axes[0].labels
    note, rows, remarks = told(run, "generate.0.choice")
    assert f", stands at {labels[first]};" in note and note.endswith(f"at {labels[second]}.") and f"{likely[first]:.3f}" in note
    assert rows[0][1:] == (likely[first], "yes") and [chosen for _, _, chosen in rows[1:]] == ["no"] * (len(rows) - 1)
    assert any(remark.startswith(f"These are {len(rows)} of {len(likely)}") for remark in remarks)
    assert told(trace("i love", **WRITING, top_k=3), "generate.0.choice")[1][0][2] in ("yes", "no")


def test_what_top_k_and_top_p_leave_out_is_explained_by_rank_and_by_the_sum_of_those_before():
    run = trace("i love", **WRITING, top_p=0.9, top_k=6)
    likely, labels = run["generate.0.probabilities"].array, run["generate.0.probabilities"].axes[0].labels
    order = np.argsort(-likely, kind="stable")
    before = np.concatenate([[0], np.cumsum(likely[order])[:-1]])
    for rank in range(8):
        note, rows, _ = told(run, f'generate.0.top_p["{labels[order[rank]]}"]')
        stays = bool(before[rank] < 0.9)
        assert ("stays" in note) is stays and (rank == 0 or note.startswith(f"Number {rank + 1} of the likeliest;"))
        assert [value for _, value, chosen in rows if chosen == "yes"] == list(likely[order][before < 0.9])
        assert f"vocab={labels[order[rank]]}]" in "".join(cell.replace('"', "") for cell, _, _ in rows)
    eighth = labels[np.argsort(-run["generate.0.logits"].array)[7]]
    note, rows, _ = told(run, f'generate.0.top_k["{eighth}"]')
    assert note.startswith("Number 8 of ") and [chosen for _, _, chosen in rows].count("yes") == 6


def test_an_edited_choice_has_no_row_and_the_depth_goes_on_into_the_row():
    run = trace("a b", **MIXTURE, edits={"chosen[0, 3]": 1})
    blocks = list(explanation(run, "chosen[0, 3]").blocks())
    assert Note("This number was put in by an edit.") in blocks and not any(isinstance(block, Table) for block in blocks)
    deep = list(explanation(run, "chosen[1, 3]", depth=2).blocks())
    assert sum(isinstance(block, Working) for block in deep) == 6
