"""Arrays of other programs beside a run: right ones are never called different, whatever they are called and however they lie."""

from pathlib import Path

import numpy as np
import pytest

from tests.models.checkpoints import CASES, FAMILIES, model
from tracer import trace
from tracer.comparison.alignment import align
from tracer.comparison.compare import compare_arrays
from tracer.errors import TracerError
from tracer.session import load
from tracer.session.request import tensor_places

CAPTURES = CASES.parent / "captures"
HOOKED = sorted(path.name.removesuffix(".hooks.npz") for path in CAPTURES.glob("*.hooks.npz") if path.stem != "nn.hooks")
RETURNED = sorted(path.name.removesuffix(".outputs.npz") for path in CAPTURES.glob("*.outputs.npz"))


def captured(name, kind="hooks"):
    """(what a program captured, the same run of ours)."""
    arrays = dict(np.load(CAPTURES / f"{name}.{kind}.npz"))
    options = {"target_ids": arrays["decoder_input_ids"].ravel().tolist()} if "decoder_input_ids" in arrays else {}
    return arrays, model(FAMILIES / name).trace(" ".join(map(str, arrays["input_ids"].ravel())), **options)


def compared(arrays, run, **options):
    return compare_arrays(align(arrays, run, places=tensor_places(run), **options))


def told(found):
    return [(stage.match.shown_name, stage.step.name, stage.largest) for stage in found.stages if stage.count or stage.reason]


def taken(arrays, run, **options):
    """Array → what it was taken for."""
    return {match.shown_name: match.stage for match in align(arrays, run, places=tensor_places(run), **options).matches}


@pytest.mark.parametrize(("name", "kind"), [*((name, "hooks") for name in HOOKED), *((name, "outputs") for name in RETURNED)])
def test_whatever_hooks_capture_and_models_return_is_compared_and_agrees(name, kind):
    arrays, run = captured(name, kind)
    found = compared(arrays, run)
    assert not told(found) and found.equal, [(match.shown_name, match.reason) for match in found.left_out]
    assert {stage.match.name for stage in found.stages} == set(arrays) - {"input_ids", "decoder_input_ids"}


def split(array, heads):
    """(batch, token, head, d_k)."""
    return array.reshape(*array.shape[:-1], heads, -1)


LAYOUTS = {
    "batch, token, heads·d": lambda q: q.reshape(*q.shape[:2], -1),
    "token, heads·d": lambda q: q[0].reshape(q.shape[1], -1),
    "batch, token, head, d": lambda q: q,
    "token, head, d": lambda q: q[0],
    "batch, head, token, d": lambda q: q.transpose(0, 2, 1, 3),
    "head, token, d": lambda q: q[0].transpose(1, 0, 2),
    "head, d, token": lambda q: q[0].transpose(1, 2, 0),
    "features, token": lambda q: q[0].reshape(q.shape[1], -1).T,
    "axes of one everywhere": lambda q: q[None, :, :, None],
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["bert", "gpt2", "llama"])
def test_every_layout_of_right_numbers_is_recognised(name, layout):
    arrays, run = captured(name)
    pairs = {"q": ("query", "q_proj", 4), "k": ("key", "k_proj", 2), "v": ("value", "v_proj", 2)}
    for layer in range(2):
        for letter, (bert, llama, kv_heads) in pairs.items():
            key = next((key for key in arrays if f".{layer}." in key and key.endswith((bert, llama))), None)
            whole = arrays[key] if key else split(arrays[f"transformer.h.{layer}.attn.c_attn"], 3)[:, :, "qkv".index(letter)]
            heads = kv_heads if name == "llama" else 4
            mine = {f"my.blocks.{layer}.att.{letter}": LAYOUTS[layout](split(whole, heads))}
            found = compared(mine, run)
            assert found.equal, told(found)
            assert found.stages[0].step.name.endswith(f"{layer}.attention.{letter}")


