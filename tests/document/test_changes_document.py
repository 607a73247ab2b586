"""What an edit changed, and nothing else."""

import numpy as np

from tracer import trace
from tracer.document.blocks import Heading, Matrix, Note
from tracer.document.changes_document import changes_document
from tracer.document.selection import Selection
from tracer.session import without_edits


def test_only_changed_stages_and_both_numbers():
    run = trace("Thinking Machines", edits={"scores[0, Thinking, Machines]": 3})
    before = without_edits(run)
    blocks = list(changes_document(before, run, Selection()).blocks())
    assert blocks[0] == Heading(1, "What this changes: scores[0, Thinking, Machines] = 3")
    shown = [block.address for block in blocks if isinstance(block, Heading) and block.level == 3]
    assert shown == [step.name for step in run.shown if not np.array_equal(step.values, before[step.name].values)]
    first = next(block for block in blocks if isinstance(block, Matrix))
    assert first.fixed[0][1] == 0 and first.values[0, 1] == 3 and first.before[0, 1] == before["scores"].array[0, 0, 1]
    assert first.edited.tolist() == [[False, True], [False, False]]


def test_an_edit_that_changes_nothing_says_so():
    run = trace("a b")
    same = trace("a b", edits={"scores[0, 0, 0]": run["scores"].array[0, 0, 0]})
    blocks = list(changes_document(run, same, Selection()).blocks())
    assert isinstance(blocks[-1], Note) and len(blocks) == 2
