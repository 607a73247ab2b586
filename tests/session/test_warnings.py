"""What is said of a run beside its numbers."""

from pathlib import Path

import numpy as np
import pytest

import tracer.session.open as opening
from tracer import load, trace
from tracer.checkpoints import parameters, tensors
from tracer.document.data_document import data_document
from tracer.document.selection import Selection
from tracer.language import say, use
from tracer.session.resolve import frame
from tracer.session.saving import save
from tracer.settings import WIDENED


def notes(*words, **options):
    return " ".join(trace(*words, **options).notes)


def test_an_ordinary_run_needs_no_words():
    assert notes("a b") == ""


SMALL = {
    "pronoun": "The animal was too tired",
    str(Path(__file__).parents[1] / "cases" / "hf" / "gpt2" / "model"): "the cat",
}


@pytest.mark.parametrize("name", SMALL)
def test_a_trained_model_computes_in_float64_unless_told_and_a_large_one_in_float32_and_says_so(name, monkeypatch, tmp_path):
    text = SMALL[name]
    for run in (trace(text, model=name), load(name).trace(text)):
        assert {step.values.dtype.name for step in run} == {"float64"} and run.notes == ()
    for module in (frame, tensors, parameters):
        monkeypatch.setattr(module, "WIDENED", 100)
    monkeypatch.setattr(opening, "_open", {})  # what is open has decided already
    for run in (trace(text, model=name), load(name).trace(text)):
        assert {step.values.dtype.name for step in run} == {"float32"}
        assert len(run.notes) == 1 and "was computed in float32" in run.notes[0]
        assert data_document(run, Selection()).facts["notes"] == list(run.notes)
        save(tmp_path / "run.toml", run)
        again = trace(from_file=tmp_path / "run.toml")
        assert all(np.array_equal(again[step.name].values, step.values) for step in run) and again.dtype == "float32"
    for dtype in ("float32", "float64"):
        run = trace(text, model=name, dtype=dtype)
        assert (run.dtype, run.notes) == (dtype, ())


def test_the_limit_is_the_one_that_the_help_tells():
    for message in ("options.dtype", "cli.about_models"):
        for tongue in ("en", "zh"):
            use(tongue)
            assert f"{WIDENED:,}" in say(message)
    use(None)


def test_what_nothing_reads_what_was_drawn_and_what_is_missing_are_told():
    assert notes("a b", edits={"positions[0, 0]": 0.0}) == "What was set in positions is what stood there: it changes nothing."
    assert notes("a b", model="gru", edits={"recurrent.0.h[0, 1]": 0.9}) == ""  # the other time step is none of its business
    assert notes("a b", model="seq2seq", target="x", edits={"attention.softmax[1, 0]": 1.0}) == ""
    assert "does not read d_ff" in notes("a b", model="attention", d_ff=3)
    assert "b: drawn from seed 0" in notes("a b", embeddings={"a": [1.0, 0.0, 0.0, 0.0]}, seed=0)
    assert "ends where its numbers do" in notes(None, model="attention", scale=False, edits={"scores": np.eye(2)})


def test_the_first_stage_that_overflows_and_a_query_without_keys_are_named():
    assert "encoder.0.attention.scores" in notes("a b", edits={"q": 1e200 * np.ones((2, 2, 2)), "k": 1e200 * np.ones((2, 2, 2))})
    assert "“b” may look at no token" in notes("a b", mask=[[1, 1], [0, 0]])


def test_a_row_without_keys_is_named_and_where_its_nans_reach_other_words():
    """As PyTorch 2.13 computes softmax attention of these masks: NaN in the blind row, and one layer on in the whole sentence."""
    blind = {"mask": [[1, 1, 1], [1, 1, 1], [0, 1, 1]], "also": ["c"], "heads": 1}
    one = notes("a b b", **blind)
    assert "Row 2 of the mask lets the padding behind sentence 1 look at no token" in one and "words that may look" not in one
    two = notes("a b b", **blind, layers=2)
    assert "From encoder.1.attention.z on, words that may look at a token have no numbers" in two
    assert np.isnan(trace("a b b", **blind, layers=2)["encoder.1.attention.z"].array[1, 0, 0]).all()
    word = notes("a b c", mask=[[1, 1, 1], [0, 0, 0], [1, 0, 1]], layers=2)
    assert "“b” may look at no token" in word and "From encoder.1.attention." in word
    with_number = trace("a b b", **blind, layers=2, mask_fill=-1e9)
    assert not any(np.isnan(step.values).any() for step in with_number.steps.values()), "what the sentence proposes helps"


@pytest.mark.parametrize(
    ("model", "text", "answerable"),
    [
        ("pronoun", "The animal didn't cross the street because it was too tired", True),
        ("pronoun", "Because it was too tired", False),
        ("pronoun-zh", "那只动物没有过街，因为它太窄了", True),
        ("pronoun-zh", "那只没有过，因为它太窄了", False),
        ("pronoun-zh", "那只动没有物过，因为它太窄了", False),  # both characters, and no word of them
    ],
)
def test_an_answer_that_is_about_no_word_of_the_text_is_told(model, text, answerable):
    notes = " ".join(load(model).trace(text).notes)
    assert ("none of them stands in the text" in notes) != answerable


def test_a_classifier_whose_classes_are_no_words_is_told_nothing():
    assert trace("a b", classes=["good", "bad"], weights={"W_U": [[1, 0]] * 4}, seed=1).notes == ()


def test_a_file_of_vectors_with_none_of_the_words_is_said_to_have_none(tmp_path):
    (tmp_path / "v.vec").write_text("cat 1 2 3 4\ndog 4 3 2 1\n")
    assert "has no vector for any word of the text; drawn from seed 0: a, b." in notes("a b", embeddings=str(tmp_path / "v.vec"))
