"""The network as the paper's Figure 1 has it: a box a sublayer, equal layers once, residuals and cross-attention as edges."""

import pytest

from tracer import trace
from tracer.document.network import network


def of(**options):
    options = {"text": "Thinking Machines", **options}
    return network(list(trace(**options)))


def titles(data, column=0):
    return [node["title"] for node in data["nodes"] if node["column"] == column]


def test_the_paper_s_model_has_its_boxes_in_two_columns_and_its_layers_once():
    data = of(model="encoder-decoder", target="a b c", layers=6)
    assert titles(data)[3:] == ["Multi-head attention", "Add & norm", "Feed forward", "Add & norm"]
    assert titles(data, 1)[3:-2] == [
        *("Masked multi-head attention", "Add & norm", "Cross-attention", "Add & norm", "Feed forward", "Add & norm"),
    ]
    assert titles(data, 1)[-2:] == ["Linear", "Softmax"]
    assert {(node["frame"], node["times"]) for node in data["nodes"] if "frame" in node} == {("encoder.0", 6), ("decoder.0", 6)}
    names = [node["name"] for node in data["nodes"]]
    assert len(set(names)) == len(names)
    across = [(start, end) for start, end in data["edges"] if start.startswith("encoder") and end.startswith("decoder")]
    assert across == [("encoder.0.ffn.norm", "decoder.0.cross.output")]


@pytest.mark.parametrize(("norm", "around"), [("post", "encoder.0.attention.output"), ("pre", "encoder.0.attention.output")])
def test_a_residual_goes_round_the_sublayer(norm, around):
    data = of(norm=norm, layers=2)
    (end,) = [end for start, end in data["edges"] if start == around]
    assert ("input", end) in data["edges"]
    assert ("Norm" in titles(data)) == (norm == "pre")


@pytest.mark.parametrize("model", ["attention", "rnn", "gru"])
def test_a_small_model_has_a_box_a_stage(model):
    run = trace("Thinking Machines", model=model)
    assert [node["name"] for node in network(list(run))["nodes"]] == [step.name for step in run]


def test_every_edge_leads_from_a_box_to_a_later_one():
    for options in ({}, {"model": "decoder", "layers": 3}, {"model": "encoder-decoder", "target": "a b"}):
        data = of(**options)
        names = [node["name"] for node in data["nodes"]]
        assert data["edges"] and all(names.index(start) < names.index(end) for start, end in data["edges"])
        assert {end for _, end in data["edges"]} >= {
            name for name in names if "embedding" not in name and "positions" not in name
        }
