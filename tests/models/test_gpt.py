"""The page of models/gpt.py against transformers 5.23: tiny random models, every hidden state, attention weight and logit."""

import numpy as np
import pytest

from tests.models.checkpoints import FAMILIES, agrees, inside, model, writes_greedily


@pytest.mark.parametrize(
    "name",
    [
        "gpt2",
        "gpt-neo",
        "gpt-neox",
        "gpt-neox-seq",
        "opt",
        "opt-post",
        "gptj",
        "bloom",
        "bloom-6",
        "mpt",
        "falcon",
        "falcon-grouped",
        "falcon-seq",
        "falcon-alibi",
        "gpt-bigcode",
        "gpt-bigcode-heads",
        "codegen",
        "openai-gpt",
    ],
)
def test_a_tiny_model_of_each_family_agrees_with_transformers(name):
    agrees(name)


def test_every_array_of_a_real_layout_agrees_q_k_v_and_scores_too():
    inside("gpt2")


def test_what_it_writes_greedily_is_what_transformers_writes_with_a_cache_and_without():
    writes_greedily("gpt2")


def test_sublayers_side_by_side_lose_their_residual_connection_too_where_the_setting_says_so():
    loaded = model(FAMILIES / "gpt-neox")
    kept, lost = (loaded.trace("5 6 7", residual=residual) for residual in (True, False))
    for run, x in ((kept, kept["input"].values), (lost, 0.0)):
        summed = x + run["decoder.0.attention.output"].values + run["decoder.0.ffn.output"].values
        np.testing.assert_allclose(run["decoder.0.add"].values, summed, rtol=0, atol=1e-6)
    assert not np.allclose(kept["decoder.0.add"].values, lost["decoder.0.add"].values)
