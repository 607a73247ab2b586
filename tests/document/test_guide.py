"""What stands around a whole trace in a terminal: its stages in order, and a cell worth a question."""

import numpy as np
import pytest
from kinds import KINDS

from tracer import trace
from tracer.document.blocks import Code, Heading, Prose
from tracer.document.guide import contents, guided, telling_cell
from tracer.document.trace_document import document
from tracer.language import speaking


@pytest.mark.parametrize("kind", KINDS)
def test_the_contents_name_every_stage_of_a_short_run_in_order_and_the_cell_can_be_explained(kind):
    run = trace("the cat sat", **KINDS[kind])
    said, place = contents(run.shown), 0
    for step in run.shown:
        if not step.name.startswith(("pass.", "generate.", "encoder.1.", "decoder.1.", "recurrent.1.")):
            place = said.index(step.name.rpartition(".")[2], place) + 1
    assert run.explain(telling_cell(run)).value == run.cell(telling_cell(run))


def test_layers_that_are_alike_are_named_together():
    assert contents(trace("a b", layers=12).shown).count("softmax") == 1
    for model, stack in (("encoder", "Encoder"), ("decoder", "Decoder"), ("lstm", "Recurrent")):
        said = contents(trace("a b", layers=12, model=model).shown)
        assert f"{stack} layers 0 to 11: " in said and f"{stack} layer 1" not in said
    with speaking("zh"):
        assert "编码器第 0 至 2 层：" in contents(trace("a b", layers=3).shown)


def test_the_cell_is_the_largest_weight_between_two_words():
    run = trace("a b c", seed=5)
    weights = np.array(run["softmax"].array)
    weights[:, range(3), range(3)] = 0
    assert run.cell(telling_cell(run)) == weights.max()
    alone = trace("alone")
    assert alone.cell(telling_cell(alone)) == 1.0


def test_contents_stand_before_the_first_part_and_commands_at_the_end():
    run = trace("a b")
    blocks = list(guided(document(run), run.shown, [("Why:", "ttrace explain …")]).blocks())
    parts = [place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2]
    assert blocks[parts[0] - 1] == Prose(contents(run.shown))
    assert blocks[-3:] == [Heading(2, "What to type next"), Prose("Why:"), Code("  ttrace explain …")]
