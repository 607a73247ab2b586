"""A trace as blocks: what is said of each stage, and that nothing computed is missing."""

import pytest
from kinds import KINDS

from tracer import TracerError, language, trace
from tracer.document.blocks import Formula, Heading, Matrix, Note, Prose, Tokens, Working
from tracer.document.places import Places
from tracer.document.selection import Selection
from tracer.document.trace_document import document
from tracer.render.notation.text import formula_line


def blocks(run, **selection):
    return list(document(run, Selection(**selection)).blocks())


@pytest.mark.parametrize("kind", KINDS)
def test_every_shown_stage_has_heading_sentence_formula_and_all_its_numbers(kind):
    run = trace("the cat sat", **KINDS[kind])
    found = blocks(run)
    heads = [block.address for block in found if isinstance(block, Heading) and block.level == 3]
    assert heads == [step.name for step in run.shown]
    assert [block.address for block in found if isinstance(block, Formula) and block.address] == heads
    for step in run.shown:
        tables = [block for block in found if isinstance(block, Matrix) and block.address == step.name]
        if KINDS[kind].get("also") is None:
            assert sum(table.values.size for table in tables) == step.values.size, step.name


def test_one_working_of_each_kind_stands_below_its_first_table():
    found = blocks(trace("a b", layers=2))
    kinds = [block.address.partition("[")[0] for block in found if isinstance(block, Working)]
    assert "encoder.0.attention.scores" in kinds and "encoder.1.attention.scores" not in kinds
    place = next(n for n, block in enumerate(found) if isinstance(block, Working))
    assert isinstance(found[place - 1], Matrix)


def test_the_opening_names_text_model_and_seed():
    title, model, seeded, tokens = blocks(trace("Thinking Machines", seed=3))[:4]
    assert title == Heading(1, "Trace of “Thinking Machines”") and "d_model 4" in model.text and "seed 3" in seeded.text
    assert isinstance(tokens, Tokens) and tokens.tokens == ["Thinking", "Machines"]


def test_less_is_shown_where_less_is_asked_for():
    run = trace("a b c", layers=2)
    only = blocks(run, stages=("softmax",), heads=(1,), tokens=("b",), layers=(1,), formula=False)
    (table,) = [block for block in only if isinstance(block, Matrix)]
    assert table.address == "encoder.1.attention.softmax" and table.fixed == (("head", 1, "1"),) and table.row_places == [1]
    assert table.values.tolist() == run["encoder.1.attention.softmax"].array[1, 1:2].tolist()
    assert not any(isinstance(block, (Prose, Formula, Working)) for block in only)


def test_details_and_parameters_where_they_are_asked_for():
    run = trace("a b")
    heads = [block.address for block in blocks(run, detail=True) if isinstance(block, Heading)]
    assert "encoder.0.attention.norm.mean" in heads
    heads = [block.address for block in blocks(run, parameters=True) if isinstance(block, Heading)]
    assert heads.index("encoder.0.attention.W_Q") < heads.index("encoder.0.attention.q")
    assert {name for name in run.parameters} <= set(heads)


def test_options_that_leave_nothing_are_refused_before_anything_is_shown():
    run = trace("a b")
    for selection in (
        {"heads": (9,)},
        {"tokens": ("c",)},
        {"columns": Places(span=(9, 12))},
        {"layers": (4,)},
        {"stages": ("score",)},
    ):
        with pytest.raises(TracerError):
            document(run, Selection(**selection))


def test_what_the_run_remarks_stands_at_the_end():
    assert isinstance(blocks(trace("a", edits={"embedding": 1e308}))[-1], Note)


def test_in_chinese_the_sizes_are_told_in_chinese():
    language.use("zh")
    try:
        model_line = blocks(trace("我爱机器"))[1].text
        gru = blocks(trace("a b", model="gru"))[1].text
    finally:
        language.use(None)
    assert model_line == "模型 encoder：层数 1，头数 2，d_model 4，d_k 2，d_v 2，d_ff 8。"
    assert "隐藏状态维数" in gru and not set(gru) & set(",:")


def test_in_chinese_no_english_sentence_is_left():
    language.use("zh")
    try:
        for block in blocks(trace("我爱机器", layers=2)):
            if isinstance(block, (Prose, Note)):
                assert any("\u4e00" <= letter <= "\u9fff" for letter in block.text), block.text
    finally:
        language.use(None)


def test_a_whole_result_of_other_numbers_is_worked_out_with_their_decimals():
    run = trace("a")  # one token: every weight is 1, whatever its score
    (made,) = [block for block in blocks(run, stages=("softmax",)) if isinstance(block, Working)]
    assert made.value == 1.0 and made.places == 3
    (whole,) = [block for block in blocks(run, stages=("softmax",), precision=0) if isinstance(block, Working)]
    assert whole.places == 0


@pytest.mark.parametrize(("tongue", "words"), [("en", "written out"), ("zh", "展开来写")])
def test_softmax_is_written_out_once_above_its_first_working(tongue, words):
    run = trace("a b", model="encoder-decoder", target="c", layers=2)
    language.use(tongue)
    try:
        found = blocks(run)
        (place,) = [at for at, block in enumerate(found) if isinstance(block, Prose) and words in block.text]
        written, worked = found[place + 1 : place + 3]
        assert formula_line(written) == "A_j = e^(S′_j) / (Σ_k e^(S′_k))"
        assert isinstance(worked, Working) and worked.address.startswith("encoder.0.attention.softmax[")
        assert not any(isinstance(block, Prose) and words in block.text for block in blocks(run, working=False))
    finally:
        language.use(None)
