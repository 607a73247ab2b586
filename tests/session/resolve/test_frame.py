"""What follows from a request: sizes, and requests whose parts do not fit together."""

import numpy as np
import pytest

from tracer import TracerError, trace
from tracer.session import make_request
from tracer.session.run import prepare


@pytest.mark.parametrize(
    ("options", "sizes"),
    [
        ({}, {"heads": 2, "d_model": 4, "d_k": 2, "d_v": 2, "d_ff": 8}),
        ({"d_model": 6, "heads": 3}, {"d_k": 2, "d_v": 2}),
        ({"d_model": 6, "heads": 4, "d_k": 5}, {"d_k": 5, "d_v": 5}),
        ({"model": "attention", "weights": {"W_Q": np.ones((3, 2)), "W_K": np.ones((3, 2)), "W_V": np.ones((3, 5))}, "seed": 0},
         {"heads": 1, "d_model": 3, "d_k": 2, "d_v": 5}),
        ({"model": "attention", "weights": {"W_Q": np.ones((2, 3, 2))}, "seed": 0, "heads": 2}, {"heads": 2, "d_model": 3, "d_k": 2}),
    ],
)  # fmt: skip
def test_sizes_follow_from_what_is_given(options, sizes):
    found = prepare(make_request("a b", **options)).settings
    assert {name: getattr(found, name) for name in sizes} == sizes


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"heads": 3}, "do not divide"),
        ({"target": "x"}, "decoder"),
        ({"model": "encoder-decoder", "target": ["x", "y"]}, "2 targets for 1"),
        ({"positions": "rope", "d_model": 6}, "even d_k"),
        ({"model": "attention", "weights": {"W_Q": np.ones((3, 2)), "W_K": np.ones((4, 2))}}, "W_K|d_model"),
        ({"mask": [[1, 0]]}, "1 × 2"),
        ({"mask": [[1, 0], [1, 2]]}, "mask cannot be"),
        ({"mask": [[1, 0], [1]]}, "mask cannot be"),
        ({"positions": [[1, 2, 3, 4]]}, "1 row for 2 tokens"),
        ({"positions": [[1, "x", 3, 4], [1, 2, 3, 4]]}, "positions cannot be"),
        ({"inputs": [[1, 2], [3, 4], [5, 6]]}, "3 rows for 2 tokens"),
    ],
)
def test_what_does_not_fit_together_is_refused(options, says):
    with pytest.raises(TracerError, match=says):
        trace("a b", **options)


def test_masks_and_positions_as_arrays_are_as_good_as_lists():
    mask, rows = [[1, 0], [1, 1]], [[1.0, 2, 3, 4], [5, 6, 7, 8]]
    listed, arrays = trace("a b", mask=mask, positions=rows), trace("a b", mask=np.array(mask), positions=np.array(rows))
    np.testing.assert_array_equal(listed.output.array, arrays.output.array)
    np.testing.assert_array_equal(listed["softmax"].array, trace("a b", mask="causal", positions=rows)["softmax"].array)


def test_both_sides_of_a_tied_encoder_decoder_look_words_up_in_one_table():
    run = trace("a b", model="encoder-decoder", tied=True, target="x a", seed=1)
    table, words = run["embedding.W_E"].array, list(run["embedding.W_E"].axes[0].labels)
    assert words == ["<start>", "<end>", "x", "a", "b"]
    np.testing.assert_array_equal(run["embedding"].array, table[[3, 4]])
    np.testing.assert_array_equal(run["decoder.embedding"].array, table[[0, 2, 3]])
    np.testing.assert_allclose(run["logits"].array, run["decoder.0.ffn.norm"].array @ table.T, atol=1e-12)
    again = trace("a b", model="encoder-decoder", tied=True, target_ids=[0, 3], seed=1)
    assert again.facts["target_tokens"] == ["<start>", "b"]
    with pytest.raises(TracerError, match="9"):
        trace("a b", model="encoder-decoder", tied=True, target_ids=[9], seed=1)


@pytest.mark.parametrize("model", ["rnn", "lstm", "gru"])
def test_a_recurrent_network_needs_something_to_read_whatever_is_set(model):
    with pytest.raises(TracerError, match="text is empty"):
        trace(model=model, edits={"recurrent.0.h": [[1.0, 2.0]]})


@pytest.mark.parametrize("model", ["encoder", "attention", "decoder", "encoder-decoder", "lstm"])
@pytest.mark.parametrize("told", [False, True])
def test_how_much_a_run_keeps_is_known_before_it_runs(model, told):
    options = {"model": model, "seed": 0, **({"target": "x y"} if model == "encoder-decoder" else {})}
    run = trace("a b c", **options)
    if told:  # sizes that only the matrices tell
        weights = {name: step.values for name, step in run.parameters.items() if not name.endswith("W_E")}
        run = trace("a b c", **options, weights=weights)
    assert prepare(run.request).cells == pytest.approx(sum(step.values.size for step in run.every.values()), rel=0.05)


@pytest.mark.parametrize("mask", ["causal", [[1, 0], [1, 1]]])
@pytest.mark.parametrize("fill", ["-inf", "renormalise", "zero", -1e9])
@pytest.mark.parametrize("stage", ["scores", "scaled", "softmax"])
def test_a_stage_set_whole_of_another_size_than_its_mask_is_refused(mask, fill, stage):
    edits = {stage: [[1, 2, 3], [1, 2, 3]]}
    with pytest.raises(TracerError):
        trace(None, tokens=["a", "b"], model="attention", mask=mask, mask_fill=fill, edits=edits)


def test_layers_that_a_name_counts_beyond_reason_are_refused():
    with pytest.raises(TracerError, match="layers cannot be"):
        trace("a b", weights={"encoder.99999998.attention.W_Q": [[1.0]]})
