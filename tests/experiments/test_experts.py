"""Loads, entropy and balance from the router's own numbers; fewer and more experts beside runs that choose so many."""

import numpy as np
import pytest

from tests.models.checkpoints import FAMILIES, model
from tracer import trace
from tracer.document.blocks import Prose, Table
from tracer.errors import TracerError
from tracer.experiments import document
from tracer.experiments.experts import routed
from tracer.language import use
from tracer.rounding import percent

TEXT = "I love machines and dogs and the machines love me"
PLACE = "decoder.0.ffn"


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


def measured(text=TEXT, **options):
    blocks = list(document("experts", text, options).blocks())
    return [block.rows for block in blocks if isinstance(block, Table)], [b.text for b in blocks if isinstance(b, Prose)]


def test_load_entropy_and_balance_are_those_of_the_router_probabilities():
    (choices, load, sure, _), said = measured(model="mixtral", seed=3)
    likely = trace(TEXT, model="mixtral", seed=3)[f"{PLACE}.router_probabilities"].array
    order = np.argsort(-likely, axis=1)[:, :2]
    counts = np.bincount(order.ravel(), minlength=4)
    assert [row[1:] for row in load] == [[count, count] for count in counts]
    for row, experts, of_token in zip(choices, order, likely, strict=True):
        weights = of_token[experts] / of_token[experts].sum()
        assert row[1] == ", ".join(f"{expert} ({weight:.2f})" for expert, weight in zip(experts, weights, strict=True))
    balance = 4 * (counts / counts.sum()) @ likely.mean(axis=0)
    entropy = -(likely * np.log(likely)).sum(axis=1).mean()
    expected = [int((counts == 0).sum()), counts.max() / counts.mean(), balance, entropy, np.log(4)]
    assert sure[0][0] == PLACE and sure[0][1:] == pytest.approx(expected)
    assert f"the busiest was chosen {counts.max()} times, the least busy {counts.min()} (5 on average)" in said[-1]


def test_fewer_experts_compute_what_a_run_with_so_many_computes():
    (_, _, _, left), said = measured(model="mixtral", seed=3)
    likely = trace(TEXT, model="mixtral", seed=3)[f"{PLACE}.router_probabilities"].array
    whole = trace(TEXT, model="mixtral", seed=3, experts_per_token=4)[f"{PLACE}.output"].array
    for count, kept, off, work in left:
        fewer = trace(TEXT, model="mixtral", seed=3, experts_per_token=count)[f"{PLACE}.output"].array
        assert off == pytest.approx(np.linalg.norm(fewer - whole) / np.linalg.norm(whole), abs=1e-12)
        assert kept == pytest.approx(np.sort(likely, axis=1)[:, -count:].sum(axis=1).mean())
        assert work == 8 * 4 + count * 3 * 8 * 16  # the router; gate, up and down of each expert
    assert [row[0] for row in left] == [1, 2, 3, 4] and left[-1][2] == 0
    assert f"The 2 chosen hold {percent(left[1][1])} of the probability" in said[-1]
    assert f"changes a layer's output by {percent(left[1][2])} of its size" in said[-1]


def test_of_many_experts_powers_of_two_are_tried_and_more_than_four_layers_are_said():
    (choices, load, sure, left), _ = measured("a b c", model="mixtral", experts=12, layers=5)
    assert [row[0] for row in left] == [1, 2, 4, 8, 12]
    assert len(choices[0]) == 1 + 4 and len(load) == 12 and len(sure) == 5
    assert sum(row[-1] for row in load) == 5 * 3 * 2


def test_an_even_load_is_said_to_be_even():
    assert "The load is even: each of the 2 experts was chosen 1 time." in measured("a", model="encoder", experts=2)[1][-1]


@pytest.mark.parametrize("family", ["mixtral", "qwen3-moe-normed", "gpt-oss", "deepseek-v2-groups", "deepseek-v3"])
def test_a_checkpoints_router_is_measured_as_its_run_computed_it(family):
    run = model(FAMILIES / family).trace("5 9 17 5")
    layers = routed(run)
    for layer in layers:
        count = int(layer.chosen[0].sum())
        np.testing.assert_allclose(layer.mixed(count), run[f"{layer.name}.output"].array, rtol=1e-9, atol=1e-12)
        assert layer.load.sum() == 4 * count
    assert len(layers) == run.model["layers"] - (1 if family.startswith("deepseek") else 0)  # the first one is dense


@pytest.mark.parametrize("name", ["encoder", "llama", "rnn"])
def test_a_model_without_a_router_is_refused_with_what_to_do(name):
    with pytest.raises(TracerError, match="has no router .* give --model mixtral or --experts 4"):
        measured(model=name)
