"""Axes: names, labels, sizes that may not be known."""

from hypothesis import given
from hypothesis import strategies as st

from tracer.axes import Axis, describe, find, names, shape, word_spans

TOKENS = Axis("token", 2, ["Thinking", "Machines"])


def test_positions_label_themselves():
    assert Axis("head", 3).labels == ("0", "1", "2")
    assert not Axis("head", 3).labelled
    assert Axis("token", None).labels == ()


def test_labels_are_kept_and_told_apart_from_positions():
    assert TOKENS.labels == ("Thinking", "Machines")
    assert TOKENS.labelled
    assert Axis("token", 2, ["0", "1"]).labelled


def test_a_renamed_axis_has_the_same_positions():
    query = Axis("token", 2, ["a", "b"], per=[["a"], ["c", "b"]]).rename("query")
    assert (query.name, query.size, query.labels, query.per) == ("query", 2, ("a", "b"), (("a",), ("c", "b")))
    assert not Axis("head", 2).rename("kv_head").labelled


def test_a_sentence_has_its_own_labels_and_length():
    both = Axis("token", 3, per=[["a", "b"], ["c", "d", "e"]])
    assert (both.of_sentence(0).size, both.of_sentence(0).labels) == (2, ("a", "b"))
    assert (both.of_sentence(1).size, both.of_sentence(1).labels) == (3, ("c", "d", "e"))
    assert TOKENS.of_sentence(0) is TOKENS


def test_axes_fit_by_name_and_size():
    assert Axis("token", 2).fits(TOKENS)
    assert not Axis("key", 2).fits(TOKENS)
    assert not Axis("token", 3).fits(TOKENS)
    assert Axis("token", None).fits(TOKENS)
    assert TOKENS.fits(Axis("token", None))


@given(st.sampled_from("ab"), st.none() | st.integers(1, 3), st.sampled_from("ab"), st.none() | st.integers(1, 3))
def test_fitting_is_mutual(name, size, other, other_size):
    assert Axis(name, size).fits(Axis(other, other_size)) == Axis(other, other_size).fits(Axis(name, size))


def test_axes_are_described_and_found_by_name():
    axes = (Axis("head", 2), Axis("query", None), Axis("key", 4))
    assert describe(axes) == "head 2 × query ? × key 4"
    assert describe(()) == "1"
    assert shape(axes) == (2, 0, 4)
    assert names(axes) == ("head", "query", "key")
    assert find(axes, "key") == 2
    assert find(axes, "token") == -1


def test_labels_given_are_copied():
    labels = ["a", "b"]
    axis = Axis("token", 2, labels)
    labels[0] = "changed"
    assert axis.labels == ("a", "b")


def test_neighbours_that_are_a_word_together_are_one_the_longest_first():
    assert word_spans(["小", "动", "物", "动"], ["动物", "小动物", "动"]) == [(0, 3), (3, 4)]
    assert word_spans(["the", "cat"], ["thecats"]) == [(0, 1), (1, 2)]
    assert word_spans([], ["a"]) == [] and word_spans(["a"], []) == [(0, 1)]
