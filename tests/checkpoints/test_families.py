"""Configurations and layouts beside the usual ones, against what transformers computed from the same folders."""

import importlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.models.checkpoints import CASES, FAMILIES, close, model, stages
from tracer.checkpoints import families
from tracer.checkpoints.config import Config
from tracer.checkpoints.families import _FILES, MODEL_TYPES, SPECIAL_TOKENS, family_of
from tracer.errors import TracerError
from tracer.session.open import open_model

VARIANTS = sorted(path for path in (CASES / "variants").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", VARIANTS, ids=lambda path: path.name)
def test_a_variant_agrees_with_the_reference(folder):
    expected, loaded = np.load(folder / "expected.npz"), model(folder)
    options = {"target_ids": expected["dec"].tolist()} if "dec" in expected else {}
    trace, a = loaded.trace(" ".join(map(str, expected["input_ids"])), **options), loaded.checkpoint.architecture
    for key, stage in stages(a):
        if key in expected:
            close(trace[stage], expected[key])
    if a.head == "none":  # what stands there is a head for another task
        assert "logits" not in trace and any("GPT2ForTokenClassification is left out" in note for note in trace.notes)
    else:
        close(trace["logits"], expected["logits"])


def configuration(name):
    return json.loads((FAMILIES / name / "config.json").read_text())


@pytest.mark.parametrize("file", _FILES)
def test_a_file_holds_the_families_its_line_in_the_registry_names(file):
    module = importlib.import_module(f"tracer.checkpoints.families.{file}")
    assert tuple(module.FAMILIES) == _FILES[file]
    for model_type in _FILES[file]:
        assert SPECIAL_TOKENS[model_type] is module.FAMILIES[model_type].special_tokens


def test_every_file_of_a_family_is_in_the_registry_and_every_family_in_the_cases():
    assert sorted(_FILES) == sorted(path.stem for path in Path(families.__file__).parent.glob("*.py") if path.stem != "__init__")
    tried = {configuration(path.name)["model_type"] for path in FAMILIES.iterdir()}
    assert tried == set(MODEL_TYPES) - {"camembert"}  # whose model is RoBERTa's


@pytest.mark.parametrize("folder", sorted(FAMILIES.iterdir()), ids=lambda path: path.name)
def test_reading_a_configuration_changes_nothing_in_it(folder):
    raw = json.loads((folder / "config.json").read_text())
    config = Config(raw, "config.json")
    family_of(config).architecture(config)
    config.rest()
    assert config.raw is raw and raw == json.loads((folder / "config.json").read_text())


def test_rotary_positions_by_kinds_of_layers_are_refused_where_the_family_has_no_kinds(changed):
    by_kind = {kind: {"rope_type": "default", "rope_theta": 5.0} for kind in ("full_attention", "sliding_attention")}
    with pytest.raises(TracerError, match="rope_parameters"):
        open_model(changed("llama", {"rope_parameters": by_kind}))
    with pytest.raises(TracerError, match="rope_parameters"):
        open_model(changed("qwen2", {"rope_parameters": by_kind, "layer_types": ["full_attention"] * 2}))
    open_model(changed("gemma3", {"rope_parameters": by_kind}))


# Keys of configurations that people publish, which say nothing about a forward pass.
PUBLISHED = {
    "deepseek-v3": {
        "aux_loss_alpha": 0.001, "auto_map": {"AutoModel": "x"}, "ep_size": 1, "moe_layer_freq": 1, "num_nextn_predict_layers": 1,
        "scoring_func": "sigmoid", "seq_aux": True, "topk_method": "noaux_tc", "head_dim": None, "rope_theta": 10000,
    },
    "deepseek-v2": {"scoring_func": "softmax", "topk_method": "greedy", "n_group": 1, "topk_group": 1, "aux_loss_alpha": 0.001},
    "distilbert": {"tie_weights_": True},
    "bert": {"directionality": "bidi", "pooler_fc_size": 768, "pooler_num_attention_heads": 12, "pooler_num_fc_layers": 3,
             "pooler_size_per_head": 128, "pooler_type": "first_token_transform", "sentence_transformers": {"version": "5"}},
    "marian": {"num_hidden_layers": None, "_num_labels": 3, "max_length": 512, "num_beams": 6, "bad_words_ids": [[3]]},
    "bart": {"num_hidden_layers": None, "_num_labels": 3, "force_bos_token_to_be_generated": True},
    "t5": {"n_positions": 512},
    "gpt2": {"_num_labels": 1},
    "roberta": {"_num_labels": 3},
    "llama": {"is_llama_config": True, "unsloth_fixed": True, "unsloth_version": "2025.1", "rope_interleaved": False},
    "phi3": {"full_attn_mod": 1, "interpolate_factor": 1},
    "gemma2": {"sliding_window_size": 4096},
    "opt": {"learned_embeddings": True},
}  # fmt: skip


@pytest.fixture
def changed(tmp_path):
    """A family's folder with other keys: changed("bert", {"a": 1})."""

    def make(name, keys):
        folder = tmp_path / name
        shutil.copytree(FAMILIES / name, folder)
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**config, **keys}))
        return folder

    return make


