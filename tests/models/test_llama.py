"""The page of models/llama.py against transformers 5: tiny random models, every hidden state, attention weight and logit."""

import numpy as np
import pytest

from tests.models.checkpoints import agrees, family, inside, stages, writes_greedily


@pytest.mark.parametrize(
    "name",
    [
        "llama",
        "llama-tied-bias",
        "llama3",
        "llama-linear",
        "llama-yarn",
        "llama-dynamic",
        "mistral",
        "qwen2",
        "qwen2-window",
        "qwen3",
        "mixtral",
        "gpt-oss",
        "deepseek-v2",
        "deepseek-v2-groups",
        "deepseek-v3",
        "deepseek-v3-plain",
        "qwen3-moe",
        "qwen3-moe-normed",
        "qwen3-moe-mixed",
        "qwen2-moe",
        "stablelm-qk",
        "cohere-qk",
        "gemma",
        "gemma2",
        "gemma3",
        "phi3",
        "phi3-long",
        "smollm3",
        "granite",
        "cohere",
        "cohere2",
        "olmo2",
        "starcoder2",
        "stablelm",
        "stablelm-parallel",
        "phi",
        "phi-qk",
        "ministral3",
        "cwm",
        "vaultgemma",
        "nemotron",
        "olmo",
        "olmo3",
        "olmoe",
        "glm",
        "glm4",
        "ernie4-5",
        "exaone4",
        "exaone4-whole",
        "arcee",
        "seed-oss",
        "hunyuan",
        "nanochat",
        "granitemoe",
        "helium",
        "ministral",
    ],
)
def test_a_tiny_model_of_each_family_agrees_with_transformers(name):
    agrees(name)


@pytest.mark.parametrize("name", ["deepseek-v2", "deepseek-v2-groups", "deepseek-v3", "deepseek-v3-plain"])
def test_in_float64_every_hidden_state_is_transformers_own(name):
    trace, expected, a = family(name)
    for key, stage in [*stages(a), ("logits", "logits")]:
        if f"double.{key}" in expected:
            np.testing.assert_allclose(trace[stage].values, expected[f"double.{key}"], rtol=0, atol=1e-12, err_msg=stage)


def test_every_array_of_a_real_layout_agrees_q_k_v_and_scores_too():
    inside("llama")


def test_what_it_writes_greedily_is_what_transformers_writes_with_a_cache_and_without():
    writes_greedily("llama")
