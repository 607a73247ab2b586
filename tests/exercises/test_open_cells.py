"""No blank can be read off another number of the sheet; where one can after all, the key says so to the teacher."""

import numpy as np
import pytest

from tracer import trace
from tracer.document.blocks import Blank, Note, Table, Working
from tracer.exercises.blanks import DIFFICULTIES, sheet
from tracer.exercises.open_cells import same_numbers
from tracer.exercises.paper import key_document, sheet_document

# stages asked for together -> how a printed number of the second tells one of the first: its place there, by NumPy
ONE_STEP_BACK = {
    ("scores", "scaled"): lambda index: index,
    ("attention.z", "concat"): lambda index: (index[1], index[0] * 2 + index[2]),
    ("attention.output", "attention.add"): lambda index: index,
    ("ffn.hidden", "ffn.activation"): lambda index: index,
}
MIXTURE = {"model": "decoder", "experts": 4, "experts_per_token": 2}


def blanks_of(made, ending):
    return {blank.index for blank in made.blanks if blank.stage.endswith(ending)}


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
@pytest.mark.parametrize("asked", ONE_STEP_BACK)
def test_what_is_one_step_from_a_blank_is_blank_too(asked, difficulty):
    for seed in range(4):
        made = sheet(trace("the cat sat", heads=2, seed=seed), list(asked), difficulty)
        assert {ONE_STEP_BACK[asked](index) for index in blanks_of(made, asked[0])} <= blanks_of(made, asked[1]), seed


def test_over_a_stage_that_is_kept_back_too_and_as_many_whatever_was_drawn():
    counts = set()
    for seed in range(8):
        made = sheet(trace("the cat sat", heads=1, seed=seed, causal=True), ["scores", "masked"], "medium")
        assert made.hidden == ("encoder.0.attention.scaled",)
        lower = {index for index in blanks_of(made, "scores") if index[2] <= index[1]}
        assert lower <= blanks_of(made, "masked")
        counts.add(len(made.blanks))
    assert len(counts) == 1


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_the_zeros_of_weights_do_not_tell_who_was_chosen(difficulty):
    for seed in range(4):
        made = sheet(trace("I love machines", **MIXTURE, seed=seed), ["chosen", "expert_weights"], difficulty)
        chosen = blanks_of(made, ".chosen")
        assert chosen <= blanks_of(made, ".expert_weights")
        assert {(at, expert) for at, _ in chosen for expert in range(4)} == chosen, "a row's last ones follow from their number"


def test_an_example_shows_no_blank():
    for seed in range(6):
        made = sheet(trace("the cat", heads=1, seed=seed), ["scores", "scaled", "softmax"], "easy")
        blank = {one.address for one in made.blanks}
        for block in sheet_document(made).blocks():
            if isinstance(block, Working):
                assert block.address not in blank and not blank.intersection(address for address, _ in block.inputs)


def test_an_easy_sheet_keeps_a_row_whole_for_the_example_of_each_stage():
    for seed in range(6):
        made = sheet(trace("the cat", heads=1, seed=seed), ["scores", "scaled", "softmax"], "easy")
        examples = [block for block in sheet_document(made).blocks() if isinstance(block, Working)]
        assert len(examples) == 3 and len({index[:-1] for index in blanks_of(made, "")}) == 1


def key_notes(run, patterns, difficulty="medium"):
    made = sheet(run, patterns, difficulty)
    return made, [block.text for block in key_document(made).blocks() if isinstance(block, Note)]


def test_the_key_says_what_can_be_copied_or_follows_from_the_rest_of_its_row():
    made, notes = key_notes(trace("a b", positions="none"), ["input"])
    numbers = ", ".join(f"({blank.number})" for blank in made.blanks)
    assert notes == [f"For the teacher: {numbers} can be copied from Embedding, which is printed."]
    made, notes = key_notes(trace("a b c", heads=1), ["softmax"], "easy")
    rows = [blank.index[1] for blank in made.blanks]
    alone = ", ".join(f"({blank.number})" for blank in made.blanks if rows.count(blank.index[1]) == 1)
    assert bool(alone) is bool(notes) and all(alone in note and "add up to 1" in note for note in notes)
    assert key_notes(trace("a b c", heads=1), ["scores"])[1] == []


def test_a_symmetric_table_is_noticed_and_two_alike_are_blank_at_the_same_places():
    weights = {"W_Q": np.eye(2).tolist(), "W_K": np.eye(2).tolist(), "W_V": np.eye(2).tolist()}
    run = trace(
        None, tokens=["a", "b"], inputs=[[1.0, 2.0], [3.0, -1.0]], model="attention", heads=1, positions="none", weights=weights
    )
    made, notes = key_notes(run, ["scores"], "easy")
    blanks = blanks_of(made, "scores")
    free = [f"({one.number})" for one in made.blanks if (0, one.index[2], one.index[1]) not in blanks]
    assert notes == ([f"For the teacher: {', '.join(free)} can be read off the same table, which is symmetric."] if free else [])
    made = sheet(run, ["attention.q", "attention.k"], "medium")
    assert blanks_of(made, ".q") == blanks_of(made, ".k")
    table = run["scores"]
    assert [moved((0, 0, 1)) for moved in same_numbers(table, table)] == [(0, 0, 1), (0, 1, 0)]
    assert same_numbers(run["attention.q"], table) == []


def test_every_blank_still_stands_once_on_the_sheet():
    made = sheet(trace("I love machines", **MIXTURE), ["chosen", "expert_weights"], "medium")
    cells = [cell for block in sheet_document(made).blocks() if isinstance(block, Table) for row in block.rows for cell in row]
    assert sorted(cell.number for cell in cells if isinstance(cell, Blank)) == [blank.number for blank in made.blanks]


def test_what_only_a_later_time_step_reads_is_printed_and_what_gives_a_blank_away_is_not():
    run = trace("I love", model="seq2seq", target="wo ai", hidden=2)
    made = sheet(run, ["attention.scores", "attention.softmax"], "medium")
    assert made.given == ("attention.v_a", "attention.keys", "attention.query") and made.hidden == ()
    assert len(made.blanks) == 6, "a weight is no single step back from a score"
    lstm = sheet(trace("a b c", model="lstm", hidden=2), ["recurrent.0.h"], "medium")
    assert lstm.given == ("recurrent.0.o", "recurrent.0.c") and lstm.hidden == ()
    rnn = sheet(trace("a b c", model="rnn", hidden=2), ["recurrent.0.pre"], "medium")
    assert rnn.hidden == ("recurrent.0.h",), "printed, it would give its own sum away"
    both = sheet(trace("a b c", model="rnn", hidden=2), ["recurrent.0.pre", "recurrent.0.h"], "medium")
    assert both.hidden == () and blanks_of(both, "pre") <= blanks_of(both, ".h")
    query = sheet(run, ["attention.query", "attention.scores"], "medium")
    assert "decoder.0.h" in query.hidden, "it follows from the scores and leads to the next query"
