"""Pictures of a trace, described: which numbers and labels they hold."""

import numpy as np
import pytest

from tracer import trace
from tracer.document.figures import figure_document
from tracer.document.selection import Selection

SENTENCE = "the cat buys the red book today"


def pictures(run, kind, **selection):
    return list(figure_document(run, kind, Selection(**selection)).blocks())


@pytest.mark.parametrize("cache", [False, True])
def test_the_alignment_of_a_generation_has_a_row_for_every_token_that_was_read(cache):
    run = trace(SENTENCE, model="translate", generate=12, cache=cache)
    whole = trace(SENTENCE, model="translate", target="".join(run.facts["generated_tokens"][:-1]))
    [figure] = pictures(run, "lines", stages=("cross.softmax",))
    expected = whole["decoder.0.cross.softmax"]
    assert list(figure.data["left"]) == list(expected.axes[1].labels) and len(figure.data["left"]) == 8
    np.testing.assert_allclose(figure.data["weights"], expected.values[0], atol=1e-12)
    panels = pictures(run, "heads")[0].data["panels"]
    assert len(panels) == 3 and panels[1]["values"].shape == (8, 8)
    np.testing.assert_allclose(panels[1]["values"], whole["decoder.0.attention.softmax"].values[0], atol=1e-12)


def test_panels_of_one_stage_name_the_stage_once():
    run = trace("Thinking Machines", layers=2)
    [one] = pictures(run, "heads", layers=(1,))
    assert "encoder.1.attention.softmax" in one.title
    assert [panel["title"] for panel in one.data["panels"]] == ["head 0", "head 1"]
    [both] = pictures(run, "heads")
    assert both.data["panels"][2]["title"] == "encoder.1.attention.softmax · head 0"


def test_the_network_of_a_generation_is_the_model_s():
    generated, whole = trace(SENTENCE, model="translate", generate=12), trace(SENTENCE, model="translate", target="猫")
    names = [[node["name"] for node in pictures(run, "network")[0].data["nodes"]] for run in (generated, whole)]
    assert names[0] == names[1]
