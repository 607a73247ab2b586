"""Runs that start somewhere inside: a stage, a row or a table given by hand, whatever came before it left out."""

from __future__ import annotations

import numpy as np
import pytest

from tracer import TracerError, trace

TWO = {"tokens": ["Thinking", "Machines"], "model": "attention", "positions": "none"}


@pytest.mark.parametrize(
    "address", ["scores[0, 0]", "scores[0]", "scores[Thinking]", "scores[head=0, query=0]", "scores[0, 0, :]"]
)
def test_a_row_of_scores_goes_to_a_row_however_it_is_addressed(address: str) -> None:
    run = trace(heads=1, d_k=64, edits={address: [112, 96]}, **TWO)
    np.testing.assert_allclose(run["scaled"].array[0, 0], [14, 12])
    assert not np.allclose(run["scaled"].array[0, 1], [14, 12])


def test_one_query_over_two_keys_keeps_the_labels_it_can() -> None:
    run = trace(heads=1, d_k=64, edits={"scores": [[112, 96]]}, **TWO)
    _, query, key = run["scores"].axes
    assert (query.labels, key.labels) == (("Thinking",), ("Thinking", "Machines"))


def test_a_computed_stage_keeps_its_shape() -> None:
    with pytest.raises(TracerError, match="1 × 3"):
        trace("Thinking Machines", model="attention", heads=1, seed=1, edits={"scores": [[1, 2, 3]]})


def test_heads_given_one_by_one_at_z_meet_a_whole_output_matrix() -> None:
    run = trace(model="attention", weights={"W_O": [[1, 0], [0, 1], [1, 1], [0, 0]]}, edits={"z": [[[1, 2]], [[3, 4]]]})
    np.testing.assert_array_equal(run["concat"].array, [[1, 2, 3, 4]])
    np.testing.assert_array_equal(run["attention.output"].array, [[4, 5]])


@pytest.mark.parametrize("model", ["encoder", "decoder"])
def test_logits_given_whole_need_no_model_before_them(model: str) -> None:
    run = trace(model=model, edits={"logits": [[0, np.log(3)]]})
    np.testing.assert_allclose(run["probabilities"].array, [[0.25, 0.75]])


def test_the_output_of_an_attention_given_whole_needs_no_matrix() -> None:
    run = trace(model="attention", edits={"attention.output": [[1, 2]]})
    np.testing.assert_array_equal(run["attention.output"].array, [[1, 2]])


def test_heads_that_do_not_divide_a_width_matter_only_where_attention_is_computed() -> None:
    run = trace(model="encoder", positions="none", epsilon=0, residual=False, edits={"attention.output": [[1, 2, 3]]})
    np.testing.assert_allclose(run["attention.norm"].array, [[-np.sqrt(1.5), 0, np.sqrt(1.5)]], atol=1e-12)
    with pytest.raises(TracerError, match="2 heads do not divide d_model 3"):
        trace("a b", d_model=3)


TABLE = {"W_Q": [[1, 0], [0, 1]], "W_K": [[1, 0], [0, 1]], "W_V": [[1, 0], [0, 1]], "W_P": [[0.5, 1], [2, 3], [9, 9]]}
WORDS = {"a": [1, 0], "b": [0, 1], "c": [1, 1], "d": [0, 0]}


def test_a_learned_table_may_hold_more_positions_than_there_are_tokens_but_not_fewer() -> None:
    learned = {"model": "attention", "positions": "learned", "embeddings": WORDS, "weights": TABLE}
    run = trace("a b", **learned)
    np.testing.assert_array_equal(run["input"].array, [[1.5, 1], [2, 4]])
    with pytest.raises(TracerError, match="4 tokens, but only 3"):
        trace("a b c d", **learned)


def test_positions_given_as_rows_may_be_more_than_there_are_tokens_but_not_fewer() -> None:
    run = trace("a b", model="attention", positions=[[1, 1], [2, 2], [3, 3]], embeddings=WORDS, seed=0)
    np.testing.assert_array_equal(run["positions"].array, [[1, 1], [2, 2]])
    with pytest.raises(TracerError, match="1 row for 2 tokens"):
        trace("a b", model="attention", positions=[[1, 1]], embeddings=WORDS, seed=0)


def test_a_closed_vocabulary_needs_no_start_token_and_names_the_nearest_word() -> None:
    options = {"model": "decoder", "vocab": ["cat", "sat", "mat"], "seed": 0}
    assert trace("cat sat", **options)["logits"].axes[-1].labels == ("cat", "sat", "mat")
    with pytest.raises(TracerError, match="Did you mean cat"):
        trace("cats sat", **options)


def test_a_recurrent_network_has_no_positions_unless_asked() -> None:
    assert "positions" not in trace("a b", model="rnn", seed=0)
    assert "positions" in trace("a b", model="rnn", seed=0, positions="sinusoidal")


def test_an_output_matrix_of_a_recurrent_network_reads_its_hidden_state() -> None:
    weights = {"W_x": [[0.5, 0.2]], "W_h": [[0, 0], [0, 0]], "W_U": [[4, 1, 2], [1, 1, 1]]}
    run = trace(model="rnn", inputs=[[1], [2]], weights=weights)
    hidden = np.tanh([[0.5, 0.2], [1.0, 0.4]])
    np.testing.assert_allclose(run["logits"].array, hidden @ np.array(weights["W_U"]))


def test_a_run_says_where_its_numbers_end_and_only_where_they_do() -> None:
    assert trace(model="encoder", positions="none", edits={"ffn.add": [[1, 2, 4]]}).notes == ()
    (note,) = trace(model="attention", d_k=64, edits={"scores": [[112, 96]]}).notes
    assert "ends where its numbers do" in note
