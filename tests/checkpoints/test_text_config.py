"""The text model of checkpoints that read pictures too, against what transformers computed from text alone."""

import json
import shutil

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.models.checkpoints import CASES, close, model, stages
from tracer.checkpoints.config import Config
from tracer.checkpoints.text_config import PICTURE_MODELS, text_config
from tracer.errors import TracerError
from tracer.session.open import open_model

PICTURES = sorted((CASES / "pictures").iterdir())


def agrees(folder, expected):
    loaded = model(folder)
    trace = loaded.trace(" ".join(map(str, expected["input_ids"])))
    for key, stage in (*stages(loaded.checkpoint.architecture), ("logits", "logits")):
        if key in expected:
            close(trace[stage], expected[key])
    return trace


@pytest.mark.parametrize("folder", PICTURES, ids=lambda path: path.name)
def test_the_text_model_agrees_with_the_reference_and_says_what_it_is_part_of(folder):
    trace = agrees(folder, np.load(folder / "expected.npz"))
    kind = json.loads((folder / "config.json").read_text())["model_type"]
    assert kind in PICTURE_MODELS and any(kind in note and "not used" in note for note in trace.notes)


@pytest.fixture
def changed(tmp_path):
    def make(name, config, rename=lambda tensor: tensor):
        shutil.copytree(CASES / "pictures" / name, tmp_path / name)
        told = json.loads((tmp_path / name / "config.json").read_text())
        (tmp_path / name / "config.json").write_text(json.dumps(config(told)))
        tensors = load_file(tmp_path / name / "model.safetensors")
        save_file({rename(key): array for key, array in tensors.items()}, tmp_path / name / "model.safetensors")
        return tmp_path / name

    return make


def test_keys_beside_vision_config_as_older_qwen2_vl_has_them(changed):
    def flat(told):
        keep = {key: value for key, value in told["text_config"].items() if key != "model_type"}
        rope = keep.pop("rope_parameters")
        keep |= {"rope_theta": rope["rope_theta"], "rope_scaling": {"type": "mrope", "mrope_section": rope["mrope_section"]}}
        return {**{key: value for key, value in told.items() if key != "text_config"}, **keep}

    folder = changed("qwen2-vl", flat)
    agrees(folder, np.load(folder / "expected.npz"))


@pytest.mark.parametrize("name", ["llava", "gemma3"])
def test_tensors_below_model_language_model_as_transformers_5_holds_them(name, changed):
    def rename(tensor):
        return tensor.replace("language_model.lm_head", "lm_head").replace("language_model.model.", "model.language_model.")

    folder = changed(name, lambda told: told, rename)
    agrees(folder, np.load(folder / "expected.npz"))


def test_what_a_published_configuration_leaves_out_is_the_kind_s_default():
    published = {
        "model_type": "gemma3",
        "text_config": {"model_type": "gemma3_text", "hidden_size": 2560, "num_hidden_layers": 34},
    }
    raw = text_config(Config(published, "config.json")).raw
    assert (raw["num_attention_heads"], raw["num_key_value_heads"], raw["head_dim"], raw["vocab_size"]) == (8, 4, 256, 262208)
    assert raw["hidden_size"] == 2560 and raw["tie_word_embeddings"] is True
    vicuna = text_config(Config({"model_type": "llava", "text_config": {"model_type": "llama", "vocab_size": 32064}}, "")).raw
    assert (vicuna["hidden_size"], vicuna["vocab_size"], vicuna["tie_word_embeddings"]) == (4096, 32064, False)


def test_any_other_configuration_is_left_as_it_is():
    config = Config({"model_type": "llama", "text_config": {"hidden_size": 8}}, "config.json")
    assert text_config(config) is config


def test_a_text_model_of_an_unknown_family_is_refused_by_its_name(changed):
    with pytest.raises(TracerError, match="'mamba'"):
        open_model(changed("llava", lambda told: {**told, "text_config": {**told["text_config"], "model_type": "mamba"}}))


def test_a_tensor_of_the_text_model_that_nothing_reads_is_still_refused(changed):
    with pytest.raises(TracerError, match="k_scale"):
        open_model(
            changed("llava", lambda told: told, lambda tensor: tensor.replace("0.self_attn.k_proj.weight", "0.self_attn.k_scale"))
        )
