"""Growth by depth from the runs' own stages, scores of larger weights from q and k, and a step of learning beside the trainer's."""

import numpy as np
import pytest

from tracer import trace
from tracer.document.blocks import Prose, Table
from tracer.experiments import document, growth
from tracer.language import use
from tracer.session import make_request
from tracer.training.traced_step import trace_steps

TEXT = "I love machines and dogs"
LEARNER = {"model": "decoder", "layers": 1, "d_model": 8, "norm": "pre", "norm_kind": "rms", "final_norm": True, "bias": False}


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


def measured(**options):
    blocks = list(document("growth", TEXT, options).blocks())
    return [block.rows for block in blocks if isinstance(block, Table)], [b.text for b in blocks if isinstance(b, Prose)]


def size(x):
    return np.linalg.norm(x) / np.sqrt(x.size)


def test_sizes_and_changes_are_those_of_the_layers_ends_and_the_mean_is_what_layer_norm_subtracts():
    (depth, means, _, _), said = measured(layers=3, seed=4)
    for place, at, end in (("post", 1, "norm"), ("pre", 4, "add")):
        run = trace(TEXT, layers=3, seed=4, norm=place)
        states = [run[name].array for name in ("input", *(f"encoder.{layer}.ffn.{end}" for layer in range(3)))]
        assert [row[at] for row in depth] == pytest.approx([size(state) for state in states])
        changes = [size(after - before) / size(before) for before, after in zip(states, states[1:], strict=False)]
        assert depth[0][at + 1] == "–" and [row[at + 1] for row in depth[1:]] == pytest.approx(changes)
        assert depth[-1][at + 2] == pytest.approx(2)  # the output by itself: four numbers, each 1 times its own
    for (_, share), state in zip(means, states, strict=False):
        assert share == pytest.approx((state.mean(axis=1) ** 2 / (state**2).mean(axis=1)).mean())
    assert f"becomes {size(states[-1]) / size(states[0]):.3g} times what it was with pre-norm" in said[-1]


def test_scores_grow_with_the_square_of_the_weights_and_not_at_all_where_q_and_k_are_normed():
    (_, _, scaled, _), said = measured(seed=4)
    run = trace(TEXT, seed=4, vocab=TEXT.split(), **LEARNER)
    q, k = run["q"].array, run["k"].array
    normed = [x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-5) for x in (q, k)]
    plain, held = (np.abs(a @ b.transpose(0, 2, 1)).max() / 2 for a, b in ((q, k), normed))
    assert [row[1] for row in scaled] == pytest.approx([plain * factor**2 for factor in (1, 2, 4, 8)])
    assert [row[2] for row in scaled] == pytest.approx([held] * 4, rel=1e-3)  # but for ε
    assert "the largest score is 64 times what it was, with q/k norm 1 times" in said[-1]


@pytest.mark.parametrize("seed", range(3))
def test_a_step_of_learning_is_the_trainers_and_the_conclusion_says_which_scores_grew_more(seed):
    (*_, stepped), said = measured(seed=seed)
    for at, qk_norm in ((1, False), (2, True)):
        for rate, *largest in stepped[1:]:
            options = {**LEARNER, "seed": seed, "qk_norm": qk_norm, "vocab": TEXT.split()}
            request = make_request(TEXT, optimizer="sgd", learning_rate=float(rate), **options)
            steps = trace_steps(request).steps
            weights = {name.removeprefix("after."): step.values for name, step in steps.items() if name.startswith("after.")}
            after = trace(TEXT, weights=weights, **options)["scaled"].array
            assert largest[at - 1] == pytest.approx(np.abs(after).max(), rel=1e-9)
    grown = [stepped[-1][at] / stepped[0][at] for at in (1, 2)]
    assert (grown[1] < grown[0]) == ("keep scores from growing" in said[-1] and "do not keep" not in said[-1])


def test_where_the_norm_does_not_hold_the_scores_the_conclusion_says_so():
    sizes = {"post": [1.0, 1.0], "pre": [1.0, 3.0]}
    *_, last = growth._concluded(sizes, [0.25], {False: [1.0, 4.0], True: [2.0, 2.0]}, {False: [1.0, 1.5], True: [2.0, 4.0]})
    assert (
        "do not keep scores from growing: after one step at learning rate 16 they are 1.5 times as large without, 2 times"
        in last.text
    )
