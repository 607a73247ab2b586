"""Sizes told by what is given."""

import numpy as np

from tracer import trace


def test_a_number_without_axes_can_be_set_whole_and_tells_no_size():
    found = trace("Thinking Machines", edits={"scaled.divisor": 2.0})
    assert np.array_equal(found["scaled"].values, found["scores"].values / 2.0)
    assert found["scores"].values.shape == trace("Thinking Machines")["scores"].values.shape


def test_a_stage_set_whole_tells_how_many_heads_there_are():
    rows = np.eye(3)[None].repeat(2, axis=0)
    found = trace(None, model="attention", edits={"q": rows, "k": rows, "v": rows})
    assert found["softmax"].values.shape == (2, 3, 3)
    assert trace(None, model="attention", edits=dict.fromkeys("qkv", rows[0]))["softmax"].values.shape == (1, 3, 3)
