"""Tables that are no stage: which column gives way, and where a name is broken."""

import io
import re

from rich.cells import cell_len

from tracer.document.blocks import Document, Table
from tracer.render import Options
from tracer.render.terminal.writer import write

NAMES = ["encoder.0.attention.norm.gamma", "decoder.1.attention.W_Q", "logits"]


def written(table, width):
    stream = io.StringIO()
    write(Document("", [table]), stream, Options(width))
    return stream.getvalue()


def test_a_long_remark_among_numbers_gives_way_before_a_name_is_broken():
    rows = [(NAMES[0], 192, 0.5), (NAMES[1], "kv_head 2 × token 8 × d_k 8 / head 4 × token 7 × d_k 8", "–"), (NAMES[2], 9, 7.0)]
    text = written(Table(("stage", "compared", "largest difference"), rows, (0, 0, 3)), 80)
    assert all(name in text for name in NAMES) and "largest difference" in text
    assert all(cell_len(line) <= 80 for line in text.splitlines())


def test_a_name_is_broken_between_its_parts_only():
    rows = [(NAMES[0], "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight", "encoder.0.attn.rel_pos_bias")] * 2
    text = written(Table(("address", "checkpoint", "lens"), rows, ()), 60)
    broken = [cell for line in text.splitlines()[2:] for cell in re.split(r" {2,}", line.strip()) if cell]
    assert {cell[-1] for cell in broken} <= set("._asht"), broken  # a dot, an underscore, or a name's own end
    assert "W_\n" not in written(Table(("address",), [(NAMES[1],)] * 2, ()), 22)


def test_what_cannot_stand_side_by_side_is_written_one_below_the_other():
    rows = [(NAMES[0], 0.123456, 12345678)]
    assert "largest: 0.12346" in written(Table(("stage", "largest", "count"), rows, (0, 5, 0)), 20)
