"""The page of models/t5.py against transformers 5.23: tiny random models, every hidden state, attention weight and logit."""

import pytest

from tests.models.checkpoints import agrees, inside, writes_greedily


@pytest.mark.parametrize("name", ["t5", "flan-t5", "t5-encoder", "mt5", "umt5", "umt5-encoder"])
def test_a_tiny_model_of_each_family_agrees_with_transformers(name):
    agrees(name)


def test_every_array_of_a_real_layout_agrees_q_k_v_and_scores_too():
    inside("t5")


def test_what_it_writes_greedily_is_what_transformers_writes_with_a_cache_and_without():
    writes_greedily("t5")
