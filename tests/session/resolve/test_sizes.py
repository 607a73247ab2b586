"""Sizes told by what is given."""

import numpy as np
import pytest

from tracer import trace
from tracer.errors import TracerError
from tracer.session.resolve import sizes


def test_a_number_without_axes_can_be_set_whole_and_tells_no_size():
    found = trace("Thinking Machines", edits={"scaled.divisor": 2.0})
    assert np.array_equal(found["scaled"].values, found["scores"].values / 2.0)
    assert found["scores"].values.shape == trace("Thinking Machines")["scores"].values.shape


def test_a_stage_set_whole_tells_how_many_heads_there_are():
    rows = np.eye(3)[None].repeat(2, axis=0)
    found = trace(None, model="attention", edits={"q": rows, "k": rows, "v": rows})
    assert found["softmax"].values.shape == (2, 3, 3)
    assert trace(None, model="attention", edits=dict.fromkeys("qkv", rows[0]))["softmax"].values.shape == (1, 3, 3)


@pytest.fixture
def vectors(tmp_path):
    (tmp_path / "vectors.txt").write_text("the 1 2 3 4\ncat 4 3 2 1\n机器 1 0 1 0\n学习 0 1 0 1\n学 2 2 2 2\n", "utf-8")
    return tmp_path / "vectors.txt"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("the cat", ["for all words of the text (2)"]),
        ("the", ["for all words of the text (1)"]),
        ("the dog", ["for 1 of 2 words", "drawn from seed 0: dog."]),
        ("a dog", ["no vector for any word of the text", "drawn from seed 0: a, dog."]),
        ("机器学习", ["for 1 of 4 words", "drawn from seed 0: 机, 器, 习.", "whole words of it: 机器, 学习."]),
        ("机 器", ["no vector for any word of the text"]),
        ("机器 学习", ["for all words of the text (2)"]),
        (
            "The CAT",
            ["no vector for any word of the text", "drawn from seed 0: The, CAT.", "these words in lower case: the, cat."],
        ),
        ("学校 学", ["for 1 of 2 words", "single characters of these words: 学."]),
    ],
)
def test_how_many_words_the_file_has_is_always_said(vectors, text, told):
    notes = " ".join(trace(text, embeddings=vectors).notes)
    assert all(sentence in notes for sentence in told)
    assert ("whole words" in notes) == any("whole" in sentence for sentence in told)


def test_words_listed_as_tokens_take_their_vectors(vectors):
    run = trace(tokens=["机器", "学习"], embeddings=vectors)
    assert run["embedding"].array.tolist() == [[1, 0, 1, 0], [0, 1, 0, 1]] and "for all words of the text (2)" in run.notes[0]


def test_another_width_than_the_files_is_refused_by_name(vectors):
    assert trace("the cat", embeddings=vectors, d_model=4)["embedding"].array.tolist() == [[1, 2, 3, 4], [4, 3, 2, 1]]
    with pytest.raises(TracerError, match=r"vectors of 4 numbers, but d_model is 8"):
        trace("the cat", embeddings=vectors, d_model=8)


@pytest.mark.parametrize(("width", "heads"), [(4, 2), (6, 2), (25, 5), (9, 3), (7, 1), (300, 2), (1, 1), (35, 5)])
def test_the_width_of_a_file_decides_d_model_and_heads_that_fit(tmp_path, width, heads):
    (tmp_path / "v.txt").write_text("".join(f"{word} {' '.join(['1'] * width)}\n" for word in ("the", "cat")))
    run = trace("the cat", embeddings=tmp_path / "v.txt")
    assert (run.model["d_model"], run.model["heads"], run.model["d_k"]) == (width, heads, width // heads)
    if width % 2:
        with pytest.raises(TracerError, match=f"2 heads do not divide d_model {width}"):
            trace("the cat", embeddings=tmp_path / "v.txt", heads=2)


def test_d_ff_follows_d_model():
    assert [trace("a b", d_model=size).model["d_ff"] for size in (4, 8, 6)] == [8, 16, 12]
    assert trace("a b", d_model=8, d_ff=3).model["d_ff"] == 3


WEIGHTS = {"W_Q": np.eye(4), "W_K": np.ones((4, 4)), "W_V": np.eye(4)[::-1], "W_O": np.eye(4)}
ASKED = [  # runs of the same weights; which of them may share a plan is the program's to decide
    {"text": "a b"},
    {"text": "b c"},
    {"text": "b c d"},
    {"text": ["a b", "c d"]},
    {"text": ["a b", "c"]},
    {"text": "a b", "mask": "causal"},
    {"text": "a b", "mask": [[1, 0], [1, 1]]},
    {"text": "c d", "bias": True},
    {"text": "c d", "edits": {"softmax": [[1.0, 0.0], [0.5, 0.5]]}},
    {"inputs": [[1.0, 2.0, 3.0, 4.0]] * 2},
    {"inputs": [[1.0, 2.0, 3.0, 4.0]] * 2, "memory_inputs": [[4.0, 3.0, 2.0, 1.0]] * 3},
    {"text": "a b", "weights": {**WEIGHTS, "b_Q": np.ones(4)}},
    {
        "text": "a b",
        "heads": 2,
        "weights": {**WEIGHTS, "W_Q": np.ones((2, 4, 2)), "W_K": np.ones((2, 4, 2)), "W_V": np.ones((2, 4, 2))},
    },
]


def test_requests_that_differ_in_words_alone_share_a_plan_and_run_as_they_would_alone():
    def run(asked):
        return trace(**{"model": "attention", "heads": 1, "seed": 3, "weights": WEIGHTS, **asked})

    def told(made):
        axes = {name: [(axis.name, axis.size, axis.labels, axis.per) for axis in step.axes] for name, step in made.every.items()}
        steps = [(name, axes[name], step.op, step.values.tolist()) for name, step in made.every.items()]
        return steps, made.notes, made.unread, made.tokens, made.facts, made.model

    alone, kept = [], []
    for asked in ASKED:
        sizes._plans.clear()
        alone.append(told(run(asked)))
    sizes._plans.clear()
    for asked, expected in zip([*ASKED, *ASKED[::-1]], [*alone, *alone[::-1]], strict=True):
        assert told(run(asked)) == expected
        kept.append(len(sizes._plans))
    assert kept[0] == kept[1] == 1 < kept[2]  # the first two share one
    assert max(kept) < len(ASKED)


@pytest.mark.parametrize("model", ["encoder", "decoder", "attention", "lstm"])
@pytest.mark.parametrize("stage", ["logits", "probabilities", "embedding", "input", "scores", "h", "W_Q"])
def test_a_stage_set_whole_to_numbers_of_no_shape_or_of_another_is_told(model, stage):
    itself: list = []
    itself.append(itself)
    for values in ([[1, 2], [3]], 3, [], [[]], [[[1.0]], 2], itself, "inf"):
        try:
            trace("a b", model=model, edits={stage: values})
        except TracerError as error:
            assert stage in str(error)
