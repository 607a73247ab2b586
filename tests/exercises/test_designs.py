"""What a matrix makes attention do, held against NumPy's attention written out here, for matrices of any numbers."""

import numpy as np
import pytest

from tracer import trace
from tracer.errors import TracerError
from tracer.exercises.design_sheet import design_sheet
from tracer.exercises.design_solution import cells_of, is_possible, solution
from tracer.exercises.designs import DESIGNS, SHARE, design_head, measure
from tracer.exercises.worth import draw_sheet

RUNS = {
    "attention": ("cat sat on", {"model": "attention", "heads": 1, "init": "integers", "positions": "none", "seed": 4}),
    "causal encoder": ("the cat sat", {"causal": True, "d_model": 8, "seed": 2}),
    "bias and norm": ("it sat", {"model": "gpt2", "seed": 1}),
    "twice": ("the cat the dog", {"model": "attention", "heads": 1, "seed": 3}),
}


def weights_of(head, matrix):
    """(weights, scores, v) of head 0 by themselves, of rows with one 1 each."""
    run, prefix = head.trace, head.prefix
    x = np.eye(run.every[head.source].values.shape[1])[[head.different.index(word) for word in head.words]]
    sizes = {"Q": "q", "K": "k", "V": "v"}
    q, k, v = (
        x @ (matrix[f"W_{name}"] if f"W_{name}" in matrix else run.parameters[f"{prefix}.W_{name}"].values)[:, :width]
        + (run.parameters[f"{prefix}.b_{name}"].values[:width] if f"{prefix}.b_{name}" in run.parameters else 0)
        for name, stage in sizes.items()
        for width in [run.every[f"{prefix}.{stage}"].values.shape[-1]]
    )
    scores = q @ k.T
    seen = np.zeros(scores.shape, bool)
    for row, keys in enumerate(head.visible):
        seen[row, list(keys)] = True
    powers = np.where(seen, np.exp(scores / np.sqrt(k.shape[1])), 0.0)
    return powers / powers.sum(1, keepdims=True), scores, v


def asked_for(name, head, weights, scores, v):
    """Whether what a design asks for holds for each word, by the words of its task."""
    words, count = head.words, len(head.words)
    keys = {
        "first": lambda at: [0],
        "last": lambda at: [count - 1],
        "itself": lambda at: [at],
        "previous": lambda at: [at - 1] if at else None,
        "next": lambda at: [at + 1] if at + 1 < count else None,
        "equal": lambda at: [key for key in range(count) if words[key] == words[at]],
    }
    result = []
    for at in range(count):
        if name in keys and (chosen := keys[name](at)) is not None:
            result.append(bool(weights[at, [key for key in chosen if key in head.visible[at]]].sum() >= SHARE - 0.005))
        elif name == "uniform":
            result.append(bool(np.allclose(weights[at, list(head.visible[at])], 1 / len(head.visible[at]), atol=0.005)))
        elif name == "independent":
            result.append(bool(np.allclose(scores[at], scores[0], atol=0.005) and np.abs(scores).max() > 0.005))
        elif name == "copy":
            result.append(bool(np.allclose(v[at], np.eye(9)[head.different.index(words[at]), : v.shape[1]], atol=0.005)))
    return result


@pytest.mark.parametrize("case", RUNS)
@pytest.mark.parametrize("name", DESIGNS)
def test_a_matrix_is_measured_as_numpy_finds_it(case, name):
    text, options = RUNS[case]
    head = design_head(trace(text, **options))
    step = head.trace.parameters[f"{head.prefix}.{DESIGNS[name].matrix}"]
    width = head.step("v" if DESIGNS[name].matrix == "W_V" else "q").values.shape[-1]
    chance = np.random.RandomState(len(case) + len(name))
    ours = solution(head, name, 3)
    tries = [{row: (chance.randint(-9, 10, width) * scale).tolist() for row in range(len(head.different))} for scale in (0, 1, 9)]
    for rows in (*([ours] if ours else []), *tries):
        matrix = step.values.copy()
        for row, numbers in rows.items():
            matrix[row, :width] = numbers
        wanted = asked_for(name, head, *weights_of(head, {DESIGNS[name].matrix: matrix}))
        assert list(measure(head.edited(cells_of(head, name, rows)), name).holds) == wanted
    assert ours is None or name == "equal" or is_possible(head, name)


def test_small_whole_numbers_have_a_solution_for_every_design_that_the_words_allow():
    for seed in range(12):
        head = design_head(trace("cat sat on", model="attention", heads=1, init="integers", seed=seed))
        keys = head.values("k").tolist()
        for name in DESIGNS:
            if not is_possible(head, name):
                assert name == "equal"
            elif len({tuple(key) for key in keys}) == 3 and np.linalg.matrix_rank(np.diff(keys, axis=0)) == 2:
                rows = solution(head, name, 3)  # three keys in no line: each is a corner
                assert rows is not None and all(number == round(number) for row in rows.values() for number in row)


def test_what_words_and_sizes_do_not_allow_is_told():
    plain = trace("cat sat", model="attention", heads=1)
    for run, names, word in (
        (plain, ["frist"], "first"),
        (plain, ["equal"], "twice"),
        (trace("the cat the", model="attention", heads=1), ["previous"], "none of them twice"),
        (trace("a b", causal=True), ["next"], "hides"),
        (trace("a b c", d_model=2, heads=1), [], "3 words do not fit into d_model 2"),
        (trace("a b", model="lstm"), [], "attention"),
        (trace("a b", model="seq2seq", target="x"), [], "no such matrices"),
        (trace("a b", model="deepseek"), [], "no such matrices"),
        (trace("a", model="attention"), [], "more than one word"),
    ):
        with pytest.raises(TracerError, match=word):
            design_sheet(run, names, "easy")


def test_variants_of_a_class_differ_in_their_keys_and_in_nothing_else():
    def make(seed):
        return design_sheet(trace("cat sat on", model="attention", heads=1, init="integers", seed=seed), (), "hard")

    sheets = []
    for seed in range(6):
        sheets.append(draw_sheet(make, seed, sheets).sheet)
    keys = {made.trace.every["attention.k"].values.tobytes() for made in sheets}
    asked = {tuple((problem.design, problem.rows, len(problem.answers)) for problem in made.problems) for made in sheets}
    assert len(keys) == 6 and len(asked) == 1 and len({made.code for made in sheets}) == 6
    assert all(made.trace.every["attention.k"].values.any(axis=-1).all() for made in sheets)
