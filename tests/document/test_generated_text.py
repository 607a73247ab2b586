"""What is said about a text that was written on: the choices, what came from the cache, workings that end at stages."""

import pytest

from tracer import trace
from tracer.document.blocks import Heading, Note, Table
from tracer.document.cell_document import explanation
from tracer.document.generated_text import cached_rows, generation_blocks
from tracer.document.trace_document import document
from tracer.language import use

DECODER = {"model": "decoder", "seed": 1, "vocab": ["<start>", "<end>", "I", "love"]}


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


def test_the_table_has_each_choice_with_its_probability_and_the_likeliest_others():
    run = trace("I love", generate=3, **DECODER)
    heading, table = generation_blocks(run)
    assert isinstance(heading, Heading) and isinstance(table, Table)
    for number, row in enumerate(table.rows):
        p = run[f"generate.{number}.probabilities"].array
        assert row[:3] == [number, run.facts["generated_tokens"][number], run.facts["generated_ids"][number]]
        assert row[3] == p[row[2]] == p.max()
        second = p.argsort()[-2]
        assert row[4].startswith(f"{DECODER['vocab'][second]} {p[second]:.3f}")


def test_a_draw_says_that_the_seed_decided():
    (_, table) = generation_blocks(trace("I love", generate=2, temperature=1.0, **DECODER))
    assert "seed" in table.caption


def test_a_run_that_writes_nothing_says_nothing():
    assert list(generation_blocks(trace("I love", **DECODER))) == []


def test_rows_kept_from_the_cache_are_told():
    run = trace("I love", generate=3, cache=True, **DECODER)
    (note,) = cached_rows(run["pass.2.decoder.0.attention.k_cache"])
    assert note.text == "Rows 0 to 2 are kept from earlier passes; only row 3 was computed now."
    assert list(cached_rows(run["pass.2.decoder.0.attention.k"])) == []
    blocks = list(document(run).blocks())
    assert sum(isinstance(one, Note) and "kept from earlier passes" in one.text for one in blocks) == 4


def test_a_number_of_a_later_pass_is_explained_by_the_stages_of_that_pass():
    run = trace("I love", generate=2, **DECODER)
    explained = explanation(run, "pass.1.logits[2, 0]", 1, None)
    (table,) = [block for block in explained.blocks() if isinstance(block, Table)]
    assert [row[0] for row in table.rows][0].startswith("pass.1.decoder.0.ffn.norm[")
    assert len(table.rows) == 8


def test_a_cached_key_is_explained_by_the_pass_that_computed_it():
    run = trace("I love", generate=2, cache=True, **DECODER)
    explained = explanation(run, "pass.1.decoder.0.attention.k_cache[0, 0, 0]", 1, None)
    (table,) = [block for block in explained.blocks() if isinstance(block, Table)]
    assert table.rows[0][0] == "decoder.0.attention.k[head=0, token=I, d_k=0]"
