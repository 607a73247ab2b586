"""Folders as users have them: shards, old names, prefixes, half precision; and folders that are wrong, one sentence each."""

import json
import re
import shlex
import shutil

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.models.checkpoints import CASES, FAMILIES, Ids
from tracer.errors import TracerError
from tracer.session.open import open_model

TEXT = "The animal didn't cross the street because it was too tired."


@pytest.fixture
def copy(tmp_path):
    """A case's folder to change: copy("bert")."""

    def make(name, source=None):
        target = tmp_path / name
        shutil.copytree(source or CASES / name / "model", target)
        return target

    return make


def logits(folder, text=TEXT, **options):
    return open_model(folder).trace(text, **options)["logits"].values


def rewritten(folder, change):
    """The folder with other tensors: change(name -> array) -> name -> array."""
    save_file(change(load_file(folder / "model.safetensors")), folder / "model.safetensors", {"format": "pt"})


def said(folder, **options):
    with pytest.raises(TracerError) as caught:
        open_model(folder).trace(TEXT, **options)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_shards_and_their_index_give_the_same_numbers(copy):
    folder = copy("llama")
    tensors = load_file(folder / "model.safetensors")
    names = sorted(tensors)
    parts = {"model-00001-of-00002.safetensors": names[::2], "model-00002-of-00002.safetensors": names[1::2]}
    before = logits(folder)
    for file, inside in parts.items():
        save_file({name: tensors[name] for name in inside}, folder / file, {"format": "pt"})
    (folder / "model.safetensors").unlink()
    index = {"metadata": {}, "weight_map": {name: file for file, inside in parts.items() for name in inside}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    assert np.array_equal(logits(folder), before)
    (folder / "model-00002-of-00002.safetensors").unlink()
    assert "model-00002-of-00002.safetensors" in said(folder)


@pytest.mark.parametrize("name, prefix", [("bert", "bert."), ("gpt2", "transformer."), ("llama", "model.")])
def test_the_prefix_of_a_head_s_class_may_be_missing(copy, name, prefix):
    folder = copy(name)
    before = logits(folder)
    rewritten(folder, lambda tensors: {one.removeprefix(prefix): array for one, array in tensors.items()})
    assert np.array_equal(logits(folder), before)


def test_old_names_gamma_and_beta_are_known(copy):
    folder = copy("bert")
    before = logits(folder)

    def old(name):
        return name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")

    rewritten(folder, lambda tensors: {old(one): array for one, array in tensors.items()})
    assert np.array_equal(logits(folder), before)


def test_buffers_and_copies_of_tied_tables_that_older_files_hold_change_nothing(copy):
    folder = copy("gpt2")
    before = logits(folder)

    def more(tensors):
        table = tensors["transformer.wte.weight"]
        extra = {
            f"transformer.h.{i}.attn.{end}": np.ones((1, 1, 64, 64), np.float32)
            for i in (0, 1)
            for end in ("bias", "masked_bias")
        }
        return {**tensors, **extra, "lm_head.weight": table.copy()}

    rewritten(folder, more)
    assert np.array_equal(logits(folder), before)


def as_bfloat16(array):
    """Cut to bfloat16: the upper half of each float32, and the float32 it stands for."""
    bits = (array.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
    return bits, (bits.astype(np.uint32) << 16).view(np.float32)


def write_bfloat16(path, bits):
    """A safetensors file written by hand, since NumPy has no bfloat16."""
    header, start = {}, 0
    for name, array in bits.items():
        header[name] = {"dtype": "BF16", "shape": array.shape, "data_offsets": [start, start + 2 * array.size]}
        start += 2 * array.size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(array.tobytes() for array in bits.values()))


@pytest.mark.parametrize("name", ["bert", "gpt2", "llama", "t5"])
@pytest.mark.parametrize("kind", ["BF16", "F16"])
def test_half_precision_is_widened_exactly(copy, name, kind):
    half, whole = copy(name), copy(f"{name}-whole", CASES / name / "model")
    tensors = load_file(half / "model.safetensors")
    if kind == "F16":
        rewritten(half, lambda one: {key: array.astype(np.float16) for key, array in one.items()})
        rewritten(whole, lambda one: {key: array.astype(np.float16).astype(np.float32) for key, array in one.items()})
    else:
        write_bfloat16(half / "model.safetensors", {key: as_bfloat16(array)[0] for key, array in tensors.items()})
        rewritten(whole, lambda one: {key: as_bfloat16(array)[1] for key, array in one.items()})
    np.testing.assert_allclose(logits(half), logits(whole), rtol=1e-5, atol=2e-5)


def test_double_precision_differs_from_single_by_rounding_only():
    single, double = (
        open_model(CASES / "llama" / "model").trace(TEXT, dtype=kind)["logits"].values for kind in ("float32", "float64")
    )
    assert (single.dtype, double.dtype) == (np.float32, np.float64)
    assert 0 < np.abs(single - double).max() < 3e-5


def test_layers_of_albert_share_parameters_so_an_edit_of_one_is_an_edit_of_all():
    model = open_model(FAMILIES / "albert")
    model.checkpoint.__dict__["tokenizer"] = Ids(40)
    plain = model.trace("5 6 7")
    edited = model.trace("5 6 7", edits={"encoder.0.ffn.W_1[0, 0]": 9.0})
    for layer in (0, 1):
        assert edited[f"encoder.{layer}.ffn.W_1"].values[0, 0] == 9.0
        assert plain[f"encoder.{layer}.ffn.W_1"].values[0, 0] != 9.0


def config(folder, **changes):
    path = folder / "config.json"
    found = {**json.loads(path.read_text()), **changes}
    path.write_text(json.dumps({key: value for key, value in found.items() if value != "gone"}))


def test_a_pickle_is_refused_with_the_way_to_convert_it(copy):
    folder = copy("bert")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    sentence = said(folder)
    assert "save_pretrained" in sentence and "pickle" in sentence


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"model_type": "lama"}, ["lama", "llama", "knows all of its keys"]),
        ({"model_type": "mamba", "state_size": 16}, ["mamba", "state_size"]),
        ({"attention_sinks": 4}, ["attention_sinks = 4"]),
        ({"hidden_act": "hardswish"}, ["hidden_act", "hardswish", "silu"]),
        ({"rope_parameters": {"rope_type": "spiral", "rope_theta": 1e4}}, ["spiral"]),
        ({"num_attention_heads": "four"}, ["num_attention_heads"]),
        ({"hidden_size": "gone"}, ["hidden_size"]),
        ({"intermediate_size": 50}, ["48", "50"]),
        ({"num_hidden_layers": 3}, ["model.layers.2"]),
        ({"num_hidden_layers": 1}, ["model.layers.1"]),
        ({"quantization_config": {"quant_method": "gptq"}}, ["gptq"]),
        ({"vocab_size": 440}, ["446", "440"]),
    ],
)
def test_what_a_configuration_says_and_ttrace_does_not_do_is_refused_by_name(copy, changes, words):
    folder = copy("llama")
    config(folder, **changes)
    sentence = said(folder)
    for word in words:
        assert word in sentence


