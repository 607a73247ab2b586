"""A preset with a tiny checkpoint's weights computes what that checkpoint computes, which transformers has checked."""

import numpy as np
import pytest

import tracer
from tests.models.checkpoints import family
from tracer.settings import Settings, read
from tracer.settings.presets import PRESETS

# what a configuration states and a preset's name cannot
CASES = {
    "llama": ("llama", {"d_ff": 24, "d_model": 16, "layers": 2, "position_base": 10000.0, "epsilon": 1e-6}),
    "qwen3": ("qwen3", {"d_ff": 24, "d_model": 16, "layers": 2, "d_k": 8, "position_base": 10000.0}),
    "mixtral": ("mixtral", {"d_ff": 24, "d_model": 16, "layers": 2}),
    "deepseek": (
        "deepseek-v3-plain",
        {"d_ff": [24, 10], "d_model": 16, "heads": 4, "latent_kv": 8, "latent_q": 6, "rotary_columns": 4, "d_v": 6, "experts": 6}
        | {"expert_factor": 1.0},
    ),
    "gemma3": (
        "gemma3",
        {"d_ff": 24, "d_model": 16, "layers": 3, "d_k": 8, "full_attention_every": 2, "scale": 12.0**0.5},
    ),
    "gpt2": ("gpt2", {"d_ff": 64, "d_model": 16, "layers": 2, "heads": 4}),
    "bert": ("bert-base", {"d_ff": 24, "d_model": 16, "layers": 2, "heads": 4}),
    "t5": ("t5", {"d_ff": 24, "d_model": 16, "d_k": 4, "layers": 2, "heads": 4}),
}


def test_every_preset_that_is_a_family_of_checkpoints_is_compared():
    assert CASES.keys() == PRESETS.keys() - {"microgpt"}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_made_of_settings_with_values_they_take(name):
    for key, value in PRESETS[name].items():
        assert read(key, value) == value
    Settings(**PRESETS[name])


@pytest.mark.parametrize("name", CASES)
def test_a_preset_with_the_weights_of_a_tiny_checkpoint_computes_its_numbers(name):
    folder, sizes = CASES[name]
    reference, expected, a = family(folder)
    table = reference.parameters["embedding.W_E"].values
    ids = [str(number) for number in expected["input_ids"]]
    weights = {key: step.values for key, step in reference.parameters.items() if "embedding" not in key and "segment" not in key}
    options = {}
    if name == "t5":
        options = {"target_tokens": [str(number) for number in expected["decoder_input_ids"][1:]]}
    if name == "bert":
        table = table + reference.parameters["segment.W_S"].values[0]  # the toy has no segments
    vectors = {str(number) if number or name != "t5" else "<start>": row for number, row in enumerate(table)}
    words = list(vectors)
    run = tracer.trace(
        tokens=ids, model=name, weights=weights, embeddings=vectors, vocab=words, dtype="float64", **sizes, **options
    )
    ends = [stage for stage in reference.steps if stage.endswith(("softmax", "add", "norm", "logits"))]
    for stage in ends:
        np.testing.assert_allclose(run[stage].values, reference[stage].values, rtol=1e-9, atol=1e-9, err_msg=stage)


@pytest.mark.parametrize("name", PRESETS)
def test_a_setting_that_is_given_takes_the_preset_s_place_and_the_note_says_what_it_is(name):
    run = tracer.trace("the cat sat", model=name, layers=3, activation="tanh")
    assert run.model["layers"] == 3 and any(name in note and "toy" in note for note in run.notes)
    assert not any("does not read" in note for note in run.notes)