@pytest.mark.parametrize("name", PUBLISHED)
def test_keys_that_published_configurations_carry_along_are_no_obstacle(name, changed):
    keys = PUBLISHED[name]
    if "num_hidden_layers" in keys:
        keys = {**keys, "num_hidden_layers": json.loads((FAMILIES / name / "config.json").read_text())["encoder_layers"]}
    open_model(changed(name, keys))


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("bert", {"hidden_act": ["gelu"]}),
        ("bert", {"hidden_act": {"a": 1}}),
        ("bert", {"num_hidden_layers": 1000000}),
        ("llama", {"rope_parameters": None, "rope_scaling": "linear"}),
        ("llama", {"rope_parameters": None, "rope_scaling": 4}),
        ("llama", {"rope_parameters": None, "rope_theta": "big"}),
        ("llama-linear", {"rope_parameters": {"rope_type": "linear", "factor": None}}),
        ("llama-dynamic", {"rope_parameters": {"rope_type": "dynamic", "factor": "x"}}),
        ("phi3-long", {"rope_parameters": {"rope_type": "longrope", "short_factor": None, "long_factor": 3}}),
        *(
            ("phi3-long", {"rope_parameters": {"rope_type": "longrope", "short_factor": [1.0, 1.1], "long_factor": factors}})
            for factors in ([1.0, 0], [-1.0, 2.0], [float("nan"), 1.0], [float("inf"), 1.0], [1.0], [1.0, 2.0, 3.0])
        ),
        *(("llama-linear", {"rope_parameters": {"rope_type": "linear", "factor": factor}}) for factor in (0, -2, float("nan"))),
        *(("llama-dynamic", {"rope_parameters": {"rope_type": "dynamic", "factor": factor}}) for factor in (-2, float("nan"))),
        *(
            ("llama", {"rope_parameters": {"rope_type": "llama3", "original_max_position_embeddings": 8, **factors}})
            for factors in (
                {"factor": 0, "low_freq_factor": 1, "high_freq_factor": 4},
                {"factor": 8, "low_freq_factor": 4, "high_freq_factor": 4},
                {"factor": 8, "low_freq_factor": 1, "high_freq_factor": float("inf")},
            )
        ),
        ("gpt-neo", {"attention_layers": 7}),
        ("gpt-neox", {"rope_parameters": None, "rotary_pct": 0.4}),
        ("gemma2", {"layer_types": 7}),
        ("gemma2", {"layer_types": [["full_attention"]] * 9}),
        *(
            (name, {"sliding_window": value})
            for name in ("gemma3", "mistral", "gpt-oss")
            for value in ([[4]], "4", {"a": 1}, True)
        ),
        *(("gemma2", {key: value}) for key in ("attn_logit_softcapping", "final_logit_softcapping") for value in ([[[1]]], "x")),
        ("gemma3", {"final_logit_softcapping": {"a": 1}}),
        ("bert", {"model_type": ["bert"]}),
        ("deberta-v3", {"position_buckets": "six"}),
        ("deberta-v3", {"position_buckets": 1}),
        ("deberta-v3", {"position_buckets": 40, "max_relative_positions": 20}),
        ("deberta-v3", {"pos_att_type": "p2p"}),
        ("exaone4", {"layer_types": None, "sliding_window_pattern": 0}),
        ("exaone4", {"layer_types": None, "sliding_window_pattern": "LLLG"}),
        ("modernbert", {"layer_types": None, "global_attn_every_n_layers": 0}),
        ("modernbert-bias", {"rope_parameters": {"full_attention": 3}}),
        ("qwen3-moe-mixed", {"mlp_only_layers": 3}),
        ("olmo", {"clip_qkv": "much"}),
        ("olmo3", {"rope_parameters": {"full_attention": "wide"}}),
        ("qwen2-moe", {"shared_expert_intermediate_size": 0}),
    ],
)
def test_values_that_make_no_sense_are_refused_in_a_sentence(name, keys, changed):
    with pytest.raises(TracerError) as caught:
        open_model(changed(name, keys))
    assert "config.json" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "keys", "says"),
    [
        ("deepseek-v3", {"scoring_func": "softmax"}, "scoring_func"),
        ("deepseek-v3", {"n_group": 4}, "n_group = 4 .* 1, 2, 3, 6"),
        ("deepseek-v3", {"topk_group": 4}, "topk_group = 4 .* 1 … 3"),
        ("deepseek-v3", {"num_key_value_heads": 2}, "num_key_value_heads"),
        ("deepseek-v3", {"num_experts_per_tok": 7}, "num_experts_per_tok = 7 .* 1 … 6"),
        ("deepseek-v2", {"norm_topk_prob": True}, "norm_topk_prob"),
        ("deepseek-v2", {"topk_method": "noaux_tc"}, "topk_method"),
        ("deepseek-v2", {"moe_layer_freq": 2}, "moe_layer_freq"),
    ],
)
def test_latent_attention_and_experts_that_are_computed_otherwise_are_refused_by_key(name, keys, says, changed):
    with pytest.raises(TracerError, match=says):
        open_model(changed(name, keys))


