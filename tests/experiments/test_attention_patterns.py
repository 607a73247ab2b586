"""Where heads look: rows and habits counted from the recorded weights."""

import numpy as np
import pytest

from tracer.document.blocks import Prose, Table
from tracer.errors import TracerError
from tracer.experiments.attention_patterns import habits, heads, run
from tracer.language import say
from tracer.session import trace

OPTIONS = {"layers": 2, "heads": 2, "seed": 1}


def test_a_habit_is_the_mean_weight_of_the_rows_that_have_such_a_token():
    before = np.array([[0.5, 0.3, 0.2], [0.9, 0.1, 0.0], [0.1, 0.7, 0.2]])
    found = habits(before, np.ones((3, 3), bool))
    assert found == pytest.approx({"first": 0.5, "last": 0.4 / 3, "previous": 0.8, "own": 0.8 / 3, "next": 0.15})


def test_the_rows_counts_are_those_of_the_weights():
    blocks = list(run("a b it c", OPTIONS))
    table = next(block for block in blocks if isinstance(block, Table))
    weights = [w for layer in (0, 1) for w in trace("a b it c", **OPTIONS)[f"encoder.{layer}.attention.softmax"].values]
    assert [row[1] for row in table.rows] == [sum(w[2].argmax() == place for w in weights) for place in range(4)]
    assert [row[2] for row in table.rows] == pytest.approx(list(np.mean([w[2] for w in weights], axis=0)))
    said = [block.text for block in blocks if isinstance(block, Prose)][-1]
    own = sum(int((w.argmax(axis=1) == np.arange(4)).sum()) for w in weights)
    assert f"In {own} of 16 rows" in said


def test_a_token_is_chosen_and_a_wrong_one_refused():
    assert "of 'a' is on" in list(run("a b it c", {**OPTIONS, "at": "a"}))[-1].text
    with pytest.raises(TracerError):
        list(run("a b", {**OPTIONS, "at": "z"}))
    with pytest.raises(TracerError):
        list(run("a b", {"model": "rnn"}))


def test_cross_attention_is_no_sentence_over_itself():
    for target in ("x y", "a b c"):  # also where both texts are the same
        found, labels, others = heads(trace("a b c", target=target, model="encoder-decoder", heads=2))
        assert [one.name for one in found] == ["encoder.0 head 0", "encoder.0 head 1"] and labels == ["a", "b", "c"]
        assert others == 4
    said = [
        block.text
        for block in run("a b c", {"target": "x y", "model": "encoder-decoder", "heads": 2})
        if isinstance(block, Prose)
    ]
    assert said[0] == say("experiments.patterns_left_out", stack="encoder", heads=2, others=4)
    assert len([block for block in run("a b", OPTIONS) if isinstance(block, Prose)]) == 1  # nothing was left out


@pytest.mark.parametrize(("at", "row"), [("2", 2), ("the#1", 0), ("the#2", 2), ("cat", 1)])
def test_a_token_is_named_by_itself_its_count_or_its_position(at, row):
    table = next(block for block in run("the cat the sat", {**OPTIONS, "at": at}) if isinstance(block, Table))
    weights = [w for layer in (0, 1) for w in trace("the cat the sat", **OPTIONS)[f"encoder.{layer}.attention.softmax"].values]
    assert [line[2] for line in table.rows] == pytest.approx(list(np.mean([w[row] for w in weights], axis=0)))


def test_what_a_mask_forbids_is_no_habit_and_a_row_without_a_choice_chooses_nothing():
    weights = np.array([[1.0, 0.0, 0.0], [0.4, 0.6, 0.0], [0.1, 0.2, 0.7]])
    found = habits(weights, np.tri(3, dtype=bool))
    assert found == pytest.approx({"first": 0.25, "previous": 0.3, "own": 0.65})
    blocks = list(run("a b c", {**OPTIONS, "model": "decoder"}))
    told = [row[0] for row in [block for block in blocks if isinstance(block, Table)][-1].rows]
    assert told == [say(f"experiments.patterns_habit_{name}") for name in ("first", "previous", "own")]
    assert "of 8 rows" in [block.text for block in blocks if isinstance(block, Prose)][-1]  # 4 heads, the first row left out


def test_where_heads_tie_the_larger_mean_wins_and_the_tie_is_said():
    """The later token has the larger mean: the order of the tokens decides nothing."""
    told = 0
    for seed in range(12):
        options = {"layers": 1, "heads": 2, "seed": seed}
        rows = trace("a b it c", **options)["encoder.0.attention.softmax"].values[:, 2]
        looks, mean = rows.argmax(axis=1), rows.mean(axis=0)
        said = [block.text for block in run("a b it c", options) if isinstance(block, Prose)][-1]
        label = ["a", "b", "it", "c"][max(set(looks.tolist()), key=lambda place: (list(looks).count(place), mean[place]))]
        assert (f"of these '{label}' has the largest mean" if looks[0] != looks[1] else f"is on '{label}'") in said
        assert said.startswith("It is a tie") == (looks[0] != looks[1])
        told += bool(looks[0] > looks[1] if mean[looks[0]] > mean[looks[1]] else looks[1] > looks[0])
    assert told


def test_equal_weights_are_told_as_ties():
    blocks = list(run("a b c", {"heads": 2, "edits": {"scores": np.zeros((2, 3, 3)).tolist()}}))
    assert say("experiments.ties", count=2) in [getattr(block, "text", "") for block in blocks]


def test_a_word_of_several_characters_is_one():
    text = "那只动物没有过街，因为它太窄了"
    table = next(block for block in run(text, {"model": "pronoun-zh"}) if isinstance(block, Table))
    words = [row[0] for row in table.rows]
    assert words == ["那", "只", "动物", *"没有过街，因为它太窄了"]
    found = trace(text, model="pronoun-zh")
    weights = [w for layer in (0, 1) for w in found[f"encoder.{layer}.attention.softmax"].values]
    row, first = text.index("它"), text.index("动")
    assert table.rows[2][2] == pytest.approx(float(np.mean([w[row, first : first + 2].sum() for w in weights])))
    assert sum(row[2] for row in table.rows) == pytest.approx(1.0) and sum(row[1] for row in table.rows) == 2
    of_noun = next(block for block in run(text, {"model": "pronoun-zh", "at": "动物"}) if isinstance(block, Table))
    assert of_noun.rows[2][2] == pytest.approx(
        float(np.mean([w[first : first + 2, first : first + 2].sum() / 2 for w in weights]))
    )
