"""A softmax in its sub-steps: each is what its name says, and together they are the weights that were recorded."""

import numpy as np
import pytest
from kinds import KINDS

from tracer import trace
from tracer.document.blocks import Formula, Heading, Matrix, Prose, Working
from tracer.document.selection import Selection
from tracer.document.trace_document import document
from tracer.expression import evaluate
from tracer.render.notation.text import formula_line, working_line

PARTS = ("shifted", "exp", "sum")


def parts(run, stage, **selection):
    """{part: (its numbers, a table a head; its workings)} of a stage shown with --detail."""
    found, part = {}, None
    for block in document(run, Selection(stages=(stage,), detail=True, **selection)).blocks():
        if isinstance(block, Heading):
            part = None
        elif isinstance(block, Formula):
            part = block.symbol if block.symbol in PARTS else None
        elif part and isinstance(block, Matrix):
            found.setdefault(part, ([], []))[0].append(block.values)
        elif part and isinstance(block, Working):
            found.setdefault(part, ([], []))[1].append(block)
    return found


@pytest.mark.parametrize(
    "kind", ["plain", "decoder", "softmax over queries", "mask -1e9", "float32", "paper", "edited", "renormalised"]
)
def test_the_sub_steps_make_the_weights(kind):
    run = trace("the cat sat", **KINDS[kind])
    stage = "decoder.0.attention.softmax" if kind == "decoder" else "encoder.0.attention.softmax"
    step = run[stage].computed
    over = [axis.name for axis in step.axes].index(step.attrs["over"])
    scores = np.asarray(step.inputs[0].array, float)
    shifted, powers, sums = (np.array(parts(run, stage)[part][0]) for part in PARTS)
    assert np.allclose(shifted, scores - scores.max(axis=over, keepdims=True), equal_nan=True)
    assert np.allclose(powers, np.exp(shifted)) and np.allclose(sums[:, 0], powers.sum(axis=over))
    assert np.allclose(powers / powers.sum(axis=over, keepdims=True), step.array, atol=1e-6)


def test_each_has_a_sentence_a_formula_and_the_working_of_one_cell_over_the_part_before():
    run = trace("a b c")
    whole = parts(run, "softmax", heads=(1,))
    lines = [working_line(whole[part][1][0]) for part in PARTS]
    assert [line.partition(" =")[0] for line in lines] == ["shifted[a, b]", "exp[a, b]", "sum[a]"]
    for part, place in (("shifted", (0, 1)), ("exp", (0, 1)), ("sum", (0, 0))):
        (working,) = whole[part][1]
        assert working.value == pytest.approx(whole[part][0][0][place]) == pytest.approx(evaluate(working.substituted))
    blocks = list(document(run, Selection(stages=("softmax",), detail=True)).blocks())
    formulas = [formula_line(block) for block in blocks if isinstance(block, Formula)][-3:]
    assert formulas == ["shifted = S′ - max(S′)", "exp = e^(shifted)", "sum = Σ_k exp_k"]
    assert sum(isinstance(block, Prose) and "sub-steps" in block.text for block in blocks) == 1


def test_they_are_shown_with_detail_alone_and_once_a_softmax():
    run = trace("a b", layers=2, model="decoder", paper=2)
    assert len(parts(run, "*.softmax")["sum"][1]) == 2 and len(parts(run, "probabilities")["exp"][1]) == 1
    shown = document(run, Selection(stages=("softmax",))).blocks()
    assert not any(isinstance(block, Formula) and block.symbol in PARTS for block in shown)
    bare = document(run, Selection(stages=("softmax",), detail=True, formula=False)).blocks()
    assert not any(isinstance(block, Formula) for block in bare)
