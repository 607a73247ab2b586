"""A stage says what the parameters it reads are called in the file they came from: together every tensor of it, rightly."""

import json

import numpy as np

import tracer
from tests.models.checkpoints import FAMILIES, model
from tracer.document.tensor_names import tensors_of
from tracer.lessons.walkthroughs import folder


def named(trace):
    return {name: pair for step in trace.steps.values() for name, pair in tensors_of(trace, step).items()}


def test_every_tensor_of_a_microgpt_is_named_by_the_stages_that_read_it():
    path = folder() / "models" / "microgpt.json"
    tensors = {name: np.array(rows) for name, rows in json.loads(path.read_text()).items()}
    trace = tracer.trace("emma", load=path)
    of_run = named(trace)
    assert {tensor for tensor, _ in of_run.values()} == set(tensors) and {file for _, file in of_run.values()} == {
        "microgpt.json"
    }
    for name, (tensor, _) in of_run.items():
        array = trace.parameters[name].values
        if name == "embedding.W_E":
            assert all(row in tensors[tensor].tolist() for row in array.tolist())
        else:
            np.testing.assert_array_equal(array, tensors[tensor] if name.endswith("W_P") else tensors[tensor].T)
    assert of_run["decoder.0.attention.W_Q"][0] == "layer0.attn_wq"
    assert tensors_of(trace, trace.parameters["decoder.0.ffn.W_1"]) == {"decoder.0.ffn.W_1": ("layer0.mlp_fc1", "microgpt.json")}
    assert not named(tracer.trace("emma")) and not named(tracer.trace("emma", model="letters"))


def test_of_a_checkpoint_the_names_are_those_of_its_map():
    loaded = model(FAMILIES / "gpt2")
    of_run = named(loaded.trace("1 2 3"))
    assert of_run["decoder.1.attention.W_K"] == ("transformer.h.1.attn.c_attn.weight[:, 16:32]", "gpt2")


def test_what_many_time_steps_read_is_walked_through_once():
    """A hundred steps, each of which reads the one before it several times; a walk along every path would not end."""
    run = tracer.trace(" ".join("abcd" * 25), model="lstm", layers=2)
    assert tensors_of(run, run.steps["recurrent.1.h"]) == {}
