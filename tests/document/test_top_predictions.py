"""The likeliest words of a large vocabulary: next words, masked places."""

import numpy as np

from tracer.axes import Axis
from tracer.document.places import Places
from tracer.document.selection import Selection
from tracer.document.top_predictions import likely
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder

WORDS = [f"w{place}" for place in range(60)]


def step(tokens, name="probabilities", words=60, seed=0):
    values = np.random.RandomState(seed).dirichlet(np.ones(words), len(tokens))
    axes = (Axis("token", len(tokens), tokens), Axis("vocab", words, WORDS[:words]))
    return Recorder(Plan(lambda name: False)).given(name, values, axes)


def table(one, **selection):
    return next(likely(one, Selection(**selection)))


def test_each_row_has_its_five_likeliest_words_with_their_probabilities():
    one = step(["I", "am"])
    rows = table(one).rows
    assert [row[0] for row in rows] == ["I", "am"]
    for row, values in zip(rows, one.values, strict=True):
        expected = sorted(zip(values, WORDS, strict=True), reverse=True)[:5]
        assert row[1:] == [f"{word} {value:.3f}" for value, word in expected]


def test_masked_places_stand_alone_and_tokens_asked_for_win():
    one = step(["I", "[MASK]", "the", "[MASK]"])
    assert [row[0] for row in table(one).rows] == ["[MASK]", "[MASK]#2"]
    assert [row[0] for row in table(one, tokens=("the",)).rows] == ["the"]


def test_of_equals_the_earlier_word_comes_first():
    one = Recorder(Plan(lambda name: False)).given(
        "probabilities", np.full((1, 60), 1 / 60), (Axis("token", 1, ["I"]), Axis("vocab", 60, WORDS))
    )
    assert [cell.split()[0] for cell in table(one).rows[0][1:]] == WORDS[:5]


def test_a_small_vocabulary_other_stages_and_columns_asked_for_need_no_such_table():
    assert not list(likely(step(["I"], words=48), Selection()))
    assert not list(likely(step(["I"], "softmax"), Selection()))
    assert not list(likely(step(["I"]), Selection(columns=Places(span=(0, 4)))))


def test_each_of_several_sentences_has_a_table_of_its_own_tokens():
    tokens = Axis("token", 2, per=[["I", "am"], ["you"]])
    values = np.random.RandomState(0).dirichlet(np.ones(60), (2, 2))
    axes = (Axis("sentence", 2), tokens, Axis("vocab", 60, WORDS))
    tables = list(likely(Recorder(Plan(lambda name: False)).given("probabilities", values, axes), Selection()))
    assert [[row[0] for row in one.rows] for one in tables] == [["I", "am"], ["you"]]


def test_many_classes_have_their_likeliest_as_a_vocabulary_has():
    values = np.random.RandomState(3).dirichlet(np.ones(30), 2)
    axes = (Axis("token", 2, ["I", "am"]), Axis("class", 30, WORDS[:30]))
    one = Recorder(Plan(lambda name: False)).given("probabilities", values, axes)
    made = table(one)
    assert [row[1].split()[0] for row in made.rows] == [WORDS[row.argmax()] for row in values] and "classes" in made.caption
    few = (axes[0], Axis("class", 10, WORDS[:10]))
    assert not list(likely(Recorder(Plan(lambda name: False)).given("probabilities", values[:, :10], few), Selection()))
