"""The stages of a run without numbers, and how a text was cut."""

import pytest

from tracer import trace
from tracer.document.blocks import Note, Table, Tokens
from tracer.document.listing_documents import list_document, tokens_document
from tracer.document.selection import Selection
from tracer.errors import TracerError
from tracer.session import cut, plan_run


def test_every_stage_with_symbol_and_shape():
    run = trace("a b")
    (table,) = (block for block in list_document(*plan_run(run.request), Selection()).blocks() if isinstance(block, Table))
    assert [row[0] for row in table.rows] == [step.name for step in run.shown]
    assert ("encoder.0.attention.scores", "S", "head 2 × query 2 × key 2") in [tuple(row) for row in table.rows]


def test_a_layer_alone_and_what_writing_on_adds():
    run = trace("a b", layers=2)
    table, note = list_document(*plan_run(run.request), Selection(layers=(1,)), "more").blocks()
    assert [row[0] for row in table.rows] == [step.name for step in run.shown if step.name.startswith("encoder.1.")]
    assert note == Note("more")
    with pytest.raises(TracerError, match="no layer 2"):
        list_document(*plan_run(run.request), Selection(layers=(2,)))


def test_each_sentence_is_told():
    blocks = [block for block in tokens_document(trace("a b", also=["c"])).blocks() if isinstance(block, Tokens)]
    assert [list(block.tokens) for block in blocks] == [["a", "b"], ["c"]]


def test_the_target_s_cut_is_told_after_the_text_s(tmp_path):
    from tests.models.checkpoints import CASES
    from tracer import load

    model = load(CASES / "t5" / "model")
    captions = [block.caption for block in tokens_document(cut(model.request("a b", target="c d"))).blocks()]
    assert sum("target's" in caption for caption in captions) == 1
    assert len([caption for caption in captions if "normalised" in caption]) == 2
