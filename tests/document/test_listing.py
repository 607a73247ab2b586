"""The stages of a run without numbers, and how a text was cut."""

from tracer import trace
from tracer.document.blocks import Table, Tokens
from tracer.document.listing import list_document, tokens_document
from tracer.document.select import Selection
from tracer.session import planned


def test_every_stage_with_symbol_and_shape():
    run = trace("a b")
    (table,) = (block for block in list_document(*planned(run.request), Selection()).blocks() if isinstance(block, Table))
    assert [row[0] for row in table.rows] == [step.name for step in run.shown]
    assert ("encoder.0.attention.scores", "S", "head 2 × query 2 × key 2") in [tuple(row) for row in table.rows]


def test_each_sentence_is_told():
    blocks = [block for block in tokens_document(trace("a b", also=["c"])).blocks() if isinstance(block, Tokens)]
    assert [list(block.tokens) for block in blocks] == [["a", "b"], ["c"]]