LIBRARIES = {
    "TransformerLens": {
        "q": "blocks.{}.attn.hook_q", "softmax": "blocks.{}.attn.hook_pattern", "z": "blocks.{}.attn.hook_z",
        "output": "blocks.{}.hook_attn_out", "hidden": "blocks.{}.mlp.hook_pre", "activation": "blocks.{}.mlp.hook_post",
        "ffn": "blocks.{}.hook_mlp_out", "after": "blocks.{}.hook_resid_post",
    },
    "TransformerLens, the bridge": {
        "q": "blocks.{}.attn.q.hook_out", "softmax": "blocks.{}.attn.hook_pattern", "z": "blocks.{}.attn.o.hook_in",
        "output": "blocks.{}.attn.hook_out", "hidden": "blocks.{}.mlp.in.hook_out", "activation": "blocks.{}.mlp.out.hook_in",
        "ffn": "blocks.{}.mlp.hook_out", "after": "blocks.{}.hook_out",
    },
    "nanoGPT": {
        "q": "h.{}.attn.q", "softmax": "h.{}.attn.att", "output": "h.{}.attn.c_proj", "hidden": "h.{}.mlp.c_fc",
        "activation": "h.{}.mlp.gelu", "ffn": "h.{}.mlp.c_proj", "after": "h.{}",
    },
    "Keras": {
        "q": "transformer_layer_{}/multi_head_attention/query", "output": "transformer_layer_{}/multi_head_attention/attention_output", "hidden": "transformer_layer_{}/dense",
        "after": "transformer_layer_{}/output",
    },
    "Flax": {
        "q": "encoderblock_{}/MultiHeadDotProductAttention_0/query/__call__",
        "softmax": "encoderblock_{}/MultiHeadDotProductAttention_0/attention_weights",
        "output": "encoderblock_{}/MultiHeadDotProductAttention_0/out/__call__", "hidden": "encoderblock_{}/MlpBlock_0/Dense_0/__call__",
        "ffn": "encoderblock_{}/MlpBlock_0/Dense_1/__call__", "after": "encoderblock_{}/__call__",
    },
    "own": {
        "q": "layer{}_q", "softmax": "layer{}_attn_weights", "z": "layer{}_context", "hidden": "layer{}_fc1",
        "activation": "layer{}_act", "ffn": "layer{}_fc2",
    },
}  # fmt: skip


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", ["bert", "gpt2"])
def test_names_of_libraries_are_known_without_a_right_number(name, library):
    """The numbers are all wrong, so that only names and shapes can tell; a neighbour whose shape fits as well would be taken."""
    arrays, run = captured(name)
    stack, last = ("encoder", "ffn.norm") if name == "bert" else ("decoder", "ffn.add")
    ours = {"q": "attention.q", "softmax": "attention.softmax", "z": "attention.z", "output": "attention.output", "hidden": "ffn.hidden",
            "activation": "ffn.activation", "ffn": "ffn.output", "after": last}  # fmt: skip
    random = np.random.RandomState(0)
    for key, theirs in LIBRARIES[library].items():
        stage = f"{stack}.1.{ours[key]}"
        mine = {theirs.format(1): random.normal(size=(1, *run[stage].values.shape))}
        assert taken(mine, run) == {theirs.format(1): stage}


def test_what_transformer_lens_normalises_stands_before_or_after_gamma_and_the_numbers_tell():
    _, run = captured("gpt2")
    for layer in range(2):
        norm = run[f"decoder.{layer}.attention.norm"].values
        bare = run[f"decoder.{layer}.attention.norm.normalized"].values
        variance = run[f"decoder.{layer}.attention.norm.variance"].values
        names = [f"blocks.{layer}.ln1.hook_{end}" for end in ("normalized", "out", "scale")]
        new = dict(zip(names, (bare[None], norm[None], np.sqrt(variance + 1e-5)[None, :, None]), strict=True))
        stages = [f"decoder.{layer}.attention.norm{end}" for end in (".normalized", "", ".scale")]
        assert taken(new, run) == dict(zip(names, stages, strict=True)) and compared(new, run).equal
        assert taken({names[0]: norm[None]}, run) == {names[0]: stages[1]}


def test_arrays_of_torch_modules_agree_by_their_names():
    run = load(str(CAPTURES / "nn.json")).trace(load=str(CAPTURES / "nn.safetensors"))
    found = compared(dict(np.load(CAPTURES / "nn.hooks.npz")), run)
    assert found.equal, told(found)


def test_a_mistake_is_found_where_it_is_in_every_family():
    for name in HOOKED:
        arrays, run = captured(name)
        place = {array: at for at, array in enumerate(arrays)}
        wrong = next(key for key in arrays if ".1." in key and key.endswith(("o_proj", "out_proj", "c_proj", "SelfAttention.o", "attention.dense", "attention.output.dense"))) if name != "albert" else "albert.encoder.albert_layer_groups.0.albert_layers.0.ffn_output"  # fmt: skip
        changed = {key: array + 1e-3 if place[key] == place[wrong] else array for key, array in arrays.items()}
        parted = compared(changed, run).parted
        assert parted is not None and parted.match.name == wrong, name
