"""The path of one token: whose numbers stand there, in which order, on one screen."""

import io

import numpy as np
import pytest
from kinds import KINDS

from tracer import TracerError, language, trace
from tracer.document.blocks import Note, Prose, Table
from tracer.document.brief_document import brief_document
from tracer.document.selection import Selection
from tracer.document.token_path import token_path
from tracer.render import write
from tracer.rounding import show

SINGLE = [kind for kind in KINDS if not KINDS[kind].get("also")]


def rows(run, **selection):
    (table,) = [block for block in brief_document(run, Selection(**selection)).blocks() if isinstance(block, Table)]
    return dict(table.rows)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_default_run_is_one_screen(lang):
    with language.speaking(lang):
        stream = io.StringIO()
        write(brief_document(trace("Thinking Machines"), Selection()), "terminal", stream, width=80)
    lines = stream.getvalue().splitlines()
    assert len(lines) <= 24 and max(map(len, lines)) <= 80


@pytest.mark.parametrize("kind", SINGLE)
def test_every_number_is_the_token_s_own_in_every_kind_of_model(kind):
    run = trace("the cat sat", **KINDS[kind])
    path = token_path(run, Selection())
    assert len(path.steps) > 1 and path.at == path.token.size - 1
    last = [step.name for step in run.shown if not step.name.startswith(("pass.", "generate."))][-2:]
    assert path.steps[-1].name in last
    (table,) = [block for block in brief_document(run, Selection(everything=True)).blocks() if isinstance(block, Table)]
    written = " ".join(numbers for _, numbers in table.rows)
    for step in path.steps:
        place = [axis.name in ("token", "query", "time") for axis in step.axes].index(True)
        own = np.take(step.array, path.at, axis=place)
        for number in own.ravel():
            assert show(float(number), 3) in written or abs(number) < 1e-9 or show(float(number), 0) in written, step.name


def test_the_stages_of_a_layer_in_order_without_what_others_ask_for_or_what_the_next_stage_says_again():
    names = [step.name.removeprefix("encoder.0.") for step in token_path(trace("a b"), Selection()).steps]
    assert names == [
        *("embedding", "positions", "input"),
        *("attention.q", "attention.scaled", "attention.softmax", "attention.z", "attention.output", "attention.norm"),
        *("ffn.activation", "ffn.output", "ffn.norm"),
    ]
    before = [step.name for step in token_path(trace("a b", norm="pre"), Selection()).steps]
    assert "encoder.0.attention.add" in before and "encoder.0.attention.norm" in before


def test_softmax_of_the_scores_above_it_is_the_row_below():
    table = rows(trace("a b c"))
    scores = [float(part.split()[1]) for part in table["Attention · scaled, head 1"].split(", ")]
    weights = [float(part.split()[1]) for part in table["Attention · weights (softmax), head 1"].split(", ")]
    powers = np.exp(scores)
    assert np.allclose(powers / powers.sum(), weights, atol=2e-3)


def test_a_selected_token_layer_and_head():
    run = trace("a b c", layers=8, heads=4)
    path = token_path(run, Selection(tokens=("b",), layers=(3,)))
    assert path.at == 1 and path.whole == (3,) and path.left_out == (2, 4, 5)
    table = rows(run, tokens=("b",), layers=(3,), heads=(2,))
    assert "Encoder layer 3" in table and "Attention · z, head 2" in table and "Attention · z, head 0" not in table
    notes = [block.text for block in brief_document(run, Selection()).blocks() if isinstance(block, Note)]
    assert any("Layers 3–5 are left out" in note for note in notes) and any("Heads 0, 1 of 4" in note for note in notes)


def test_of_an_encoder_decoder_the_target_s_token_unless_the_word_is_of_the_source():
    run = trace("a b", model="encoder-decoder", target="x y")
    assert {step.name.partition(".")[0] for step in token_path(run, Selection()).steps} == {"decoder", "logits", "probabilities"}
    source = token_path(run, Selection(tokens=("a",)))
    assert {step.name.partition(".")[0] for step in source.steps} == {"embedding", "positions", "input", "encoder"}


def test_of_many_numbers_the_largest_and_of_many_words_too():
    table = rows(trace("a b c d e", d_model=16))
    own = trace("a b c d e", d_model=16)["embedding"].array[4]
    at = int(np.abs(own).argmax())
    assert table["Embedding"].startswith(f"[{at}] {show(own[at], 3)}, ") and table["Embedding"].endswith(", …")
    weights = [float(part.split()[1]) for part in table["Attention · weights (softmax), head 0"].split(", ")[:3]]
    assert weights == sorted(weights, reverse=True)


def test_to_whom_it_looks_is_the_largest_weight_of_all_heads():
    run = trace("a b c", seed=4)
    weights = run["softmax"].array[:, 2]
    head, key = np.unravel_index(int(weights.argmax()), weights.shape)
    said = [block.text for block in brief_document(run, Selection()).blocks() if isinstance(block, Prose)][-1]
    whom = "itself" if key == 2 else f"“{'abc'[key]}”"
    assert f"most at {whom}: weight {show(float(weights.max()), 3)} in head {head}" in said


@pytest.mark.parametrize(
    ("settings", "selection", "words"),
    [
        ({"also": "c d"}, {}, "one sentence"),
        ({}, {"tokens": ("a", "b")}, "one token"),
        ({}, {"tokens": ("aa",)}, "Did you mean a"),
        ({}, {"layers": (1,)}, "layer 1"),
        ({}, {"heads": (2,)}, "head 2"),
    ],
)
def test_what_has_no_path_is_refused(settings, selection, words):
    with pytest.raises(TracerError, match=words):
        list(brief_document(trace("a b", **settings), Selection(**selection)).blocks())


def test_experts_that_the_token_was_not_given_to_are_no_part_of_its_path():
    run = trace("a b c", model="decoder", experts=4, experts_per_token=2)
    for at, token in enumerate("abc"):
        given = {int(expert) for expert in np.flatnonzero(run["expert_weights"].array[at])}
        path = token_path(run, Selection(tokens=(token,)))
        named = {int(step.name.partition(".expert.")[2].partition(".")[0]) for step in path.steps if ".expert." in step.name}
        assert named == given and set(path.passed_by) == set(range(4)) - given
        told = [block.text for block in brief_document(run, Selection(tokens=(token,))).blocks() if isinstance(block, Note)]
        assert any(note.startswith(f"Experts that the router did not give “{token}” to") for note in told)
    assert token_path(run, Selection(everything=True)).passed_by == ()