@pytest.mark.parametrize("damage", ["truncated", "empty", "lying", "text"])
def test_a_damaged_weights_file_is_one_sentence(copy, damage):
    folder = copy("bert")
    path = folder / "model.safetensors"
    whole = path.read_bytes()
    length = int.from_bytes(whole[:8], "little")
    lying = whole[8 : 8 + length].replace(b"[32]", b"[33]", 1)
    lies = len(lying).to_bytes(8, "little") + lying + whole[8 + length :]
    path.write_bytes({"truncated": whole[:5000], "empty": b"", "lying": lies, "text": b"hello"}[damage])
    assert "model.safetensors" in said(folder)


def test_a_number_that_is_not_finite_is_named(copy):
    folder = copy("bert")

    def spoiled(tensors):
        tensors["bert.encoder.layer.1.output.dense.weight"][3, 4] = np.nan
        return tensors

    rewritten(folder, spoiled)
    assert "bert.encoder.layer.1.output.dense.weight" in said(folder)


def test_a_configuration_that_is_no_object_is_refused(copy):
    folder = copy("bert")
    for text in ("", "[1]", "{", "[" * 100_000):
        (folder / "config.json").write_text(text)
        assert "config.json" in said(folder)


def test_an_index_may_only_name_files_beside_it(copy):
    folder = copy("bert")
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": "../other.safetensors"}}))
    assert "../other.safetensors" in said(folder)


def test_a_folder_without_weights_or_a_vocabulary_says_so(copy):
    folder = copy("bert")
    for name in ("tokenizer.json", "vocab.txt"):
        (folder / name).unlink()
    assert "tokenizer" in said(folder)
    (folder / "model.safetensors").unlink()
    config(folder, transformers_version="other")
    assert "model.safetensors" in said(folder)


@pytest.mark.parametrize("name", ["bert", "gpt2", "llama"])
@pytest.mark.parametrize(
    "wrapper", ["module.", "_orig_mod.", "model.", "module._orig_mod.", "_forward_module.net.", "model.model."]
)
def test_what_trainers_and_compilers_wrap_around_a_model_changes_nothing(copy, name, wrapper):
    folder = copy(name)
    before = logits(folder)
    rewritten(folder, lambda tensors: {wrapper + one: array for one, array in tensors.items()})
    assert np.array_equal(logits(folder), before)


def test_a_wrapper_may_stand_around_each_layer(copy):
    folder = copy("llama")
    before = logits(folder)

    def each(name):
        return re.sub(r"(layers\.\d+\.)", r"\1_checkpoint_wrapped_module.", name)

    rewritten(folder, lambda tensors: {f"module.{each(one)}": array for one, array in tensors.items()})
    assert np.array_equal(logits(folder), before)


def test_a_class_around_the_model_that_nobody_knows_is_no_wrapper(copy):
    folder = copy("llama")
    rewritten(folder, lambda tensors: {f"language_tower.{one}": array for one, array in tensors.items()})
    assert "language_tower.model.layers.0" in said(folder)


