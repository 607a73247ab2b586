"""A comparison told: where two runs part, stage by stage, and the cells asked for."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tracer import trace
from tracer.axes import number_repeats
from tracer.comparison.compare import compare
from tracer.document.blocks import Matrix, Note, Prose, Table
from tracer.document.comparison_document import compared_rows, comparison_document
from tracer.document.selection import Selection


def told(first, second, tolerance=None, **selection):
    asked = Selection(**selection)
    found = compare(first, second, tolerance, rows=compared_rows(asked))
    return list(comparison_document(found, "A", "B", asked).blocks())


def test_the_cell_where_they_part_and_every_stage():
    first, second = trace("a b"), trace("a b", edits={"scores[1, b, a]": 9})
    blocks = told(first, second)
    assert "scores[head=1, query=b, key=a]" in next(block.text for block in blocks if isinstance(block, Prose))
    table = next(block for block in blocks if isinstance(block, Table))
    assert [row[0] for row in table.rows] == [step.name for step in first.shown]
    assert dict((row[0], row[2]) for row in table.rows)["encoder.0.attention.scores"] == 1


def test_the_cells_of_a_stage_asked_for():
    first, second = trace("a b"), trace("a b", edits={"scores[1, b, a]": 9})
    cells = [block for block in told(first, second, stages=("scores",), heads=(1,)) if isinstance(block, Matrix)]
    assert [block.fixed[0][1] for block in cells if block.address.endswith("scores")] == [1]
    assert cells[0].values.shape == cells[0].before.shape


def test_only_the_tokens_asked_for_are_shown():
    first, second = trace("a b"), trace("a b", edits={"scores[1, b, a]": 9})
    cells = [block for block in told(first, second, stages=("scores", "q"), tokens=("b",)) if isinstance(block, Matrix)]
    scores = next(block for block in cells if block.address.endswith("scores") and block.fixed[0][1] == 1)
    assert scores.rows.labels == ("b",) and scores.values.tolist() == [second["scores"].array[1, 1].tolist()]
    assert scores.before.tolist() == [first["scores"].array[1, 1].tolist()]


def test_a_token_that_only_one_reads_is_named_and_makes_them_unequal():
    first, second = trace("the cat", model="decoder"), trace("the cat sat", model="decoder")
    found = compare(first, second, wanted=lambda name: name == "input")
    assert found.parted is None and found.alone == ([], ["sat"]) and not found.equal
    document = comparison_document(found, "A", "B", Selection())
    said = [block.text for block in document.blocks() if isinstance(block, (Prose, Note))]
    assert "not everything could be compared" in said[0] and "1 token more" in said[1] and "sat" in said[1]
    assert document.facts["json"]["not_compared"] == {"first": [], "second": ["sat"]}


def test_only_the_heads_asked_for_are_counted():
    first, second = trace("a b"), trace("a b", edits={"scores[0, b, a]": 9})
    assert dict((row[0], row[2]) for row in table(first, second))["encoder.0.attention.scores"] == 1
    assert dict((row[0], row[2]) for row in table(first, second, heads=(1,)))["encoder.0.attention.scores"] == 0


def table(first, second, **selection):
    return next(block for block in told(first, second, **selection) if isinstance(block, Table)).rows


def test_a_difference_in_the_last_places_is_told_apart_and_never_shows_as_none():
    first = trace("a b")
    nudged = float(first["scores"].values[1, 1, 0]) + 1e-12
    blocks = told(first, trace("a b", edits={"scores[1, b, a]": nudged}), tolerance=0.0)
    sentence = next(block.text for block in blocks if isinstance(block, Prose))
    first_shown, second_shown = re.search(r": (\S+) in the first, (\S+) in the second", sentence).groups()
    assert first_shown != second_shown
    table = next(block for block in blocks if isinstance(block, Table))
    assert table.places[3] < 0  # scientific


def test_what_rounding_may_leave_is_told_without_its_digits():
    first = trace("a b")
    same, noisy = first, trace("a b", edits={"scores[1, b, a]": float(np.nextafter(first["scores"].values[1, 1, 0], 9))})
    for tolerance in (None, 1e-6):
        assert [str(block) for block in told(first, noisy, tolerance)] == [str(block) for block in told(first, same, tolerance)]
    found = comparison_document(compare(first, noisy), "A", "B", Selection()).facts["json"]
    assert found == comparison_document(compare(first, same), "A", "B", Selection()).facts["json"] and found["equal"]


def test_where_they_part_a_number_that_is_nothing_but_rounding_is_0():
    first, second = (trace("a b", edits={"scores[1, b, a]": value}) for value in (1e-17, 0.5))
    assert "]: 0 in the first, 0.5 in the second" in told(first, second)[1].text


def test_where_the_largest_difference_is_stands_beside_where_the_first_is():
    first, second = trace("a b"), trace("a b", edits={"scores[0, a, b]": 0.5, "scores[1, b, a]": 90})
    blocks = told(first, second, stages=("scores",))
    said = [block.text for block in blocks if isinstance(block, Prose)][:2]
    assert "part at encoder.0.attention.scores[head=0, query=a, key=b]" in said[0]
    assert (
        "largest difference is at encoder.0.attention.scores[head=1, query=b, key=a]" in said[1] and "90 in the second" in said[1]
    )
    wanted = lambda name: name.endswith("scores")  # noqa: E731
    exact = comparison_document(compare(first, second, wanted=wanted), "A", "B", Selection()).facts["json"]
    assert exact["largest"]["second"] == 90.0 and exact["largest"]["cell"].endswith("scores[head=1, query=b, key=a]")


def test_one_difference_is_the_largest_and_none_is_none():
    first, second = trace("a b"), trace("a b", edits={"scores[1, b, a]": 9})
    found = compare(first, second, wanted=lambda name: name.endswith("scores"))
    assert "No other number" in list(comparison_document(found, "A", "B", Selection()).blocks())[2].text
    assert "largest" not in comparison_document(compare(first, first), "A", "B", Selection()).facts["json"]


@given(st.lists(st.sampled_from(["the", "cat", "dog"]), min_size=1, max_size=5), st.data())
def test_a_token_that_differs_on_the_other_side_is_labelled_by_both_and_a_repeated_one_by_its_number(words, data):
    others = data.draw(st.lists(st.sampled_from(["the", "cat", "dog"]), min_size=1, max_size=5))
    first, second = trace(" ".join(words)), trace(" ".join(others))
    cells = [block for block in told(first, second, stages=("softmax",)) if isinstance(block, Matrix)]
    for block in (block for block in cells if block.address.endswith("softmax")):
        for label in block.columns.labels:
            one, _, two = label.partition(" → ")
            assert one in number_repeats(words) and (two or one) in number_repeats(others)
        if len(words) == len(others):
            pairs = zip(number_repeats(words), number_repeats(others), strict=True)
            assert list(block.columns.labels) == [one if one == two else f"{one} → {two}" for one, two in pairs]


def test_a_cell_that_differs_by_rounding_alone_shows_one_number():
    """What another kernel leaves in the last bits is no change."""
    run = trace("a b")
    scores = run["scores"].values
    other = run.edit({"scores": np.where(np.arange(scores.size).reshape(scores.shape) == 0, 3.0, scores * (1 + 2**-52))})
    blocks = comparison_document(compare(run, other), "first", "second", Selection(stages=("scores",))).blocks()
    tables = [block for block in blocks if isinstance(block, Matrix) and block.address.endswith(".scores")]
    changed = np.stack([block.before != block.values for block in tables])  # one table a head
    assert changed.sum() == 1 and changed[0, 0, 0]
