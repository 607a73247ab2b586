import json

import numpy as np
import pytest

import tracer
from tracer import language
from tracer.comparison.tolerance import Tolerance
from tracer.diagnosis.diagnosis_document import diagnosis_data, diagnosis_document
from tracer.diagnosis.search import diagnose
from tracer.document.blocks import Heading, Note, Prose, Working

TOLERANCE = Tolerance(1e-9, 1e-9)
TEXT = "the cat sat"
TOY = {"layers": 2, "bias": True}


def told(theirs, spoken="en"):
    diagnosis = diagnose(tracer.trace(TEXT, **TOY), theirs, TOLERANCE)
    with language.speaking(spoken):
        return diagnosis, list(diagnosis_document(diagnosis).blocks())


def arrays(**settings):
    return {step.name: step.values for step in tracer.trace(TEXT, **TOY, **settings).shown}


def sentences(blocks):
    return [str(block.text) for block in blocks if isinstance(block, (Prose, Note))]


def test_a_cause_is_told_with_its_option_and_one_cell_worked_out_both_ways():
    _, blocks = told(arrays(activation="gelu"))
    assert isinstance(blocks[0], Heading)
    text = sentences(blocks)
    assert text[0].startswith("The first difference is at encoder.0.ffn.activation[token=the, d_ff=")
    assert text[1:4] == [
        "The activation is another: gelu.",
        "With it everything agrees; 20 stages differ without it.",
        "The run does the same with --activation gelu.",
    ]
    ours, theirs = (block for block in blocks if isinstance(block, Working))
    assert ours.address == theirs.address
    assert ours.value != theirs.value
    assert ours.substituted != theirs.substituted


def test_the_same_in_chinese():
    _, blocks = told(arrays(activation="gelu"), "zh")
    assert "激活函数不同：gelu。" in sentences(blocks)


def test_several_causes_end_in_all_options():
    _, blocks = told(arrays(scale=False, activation="gelu"))
    assert sentences(blocks)[-2:] == [
        "With these 2 causes everything agrees.",
        "The run does the same with --scale false --activation gelu.",
    ]


def test_what_none_explains_is_said():
    theirs = arrays()
    theirs["encoder.1.ffn.norm"] = theirs["encoder.1.ffn.norm"] + np.random.default_rng(0).standard_normal((3, 4))
    diagnosis, blocks = told(theirs)
    assert f"None of the {diagnosis.tried} causes tried explains it." in sentences(blocks)
    assert not any(isinstance(block, Working) for block in blocks)


@pytest.mark.parametrize(
    ("theirs", "begins"), [({}, "Nothing to explain: no array"), (None, "Nothing to explain: 35 stages agree")]
)
def test_nothing_to_explain(theirs, begins):
    _, blocks = told(arrays() if theirs is None else theirs)
    assert sentences(blocks)[0].startswith(begins)


def test_what_was_left_out_is_named():
    _, blocks = told({**arrays(), "elsewhere": np.zeros(3)})
    assert sentences(blocks)[-1].endswith(": elsewhere.")


def test_causes_that_cannot_be_told_apart_are_both_told():
    _, blocks = told(arrays(scale="d_model"))  # √4 is d_k
    assert "These numbers cannot tell it from another cause: The scores are divided by d_k (2), without the root." in sentences(
        blocks
    )


def test_the_data_can_be_written_as_json():
    diagnosis, _ = told(arrays(scale=False, activation="gelu"))
    data = json.loads(json.dumps(diagnosis_data(diagnosis)))
    assert data["explained"] is True
    assert [finding["cause"]["id"] for finding in data["findings"]] == ["scale_none", "activation"]
    assert [finding["option"] for finding in data["findings"]] == ["--scale false", "--activation gelu"]
    assert data["findings"][0]["scope"] == "all"