@pytest.mark.parametrize(
    ("wrapper", "old", "wanted"),
    [
        ("module.", False, "module.bert.encoder.layer.1.attention.output.LayerNorm.weight"),
        ("", True, "bert.encoder.layer.1.attention.output.LayerNorm.gamma"),
    ],
)
def test_a_tensor_that_is_missing_is_named_as_the_file_would_name_it(copy, wrapper, old, wanted):
    folder = copy("bert")

    def written(name):
        return wrapper + (name.replace("Norm.weight", "Norm.gamma").replace("Norm.bias", "Norm.beta") if old else name)

    rewritten(folder, lambda tensors: {written(one): array for one, array in tensors.items() if written(one) != wanted})
    assert wanted in said(folder)


@pytest.mark.parametrize(
    ("architectures", "loader"),
    [
        (["BertForMaskedLM"], "BertForMaskedLM"),
        (None, "AutoModel"),
        ([], "AutoModel"),
        (["Bert'); import os; os.system('true'"], "AutoModel"),
        (["Bert\nForMaskedLM"], "AutoModel"),
        ([7], "AutoModel"),
    ],
)
def test_the_way_to_convert_a_pickle_keeps_the_head_and_runs_nothing_else(copy, architectures, loader):
    folder = copy("bert")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    config(folder, architectures=architectures)
    command = shlex.split(said(folder).partition("with ")[2])
    assert f"from transformers import {loader} as M; M.from_pretrained(sys.argv[1])" in command[2] and command[3:] == [
        str(folder)
    ]


@pytest.mark.parametrize("told", [{"quant_method": "mxfp4", "bits": 4}, "mxfp4"])
def test_quantised_weights_are_told_before_whatever_else_is_strange(copy, told):
    folder = copy("llama")
    config(folder, quantization_config=told, hidden_act="hardswish", other=1)
    assert "quantised weights (mxfp4)" in said(folder)


def test_a_folder_with_a_gguf_file_alone(copy):
    folder = copy("llama")
    (folder / "model.safetensors").rename(folder / "model-Q4_K_M.gguf")
    assert "model-Q4_K_M.gguf is a GGUF file" in said(folder)


HALVES = np.load(CASES / "halves.npz")


@pytest.mark.parametrize("key", [key for key in HALVES if "/" in key])
def test_half_precision_is_pytorchs_to_the_bit(key):
    name, dtype, stage = key.split("/")
    step = open_model(CASES / name / "model").trace(target_ids=HALVES["ids"].tolist(), dtype=dtype)[stage]
    values = step.values
    if values.ndim == 3 and HALVES[key].ndim == 2:  # heads side by side
        values = values.transpose(1, 0, 2).reshape(HALVES[key].shape)
    assert np.mean(values == HALVES[key]) > 0.995  # PyTorch adds up in float32, whose order may tip a number over


@pytest.mark.parametrize("kind", ["BF16", "F16"])
def test_a_table_stored_in_half_precision_is_read_cell_by_cell_and_not_rounded_again(copy, kind, monkeypatch):
    from tracer.checkpoints import half_precision, parameters

    monkeypatch.setattr(parameters, "WIDENED", 0)  # as for a large model
    monkeypatch.setattr(parameters, "_KEPT", 1000)
    folder = copy("gpt2")
    tensors = load_file(folder / "model.safetensors")
    if kind == "F16":
        rewritten(folder, lambda one: {key: array.astype(np.float16) for key, array in one.items()})
    else:
        write_bfloat16(folder / "model.safetensors", {key: as_bfloat16(array)[0] for key, array in tensors.items()})
    dtype = {"BF16": "bfloat16", "F16": "float16"}[kind]
    run, half = (open_model(folder).trace(TEXT, **options) for options in ({}, {"dtype": dtype}))
    read = []
    widen = half_precision.widen
    monkeypatch.setattr(half_precision, "widen", lambda raw, *rest: (read.append(raw.size), widen(raw, *rest))[1])
    for trace in (run, half):
        table = trace.parameters["embedding.W_E"]
        whole = np.asarray(table.held)
        read.clear()
        assert trace.explain("logits[1, 5]").inputs and table.number((3, 4)) == whole[3, 4] == trace.cell("embedding.W_E[3, 4]")
        assert max(read, default=0) < whole.size  # rows at most
        np.testing.assert_array_equal(table[2, 1:3], whole[2, 1:3])
        assert table.held.largest() == np.abs(whole).max()
    assert half.parameters["embedding.W_E"].op == "parameter"


def test_a_number_that_is_not_finite_is_named_where_a_single_cell_is_read(copy, monkeypatch):
    from tracer.checkpoints.half_precision import LazyArray

    checked = []
    array = LazyArray(np.array([[1.0, np.inf]], np.float16), "F16", "float32", 0.0, checked.append)
    assert array[0, 0] == 1 and not checked
    assert array[0, 1] == np.inf and np.isinf(checked[0])
