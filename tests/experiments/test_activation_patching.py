"""Activation patching: one vector of A in B's run, everything else B's own."""

from __future__ import annotations

import numpy as np
import pytest

from tracer import TracerError, trace
from tracer.document.blocks import Matrix, Prose
from tracer.experiments import activation_patching
from tracer.experiments.answer import Answer, chance, clean_run, read_answer
from tracer.language import say
from tracer.rounding import fixed

OPTIONS = {"model": "decoder", "layers": 2, "heads": 2, "seed": 4}
TIRED, NARROW = (f"The animal didn't cross the street because it was too {state}" for state in ("tired", "narrow"))


def test_every_number_of_the_table_is_the_run_with_that_one_row_replaced() -> None:
    giver, taker = clean_run("a b c d", OPTIONS), clean_run("a x c y", OPTIONS)
    first = read_answer(giver)
    stages = ["input", "decoder.0.ffn.norm"]
    table = activation_patching.patch_probabilities(giver, taker, first, stages)
    for line, stage in enumerate(stages):
        for place in range(4):
            row = {f"{stage}[token={place}]": giver.steps[stage].values[place].tolist()}
            assert table[line, place] == chance(trace("a x c y", **OPTIONS, edits=row), first)


def test_where_nothing_differs_nothing_moves_and_the_whole_difference_moves_everything() -> None:
    """The first token is the same; the last layer's state at the last token is all the answer is read from."""
    giver, taker = clean_run("a b c b x", OPTIONS), clean_run("a x c b x", OPTIONS)
    first = read_answer(giver)
    table = activation_patching.patch_probabilities(giver, taker, first, ["input", "decoder.1.ffn.norm"])
    np.testing.assert_allclose(table[0, [0, 2, 3, 4]], chance(taker, first), atol=1e-12)
    assert table[0, 1] == pytest.approx(first.probability, abs=1e-12)
    assert table[1, 4] == pytest.approx(first.probability, abs=1e-12)


def test_what_tells_tired_from_narrow_moves_from_its_token_to_it() -> None:
    blocks = list(activation_patching.run(TIRED, {"model": "pronoun", "other": NARROW}))
    state = next(block for block in blocks if isinstance(block, Matrix))
    assert state.columns is not None and state.rows is not None
    assert state.rows.labels[-1] == "tired→narrow"
    assert state.columns.labels == ("input", "0.ffn.norm", "1.ffn.norm")
    best = [state.rows.labels[int(np.argmax(column))] for column in state.values.T]
    assert best[0] == "tired→narrow" and best[-1] == "it"
    assert state.values[:, -1].max() > 0.9
    assert "tired→narrow" in [block.text for block in blocks if isinstance(block, Prose)][-1]


def test_a_sublayer_is_held_against_the_whole_answer_moved_and_not_against_a_half() -> None:
    state, first = np.array([[0.001, 0.228], [0.001, 0.228]]), Answer(1, "b", "yes", 0, 0.228)
    for most, message in ((0.224, "patch_carried"), (0.1, "patch_shared")):
        told = activation_patching.conclusion(state, ["one"], np.array([[0.001, most]]), ["a", "b"], first, 0.001)
        ends = {"answer": "yes", "before": "0.001", "input": "b", "input_chance": "0.228", "last": "b", "last_chance": "0.228"}
        assert told == say(f"experiments.probe_{message}", **ends, stage="one", place="b", chance=fixed(most, 3))


def test_two_sentences_of_other_lengths_one_sentence_and_one_answer_are_said() -> None:
    with pytest.raises(TracerError) as lengths:
        list(activation_patching.run("a b c", {**OPTIONS, "other": "a b"}))
    assert lengths.value.message == "experiments.probe_lengths"
    with pytest.raises(TracerError) as alone:
        list(activation_patching.run("a b c", OPTIONS))
    assert alone.value.message == "experiments.probe_two_texts"
    same = list(activation_patching.run(TIRED, {"model": "pronoun", "other": TIRED.replace("tired", "hungry")}))
    assert not [block for block in same if isinstance(block, Matrix)]