@pytest.mark.parametrize(("layers", "opens"), [(1, True), (0, False)])
def test_layers_that_predict_further_tokens_are_passed_over_where_the_configuration_tells_of_them(layers, opens, changed):
    folder = changed("deepseek-v3", {"num_nextn_predict_layers": layers})
    tensors = load_file(folder / "model.safetensors")
    more = {name.replace("layers.1.", "layers.2."): array for name, array in tensors.items() if "layers.1." in name}
    save_file({**tensors, **more, "model.layers.2.eh_proj.weight": np.ones((16, 32), np.float32)}, folder / "model.safetensors")
    if not opens:
        with pytest.raises(TracerError, match="does not know"):
            open_model(folder)
        return
    ids = " ".join(map(str, np.load(folder / "expected.npz")["input_ids"]))
    same = model(FAMILIES / "deepseek-v3").trace(ids)
    assert np.array_equal(model(folder).trace(ids)["logits"].values, same["logits"].values)


def test_a_family_ttrace_does_not_know_is_not_passed_off_as_its_nearest(changed):
    with pytest.raises(TracerError, match="'bigbird_pegasus'") as caught:
        open_model(changed("bart", {"model_type": "bigbird_pegasus"}))
    assert "bart" in str(caught.value) and '"model_type"' not in str(caught.value)


@pytest.mark.parametrize("name", ["mistral", "qwen2-window", "gemma2", "gpt-neo", "modernbert"])
def test_sentences_of_unequal_length_have_the_numbers_they_have_alone_also_under_a_window(name):
    loaded = model(FAMILIES / name)
    long, short = " ".join(map(str, range(3, 14))), "5 6"
    together = loaded.trace([long, short])["logits"].values
    for row, text in enumerate((long, short)):
        alone = loaded.trace(text)["logits"].values
        assert np.allclose(together[row, : len(alone)], alone, atol=2e-5)
    assert np.isfinite(together).all()


def test_one_more_sentence_told_as_text_is_one_to_an_encoder_too():
    loaded = model(CASES / "bert" / "model")
    told, listed = (loaded.trace("the cat", also=also) for also in ("it was", ["it was"]))
    assert told.tokens == listed.tokens and len(told.tokens) == 2
    assert np.array_equal(told["logits"].values, listed["logits"].values)


def test_one_more_sentence_may_be_told_as_text():
    loaded = model(FAMILIES / "gpt2")
    assert [list(row) for row in loaded.trace("5 6", also="7 8").tokens] == [["5", "6"], ["7", "8"]]


def test_a_tokenizer_with_a_token_more_than_the_table_has_rows_still_reads(tmp_path):
    shutil.copytree(CASES / "bert" / "model", tmp_path / "bert")
    file = tmp_path / "bert" / "tokenizer.json"
    told = json.loads(file.read_text())
    size = json.loads((tmp_path / "bert" / "config.json").read_text())["vocab_size"]
    told["added_tokens"].append({**told["added_tokens"][0], "id": size, "content": "<image>"})
    file.write_text(json.dumps(told))
    loaded = open_model(tmp_path / "bert")
    assert np.array_equal(
        loaded.trace("it was")["logits"].values, model(CASES / "bert" / "model").trace("it was")["logits"].values
    )
    with pytest.raises(TracerError, match=str(size)):
        loaded.trace("it was <image>")


GEMMA3N = {"model_type": "gemma3n", "text_config": {"model_type": "gemma3_text", "hidden_size": 8}, "vision_config": {}}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (GEMMA3N, ["'gemma3n'", "text_config, vision_config", "text model by itself"]),
        ({"model_type": "idefics3", "text_config": {"hidden_size": 8}, "spatial_merge_size": 2}, ["'idefics3'", "(text_config)"]),
        ({"model_type": "gpt_neo2", "hidden_size": 8}, ["'gpt_neo2'", "needs the key num_layers", "missing"]),
        ({"model_type": "llama", "num_attention_heads": 2}, ["has no hidden_size"]),
        ({"model_type": "bert", "num_attention_heads": None}, ["has no num_attention_heads"]),
    ],
)
def test_keys_that_are_missing_are_not_told_as_strange(told, words, tmp_path):
    (tmp_path / "config.json").write_text(json.dumps(told))
    with pytest.raises(TracerError) as caught:
        open_model(tmp_path)
    sentence = str(caught.value)
    assert "strange" not in sentence and "None" not in sentence
    for word in words:
        assert word in sentence


def test_the_nearest_family_is_the_one_that_leaves_fewest_keys_unread(changed):
    with pytest.raises(TracerError, match="nearest is bert,"):
        open_model(changed("bert", {"model_type": "layoutlm", "max_2d_position_embeddings": 1024}))
    with pytest.raises(TracerError, match="nearest is gpt2,"):
        open_model(changed("gpt2", {"model_type": "clip_text", "projection_dim": 8}))


def test_the_nearest_family_has_the_keys_it_needs(changed):
    with pytest.raises(TracerError, match=r"nearest is .*n_routed_experts"):
        open_model(changed("llama", {"model_type": "llama_moe", "n_routed_experts": 32}))
