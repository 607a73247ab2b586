"""What experiments measure, against finite differences, brute force and small graphs."""

import numpy as np
import pytest

from tracer import trace
from tracer.errors import TracerError
from tracer.experiments.metrics import (
    apart,
    derivative_size,
    gaps,
    gradient,
    label_of_largest,
    less,
    longest_chain,
    settled_columns,
    tied_rows,
    words,
)
from tracer.experiments.recurrence import _influence

TEXT = "a b c"


def jacobian(model, stage, at, **options):
    """∂stage[at] / ∂embedding[0] by central differences."""
    base = trace(TEXT, model=model, seed=1, **options)
    columns = []
    for place in range(base["embedding"].array.shape[1]):
        results = []
        for sign in (1, -1):
            value = float(base["embedding"].array[0, place]) + sign * 1e-5
            results.append(trace(TEXT, model=model, seed=1, edits={f"embedding[0, {place}]": value}, **options)[stage].array[at])
        columns.append((results[0] - results[1]) / 2e-5)
    return np.array(columns)


@pytest.mark.parametrize(
    ("model", "stage", "at"),
    [
        ("rnn", "recurrent.0.h", 2),
        ("lstm", "recurrent.0.h", 1),
        ("gru", "recurrent.0.h", 2),
        ("attention", "attention.concat", 2),
    ],
)
def test_the_size_of_a_derivative_agrees_with_central_differences(model, stage, at):
    run = trace(TEXT, model=model, seed=1, positions="none")
    expected = np.linalg.norm(jacobian(model, stage, at, positions="none"))
    assert derivative_size(run[stage], (at,), run["embedding"], 0) == pytest.approx(expected, rel=1e-6)


def test_what_does_not_reach_has_no_derivative():
    run = trace(TEXT, model="decoder", seed=1)
    assert derivative_size(run["decoder.0.ffn.norm"], (0,), run["embedding"], 2) == 0
    assert (gradient(run["embedding"], np.ones((3, 4)), run["decoder.0.attention.q"]) == 0).all()


def test_the_longest_chain_is_the_longest_path():
    run = trace(TEXT, seed=1, layers=2)

    def by_brute_force(step, seen):
        if step.name not in seen:
            seen[step.name] = 1 + max((by_brute_force(one, seen) for one in step.inputs), default=0)
        return seen[step.name]

    assert longest_chain(run.output) == by_brute_force(run.output, {})
    assert longest_chain(run.output, lambda step: step.name.endswith("softmax")) == 2


def test_two_infinities_in_the_same_place_are_not_apart():
    assert apart(np.array([-np.inf, 1.0]), np.array([-np.inf, 3.0])) == 2.0


def test_a_text_with_too_few_words_to_compare_is_refused():
    with pytest.raises(TracerError, match="the text has 1: give at least 2"):
        words("alone", {})


def test_a_difference_that_is_rounding_is_none():
    one = np.array([3.0, 1e6, -np.inf, 0.0])
    assert gaps(one, one * (1 + 1e-14)).tolist() == [0.0] * 4 and apart(one, one) == 0.0
    assert apart(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-7])) == pytest.approx(1e-7, rel=1e-6)
    assert gaps(np.array([np.inf]), np.array([2.0])).tolist() == [np.inf]


def test_a_table_keeps_what_is_above_a_share_of_its_largest_number():
    told = settled_columns({"a": [1e-13, 1e-11], "b": [2.0, -1e-12]})
    assert told == {"a": [0.0, 1e-11], "b": [2.0, 0.0]}
    assert settled_columns({"a": [1e-20, 3e-21]}) == {"a": [1e-20, 3e-21]}  # all small: nothing to be rounding of


def test_ties_are_said():
    assert label_of_largest(["a", "b", "c"], [1]) == "b" and label_of_largest(["a", "b", "c"], [0, 2]) == "a, c (a tie)"
    assert tied_rows(np.array([[0.5, 0.5, 0.0], [0.2, 0.5, 0.3], [1 / 3, 1 / 3 - 1e-17, 1 / 3]])) == 2
    assert less(1.0, 2.0) and not less(1.0, 1.0 + 1e-12) and not less(2.0, 1.0)


@pytest.mark.parametrize("model", ["rnn", "lstm", "gru"])
def test_forgetting_from_state_to_state_is_the_derivative_through_the_whole_text(model):
    tokens = ["the", "cat", "sat", "on", "the", "mat"]
    run = trace(tokens=tokens, model=model, positions="none", seed=5, hidden=3)
    whole = [derivative_size(run.steps[f"recurrent.0.t{at}.h"], (), run["embedding"], 0) for at in range(len(tokens))]
    np.testing.assert_allclose(_influence(run, len(tokens)), whole, rtol=1e-10)
